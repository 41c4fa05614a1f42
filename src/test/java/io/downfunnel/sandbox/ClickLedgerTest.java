package io.downfunnel.sandbox;

import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.downfunnel.sandbox.AdClick.Kind;
import io.downfunnel.sandbox.AdClick.Platform;

import static org.assertj.core.api.Assertions.assertThat;

class ClickLedgerTest {

    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    final ClickLedger ledger = new ClickLedger();

    static AdClick click(Kind kind, String value, String person) {
        return new AdClick(
                kind, value, NOON, "1", "2", Optional.of("g-" + person), Optional.of("l-" + person), Optional.empty());
    }

    @Test
    void click_ids_differ_by_case_and_by_kind() {
        ledger.add(click(Kind.GCLID, "AbC", "jane"));

        assertThat(ledger.find(Kind.GCLID, "AbC")).isPresent();
        assertThat(ledger.find(Kind.GCLID, "abc")).isEmpty();
        assertThat(ledger.find(Kind.GBRAID, "AbC")).isEmpty();
    }

    @Test
    void each_platform_knows_its_own_clicks_of_a_person_by_its_own_hash() {
        AdClick first = click(Kind.GCLID, "a", "jane");
        AdClick second = click(Kind.GBRAID, "b", "jane");
        AdClick third = click(Kind.LI_FAT_ID, "c", "jane");
        ledger.add(first);
        ledger.add(second);
        ledger.add(third);

        assertThat(ledger.ofPerson(Platform.GOOGLE, "g-jane")).containsExactly(first, second);
        assertThat(ledger.ofPerson(Platform.LINKEDIN, "l-jane")).containsExactly(third);
        assertThat(ledger.ofPerson(Platform.LINKEDIN, "g-jane")).isEmpty();
    }

    @Test
    void a_click_that_is_added_again_takes_the_place_of_the_first() {
        ledger.add(click(Kind.GCLID, "a", "jane"));
        ledger.add(click(Kind.GCLID, "a", "john"));

        assertThat(ledger.size()).isEqualTo(1);
        assertThat(ledger.ofPerson(Platform.GOOGLE, "g-jane")).isEmpty();
        assertThat(ledger.ofPerson(Platform.GOOGLE, "g-john")).hasSize(1);
    }
}
