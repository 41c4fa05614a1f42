package io.downfunnel.platform;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.Descriptor.Pace;
import io.downfunnel.platform.Descriptor.Setting;
import io.downfunnel.platform.http.TokenShelf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What was entered in the console: when it counts, when another account is opened by it, and what a wrong value does. */
class KeptSettingsTest {
    private final Map<String, String> file = new HashMap<>();
    private final Map<String, String> kept = new HashMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private final Map<String, Long> signIns = new HashMap<>();
    private Optional<String> unreadable = Optional.empty();
    private final Set<AdAccount> closed = new HashSet<>();
    private final Platforms platforms = new Platforms(
            List.of(new Acme()),
            key -> Optional.ofNullable(file.get(key)),
            new Connected() {
                @Override
                public Map<String, Long> versions() {
                    return signIns;
                }

                @Override
                public TokenShelf shelf(String platform) {
                    return (refused, ask) -> {
                        throw new AssertionError("Nobody asks");
                    };
                }
            },
            new KeptSettings() {
                @Override
                public Map<String, Long> versions() {
                    return versions;
                }

                @Override
                public Settings of(String connection, long version) {
                    return new Settings(kept);
                }

                @Override
                public Optional<String> trouble(String connection, long version) {
                    return unreadable;
                }
            },
            Clock.systemUTC());

    private void enter(String key, String value) {
        kept.put(key, value);
        versions.merge("acme", 1L, Long::sum);
    }

    private AdAccount account() {
        return platforms.accounts().get("acme").account();
    }

    private String customer() {
        return platforms.settings("acme").get("customer");
    }

    @Test
    void an_account_opens_with_what_was_entered() {
        assertThat(platforms.accounts()).isEmpty();

        enter("customer", "1");
        enter("token", "t");

        assertThat(platforms.accounts()).containsOnlyKeys("acme");
        assertThat(customer()).isEqualTo("1");
    }

    @Test
    void a_file_wins_key_by_key() {
        enter("customer", "1");
        enter("token", "t");
        enter("requests-per-minute", "7");
        file.put("downfunnel.acme.customer", "2");

        assertThat(customer()).isEqualTo("2");
        assertThat(platforms.settings("acme").get("token")).isEqualTo("t");
        assertThat(platforms.accounts().get("acme").descriptor().requests().perMinute())
                .isEqualTo(7);
        assertThat(platforms.setElsewhere("acme", "customer")).isTrue();
        assertThat(platforms.setElsewhere("acme", "token")).isFalse();
    }

    @Test
    void a_file_is_read_to_people_but_for_its_secrets() {
        file.put("downfunnel.acme.customer", "2");
        file.put("downfunnel.acme.token", "t");

        assertThat(platforms.elsewhere("acme", Acme.CUSTOMER)).contains("2");
        assertThat(platforms.elsewhere("acme", Acme.TOKEN)).isEmpty();
    }

    @Test
    void what_is_entered_anew_opens_another_account_and_the_old_one_goes_on_working() {
        enter("customer", "1");
        enter("token", "t");
        var first = account();
        assertThat(account()).isSameAs(first);

        enter("token", "u");

        assertThat(account()).isNotSameAs(first);
        assertThat(closed).isEmpty();
    }

    @Test
    void what_is_removed_closes_the_account_for_whoever_asks_next() {
        enter("customer", "1");
        enter("token", "t");
        assertThat(platforms.accounts()).containsKey("acme");

        kept.clear();
        versions.remove("acme");

        assertThat(platforms.accounts()).isEmpty();
    }

    @Test
    void a_broken_value_does_not_close_the_account_that_works() {
        enter("customer", "1");
        enter("token", "t");
        var works = account();

        enter("customer", "none");

        assertThat(account()).isSameAs(works);
        assertThat(platforms.trouble("acme"))
                .contains("The setting downfunnel.acme.customer is not a number such as 1");
        enter("customer", "2");
        assertThat(account()).isNotSameAs(works);
        assertThat(platforms.trouble("acme")).isEmpty();
    }

    @Test
    void a_broken_value_without_an_account_before_stops_nobody_else() {
        enter("enabled", "true");
        enter("customer", "none");

        assertThat(platforms.accounts()).isEmpty();
        assertThat(platforms.trouble("acme")).isPresent();
    }

    @Test
    void a_broken_value_in_a_file_is_told_at_once_as_ever() {
        file.put("downfunnel.acme.customer", "none");
        file.put("downfunnel.acme.token", "t");

        assertThatThrownBy(platforms::accounts).isInstanceOf(SettingsException.class);
    }

    @Test
    void a_secret_that_cannot_be_opened_here_leaves_the_account_as_it_was() {
        enter("customer", "1");
        enter("token", "t");
        var works = account();
        unreadable = Optional.of("The key is not the one of this installation.");

        enter("token", "u");

        assertThat(account()).isSameAs(works);
        assertThat(platforms.trouble("acme")).contains("The key is not the one of this installation.");
    }

    @Test
    void a_candidate_is_tried_out_and_changes_nothing() {
        enter("customer", "1");
        enter("token", "t");
        var works = account();

        var tried = platforms.tryOut("acme", new Settings(Map.of("customer", "3", "token", "u")));

        assertThat(tried).get().extracting(OpenAccount::name).isEqualTo("acme");
        assertThat(account()).isSameAs(works);
        assertThat(customer()).isEqualTo("1");
    }

    @Test
    void a_candidate_that_cannot_be_used_is_refused_by_name() {
        assertThatThrownBy(() -> platforms.tryOut("acme", new Settings(Map.of("token", "t"))))
                .hasMessage("The setting downfunnel.acme.customer is not set");
        assertThatThrownBy(() -> platforms.tryOut("acme", new Settings(Map.of("customer", "none", "token", "t"))))
                .hasMessage("The setting downfunnel.acme.customer is not a number such as 1");
        assertThatThrownBy(() -> platforms.tryOut(
                        "acme", new Settings(Map.of("customer", "1", "token", "t", "requests-at-once", "0"))))
                .hasMessage("The setting downfunnel.acme.requests-at-once is less than one");
    }

    @Test
    void a_candidate_without_a_way_in_is_looked_at_and_waits_for_somebody_who_signs_in() {
        assertThat(platforms.tryOut("acme", new Settings(Map.of("customer", "1"))))
                .isEmpty();
        assertThatThrownBy(() -> platforms.tryOut("acme", new Settings(Map.of("customer", "none"))))
                .hasMessageContaining("downfunnel.acme.customer");
        assertThatThrownBy(() -> platforms.tryOut("acme", new Settings(Map.of("customer", "1", "enabled", "true"))))
                .hasMessageContaining("downfunnel.acme.token is not set");
        signIns.put("acme", 1L);
        assertThat(platforms.tryOut("acme", new Settings(Map.of("customer", "1"))))
                .isPresent();
    }

    @Test
    void an_address_is_no_matter_of_a_form() {
        assertThat(Setting.optional("url", "API", "Where it is.", "https://api.acme.example")
                        .address())
                .isTrue();
        assertThat(Setting.optional("endpoint", "API", "Where it is.", "api.acme.example:443")
                        .address())
                .isTrue();
        assertThat(Setting.optional("call-timeout", "Timeout", "How long.", "PT5S")
                        .address())
                .isFalse();
        assertThat(Acme.CUSTOMER.address()).isFalse();
    }

    /** A platform to sign in to, or with a token. */
    private final class Acme implements AdPlatform {
        static final Setting CUSTOMER = Setting.required("customer", "Customer", "Where to find it.");
        static final Setting TOKEN = Setting.secret("token", "Token", "Granted by somebody.");

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
                    Set.of(),
                    List.of(CUSTOMER, TOKEN));
        }

        @Override
        public FailureTable failures() {
            return FailureTable.parse(List.of());
        }

        @Override
        public boolean complete(Settings settings) {
            return settings.find("customer").isPresent()
                    && settings.find("token").isPresent();
        }

        @Override
        public Optional<SignIn> signIn() {
            return Optional.of(new SignIn(
                    "authorize-url",
                    "token-url",
                    "client-id",
                    "client-secret",
                    "token",
                    Set.of(),
                    List.of(new SignIn.Scope("all", "nothing works.")),
                    Map.of(),
                    true,
                    false,
                    "Register it."));
        }

        @Override
        public AdAccount open(Settings settings, Clock clock) {
            if (!settings.get("customer").matches("\\d+")) {
                throw new SettingsException("customer", "is not a number such as 1");
            }
            settings.get("token");
            return new IdleAccount() {
                @Override
                public void close() {
                    closed.add(this);
                }
            };
        }
    }
}
