package io.downfunnel.mappings;

import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A mapping file as maps, lists and texts, for those who read JSON. Each value is the text that stands in the file, as the
 * reader of mapping files takes it: what YAML would make of {@code no} or {@code 049} does not matter here, nor there.
 */
public final class PlainTree {
    private PlainTree() {}

    /** @param document one that was accepted */
    public static Map<String, Object> of(String document) {
        return tree(new Yaml(new LoaderOptions()).compose(new StringReader(document))) instanceof Map<?, ?> root
                ? texts(root)
                : Map.of();
    }

    private static Object tree(Node node) {
        return switch (node) {
            case ScalarNode scalar -> scalar.getValue();
            case SequenceNode sequence ->
                sequence.getValue().stream().map(PlainTree::tree).toList();
            case MappingNode mapping -> {
                var tree = new LinkedHashMap<String, Object>();
                mapping.getValue().forEach(entry -> tree.put(key(entry.getKeyNode()), tree(entry.getValueNode())));
                yield tree;
            }
            default -> List.of();
        };
    }

    private static String key(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    private static Map<String, Object> texts(Map<?, ?> map) {
        var texts = new LinkedHashMap<String, Object>();
        map.forEach((key, value) -> texts.put(String.valueOf(key), value));
        return texts;
    }
}
