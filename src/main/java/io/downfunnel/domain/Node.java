package io.downfunnel.domain;

/**
 * One running Downfunnel among those that share a database.
 *
 * @param name different for every node that runs now; never blank
 */
public record Node(String name) {
    public Node {
        if (name.isBlank()) {
            throw new IllegalArgumentException("A node has a name");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
