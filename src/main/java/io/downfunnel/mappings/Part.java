package io.downfunnel.mappings;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A part of a mapping file that is to be written: also one that somebody has only begun to fill in, so that the reader's
 * complaints about it are the same as about a file.
 */
public sealed interface Part {

    /** Texts, numbers, and other parts in their order. */
    record Items(List<Part> parts, Look look) implements Part {
        public Items {
            parts = List.copyOf(parts);
        }
    }

    /** "key: value" by key, in the order in which it is written. */
    record Entries(Map<String, Part> parts, Look look) implements Part {
        public Entries {
            parts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        }
    }

    /** Quoted where YAML would take it for something else. */
    record Text(String value) implements Part {}

    /** Written as it is, such as a number, a duration or a flag. */
    record Plain(String value) implements Part {}

    enum Look {
        /** In brackets, on one line. */
        BRIEF,
        /** A line each. */
        LINES
    }

    static Part number(BigDecimal number) {
        return new Plain(number.toString());
    }

    static Part texts(Iterable<String> values) {
        var texts = new ArrayList<Part>();
        values.forEach(value -> texts.add(new Text(value)));
        return new Items(texts, Look.BRIEF);
    }

    private static FlowStyle style(Look look) {
        return look == Look.BRIEF ? FlowStyle.FLOW : FlowStyle.BLOCK;
    }

    /** As SnakeYAML writes it. */
    default Node node() {
        return switch (this) {
            case Items(var parts, var look) ->
                new SequenceNode(Tag.SEQ, parts.stream().map(Part::node).toList(), style(look));
            case Entries(var parts, var look) ->
                new MappingNode(
                        Tag.MAP,
                        parts.entrySet().stream()
                                .map(entry -> new NodeTuple(
                                        new Text(entry.getKey()).node(),
                                        entry.getValue().node()))
                                .toList(),
                        style(look));
            // In plain or single quotes a line break would go over several lines, at which others take entries apart.
            case Text(var value) ->
                new ScalarNode(
                        Tag.STR,
                        value,
                        null,
                        null,
                        value.chars().anyMatch(Character::isISOControl)
                                ? ScalarStyle.DOUBLE_QUOTED
                                : ScalarStyle.PLAIN);
            case Plain(var value) ->
                new ScalarNode(
                        new Resolver().resolve(NodeId.scalar, value, true), value, null, null, ScalarStyle.PLAIN);
        };
    }
}
