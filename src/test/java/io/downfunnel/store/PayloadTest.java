package io.downfunnel.store;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.domain.Money;

import static org.assertj.core.api.Assertions.assertThat;

class PayloadTest {
    private final ConversionEvent full = new ConversionEvent(
            ConversionKey.of("00D000000000001AAA", "00Q000000000001AAA", "google", "qualified", 1),
            "7000000001",
            Instant.parse("2026-05-04T10:15:30Z"),
            Optional.of(Money.of(new BigDecimal("1200.50"), "EUR")),
            Optional.of(new ClickId(ClickId.Kind.GCLID, "EAIaIQobChMI-_xYz")),
            Optional.of(new HashedIdentifier.Email("a".repeat(64), "b".repeat(64))),
            Optional.of(new HashedIdentifier.Phone("c".repeat(64))),
            new Consent(Consent.Answer.GRANTED, Consent.Answer.UNSPECIFIED));

    @Test
    void what_is_written_can_be_read_back() {
        assertThat(Payload.decode(Payload.encode(full))).isEqualTo(full);
    }

    @Test
    void an_event_with_only_a_click_can_be_read_back() {
        var spare = new ConversionEvent(
                full.key(),
                full.action(),
                full.occurredAt(),
                Optional.empty(),
                full.click(),
                Optional.empty(),
                Optional.empty(),
                Consent.UNSPECIFIED);
        assertThat(Payload.decode(Payload.encode(spare))).isEqualTo(spare);
    }

    @Test
    void the_same_event_gives_the_same_bytes_and_another_one_others() {
        var other = new ConversionEvent(
                full.key(),
                full.action(),
                full.occurredAt().plusMillis(1),
                full.value(),
                full.click(),
                full.email(),
                full.phone(),
                full.consent());
        assertThat(Payload.hash(full)).isEqualTo(Payload.hash(Payload.decode(Payload.encode(full))));
        assertThat(Payload.hash(full)).isNotEqualTo(Payload.hash(other));
    }

    @Test
    void the_order_of_keys_that_a_database_gives_back_does_not_matter() {
        var reordered = Payload.encode(full).replace("{\"action\":\"7000000001\",", "{");
        assertThat(Payload.decode(reordered.replace("}", ", \"action\" : \"7000000001\" }")))
                .isEqualTo(full);
    }
}
