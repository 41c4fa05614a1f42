package io.downfunnel.mappings;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Funnel;

import static org.assertj.core.api.Assertions.assertThat;

class FunnelDiffTest {
    private static final String FILE = Texts.STAGES + Texts.mapping("value: none");

    @Test
    void the_same_meaning_in_another_layout_is_no_difference() {
        assertThat(diff(FILE, "# a comment\n" + FILE.replace("[Closed Won]", "\"Closed Won\"")))
                .isEmpty();
    }

    @Test
    void a_change_is_told_with_from_and_to() {
        assertThat(diff(FILE, FILE.replace("value: none", "value: { fixed: { amount: 50, currency: EUR } }")))
                .containsExactly("Mapping \"Won\": value changes from no value to 50 EUR.");
        assertThat(diff(FILE, FILE.replace("value: none", "value: none\n    hold-back: 36h")))
                .containsExactly("Mapping \"Won\": hold-back changes from none to 36 hours.");
        assertThat(diff(FILE, FILE.replace("becomes: [Qualified]", "becomes: [Qualified, Hot]")))
                .containsExactly("Stage \"qualified\": meaning changes from \"Lead Status becomes Qualified\""
                        + " to \"Lead Status becomes Qualified or Hot\".");
    }

    @Test
    void what_is_added_is_told_whole_and_what_is_removed_by_name() {
        var lines = diff(FILE, FILE.replace("name: Won\n", "name: Sold\n"));

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst())
                .startsWith("Mapping \"Sold\" is added: stage won; destination google; action 7000000003");
        assertThat(lines.getLast()).isEqualTo("Mapping \"Won\" is removed.");
    }

    @Test
    void another_order_of_stages_is_told() {
        var swapped = """
                stages:
                  - { name: won, object: Opportunity, when: { field: StageName, becomes: [Closed Won] } }
                  - { name: qualified, object: Lead, when: { field: Status, becomes: [Qualified] } }
                """;
        assertThat(diff(Texts.STAGES, swapped))
                .containsExactly("The order of stages changes from qualified, won to won, qualified.");
    }

    @Test
    void an_exclusion_is_told_by_its_condition() {
        assertThat(diff(
                        Texts.STAGES,
                        Texts.STAGES + "exclude: [{ object: Lead, field: Company, is-one-of: [Test] }]\n"))
                .containsExactly("Exclusion \"Lead Company is one of Test\" is added.");
    }

    private static List<String> diff(String before, String after) {
        return FunnelDiff.between(funnel(before), funnel(after));
    }

    private static Funnel funnel(String document) {
        return MappingFile.accepted(document);
    }
}
