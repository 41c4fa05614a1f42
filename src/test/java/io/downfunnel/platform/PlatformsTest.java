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
import io.downfunnel.platform.http.TokenShelf;

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

    @Test
    void an_account_that_is_connected_anew_is_opened_anew_and_the_old_one_goes_on_working() {
        given.put("downfunnel.acme.customer", "1");
        var versions = new HashMap<String, Long>();
        try (var platforms = connected(versions)) {
            assertThat(platforms.accounts()).isEmpty();

            versions.put("acme", 1L);
            var first = platforms.accounts().get("acme").account();
            assertThat(platforms.accounts().get("acme").account()).isSameAs(first);

            versions.put("acme", 2L);
            assertThat(platforms.accounts().get("acme").account()).isNotSameAs(first);
            assertThat(CLOSED).doesNotContain(first);

            versions.remove("acme");
            assertThat(platforms.accounts()).isEmpty();
            assertThat(CLOSED).doesNotContain(first);
        }
    }

    @Test
    void what_stands_in_the_settings_wins_over_a_sign_in() {
        given.put("downfunnel.acme.customer", "1");
        given.put("downfunnel.acme.refresh-token", "from the file");
        var versions = new HashMap<String, Long>();
        try (var platforms = connected(versions)) {
            var account = platforms.accounts().get("acme").account();
            versions.put("acme", 1L);

            assertThat(platforms.settingInstead("acme")).contains("refresh-token");
            assertThat(SHELVES.get(account)).isNotSameAs(THEIRS);
            assertThat(SHELVES.get(platforms.accounts().get("acme").account())).isNotSameAs(THEIRS);

            given.remove("downfunnel.acme.refresh-token");
            versions.put("acme", 2L);
            assertThat(SHELVES.get(platforms.accounts().get("acme").account())).isSameAs(THEIRS);
            assertThat(platforms.settings("acme").get("refresh-token")).isEqualTo("granted by signing in");
        }
    }

    private Platforms connected(Map<String, Long> versions) {
        var connected = new Connected() {
            @Override
            public Map<String, Long> versions() {
                return versions;
            }

            @Override
            public TokenShelf shelf(String platform) {
                return THEIRS;
            }
        };
        return new Platforms(
                List.of(new Acme(Set.of(), Optional.of(SIGN_IN))),
                key -> Optional.ofNullable(given.get(key)),
                connected,
                Clock.systemUTC());
    }

    private static final TokenShelf THEIRS = (refused, ask) -> {
        throw new AssertionError("Nobody asks");
    };
    private static final Map<AdAccount, TokenShelf> SHELVES = new java.util.concurrent.ConcurrentHashMap<>();
    private static final Set<AdAccount> CLOSED = java.util.concurrent.ConcurrentHashMap.newKeySet();
    private static final SignIn SIGN_IN = new SignIn(
            "authorize-url",
            "token-url",
            "client-id",
            "client-secret",
            "refresh-token",
            Set.of(),
            List.of(new SignIn.Scope("all", "nothing works.")),
            Map.of(),
            true,
            false,
            "Register it.");

    /** The smallest platform there can be. */
    private record Acme(Set<Capability> capabilities, Optional<SignIn> signIn) implements AdPlatform {
        Acme(Set<Capability> capabilities) {
            this(capabilities, Optional.empty());
        }

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
                    List.of(
                            Setting.required("customer", "Customer", "Where to find it."),
                            Setting.secret("refresh-token", "Refresh token", "Granted by somebody.")));
        }

        @Override
        public FailureTable failures() {
            return FailureTable.parse(List.of());
        }

        @Override
        public boolean complete(Settings settings) {
            return settings.find("customer").isPresent()
                    && (signIn.isEmpty() || settings.find("refresh-token").isPresent());
        }

        @Override
        public AdAccount open(Settings settings, Clock clock, TokenShelf shelf) {
            var account = open(settings, clock);
            SHELVES.put(account, shelf);
            return account;
        }

        @Override
        public AdAccount open(Settings settings, Clock clock) {
            settings.get("customer");
            return new IdleAccount() {
                @Override
                public Receipt upload(List<ConversionEvent> batch) {
                    return Receipt.forEach(batch, Optional.empty(), event -> new Outcome.Accepted());
                }

                @Override
                public void close() {
                    CLOSED.add(this);
                }
            };
        }
    }
}
