package io.downfunnel.domain;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.ConversionMapping.Afterwards;
import io.downfunnel.domain.ConversionMapping.Count;
import io.downfunnel.domain.ConversionMapping.Identifier;

import static org.assertj.core.api.Assertions.assertThat;

class MappingFingerprintTest {
    private static final ConsentRule CONSENT = new ConsentRule(
            Optional.of("Consent__c"),
            Optional.empty(),
            Set.of("yes", "ja"),
            Set.of("no"),
            ConsentRule.WhenMissing.EXCLUDE);
    private static final ConversionMapping MAPPING =
            mapping("Won", "7000000001", new ValueRule.CrmAmount(BigDecimal.ONE), CONSENT, Duration.ofDays(90));

    @Test
    void another_name_a_hold_back_or_a_wish_for_later_is_no_other_mapping() {
        var renamed = new ConversionMapping(
                "Closed",
                "won",
                "google",
                "7000000001",
                new ValueRule.CrmAmount(new BigDecimal("1.00")),
                List.of(Identifier.GCLID, Identifier.EMAIL),
                CONSENT,
                Count.ONCE,
                Duration.ofDays(3),
                Duration.ofDays(90),
                new Afterwards(
                        ConversionMapping.Change.RESTATE,
                        ConversionMapping.Change.RETRACT,
                        ConversionMapping.Change.IGNORE));

        assertThat(MappingFingerprint.of(renamed)).isEqualTo(MappingFingerprint.of(MAPPING));
    }

    @Test
    void whatever_changes_what_is_sent_is_another_one() {
        assertThat(List.of(
                        mapping("Won", "7000000002", MAPPING.value(), CONSENT, Duration.ofDays(90)),
                        mapping(
                                "Won",
                                "7000000001",
                                new ValueRule.CrmAmount(new BigDecimal("0.5")),
                                CONSENT,
                                Duration.ofDays(90)),
                        mapping("Won", "7000000001", new ValueRule.None(), CONSENT, Duration.ofDays(90)),
                        mapping(
                                "Won",
                                "7000000001",
                                new ValueRule.Fixed(Money.of(BigDecimal.ONE, "EUR")),
                                CONSENT,
                                Duration.ofDays(90)),
                        mapping(
                                "Won",
                                "7000000001",
                                new ValueRule.ExpectedAmount(Map.of("Proposal", BigDecimal.ONE), Optional.empty()),
                                CONSENT,
                                Duration.ofDays(90)),
                        mapping(
                                "Won",
                                "7000000001",
                                MAPPING.value(),
                                new ConsentRule(
                                        Optional.of("Consent__c"),
                                        Optional.empty(),
                                        Set.of("yes"),
                                        Set.of("no"),
                                        ConsentRule.WhenMissing.EXCLUDE),
                                Duration.ofDays(90)),
                        mapping("Won", "7000000001", MAPPING.value(), CONSENT, Duration.ofDays(30))))
                .extracting(MappingFingerprint::of)
                .doesNotContain(MappingFingerprint.of(MAPPING))
                .doesNotHaveDuplicates();
    }

    private static ConversionMapping mapping(
            String name, String action, ValueRule value, ConsentRule consent, Duration window) {
        return new ConversionMapping(
                name,
                "won",
                "google",
                action,
                value,
                List.of(Identifier.GCLID, Identifier.EMAIL),
                consent,
                Count.ONCE,
                Duration.ZERO,
                window,
                Afterwards.NOTHING);
    }
}
