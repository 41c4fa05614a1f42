package io.downfunnel.mappings;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PlainTreeTest {
    @Test
    void every_value_is_the_text_that_stands_in_the_file() {
        var tree = PlainTree.of("""
                # A comment.
                stages:
                  - name: lead
                    values: [No, "049", 1.50, 2026-01-01, ~]
                mappings: []
                """);

        assertThat(tree)
                .isEqualTo(Map.of(
                        "stages",
                        List.of(Map.of("name", "lead", "values", List.of("No", "049", "1.50", "2026-01-01", "~"))),
                        "mappings",
                        List.of()));
        assertThat(tree.keySet()).containsExactly("stages", "mappings");
    }

    @Test
    void what_is_used_twice_stands_twice() {
        assertThat(PlainTree.of("one: &a {x: 1}\ntwo: *a\n"))
                .isEqualTo(Map.of("one", Map.of("x", "1"), "two", Map.of("x", "1")));
    }
}
