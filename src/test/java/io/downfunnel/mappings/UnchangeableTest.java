package io.downfunnel.mappings;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.ConversionMapping.Change;
import io.downfunnel.domain.ConversionMapping.Identifier;

import static org.assertj.core.api.Assertions.assertThat;

class UnchangeableTest {
    private static final String DOCUMENT = """
            stages:
              - { name: closed-won, object: Opportunity, when: { field: StageName, becomes: [Closed Won] } }
            mappings:
              - name: Won
                stage: closed-won
                destination: somewhere
                action: 7
                value: { crm-amount: { factor: 1 } }
                identifiers: [email]
                consent: { when-missing: exclude }
                afterwards: { amount-changed: restate, lost: retract }
            """;

    @Test
    void a_platform_that_counts_for_good_is_told_of_with_the_way_out() {
        assertThat(notes(Set.of()))
                .contains(
                        "asks somewhere for new values and taking conversions back",
                        "no way for that",
                        "hold-back: 7d");
    }

    @Test
    void an_installation_without_a_way_back_is_told_of_too() {
        assertThat(notes(Set.of(Change.RESTATE)))
                .contains("asks somewhere for taking conversions back", "on hold", "hold-back");
    }

    @Test
    void where_everything_can_be_changed_there_is_nothing_to_say() {
        assertThat(notes(Set.of(Change.RESTATE, Change.RETRACT))).doesNotContain("asks somewhere");
    }

    private static String notes(Set<Change> changes) {
        var account = new Known.Account(Set.of(Identifier.EMAIL), Optional.of(Set.of("7")), changes);
        var read = (Reading.Read) MappingFile.read(DOCUMENT, new Known(Map.of(), Map.of("somewhere", account)));
        return String.join("\n", read.notes());
    }
}
