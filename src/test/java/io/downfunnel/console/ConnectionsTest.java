package io.downfunnel.console;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.connect.Arrival;
import io.downfunnel.connect.Connections;
import io.downfunnel.connect.SigningIn;
import io.downfunnel.domain.Node;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Platforms;
import io.downfunnel.platform.SettingsSource;
import io.downfunnel.sandbox.ConsentVisitor;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.schedule.Cliffs;
import io.downfunnel.store.SignInStore;
import io.downfunnel.store.TokenStore;

import static org.assertj.core.api.Assertions.assertThat;

/** Signing in, from the page to the consent page and back, with a browser that is a few lines of ours. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
@QuarkusTestResource(value = SandboxedVendors.class, restrictToAnnotatedClass = true)
class ConnectionsTest {
    private static final URI LINKEDIN_REDIRECT = URI.create("https://downfunnel.example/connections/linkedin/callback");
    private static final String DATA_MANAGER = "https://www.googleapis.com/auth/datamanager";
    private static final Pattern AWAY = Pattern.compile("content=\"0;url=([^\"]+)\"");

    @TestHTTPResource("/")
    URI here;

    /** Every boot looks at every test class, and only that of this one knows the key: hence optional. */
    @ConfigProperty(name = "test.sandbox")
    Optional<String> sandbox;

    @Inject
    Jdbi jdbi;

    @Inject
    SigningIn signingIn;

    @Inject
    SignInStore signIns;

    @Inject
    TokenStore tokens;

    @Inject
    SettingsSource settings;

    @Inject
    Cliffs cliffs;

    private final HttpClient http = HttpClient.newHttpClient();
    private Visitor vendor;
    private ConsentVisitor person;
    private SignedIn anna;

    @BeforeEach
    void begin() {
        anna = SignedIn.asAdmin(jdbi);
        vendor = Visitor.to(sandbox.orElseThrow());
        person = new ConsentVisitor(vendor);
        vendor.post("/__sandbox/reset", "{}");
        vendor.control("google/redirect-uris", "{\"uris\":[\"" + here.resolve("/connections/google/callback") + "\"]}");
        jdbi.useHandle(sql -> {
            sql.execute("delete from sign_in");
            sql.execute("delete from pending_sign_in");
            sql.execute("delete from connection_status");
        });
    }

    /** What the browser has when it leaves: the address it is led to, and a cookie. */
    private record Leaving(URI to, String cookie) {}

    private Leaving leave() throws IOException, InterruptedException {
        var page = post("/connections/google/connect");
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        var away = AWAY.matcher(page.body());
        assertThat(away.find()).as(page.body()).isTrue();
        return new Leaving(
                URI.create(away.group(1).replace("&amp;", "&")),
                page.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", ""));
    }

    private String decide(URI to, String decision, String... unticked) {
        var page = vendor.get(to.getRawPath() + "?" + to.getRawQuery());
        assertThat(page.status()).as(page.body()).isEqualTo(200);
        return person.decide(to.getRawPath(), page, decision, unticked).header("Location");
    }

    private HttpResponse<String> connectGoogle(String... unticked) throws IOException, InterruptedException {
        var leaving = leave();
        return comeBack(decide(leaving.to(), "accept", unticked), leaving.cookie());
    }

    private HttpResponse<String> comeBack(String location, String cookie) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(location)).header("Sec-Fetch-Site", "cross-site");
        request.header("Cookie", anna.cookie() + (cookie.isEmpty() ? "" : "; " + cookie));
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static String told(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(303);
        return answer.headers().firstValue("Location").orElseThrow().replaceFirst(".*\\?", "");
    }

    @Test
    void somebody_signs_in_and_every_node_has_an_account_without_a_restart() throws Exception {
        var otherNode = node("other");
        assertThat(otherNode.accounts()).doesNotContainKey("google");
        assertThat(text("/connections")).contains("Not connected: nothing is sent there.");

        assertThat(told(connectGoogle())).isEqualTo("told=connected&platform=google");

        assertThat(text("/connections?told=connected&platform=google"))
                .contains("Google let us in.")
                .contains("Connected in the console by anna on")
                .contains("Connect anew")
                .contains(DATA_MANAGER);
        assertThat(otherNode.accounts().get("google").account().check(Set.of()))
                .isNotEmpty()
                .noneMatch(item -> item.state() == CheckItem.State.FAILED);
        assertThat(post("/connections/google/check").body()).contains("just now");
        otherNode.close();
    }

    /** As another process with the same database and the same key file. */
    private Platforms node(String name) {
        return Platforms.installed(
                settings, new Connections(signIns, tokens, new Node(name), Clock.systemUTC()), Clock.systemUTC());
    }

    @Test
    void the_question_names_both_scopes_a_proof_key_and_the_way_back() throws Exception {
        var asked = ConsentVisitor.parameters(leave().to().getRawQuery());

        assertThat(asked)
                .containsEntry(
                        "redirect_uri",
                        here.resolve("/connections/google/callback").toString())
                .containsEntry("access_type", "offline")
                .containsEntry("prompt", "consent")
                .containsEntry("code_challenge_method", "S256")
                .containsKeys("state", "code_challenge");
        assertThat(asked.get("scope").split(" "))
                .containsExactlyInAnyOrder(DATA_MANAGER, "https://www.googleapis.com/auth/adwords");
        var cookie = post("/connections/google/connect")
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();
        assertThat(cookie).containsIgnoringCase("HttpOnly").containsIgnoringCase("SameSite=Lax");
        assertThat(cookie).doesNotContain(asked.get("state"));
    }

    @Test
    void who_declines_changes_nothing() throws Exception {
        var leaving = leave();

        var answer = comeBack(decide(leaving.to(), "deny"), leaving.cookie());

        assertThat(told(answer)).isEqualTo("told=denied&platform=google");
        assertThat(text("/connections?told=denied&platform=google")).contains("It was declined at Google.");
        assertThat(signIns.all()).isEmpty();
    }

    @Test
    void an_answer_that_another_browser_brings_is_refused_and_used_up() throws Exception {
        var leaving = leave();
        var back = decide(leaving.to(), "accept");

        assertThat(told(comeBack(back, ""))).isEqualTo("told=stranger&platform=google");
        assertThat(told(comeBack(back, leaving.cookie()))).isEqualTo("told=stranger&platform=google");
        assertThat(signIns.all()).isEmpty();
    }

    @Test
    void an_attackers_answer_does_not_connect_a_victims_console_to_the_attackers_account() throws Exception {
        var attacker = leave();
        var attackersAnswer = decide(attacker.to(), "accept");
        var victim = leave();

        assertThat(told(comeBack(attackersAnswer, victim.cookie()))).isEqualTo("told=stranger&platform=google");
        assertThat(signIns.all()).isEmpty();
    }

    @Test
    void an_answer_works_once_in_time_and_for_its_own_platform() throws Exception {
        var leaving = leave();
        var back = decide(leaving.to(), "accept");
        assertThat(told(comeBack(back.replace("/google/", "/linkedin/"), leaving.cookie())))
                .isEqualTo("told=stranger&platform=linkedin");

        var late = leave();
        var lateBack = decide(late.to(), "accept");
        jdbi.useHandle(
                sql -> sql.execute("update pending_sign_in set created_at = created_at - interval '11 minutes'"));
        assertThat(told(comeBack(lateBack, late.cookie()))).isEqualTo("told=stranger&platform=google");
        assertThat(told(comeBack(
                        here.resolve("/connections/google/callback?code=x&state=y")
                                .toString(),
                        "")))
                .isEqualTo("told=stranger&platform=google");
        assertThat(signIns.all()).isEmpty();
    }

    @Test
    void a_scope_that_was_unticked_is_named_with_what_does_not_work_without_it() throws Exception {
        connectGoogle(DATA_MANAGER);

        assertThat(text("/connections"))
                .contains(DATA_MANAGER + " was not granted. Without it, no conversion can be sent");
    }

    @Test
    void two_tabs_of_one_browser_do_not_forget_each_other() throws Exception {
        var first = leave();
        var second = http.send(
                HttpRequest.newBuilder(here.resolve("/connections/google/connect"))
                        .header("Origin", ourselves())
                        .header(Ticket.HEADER, anna.token())
                        .header("Cookie", anna.cookie() + "; " + first.cookie())
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        var cookie = second.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
        assertThat(cookie).isEqualTo(first.cookie());

        assertThat(told(comeBack(decide(first.to(), "accept"), cookie))).startsWith("told=connected");
    }

    @Test
    void a_foreign_page_can_neither_begin_nor_end_a_connection() throws Exception {
        for (var path :
                List.of("/connections/google/connect", "/connections/google/disconnect", "/connections/new-key")) {
            assertThat(send(path, "https://evil.example").statusCode()).as(path).isEqualTo(403);
        }
    }

    @Test
    void linkedin_is_connected_with_the_state_alone_and_its_year_is_counted_down() {
        var platforms = node("one");
        assertThat(signingIn.obstacle("linkedin", here.resolve("/connections/linkedin/callback")))
                .get()
                .asString()
                .contains("encrypted addresses only")
                .contains("downfunnel.console.base-url");

        assertThat(connectLinkedIn()).isInstanceOf(Arrival.Connected.class);

        assertThat(platforms.accounts().get("linkedin").account().check(Set.of()))
                .anyMatch(item -> item.state() == CheckItem.State.OK);
        assertThat(cliffs.all())
                .anySatisfy(cliff -> {
                    assertThat(cliff.connection()).isEqualTo("linkedin");
                    assertThat(cliff.what()).isEqualTo("What was granted by signing in");
                    assertThat(cliff.daysLeft(cliffs.today())).isBetween(364L, 365L);
                })
                .anySatisfy(cliff -> assertThat(cliff.what()).isEqualTo("LinkedIn API version 202609"));
        platforms.close();
    }

    private Arrival connectLinkedIn() {
        var departure = signingIn.depart("linkedin", LINKEDIN_REDIRECT, Optional.empty());
        assertThat(departure.to().getRawQuery()).doesNotContain("code_challenge");
        var back = ConsentVisitor.parameters(
                URI.create(decide(departure.to(), "accept")).getRawQuery());
        return signingIn.arrive(
                "linkedin",
                Optional.of(back.get("code")),
                Optional.empty(),
                Optional.of(back.get("state")),
                Optional.of(departure.browser()),
                "test");
    }

    @Test
    void a_consent_that_is_taken_back_stops_one_connection_and_connecting_anew_mends_it() throws Exception {
        connectGoogle();
        connectLinkedIn();
        var one = node("one");
        var two = node("two");
        vendor.control("google/revoke", "{}");

        for (var node : List.of(one, two)) {
            assertThat(node.accounts().get("google").account().check(Set.of())).anySatisfy(item -> {
                assertThat(item.state()).isEqualTo(CheckItem.State.FAILED);
                assertThat(item.found()).contains("was revoked");
                assertThat(item.remedy()).contains("Connect anew on the page Connections");
            });
            assertThat(node.accounts().get("linkedin").account().check(Set.of()))
                    .noneMatch(item -> item.state() == CheckItem.State.FAILED);
        }
        assertThat(text("/connections")).contains("Connect anew");

        connectGoogle();

        for (var node : List.of(one, two)) {
            assertThat(node.accounts().get("google").account().check(Set.of()))
                    .noneMatch(item -> item.state() == CheckItem.State.FAILED);
            node.close();
        }
    }

    @Test
    void disconnecting_is_asked_about_first_and_forgets_the_tokens() throws Exception {
        connectGoogle();
        assertThat(text("/connections/google/disconnect"))
                .contains("Disconnect Google?")
                .contains("Leave it as it is");
        assertThat(signIns.all()).hasSize(1);

        post("/connections/google/disconnect");

        assertThat(signIns.all()).isEmpty();
        assertThat(text("/connections")).contains("Not connected: nothing is sent there.");
        List<String> history = jdbi.withHandle(
                sql -> sql.createQuery("select what || ' by ' || by from sign_in_history order by id desc limit 2")
                        .mapTo(String.class)
                        .list());
        assertThat(history).containsExactly("DISCONNECTED by anna", "CONNECTED by anna");
    }

    @Test
    void a_vendor_that_refuses_the_exchange_is_quoted_by_its_code_in_our_words() throws Exception {
        vendor.control(
                "faults",
                "{\"vendor\":\"google\",\"kind\":\"error\",\"path\":\"/token\",\"times\":1,"
                        + "\"answer\":{\"status\":401,\"reason\":\"invalid_client\",\"message\":\"secret sandbox-google-secret\"}}");

        var answer = connectGoogle();

        assertThat(told(answer)).isEqualTo("told=refused&platform=google&code=invalid_client");
        assertThat(text("/connections?" + told(answer)))
                .contains("Google does not know the OAuth client or its secret is wrong.")
                .doesNotContain("sandbox-google-secret");
        assertThat(text("/connections?told=refused&platform=google&code=%3Cscript%3Eowned"))
                .contains("Its answer is in the log.")
                .doesNotContain("owned");
    }

    @Test
    void no_page_and_no_table_shows_a_token() throws Exception {
        connectGoogle();
        var refresh = tokens.find("google").orElseThrow().refreshToken().orElseThrow();
        var access = tokens.find("google").orElseThrow().accessToken().orElseThrow();
        leave();

        for (var page : List.of("/connections", "/", "/connections/google/disconnect", "/alerts", "/runs")) {
            assertThat(text(page)).as(page).doesNotContain(refresh).doesNotContain(access);
        }
        assertThat(post("/connections/google/check").body())
                .doesNotContain(refresh)
                .doesNotContain(access);
        for (var table : List.of("sign_in", "sign_in_history", "pending_sign_in", "secret_key", "connection_status")) {
            var dump = jdbi.withHandle(
                    sql -> sql.createQuery("select coalesce(string_agg(t::text, ' '), '') from " + table + " t")
                            .mapTo(String.class)
                            .one());
            assertThat(dump)
                    .as(table)
                    .doesNotContain(refresh)
                    .doesNotContain(access)
                    .doesNotContain(hex(refresh));
        }
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_setting_wins_over_a_sign_in_and_the_page_of_dates_is_nearest_first() throws Exception {
        connectGoogle();
        var stubborn = Platforms.installed(
                key -> key.equals("downfunnel.google.refresh-token")
                        ? Optional.of("1//sandbox-google-refresh-token")
                        : settings.find(key),
                new Connections(signIns, tokens, new Node("stubborn"), Clock.systemUTC()),
                Clock.systemUTC());

        assertThat(stubborn.settingInstead("google")).contains("refresh-token");
        signIns.disconnect("google", "test");
        assertThat(stubborn.accounts()).containsKey("google");
        assertThat(cliffs.all()).isSortedAccordingTo(java.util.Comparator.comparing(cliff -> cliff.on()));
        stubborn.close();
    }

    @Test
    void campaigns_are_chosen_by_name_and_count_the_rule_from_then_on() throws Exception {
        assertThat(status("/connections/linkedin/campaigns"))
                .as("nobody is connected")
                .isEqualTo(404);
        assertThat(status("/connections/google/campaigns"))
                .as("nothing is tied to campaigns there")
                .isEqualTo(404);
        connectLinkedIn();
        vendor.control("linkedin/campaigns", "{\"count\":2}");
        assertThat(text("/connections")).contains("href=\"/connections/linkedin/campaigns\"");
        assertThat(text("/connections/linkedin/campaigns"))
                .contains("Closed won", "LinkedIn | Extra 0", "LinkedIn | Extra 1", "paused")
                .contains(
                        "Counted by LinkedIn | Plant directors, LinkedIn | Supply chain managers and LinkedIn | Webinar.")
                .contains("Sandbox Machines (510000001), Sandbox Services (510000002)")
                .doesNotContain("Thank-you page");

        var done = post("/connections/linkedin/campaigns", "action=30111222&campaign=420000001");

        assertThat(done.statusCode()).isEqualTo(303);
        assertThat(text("/connections/linkedin/campaigns?told=tied"))
                .contains("Done. They count it from now on.")
                .contains(
                        "Counted by LinkedIn | Extra 1, LinkedIn | Plant directors, LinkedIn | Supply chain managers and"
                                + " LinkedIn | Webinar.");
        assertThat(lastWritten("CAMPAIGNS_CHOSEN")).isEqualTo("anna: linkedin, action 30111222: campaigns 420000001");
        assertThat(post("/connections/linkedin/campaigns", "action=30111222").statusCode())
                .isEqualTo(400);
        assertThat(post("/connections/linkedin/campaigns", "action=30111222&campaign=999")
                        .body())
                .contains("Not all of it was done.", "no campaign with this number");
        assertThat(lastWritten("CAMPAIGNS_CHOSEN")).contains("campaigns 999; refused, in part or all of it: ");
    }

    @Test
    void what_stands_in_the_way_of_the_campaigns_is_said_with_a_remedy() throws Exception {
        connectLinkedIn();
        vendor.control("linkedin/role", "{\"role\":\"VIEWER\"}");

        assertThat(text("/connections/linkedin/campaigns"))
                .contains("no role in the ad account that may upload", "campaign manager or higher");
    }

    private String lastWritten(String what) {
        return jdbi.withHandle(
                sql -> sql.createQuery("select who || ': ' || object || ': ' || details from audit_trail where what = ?"
                                + " order by id desc limit 1")
                        .bind(0, what)
                        .mapTo(String.class)
                        .one());
    }

    private int status(String path) throws IOException, InterruptedException {
        return http.send(anna.on(HttpRequest.newBuilder(here.resolve(path))).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private HttpResponse<String> post(String path, String form) throws IOException, InterruptedException {
        return http.send(
                anna.on(HttpRequest.newBuilder(here.resolve(path)))
                        .header("Origin", ourselves())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return send(path, ourselves());
    }

    private HttpResponse<String> send(String path, String origin) throws IOException, InterruptedException {
        return http.send(
                anna.on(HttpRequest.newBuilder(here.resolve(path)))
                        .header("Origin", origin)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private String ourselves() {
        return here.toString().replaceAll("/$", "");
    }

    private String text(String page) throws IOException, InterruptedException {
        return http.send(anna.on(HttpRequest.newBuilder(here.resolve(page))).build(), BodyHandlers.ofString())
                .body();
    }
}
