package io.downfunnel.platform;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.Descriptor.Pace;
import io.downfunnel.platform.Descriptor.Setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PlatformsTest {
    private final Map<String, String> given = new HashMap<>();

    private Platforms platforms(Capability... capabilities) {
        return new Platforms(
                List.of(new Acme(Set.of(capabilities))), key -> Optional.ofNullable(given.get(key)), Clock.systemUTC());
    }

    @Test
    void an_account_whose_settings_are_complete_is_open() {
        given.put("downfunnel.acme.customer", "1");

        assertThat(platforms().accounts()).containsOnlyKeys("acme");
    }

    @Test
    void an_account_whose_settings_are_incomplete_is_not_missed() {
        assertThat(platforms().accounts()).isEmpty();
        assertThat(platforms().descriptors()).hasSize(1);
    }

    @Test
    void an_account_may_be_switched_off() {
        given.put("downfunnel.acme.customer", "1");
        given.put("downfunnel.acme.enabled", "false");

        assertThat(platforms().accounts()).isEmpty();
    }

    @Test
    void an_account_that_is_switched_on_says_which_setting_it_misses() {
        given.put("downfunnel.acme.enabled", "true");

        assertThatThrownBy(() -> platforms().accounts())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("downfunnel.acme.customer is not set");
    }

    @Test
    void an_installation_may_have_its_own_pace() {
        given.put("downfunnel.acme.customer", "1");
        given.put("downfunnel.acme.requests-per-minute", "7");
        given.put("downfunnel.acme.batching", "3");

        var descriptor = platforms().accounts().get("acme").descriptor();

        assertThat(descriptor.requests()).isEqualTo(new Pace(2, 7, 1_000));
        assertThat(descriptor.batching()).isEqualTo(3);
    }

    @Test
    void a_pace_that_is_no_number_is_refused_by_name() {
        given.put("downfunnel.acme.customer", "1");
        given.put("downfunnel.acme.requests-per-minute", "many");

        assertThatThrownBy(() -> platforms().accounts())
                .hasMessageContaining("downfunnel.acme.requests-per-minute is not a whole number");
    }

    @Test
    void an_unknown_outcome_is_sent_again_only_where_duplicates_are_dropped_unless_told_otherwise() {
        given.put("downfunnel.acme.customer", "1");

        assertThat(platforms().accounts().get("acme").unknownOutcome()).isEqualTo(OpenAccount.UnknownOutcome.HOLD);
        assertThat(platforms(Capability.DEDUPLICATES).accounts().get("acme").unknownOutcome())
                .isEqualTo(OpenAccount.UnknownOutcome.RESEND);
        given.put("downfunnel.acme.unknown-outcome", "resend");
        assertThat(platforms().accounts().get("acme").unknownOutcome()).isEqualTo(OpenAccount.UnknownOutcome.RESEND);
    }

    /** The smallest platform there can be. */
    private record Acme(Set<Capability> capabilities) implements AdPlatform {
        @Override
        public Descriptor descriptor() {
            return new Descriptor(
                    "acme",
                    "Acme",
                    List.of(),
                    Set.of(),
                    10,
                    1,
                    new Pace(2, 60, 1_000),
                    Duration.ZERO,
                    Duration.ofDays(90),
                    Duration.ofDays(90),
                    capabilities,
                    List.of(Setting.required("customer", "Customer", "Where to find it.")));
        }

        @Override
        public FailureTable failures() {
            return FailureTable.parse(List.of());
        }

        @Override
        public boolean complete(Settings settings) {
            return settings.find("customer").isPresent();
        }

        @Override
        public AdAccount open(Settings settings, Clock clock) {
            settings.get("customer");
            return new AdAccount() {
                @Override
                public Receipt upload(List<ConversionEvent> batch) {
                    return Receipt.forEach(batch, Optional.empty(), event -> new Outcome.Accepted());
                }

                @Override
                public Verdict verdict(String requestId) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public List<CheckItem> check(Set<String> actions) {
                    return List.of();
                }

                @Override
                public void close() {}
            };
        }
    }
}
