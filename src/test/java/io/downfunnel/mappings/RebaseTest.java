package io.downfunnel.mappings;

import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RebaseTest {
    private static final String BASE = "stages:\n  a\n  b\n  c\nmappings:\n  x\n  y\n";

    @Test
    void what_both_changed_in_different_places_comes_together() {
        var both = Rebase.of(BASE, BASE.replace("  a\n", "  a, and more\n"), BASE.replace("  y\n", "  y\n  z\n"));

        assertThat(both.document()).isEqualTo("stages:\n  a, and more\n  b\n  c\nmappings:\n  x\n  y\n  z\n");
        assertThat(both.conflicts()).isEmpty();
    }

    @Test
    void where_both_changed_the_same_line_ours_stays_and_theirs_is_named() {
        var both = Rebase.of(BASE, BASE.replace("  b\n", "  ours\n"), BASE.replace("  b\n", "  theirs\n"));

        assertThat(both.document()).isEqualTo(BASE.replace("  b\n", "  ours\n"));
        assertThat(both.conflicts()).containsExactly(new Rebase.Conflict(3, 3, List.of("  theirs")));
    }

    @Test
    void what_they_removed_and_we_changed_is_a_conflict() {
        var both = Rebase.of(BASE, BASE.replace("  x\n", "  ours\n"), BASE.replace("  x\n", ""));

        assertThat(both.document()).contains("  ours\n");
        assertThat(both.conflicts()).containsExactly(new Rebase.Conflict(6, 6, List.of()));
    }

    @Test
    void what_we_removed_and_they_changed_is_a_conflict_without_lines_of_ours() {
        var both = Rebase.of(BASE, BASE.replace("  x\n", ""), BASE.replace("  x\n", "  theirs\n"));

        assertThat(both.document()).isEqualTo(BASE.replace("  x\n", ""));
        assertThat(both.conflicts()).containsExactly(new Rebase.Conflict(6, 5, List.of("  theirs")));
    }

    @Test
    void the_same_change_of_both_is_one_change() {
        var changed = BASE.replace("  c\n", "  d\n");

        assertThat(Rebase.of(BASE, changed, changed)).isEqualTo(new Rebase(changed, List.of()));
    }

    @Test
    void without_a_common_beginning_ours_stays() {
        assertThat(Rebase.of("", "ours", "theirs").document()).isEqualTo("ours");
    }

    @Property
    void what_only_one_of_two_changed_is_what_comes_of_it(
            @ForAll @Size(max = 12) List<@StringLength(max = 1) @CharRange(from = 'a', to = 'd') String> base,
            @ForAll @Size(max = 12) List<@StringLength(max = 1) @CharRange(from = 'a', to = 'd') String> changed) {
        var was = String.join("\n", base);
        var now = String.join("\n", changed);

        assertThat(Rebase.of(was, now, was)).isEqualTo(new Rebase(now, List.of()));
        assertThat(Rebase.of(was, was, now)).isEqualTo(new Rebase(now, List.of()));
        assertThat(Rebase.of(was, now, now)).isEqualTo(new Rebase(now, List.of()));
    }

    @Property
    void nothing_that_we_wrote_is_lost(
            @ForAll @Size(max = 8) List<@StringLength(max = 1) @CharRange(from = 'a', to = 'c') String> base,
            @ForAll @Size(max = 8) List<@StringLength(max = 1) @CharRange(from = 'a', to = 'c') String> theirs,
            @ForAll @Size(min = 1, max = 8) List<@StringLength(min = 2, max = 2) @CharRange(from = 'x', to = 'z') String> ours) {
        var merged = Rebase.of(String.join("\n", base), String.join("\n", ours), String.join("\n", theirs));

        assertThat(List.of(merged.document().split("\n", -1))).containsSubsequence(ours);
    }
}
