package io.downfunnel.extract;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Journey.LeadStory;

import static org.assertj.core.api.Assertions.assertThat;

class LineagesTest {
    @Test
    void the_first_lead_that_was_converted_founds_the_opportunity() {
        var roots = Lineages.assign(List.of(lead("B", 2, "O", null), lead("A", 1, "O", null)), Set.of("O"), Map.of());

        assertThat(roots).isEqualTo(Map.of("A", "A", "B", "B", "O", "A"));
    }

    @Test
    void a_lead_that_joins_later_does_not_take_the_opportunity_over() {
        var roots = Lineages.assign(
                List.of(lead("B", 2, "O", null), lead("A", 1, "O", null)), Set.of("O"), Map.of("B", "B", "O", "B"));

        assertThat(roots).containsEntry("O", "B").containsEntry("A", "A");
    }

    @Test
    void an_opportunity_without_a_lead_is_its_own_root_until_one_is_seen() {
        assertThat(Lineages.assign(List.of(), Set.of("O"), Map.of())).containsEntry("O", "O");
        assertThat(Lineages.assign(List.of(lead("A", 1, "O", null)), Set.of("O"), Map.of("O", "O")))
                .containsEntry("O", "A");
    }

    @Test
    void a_merged_lead_and_all_that_hung_on_it_follow_the_survivor() {
        var roots = Lineages.assign(
                List.of(lead("A", 1, null, "C"), lead("C", 3, null, null)),
                Set.of("O"),
                Map.of("A", "A", "C", "C", "O", "A"));

        assertThat(roots).isEqualTo(Map.of("A", "C", "C", "C", "O", "C"));
    }

    @Test
    void merges_of_merges_end_at_the_last_survivor() {
        var roots = Lineages.assign(
                List.of(lead("A", 1, null, "B"), lead("B", 2, null, "C"), lead("C", 3, null, null)),
                Set.of(),
                Map.of());

        assertThat(roots).isEqualTo(Map.of("A", "C", "B", "C", "C", "C"));
    }

    @Test
    void a_master_that_we_have_not_seen_yet_changes_nothing() {
        assertThat(Lineages.assign(List.of(lead("A", 1, null, "X")), Set.of(), Map.of()))
                .isEqualTo(Map.of("A", "A"));
    }

    private static LeadStory lead(String id, int second, String opportunity, String master) {
        var fields = new HashMap<String, String>();
        if (opportunity != null) {
            fields.put("ConvertedOpportunityId", opportunity);
        }
        var at = Instant.EPOCH.plusSeconds(second);
        return new LeadStory(
                id,
                at,
                at,
                master != null,
                Optional.ofNullable(master),
                fields,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }
}
