package io.downfunnel.mappings;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Where each node of a file is, as a path from the top. What several places share is at the first of them. */
final class Places {
    private final Map<Node, String> paths = new IdentityHashMap<>();

    static Places of(Node root) {
        var places = new Places();
        places.walk(root, "");
        return places;
    }

    /** Empty for one that is not in the file. */
    String of(Node node, String key) {
        var path = paths.getOrDefault(node, "");
        return key.isEmpty() ? path : below(path, key);
    }

    private void walk(Node node, String path) {
        if (paths.putIfAbsent(node, path) != null) {
            return;
        }
        switch (node) {
            case MappingNode mapping ->
                mapping.getValue().forEach(entry -> {
                    var key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
                    paths.putIfAbsent(entry.getKeyNode(), below(path, key));
                    walk(entry.getValueNode(), below(path, key));
                });
            case SequenceNode sequence -> walk(sequence.getValue(), path);
            default -> {}
        }
    }

    private void walk(List<Node> items, String path) {
        for (int i = 0; i < items.size(); i++) {
            walk(items.get(i), below(path, String.valueOf(i)));
        }
    }

    private static String below(String path, String key) {
        return path.isEmpty() ? key : path + "/" + key;
    }
}
