package io.downfunnel.access.company;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.downfunnel.access.Accounts;
import io.downfunnel.access.ApiTokens;
import io.downfunnel.access.Secret;
import io.downfunnel.access.Sessions;
import io.downfunnel.access.SessionsForTests;
import io.downfunnel.access.company.CompanySignIn.Brought;
import io.downfunnel.access.company.OpenIdProvider.Signature;
import io.downfunnel.domain.Role;
import io.downfunnel.store.ApiTokenStore;
import io.downfunnel.store.CompanyUserStore;
import io.downfunnel.store.PendingCompanySignInStore;
import io.downfunnel.store.SessionStore;
import io.downfunnel.store.TestDatabase;
import io.downfunnel.store.TrailStore;
import io.downfunnel.store.UserStore;
import io.downfunnel.store.UserStore.Change;
import io.downfunnel.store.UserStore.User;

import static org.assertj.core.api.Assertions.assertThat;

/** To a strict provider and back, over the wire; and with everything that must not work. */
class CompanySignInTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final URI BACK = URI.create("http://127.0.0.1:8080/sign-in/company/callback");
    private static final String HERE = "10.0.0.1";

    private final UserStore users = new UserStore(database.jdbi());
    private final CompanyUserStore companyUsers = new CompanyUserStore(database.jdbi());
    private final SessionStore sessionStore = new SessionStore(database.jdbi());
    private final TrailStore trail = new TrailStore(database.jdbi());
    private final Accounts accounts = new Accounts(users, companyUsers, sessionStore);
    private final Sessions sessions = SessionsForTests.on(database.jdbi());
    private final OpenIdProvider provider = OpenIdProvider.start();
    private final MovedClock clock = new MovedClock();
    private final Map<String, String> settings = new HashMap<>(Map.of(
            "downfunnel.oidc.issuer",
            provider.issuer() + "/",
            "downfunnel.oidc.client-id",
            OpenIdProvider.CLIENT,
            "downfunnel.oidc.client-secret",
            OpenIdProvider.SECRET,
            "downfunnel.oidc.admin-values",
            "Downfunnel.Admin",
            "downfunnel.oidc.marketer-values",
            "Downfunnel.Marketer,Campaigns",
            "downfunnel.oidc.viewer-values",
            "Downfunnel.Viewer"));
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord record) {
            log.add(new org.jboss.logmanager.formatters.PatternFormatter("%s%e")
                    .format(org.jboss.logmanager.ExtLogRecord.wrap(record)));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** Ours; the provider's stands where it is. */
    private static final class MovedClock extends Clock {
        private Duration by = Duration.ZERO;

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void begin() {
        run("truncate console_user, api_token, console_link, console_session, console_attempt, console_kept_out,"
                + " pending_company_sign_in");
        Logger.getLogger(CompanySignIn.class.getName()).addHandler(listener);
    }

    @AfterEach
    void end() {
        Logger.getLogger(CompanySignIn.class.getName()).removeHandler(listener);
        assertThat(provider.complaints).isEmpty();
        provider.close();
    }

    private static void run(String sql) {
        database.jdbi().useHandle(handle -> handle.execute(sql));
    }

    private CompanySignIn node() {
        var config = new SmallRyeConfigBuilder()
                .withDefaultValues(settings)
                .withMapping(OidcConfig.class)
                .build()
                .getConfigMapping(OidcConfig.class);
        return new CompanySignIn(
                config, new PendingCompanySignInStore(database.jdbi()), companyUsers, sessions, trail, clock);
    }

    private Departure.Ready depart(CompanySignIn node) {
        var departure = node.depart(BACK, "/runs", Optional.empty(), HERE);
        assertThat(departure).as(log.toString()).isInstanceOf(Departure.Ready.class);
        return (Departure.Ready) departure;
    }

    private static Brought brought(Map<String, String> answer) {
        return new Brought(
                Optional.ofNullable(answer.get("code")),
                Optional.ofNullable(answer.get("error")),
                Optional.ofNullable(answer.get("state")),
                Optional.ofNullable(answer.get("iss")));
    }

    private Arrival signIn(CompanySignIn node, String person) {
        var departure = depart(node);
        var answer = provider.signIn(departure.to(), person);
        return node.arrive(brought(answer), Optional.of(departure.browser()), Optional.empty(), HERE);
    }

    private Arrival.Welcome welcome(String person) {
        var arrival = signIn(node(), person);
        assertThat(arrival).as(log.toString()).isInstanceOf(Arrival.Welcome.class);
        return (Arrival.Welcome) arrival;
    }

    private static Arrival notLetIn(Refusal why) {
        return new Arrival.NotLetIn(why);
    }

    private static String dump(String... tables) {
        return database.jdbi().withHandle(sql -> {
            var all = new StringBuilder();
            for (var table : tables) {
                all.append(sql.createQuery("select coalesce(string_agg(t::text, ' '), '') from " + table + " t")
                        .mapTo(String.class)
                        .one());
            }
            return all.toString();
        });
    }

    private List<String> trail(int lines) {
        return trail.list(Optional.empty(), Optional.empty(), Optional.empty(), lines).stream()
                .map(line -> line.who() + ": " + line.what() + " " + line.object() + ", " + line.details())
                .toList();
    }

    // Who comes in

    @Test
    void somebody_of_the_company_comes_in_with_a_session_like_everybody_elses() {
        var in = welcome("berta");

        assertThat(sessions.find(in.session(), true)).hasValueSatisfying(user -> {
            assertThat(user.name()).isEqualTo("berta");
            assertThat(user.role()).isEqualTo(Role.VIEWER);
            assertThat(user.company()).isTrue();
        });
        assertThat(in.next()).isEqualTo("/runs");
        assertThat(trail(2))
                .containsExactly(
                        "berta: SIGNED_IN berta, viewer, with the company",
                        "berta: USER_ADDED berta, viewer, by the company's sign-in");
    }

    @Test
    void nothing_that_is_kept_opens_anything_or_says_more_than_name_and_role() {
        var departure = depart(node());
        var asked = departure.to().getQuery();
        var onTheWay = dump("pending_company_sign_in");
        var answer = provider.signIn(departure.to(), "berta");
        var in = (Arrival.Welcome)
                node().arrive(brought(answer), Optional.of(departure.browser()), Optional.empty(), HERE);

        assertThat(onTheWay)
                .isNotEmpty()
                .doesNotContain(answer.get("state"))
                .doesNotContain(departure.browser().word());
        assertThat(asked).doesNotContain(departure.browser().word()).doesNotContain(OpenIdProvider.SECRET);
        var kept = dump("console_user", "console_session", "pending_company_sign_in", "console_attempt");
        assertThat(kept)
                .contains("berta")
                .doesNotContain("subject-of-berta")
                .doesNotContain("Everybody")
                .doesNotContain(answer.get("code"))
                .doesNotContain("eyJ");
        assertThat(sessions.hint(in.session()))
                .hasValueSatisfying(hint -> assertThat(hint).startsWith("eyJ"));
        assertThat(dump("pending_company_sign_in")).isEmpty();
    }

    @Test
    void the_role_is_what_the_company_says_at_each_sign_in_and_holds_everywhere_at_once() {
        var before = welcome("berta");
        provider.person("berta", "Campaigns", "Downfunnel.Viewer");

        var now = welcome("berta");

        assertThat(now.user().id()).isEqualTo(before.user().id());
        assertThat(sessions.find(before.session(), true).map(User::role)).contains(Role.MARKETER);
        assertThat(trail(2))
                .contains("berta: ROLE_CHANGED berta, viewer before, marketer now, by the company's sign-in");
    }

    @Test
    void whoever_has_no_role_is_not_let_in_and_leaves_no_trace_but_one_without_a_name() {
        assertThat(signIn(node(), "carla")).isEqualTo(notLetIn(Refusal.NO_ROLE));

        assertThat(accounts.all()).isEmpty();
        assertThat(trail(1)).containsExactly("somebody: SIGN_IN_REFUSED , with the company: no role");
    }

    @Test
    void everyone_else_gets_the_role_that_is_meant_for_them() {
        settings.put("downfunnel.oidc.everyone-else", "viewer");

        assertThat(welcome("carla").user().role()).isEqualTo(Role.VIEWER);
        assertThat(welcome("anna").user().role()).isEqualTo(Role.ADMIN);
    }

    @Test
    void whoever_loses_the_role_is_signed_out_and_their_tokens_rest_until_they_have_one_again() {
        provider.person("berta", "Downfunnel.Admin");
        var in = welcome("berta");
        var tokens = new ApiTokens(new ApiTokenStore(database.jdbi()));
        var token = ((ApiTokens.Made.Done) tokens.make(in.user(), "report", Role.VIEWER, 90)).token();
        provider.person("berta", "Everybody");

        assertThat(signIn(node(), "berta")).isEqualTo(notLetIn(Refusal.NO_ROLE));

        assertThat(sessions.find(in.session(), true)).isEmpty();
        assertThat(tokens.find(token)).isEmpty();
        assertThat(trail(2)).contains("berta: ROLE_CHANGED berta, admin before, none now, by the company's sign-in");
        assertThat(accounts.find("berta").map(User::role)).contains(Role.VIEWER);
        assertThat(signIn(node(), "berta")).isEqualTo(notLetIn(Refusal.NO_ROLE));
        assertThat(trail(1)).as("told once").containsExactly("somebody: SIGN_IN_REFUSED , with the company: no role");
        assertThat(trail(2))
                .doesNotContain("berta: ROLE_CHANGED berta, viewer before, none now, by the company's sign-in");
        provider.person("berta", "Downfunnel.Viewer");
        assertThat(welcome("berta").user().role()).isEqualTo(Role.VIEWER);
        assertThat(tokens.find(token)).isPresent();
    }

    @Test
    void a_token_for_programs_ends_when_the_company_was_not_asked_for_thirty_days() {
        var in = welcome("berta");
        var tokens = new ApiTokens(new ApiTokenStore(database.jdbi()));
        var token = ((ApiTokens.Made.Done) tokens.make(in.user(), "report", Role.VIEWER, 90)).token();
        run("update console_user set signed_in_at = clock_timestamp() - interval '29 days'");
        assertThat(tokens.find(token)).isPresent();

        run("update console_user set signed_in_at = clock_timestamp() - interval '31 days'");

        assertThat(tokens.find(token)).isEmpty();
        welcome("berta");
        assertThat(tokens.find(token)).isPresent();
    }

    @Test
    void a_local_user_of_the_same_name_is_somebody_else() {
        var link = accounts.linkForTheFirst("test").orElseThrow();
        accounts.first(link, "Berta", "correct horse battery staple");

        var in = welcome("berta");

        assertThat(in.user().name()).isEqualTo("berta (company)");
        assertThat(users.find("berta").map(User::company)).contains(false);
        assertThat(users.password(in.user().id())).isEmpty();
        assertThat(welcome("berta").user().id()).isEqualTo(in.user().id());
        assertThat(accounts.link(in.user(), "test")).as("a password for it").isEmpty();
    }

    @Test
    void two_of_one_name_are_two_and_one_who_is_called_otherwise_is_the_same() {
        provider.person("other", "Downfunnel.Viewer");
        provider.say("other", "preferred_username", "berta");
        var berta = welcome("berta").user();
        var other = welcome("other").user();
        assertThat(other.name()).isEqualTo("berta (company)");
        assertThat(other.id()).isNotEqualTo(berta.id());

        provider.say("berta", "preferred_username", "  berta\u202e\u0000\tb\u200beta ");

        assertThat(welcome("berta").user())
                .satisfies(now -> assertThat(now.id()).isEqualTo(berta.id()))
                .satisfies(now -> assertThat(now.name()).isEqualTo("berta beta"));
        assertThat(trail(2)).contains("berta beta: USER_RENAMED berta beta, berta before, by the company's sign-in");
        assertThat(welcome("other").user().name())
                .as("keeps what it is known by")
                .isEqualTo("berta (company)");
    }

    @Test
    void whom_an_admin_removed_stays_out_until_an_admin_lets_them_in_again() {
        welcome("anna");
        var berta = welcome("berta");
        assertThat(accounts.remove(berta.user(), "anna")).isEqualTo(Change.DONE);
        assertThat(sessions.find(berta.session(), true)).isEmpty();

        assertThat(signIn(node(), "berta")).isEqualTo(notLetIn(Refusal.KEPT_OUT));

        assertThat(trail(1)).containsExactly("berta: SIGN_IN_REFUSED berta, with the company: kept out");
        var out = accounts.keptOut();
        assertThat(out).extracting(CompanyUserStore.KeptOut::name).containsExactly("berta");
        assertThat(accounts.letInAgain(out.getFirst().id(), "anna")).contains("berta");
        assertThat(trail(1)).containsExactly("anna: USER_LET_IN_AGAIN berta, ");
        welcome("berta");
    }

    @Test
    void an_admin_of_the_company_is_the_last_one_like_any_other() {
        var anna = welcome("anna").user();

        assertThat(accounts.remove(anna, "anna")).isEqualTo(Change.LAST_ADMIN);
        assertThat(accounts.linkForTheFirst("test")).isEmpty();
    }

    @Test
    void a_viewer_of_the_company_does_not_use_the_set_up_link_up() {
        var link = accounts.linkForTheFirst("test").orElseThrow();
        welcome("berta");

        assertThat(accounts.first(link, "berta", "correct horse battery staple"))
                .isInstanceOfSatisfying(
                        Accounts.Chosen.Refused.class,
                        no -> assertThat(no.why()).contains("user of that name"));
        assertThat(accounts.first(link, "dora", "correct horse battery staple"))
                .isInstanceOf(Accounts.Chosen.Done.class);
    }

    @Test
    void roles_and_names_are_looked_for_in_the_user_info_when_the_id_token_is_short() {
        provider.rolesOnlyInUserInfo = true;
        assertThat(welcome("anna").user())
                .satisfies(user -> assertThat(user.role()).isEqualTo(Role.ADMIN))
                .satisfies(user -> assertThat(user.name()).isEqualTo("anna"));

        provider.userInfoSubject = "subject-of-somebody-else";
        assertThat(signIn(node(), "anna")).isEqualTo(notLetIn(Refusal.NOT_GENUINE));

        provider.userInfoStatus = 503;
        assertThat(signIn(node(), "anna")).isEqualTo(notLetIn(Refusal.UNREACHABLE));
        assertThat(accounts.find("anna").map(User::role)).as("keeps it").contains(Role.ADMIN);
    }

    @Test
    void the_secret_is_shown_as_the_provider_wants_to_see_it() {
        provider.metadata = json -> json.put("token_endpoint_auth_methods_supported", List.of("client_secret_basic"));
        welcome("berta");

        provider.metadata = json -> json.remove("token_endpoint_auth_methods_supported");
        welcome("berta");

        provider.metadata = json -> {};
        provider.secretInHeaderOnly = true;
        welcome("berta");
    }

    @Test
    void new_keys_of_the_provider_are_fetched_when_they_are_first_seen() {
        var node = node();
        signIn(node, "berta");
        provider.rotateKeys();
        clock.by = Duration.ofSeconds(30);

        assertThat(signIn(node, "berta")).isInstanceOf(Arrival.Welcome.class);

        assertThat(provider.asked.stream().filter("/keys"::equals)).hasSize(2);
        assertThat(provider.asked.stream().filter(path -> path.startsWith("/.well-known")))
                .hasSize(1);
    }

    // Whom nobody must take for somebody

    static Stream<Arguments> twisted() {
        Consumer<JwtClaims> otherAudience = claims -> claims.setAudience("somebody-else");
        Consumer<JwtClaims> several = claims -> claims.setAudience(OpenIdProvider.CLIENT, "somebody-else");
        Consumer<JwtClaims> otherParty = claims -> claims.setStringClaim("azp", "somebody-else");
        Consumer<JwtClaims> otherIssuer = claims -> claims.setIssuer("https://evil.example");
        Consumer<JwtClaims> noIssuer = claims -> claims.unsetClaim("iss");
        Consumer<JwtClaims> otherNonce = claims -> claims.setStringClaim("nonce", "x".repeat(43));
        Consumer<JwtClaims> noNonce = claims -> claims.unsetClaim("nonce");
        Consumer<JwtClaims> oddNonce = claims -> claims.setClaim("nonce", List.of("x"));
        Consumer<JwtClaims> noSubject = claims -> claims.unsetClaim("sub");
        Consumer<JwtClaims> noExpiry = claims -> claims.unsetClaim("exp");
        Consumer<JwtClaims> expired = claims -> claims.setExpirationTimeMinutesInTheFuture(-2);
        Consumer<JwtClaims> future = claims -> claims.setIssuedAt(in(Duration.ofMinutes(3)));
        Consumer<JwtClaims> notYet = claims -> claims.setNotBeforeMinutesInThePast(-3);
        return Stream.of(
                Arguments.of("for another audience", otherAudience, Refusal.NOT_GENUINE, "audience"),
                Arguments.of("for several, nobody says who asked", several, Refusal.NOT_GENUINE, "authorized party"),
                Arguments.of("asked for by another", otherParty, Refusal.NOT_GENUINE, "authorized party"),
                Arguments.of("of another issuer", otherIssuer, Refusal.NOT_GENUINE, "issuer"),
                Arguments.of("of no issuer", noIssuer, Refusal.NOT_GENUINE, "issuer"),
                Arguments.of("for another sign-in", otherNonce, Refusal.NOT_GENUINE, "nonce"),
                Arguments.of("for any sign-in", noNonce, Refusal.NOT_GENUINE, "nonce"),
                Arguments.of("with a nonce of another kind", oddNonce, Refusal.NOT_GENUINE, "form"),
                Arguments.of("about nobody", noSubject, Refusal.NOT_GENUINE, "subject"),
                Arguments.of("for ever", noExpiry, Refusal.NOT_GENUINE, "time of expiry"),
                Arguments.of("expired", expired, Refusal.WRONG_TIME, "time of expiry"),
                Arguments.of("of tomorrow", future, Refusal.WRONG_TIME, "time of issue"),
                Arguments.of("not valid yet", notYet, Refusal.WRONG_TIME, "time of issue"));
    }

    private static NumericDate in(Duration time) {
        return NumericDate.fromMilliseconds(
                Clock.systemUTC().instant().plus(time).toEpochMilli());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("twisted")
    void a_token_that_is_not_for_this_very_sign_in_lets_nobody_in(
            String what, Consumer<JwtClaims> twist, Refusal why, String logged) {
        provider.twist = twist;

        assertThat(signIn(node(), "anna")).isEqualTo(notLetIn(why));

        assertThat(accounts.all()).isEmpty();
        assertThat(log).hasSize(1).allSatisfy(line -> assertThat(line).contains(logged));
        assertThat(log.toString())
                .doesNotContain("subject-of-anna")
                .doesNotContain("eyJ")
                .doesNotContain("anna");
    }

    @ParameterizedTest
    @EnumSource(value = Signature.class, names = "PROPER", mode = EnumSource.Mode.EXCLUDE)
    void a_token_that_the_provider_did_not_sign_lets_nobody_in(Signature signature) {
        provider.signature = signature;

        assertThat(signIn(node(), "anna")).isEqualTo(notLetIn(Refusal.NOT_GENUINE));

        assertThat(accounts.all()).isEmpty();
        assertThat(log.toString()).doesNotContain("subject-of-anna").doesNotContain("eyJ");
    }

    @Test
    void a_minute_between_the_clocks_is_forgiven_and_more_is_told_as_what_it_is() {
        clock.by = Duration.ofSeconds(-50);
        welcome("berta");

        clock.by = Duration.ofSeconds(-90);
        assertThat(signIn(node(), "berta")).isEqualTo(notLetIn(Refusal.WRONG_TIME));
        clock.by = Duration.ofMinutes(7);
        assertThat(signIn(node(), "berta")).isEqualTo(notLetIn(Refusal.WRONG_TIME));
    }

    // The way there and back

    @Test
    void the_way_back_may_lead_to_another_node() {
        var departure = depart(node());
        var answer = provider.signIn(departure.to(), "berta");

        assertThat(node().arrive(brought(answer), Optional.of(departure.browser()), Optional.empty(), HERE))
                .isInstanceOf(Arrival.Welcome.class);
    }

    @Test
    void the_way_back_is_taken_once() {
        var node = node();
        var departure = depart(node);
        var answer = brought(provider.signIn(departure.to(), "berta"));
        assertThat(node.arrive(answer, Optional.of(departure.browser()), Optional.empty(), HERE))
                .isInstanceOf(Arrival.Welcome.class);

        assertThat(node.arrive(answer, Optional.of(departure.browser()), Optional.empty(), HERE))
                .isEqualTo(notLetIn(Refusal.STRANGER));
    }

    @Test
    void another_browser_does_not_come_back_and_then_nobody_does() {
        var node = node();
        var departure = depart(node);
        var answer = brought(provider.signIn(departure.to(), "anna"));

        assertThat(node.arrive(answer, Optional.of(Secret.random()), Optional.empty(), HERE))
                .isEqualTo(notLetIn(Refusal.STRANGER));
        assertThat(node.arrive(answer, Optional.of(departure.browser()), Optional.empty(), HERE))
                .isEqualTo(notLetIn(Refusal.STRANGER));
        assertThat(node.arrive(answer, Optional.empty(), Optional.empty(), HERE))
                .isEqualTo(notLetIn(Refusal.STRANGER));
        assertThat(accounts.all()).isEmpty();
    }

    /** Somebody else's code in an answer of one's own: the proof key and the nonce are another sign-in's. */
    @Test
    void a_code_that_was_stolen_opens_nothing_elsewhere() {
        var node = node();
        var victims = depart(node);
        var stolen = provider.signIn(victims.to(), "anna").get("code");
        var own = depart(node);
        var answer = new HashMap<>(provider.signIn(own.to(), "berta"));
        answer.put("code", stolen);

        assertThat(node.arrive(brought(answer), Optional.of(own.browser()), Optional.empty(), HERE))
                .isEqualTo(notLetIn(Refusal.TURNED_DOWN));
        assertThat(accounts.all()).isEmpty();
        assertThat(log.toString()).contains("invalid_grant").doesNotContain(stolen);
    }

    @Test
    void whoever_takes_too_long_begins_again() {
        var node = node();
        var departure = depart(node);
        var answer = brought(provider.signIn(departure.to(), "berta"));
        run("update pending_company_sign_in set created_at = created_at - interval '601 seconds'");

        assertThat(node.arrive(answer, Optional.of(departure.browser()), Optional.empty(), HERE))
                .isEqualTo(notLetIn(Refusal.STRANGER));
    }

    @Test
    void two_in_one_browser_do_not_forget_each_other() {
        var node = node();
        var first = depart(node);
        var second = (Departure.Ready) node.depart(BACK, "/", Optional.of(first.browser()), HERE);
        assertThat(second.browser()).isEqualTo(first.browser());
        var one = brought(provider.signIn(first.to(), "berta"));
        var other = brought(provider.signIn(second.to(), "berta"));

        for (var answer : List.of(other, one)) {
            assertThat(node.arrive(answer, Optional.of(first.browser()), Optional.empty(), HERE))
                    .isInstanceOf(Arrival.Welcome.class);
        }
    }

    @Test
    void the_session_before_ends_and_is_never_taken_over() {
        var before = welcome("berta");
        var node = node();
        var departure = depart(node);
        var answer = brought(provider.signIn(departure.to(), "berta"));

        var after = (Arrival.Welcome)
                node.arrive(answer, Optional.of(departure.browser()), Optional.of(before.session()), HERE);

        assertThat(after.session()).isNotEqualTo(before.session());
        assertThat(sessions.find(before.session(), true)).isEmpty();
    }

    @Test
    void whoever_says_no_is_told_so_and_it_costs_no_attempt() {
        for (int i = 0; i < 25; i++) {
            assertThat(signIn(node(), "nobody")).isEqualTo(notLetIn(Refusal.DENIED));
        }
        assertThat(log.getLast()).contains("access_denied").doesNotContain("<b>");
    }

    @Test
    void an_answer_of_another_issuer_or_of_none_of_the_known_kinds_is_turned_away() {
        var node = node();
        for (var odd : Map.of(
                        "iss", "https://evil.example", "error", "temporarily_unavailable\n2026 forged line", "code", "")
                .entrySet()) {
            var departure = depart(node);
            var answer = new HashMap<>(provider.signIn(departure.to(), "anna"));
            answer.put(odd.getKey(), odd.getValue());
            assertThat(node.arrive(brought(answer), Optional.of(departure.browser()), Optional.empty(), HERE))
                    .isIn(notLetIn(Refusal.NOT_GENUINE), notLetIn(Refusal.TURNED_DOWN));
        }
        assertThat(accounts.all()).isEmpty();
        assertThat(log.toString()).doesNotContain("forged");
    }

    @Test
    void an_address_that_tries_too_often_has_to_wait_and_another_has_not() {
        var node = node();
        for (int i = 0; i < 20; i++) {
            var forged = new Brought(Optional.of("x"), Optional.empty(), Optional.of("x" + i), Optional.empty());
            assertThat(node.arrive(forged, Optional.of(Secret.random()), Optional.empty(), HERE))
                    .isEqualTo(notLetIn(Refusal.STRANGER));
        }
        assertThat(signIn(node, "berta")).isEqualTo(notLetIn(Refusal.TOO_SOON));
        var departure = depart(node);
        var answer = brought(provider.signIn(departure.to(), "berta"));
        assertThat(node.arrive(answer, Optional.of(departure.browser()), Optional.empty(), "10.0.0.2"))
                .isInstanceOf(Arrival.Welcome.class);
    }

    @Test
    void whoever_sets_out_for_ever_does_not_fill_the_table() {
        var node = node();
        for (int i = 0; i < 230; i++) {
            depart(node);
        }
        node.depart(BACK, "/", Optional.empty(), "10.0.0.2");

        long kept = database.jdbi()
                .withHandle(sql -> sql.createQuery("select count(*) from pending_company_sign_in")
                        .mapTo(Long.class)
                        .one());
        assertThat(kept).isEqualTo(201);
    }

    // The provider fails, or the settings do

    @Test
    void a_provider_that_is_down_is_told_as_that_and_asked_again_after_a_while() {
        var node = node();
        provider.down = true;
        for (int i = 0; i < 30; i++) {
            assertThat(node.depart(BACK, "/", Optional.empty(), HERE))
                    .isEqualTo(new Departure.NotPossible(Refusal.UNREACHABLE));
        }
        assertThat(provider.asked).hasSize(1);
        assertThat(log).as("one failure is told once").hasSize(1);
        provider.down = false;
        clock.by = Duration.ofSeconds(11);
        var departure = depart(node);
        var answer = brought(provider.signIn(departure.to(), "berta"));
        provider.down = true;

        assertThat(node.arrive(answer, Optional.of(departure.browser()), Optional.empty(), HERE))
                .isEqualTo(notLetIn(Refusal.UNREACHABLE));
    }

    @Test
    void nobody_listens_there() {
        provider.close();

        assertThat(node().depart(BACK, "/", Optional.empty(), HERE))
                .isEqualTo(new Departure.NotPossible(Refusal.UNREACHABLE));
        assertThat(node().leave(Optional.empty(), BACK)).isEmpty();
        assertThat(log.getFirst()).contains("127.0.0.1 did not answer: ConnectException");
    }

    @Test
    void a_secret_that_has_ended_is_told_to_whoever_can_mend_it() {
        provider.clientSecret = "another one";

        assertThat(signIn(node(), "berta")).isEqualTo(notLetIn(Refusal.NOT_SET_UP));

        assertThat(log.toString())
                .contains("invalid_client", "downfunnel.oidc.client-id and client-secret")
                .doesNotContain(OpenIdProvider.SECRET);
    }

    @Test
    void a_provider_that_is_not_whom_the_settings_name_is_not_asked_any_further() {
        for (var odd : Map.<String, Object>of(
                        "issuer",
                        "https://evil.example",
                        "token_endpoint",
                        "http://evil.example/token",
                        "authorization_endpoint",
                        "javascript:alert(1)",
                        "jwks_uri",
                        "")
                .entrySet()) {
            provider.metadata = json -> json.put(odd.getKey(), odd.getValue());
            assertThat(node().depart(BACK, "/", Optional.empty(), HERE))
                    .as(odd.toString())
                    .isEqualTo(new Departure.NotPossible(Refusal.NOT_SET_UP));
        }
    }

    @Test
    void what_is_missing_in_the_settings_is_said_in_the_log() {
        var found = new ArrayList<String>();
        for (var wrong : List.of(
                Map.of("downfunnel.oidc.client-id", " "),
                Map.of("downfunnel.oidc.issuer", "http://sso.example.com"),
                Map.of("downfunnel.oidc.issuer", "sso.example.com"),
                Map.of(
                        "downfunnel.oidc.issuer", "https://accounts.google.com",
                        "downfunnel.oidc.everyone-else", "viewer"),
                Map.of(
                        "downfunnel.oidc.admin-values", "",
                        "downfunnel.oidc.marketer-values", "",
                        "downfunnel.oidc.viewer-values", ""))) {
            var right = Map.copyOf(settings);
            settings.putAll(wrong);
            assertThat(node().depart(BACK, "/", Optional.empty(), HERE))
                    .isEqualTo(new Departure.NotPossible(Refusal.NOT_SET_UP));
            found.add(log.getLast());
            settings.clear();
            settings.putAll(right);
        }
        assertThat(found.get(0)).contains("downfunnel.oidc.client-id is missing");
        assertThat(found.get(1)).contains("begins with https://");
        assertThat(found.get(2)).contains("begins with https://");
        assertThat(found.get(3)).contains("everybody in who has a Google account");
        assertThat(found.get(4)).contains("nobody would be let in", "everyone-else");
    }

    @Test
    void without_an_issuer_there_is_no_such_way_and_passwords_do() {
        settings.remove("downfunnel.oidc.issuer");
        settings.put("downfunnel.oidc.local-passwords", "false");

        assertThat(node().on()).isFalse();
        assertThat(node().passwordsToo()).isTrue();
    }

    // And out again

    @Test
    void whoever_leaves_leaves_there_too_if_that_is_offered() {
        var in = welcome("berta");
        var hint = sessions.hint(in.session());

        var there =
                node().leave(hint, URI.create("http://127.0.0.1:8080/sign-in")).orElseThrow();

        assertThat(there.toString()).startsWith(provider.issuer() + "/logout?id_token_hint=eyJ");
        provider.metadata = json -> json.remove("end_session_endpoint");
        assertThat(node().leave(hint, BACK)).isEmpty();
        assertThat(sessions.hint(Secret.random())).isEmpty();
    }
}
