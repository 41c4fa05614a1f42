package io.downfunnel.mappings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A "key: value" part of the file with its place in it. Complains instead of throwing. */
final class Section {
    private final Node node;
    private final String name;
    private final Map<String, Node> values;
    private final Problems problems;

    private Section(Node node, String name, Map<String, Node> values, Problems problems) {
        this.node = node;
        this.name = name;
        this.values = values;
        this.problems = problems;
    }

    /** @param name of the part, with its article, as it stands in a sentence */
    static Optional<Section> of(Node node, String name, Set<String> keys, Problems problems) {
        if (!(node instanceof MappingNode mapping)) {
            return problems.none(
                    node,
                    "Expected " + name + " as lines of \"key: value\".",
                    "Write one or more of: " + String.join(", ", keys) + ".");
        }
        var values = new LinkedHashMap<String, Node>();
        mapping.getValue().forEach(entry -> {
            var key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (!keys.contains(key)) {
                problems.add(
                        entry.getKeyNode(),
                        "\"" + key + "\" is not known in " + name + ".",
                        Spelling.remedy(key, keys));
            } else if (values.putIfAbsent(key, entry.getValueNode()) != null) {
                problems.add(
                        entry.getKeyNode(), "\"" + key + "\" stands twice in " + name + ".", "Keep one of the two.");
            }
        });
        values.values().removeIf(value -> value.getTag().equals(Tag.NULL));
        return Optional.of(new Section(mapping, name, values, problems));
    }

    Node node() {
        return node;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    Optional<Node> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** Complains when it is absent. */
    Optional<Node> get(String key, String remedy) {
        return find(key).or(() -> problems.missing(node, key, "\"" + key + "\" is missing in " + name + ".", remedy));
    }

    Optional<Text> findText(String key) {
        return find(key).flatMap(value -> text(value, "\"" + key + "\"", problems));
    }

    Optional<Text> getText(String key, String remedy) {
        return get(key, remedy).flatMap(value -> text(value, "\"" + key + "\"", problems));
    }

    /** One text may be written without a list; empty when absent. */
    List<Text> texts(String key) {
        return find(key).map(value -> texts(value, "\"" + key + "\"", problems)).orElse(List.of());
    }

    /** Of a key that is there; complains about an empty list. */
    Optional<List<String>> someTexts(String key) {
        var texts = texts(key).stream().map(Text::value).toList();
        return find(key)
                .flatMap(value -> items(value).isEmpty()
                        ? problems.none(value, "\"" + key + "\" lists no value.", "Write at least one value.")
                        : Optional.of(texts))
                .filter(list -> !list.isEmpty());
    }

    static List<Text> texts(Node value, String name, Problems problems) {
        return items(value).stream()
                .flatMap(item -> text(item, name, problems).stream())
                .toList();
    }

    List<Node> nodes(String key) {
        return find(key)
                .map(value -> {
                    if (!(value instanceof SequenceNode)) {
                        problems.add(value, "\"" + key + "\" is a list.", "Begin each of its entries with \"- \".");
                        return List.<Node>of();
                    }
                    return items(value);
                })
                .orElse(List.of());
    }

    private static List<Node> items(Node value) {
        return value instanceof SequenceNode sequence ? sequence.getValue() : List.of(value);
    }

    private static Optional<Text> text(Node value, String name, Problems problems) {
        if (!(value instanceof ScalarNode scalar)) {
            return problems.none(value, name + " is a single text here.", "Write it on the same line.");
        }
        if (scalar.getValue().isBlank()) {
            return problems.none(value, name + " is empty.", "Write a value, or remove it.");
        }
        return Optional.of(new Text(scalar.getValue().strip(), scalar));
    }

    /** A written value and where it stands. */
    record Text(String value, Node node) {}
}
