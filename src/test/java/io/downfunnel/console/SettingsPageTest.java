package io.downfunnel.console;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.Config;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.connect.Connections;
import io.downfunnel.connect.KeptInStore;
import io.downfunnel.domain.Node;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Platforms;
import io.downfunnel.platform.SettingsSource;
import io.downfunnel.sandbox.ConsentVisitor;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.store.CircuitStore.Endpoint;
import io.downfunnel.store.QuotaStore;
import io.downfunnel.store.SettingStore;
import io.downfunnel.store.SettingValueStore;
import io.downfunnel.store.SignInStore;
import io.downfunnel.store.TokenStore;

import static org.assertj.core.api.Assertions.assertThat;

/** An admin sets up connections in the console and touches no file. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
@QuarkusTestResource(value = SandboxedAddresses.class, restrictToAnnotatedClass = true)
class SettingsPageTest {
    private static final Pattern SEEN = Pattern.compile("name=\"seen\" value=\"(\\d+)\"");
    private static final Pattern CARRIED = Pattern.compile("name=\"(carried\\.[a-z-]+)\" value=\"([^\"]+)\"");
    private static final String GOOGLE = "/connections/google/settings";
    private static final String SALESFORCE = "/connections/salesforce/settings";

    @TestHTTPResource("/")
    URI here;

    @Inject
    Config config;

    @Inject
    Jdbi jdbi;

    @Inject
    SettingsSource source;

    @Inject
    SignInStore signIns;

    @Inject
    TokenStore tokens;

    @Inject
    SettingStore settings;

    @Inject
    SettingValueStore values;

    @Inject
    QuotaStore quotas;

    private final HttpClient http = HttpClient.newHttpClient();
    private SignedIn anna;
    private Visitor vendor;

    @BeforeEach
    void begin() {
        anna = SignedIn.asAdmin(jdbi);
        vendor = Visitor.to(given("sandbox"));
        vendor.post("/__sandbox/reset", "{}");
        jdbi.useHandle(sql -> {
            for (var table : List.of(
                    "connection_settings",
                    "extraction_pause",
                    "sign_in",
                    "connection_status",
                    "brake",
                    "api_budget",
                    "quota_use")) {
                sql.execute("delete from " + table);
            }
        });
    }

    private String given(String key) {
        return config.getValue("test." + key, String.class);
    }

    private Map<String, String> google(String refreshToken) {
        var form = new LinkedHashMap<String, String>();
        form.put("customer-id", given("google.customer-id"));
        form.put("client-id", given("google.client-id"));
        form.put("client-secret", given("google.client-secret"));
        form.put("refresh-token", refreshToken);
        return form;
    }

    private Map<String, String> salesforce() {
        var form = new LinkedHashMap<String, String>();
        form.put("login-url", given("sandbox"));
        form.put("client-id", given("salesforce.client-id"));
        form.put("client-secret", given("salesforce.client-secret"));
        return form;
    }

    private void keepGoogle() throws IOException, InterruptedException {
        assertThat(saved(send(GOOGLE, "save", google(given("google.refresh-token")))))
                .isEqualTo("settings-saved");
    }

    /** As another process with the same database and the same key file. */
    private Platforms node() {
        return Platforms.installed(
                source,
                new Connections(signIns, tokens, new Node("other"), Clock.systemUTC()),
                new KeptInStore(settings, values, false),
                Clock.systemUTC());
    }

    @Test
    void a_connection_is_added_without_a_file_and_every_node_has_the_account() throws Exception {
        try (var other = node()) {
            assertThat(other.accounts()).doesNotContainKey("google");
            assertThat(text("/connections")).contains("aria-label=\"Set up: Google\"");
            assertThat(text(GOOGLE))
                    .contains("<label for=\"setting-customer-id\">Customer ID<span class=\"quiet\"> (needed)</span>")
                    .contains("id=\"setting-client-secret\" name=\"client-secret\" type=\"password\"")
                    .contains("<option value=\"google-ads\">google-ads</option>")
                    .doesNotContain("name=\"token-url\"", "name=\"data-manager.url\"", "name=\"ads.endpoint\"");

            var tested = send(GOOGLE, "test", google(given("google.refresh-token")));

            assertThat(tested.statusCode()).as(tested.body()).isEqualTo(200);
            assertThat(tested.body())
                    .contains("It works with these entries. Nothing is saved yet.")
                    .contains("Google: access");
            assertThat(settings.of("google")).isEmpty();

            keepGoogle();

            assertThat(other.accounts().get("google").account().check(Set.of()))
                    .isNotEmpty()
                    .noneMatch(item -> item.state() == CheckItem.State.FAILED);
            assertThat(text("/connections?told=settings-saved&platform=google"))
                    .contains("The settings of Google are saved. All nodes use them within a minute.")
                    .contains("Connected with what was entered here, lately by anna on")
                    .contains("aria-label=\"Settings: Google\"", "aria-label=\"Remove Google\"");
            assertThat(lastWritten())
                    .isEqualTo("anna CONNECTION_SETTINGS_CHANGED google set: client-id, customer-id; secret set:"
                            + " client-secret, refresh-token");
        }
    }

    @Test
    void what_was_entered_and_tested_need_not_be_entered_again_and_nobody_else_can_use_it() throws Exception {
        var tested = send(GOOGLE, "test", google(given("google.refresh-token")));
        var again = google("");
        again.put("client-secret", "");
        CARRIED.matcher(tested.body()).results().forEach(each -> again.put(each.group(1), each.group(2)));
        assertThat(again).containsKeys("carried.client-secret", "carried.refresh-token");

        var other = SignedIn.as("berta", io.downfunnel.domain.Role.ADMIN, jdbi);
        assertThat(saved(post(other, GOOGLE, "save", again))).isEqualTo("settings-saved");
        assertThat(values.of("google").byKey()).containsOnlyKeys("client-id", "customer-id");

        assertThat(saved(send(GOOGLE, "save", again))).isEqualTo("settings-saved");
        assertThat(values.of("google").byKey())
                .containsEntry("client-secret", given("google.client-secret"))
                .containsEntry("refresh-token", given("google.refresh-token"));
    }

    @Test
    void a_value_that_cannot_be_used_is_refused_beside_its_field_and_changes_nothing() throws Exception {
        keepGoogle();
        try (var other = node()) {
            var works = other.accounts().get("google").account();
            var form = google("");
            form.put("customer-id", "none");

            var refused = send(GOOGLE, "save", form);

            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body())
                    .contains("The setting downfunnel.google.customer-id ")
                    .contains("Not saved: one entry is not right yet")
                    .containsPattern(
                            "id=\"setting-customer-id\"[^>]*value=\"none\"[^>]*aria-invalid=\"true\" autofocus");
            form.put("customer-id", given("google.customer-id"));
            form.put("requests-per-minute", "many");
            assertThat(send(GOOGLE, "save", form).body())
                    .contains("The setting downfunnel.google.requests-per-minute is not a whole number")
                    .contains("<details open>");
            form.put("requests-per-minute", "");
            form.put("route", "carrier-pigeon");
            assertThat(send(GOOGLE, "save", form).body())
                    .contains("The setting downfunnel.google.route is none of data-manager, google-ads");
            form.remove("route");
            form.put("customer-id", "");
            assertThat(send(GOOGLE, "save", form).body())
                    .contains("The setting downfunnel.google.customer-id is not set");
            assertThat(other.accounts().get("google").account()).isSameAs(works);
        }
    }

    @Test
    void an_admin_replaces_a_token_that_was_revoked_and_the_checklist_turns_green() throws Exception {
        keepGoogle();
        vendor.control("google/revoke", "{}");
        assertThat(check("google")).contains("The refresh token was revoked", "Red");

        var same = send(GOOGLE, "save", google(given("google.refresh-token")));
        assertThat(same.statusCode()).isEqualTo(400);
        assertThat(same.body())
                .contains("Not saved yet: with these entries it does not work as it should.")
                .contains("The refresh token was revoked")
                .contains("Save all the same");

        var fresh = Map.of(
                "customer-id", given("google.customer-id"),
                "client-id", given("google.client-id"),
                "refresh-token", newRefreshToken());
        assertThat(saved(send(GOOGLE, "save", fresh))).isEqualTo("settings-saved");

        assertThat(check("google")).doesNotContain("Red", "was revoked").contains("just now");
        assertThat(lastWritten()).isEqualTo("anna CONNECTION_SETTINGS_CHANGED google secret set: refresh-token");
    }

    /** From a consent that somebody gave elsewhere. */
    private String newRefreshToken() {
        var person = new ConsentVisitor(vendor);
        var redirect = here.resolve("/connections/google/callback").toString();
        vendor.control("google/redirect-uris", "{\"uris\":[\"" + redirect + "\"]}");
        var asked = Map.of(
                "client_id", given("google.client-id"),
                "redirect_uri", redirect,
                "response_type", "code",
                "scope", "https://www.googleapis.com/auth/datamanager https://www.googleapis.com/auth/adwords",
                "access_type", "offline",
                "prompt", "consent",
                "state", "s");
        var path = "/o/oauth2/v2/auth";
        var code = ConsentVisitor.sentBackWith(person.decide(path, person.open(path, asked), "accept"))
                .get("code");
        return person.post(
                        "/token",
                        Map.of(
                                "grant_type",
                                "authorization_code",
                                "code",
                                code,
                                "redirect_uri",
                                redirect,
                                "client_id",
                                given("google.client-id"),
                                "client_secret",
                                given("google.client-secret")))
                .json()
                .path("refresh_token")
                .asText();
    }

    @Test
    void what_does_not_work_yet_is_saved_only_by_who_insists() throws Exception {
        var wrong = google("1//no-such-token");

        assertThat(send(GOOGLE, "save", wrong).statusCode()).isEqualTo(400);
        assertThat(settings.of("google")).isEmpty();
        assertThat(saved(send(GOOGLE, "anyway", wrong))).isEqualTo("settings-saved");
        assertThat(values.of("google").byKey()).containsEntry("refresh-token", "1//no-such-token");
    }

    @Test
    void a_secret_is_kept_when_left_empty_forgotten_when_ticked_and_shown_to_nobody() throws Exception {
        keepGoogle();
        var secrets = List.of(given("google.client-secret"), given("google.refresh-token"));
        assertThat(text(GOOGLE))
                .contains("Kept since", "entered by anna. Leave the field empty to keep it.", "kept, and not shown");

        var form = google("");
        form.put("client-secret", "");
        assertThat(saved(send(GOOGLE, "save", form))).isEqualTo("settings-same");
        assertThat(values.of("google").byKey()).containsEntry("client-secret", given("google.client-secret"));

        for (var page : List.of(
                text(GOOGLE),
                text("/connections"),
                text("/audit"),
                send(GOOGLE, "test", google(given("google.refresh-token"))).body(),
                check("google"))) {
            assertThat(page).doesNotContain(secrets);
        }
        form.put("forget.refresh-token", "yes");
        assertThat(saved(send(GOOGLE, "save", form))).isEqualTo("settings-saved");
        assertThat(values.of("google").byKey())
                .doesNotContainKey("refresh-token")
                .containsKey("client-secret");
        assertThat(text("/connections")).contains("What was entered here is kept; somebody has to sign in.");
    }

    @Test
    void what_stands_in_a_file_is_shown_where_it_may_be_and_not_changed_by_the_form() throws Exception {
        var page = text("/connections/linkedin/settings");
        assertThat(page)
                .contains("Set in config/application.yaml or the environment: downfunnel.linkedin.account-id. It wins")
                .contains(
                        "Set in config/application.yaml or the environment: downfunnel.linkedin.client-secret. It wins")
                .contains("set, and not shown")
                .containsPattern("id=\"setting-account-id\" value=\"\\d+\" readonly")
                .doesNotContain(config.getValue("downfunnel.linkedin.client-secret", String.class))
                .doesNotContain("name=\"account-id\"", "name=\"client-secret\"");

        var form = Map.of("client-id", "some-client", "account-id", "7", "client-secret", "smuggled", "token", "");
        assertThat(saved(send("/connections/linkedin/settings", "save", form))).isEqualTo("settings-saved");

        assertThat(values.of("linkedin").byKey()).containsOnly(Map.entry("client-id", "some-client"));
    }

    @Test
    void of_two_admins_the_second_sees_what_the_first_did_before_anything_is_overwritten() throws Exception {
        var form = google(given("google.refresh-token"));
        form.put("seen", "0");
        keepGoogle();
        form.put("login-customer-id", given("google.customer-id"));

        var late = post(anna, GOOGLE, "anyway", form);

        assertThat(late.statusCode()).isEqualTo(400);
        assertThat(late.body()).contains("somebody else has changed this connection since you opened it");
        assertThat(values.of("google").byKey()).doesNotContainKey("login-customer-id");
    }

    @Test
    void removing_is_asked_about_first_and_forgets_what_was_entered() throws Exception {
        keepGoogle();
        try (var other = node()) {
            assertThat(other.accounts()).containsKey("google");
            assertThat(text("/connections/google/remove"))
                    .contains("Remove Google?", "conversions wait; those that expire meanwhile are worthless")
                    .contains("What stands in config/application.yaml or the environment goes on holding.");
            assertThat(settings.of("google")).isNotEmpty();

            assertThat(saved(post(anna, "/connections/google/remove", "", Map.of())))
                    .isEqualTo("removed");

            assertThat(settings.of("google")).isEmpty();
            assertThat(other.accounts()).doesNotContainKey("google");
            assertThat(lastWritten()).startsWith("anna CONNECTION_SETTINGS_REMOVED google");
            assertThat(text("/connections")).doesNotContain("aria-label=\"Remove Google\"");
        }
    }

    @Test
    void a_destination_is_paused_with_a_reason_and_resumed_by_the_switch_of_the_page_on_hold() throws Exception {
        keepGoogle();
        assertThat(text("/connections/google/pause"))
                .contains("Pause Google?", "those that expire meanwhile are worthless");
        assertThat(post(anna, "/connections/google/pause", "pause", Map.of("reason", " "))
                        .body())
                .contains("Say why, in up to 500 characters");

        assertThat(saved(post(anna, "/connections/google/pause", "pause", Map.of("reason", "Budget talks"))))
                .isEqualTo("paused");

        assertThat(text("/connections"))
                .contains("Stopped by anna: Budget talks. Nothing is sent since", "aria-label=\"Resume Google\"");
        assertThat(text("/hold")).contains("Stopped by anna: Budget talks.");
        assertThat(saved(post(anna, "/connections/google/pause", "resume", Map.of())))
                .isEqualTo("resumed");
        assertThat(text("/connections")).doesNotContain("Budget talks").contains("aria-label=\"Pause Google\"");
    }

    @Test
    void salesforce_is_added_paused_and_another_organisation_is_refused() throws Exception {
        assertThat(text("/connections")).contains("Not connected: nothing is read from there.", "Set up: Salesforce");
        assertThat(send(SALESFORCE, "save", Map.of("login-url", given("sandbox")))
                        .body())
                .contains("downfunnel.salesforce.client-id is not set");
        assertThat(send(SALESFORCE, "save", with(salesforce(), "login-url", "http://salesforce.example"))
                        .body())
                .contains("is not encrypted")
                .containsPattern("id=\"setting-login-url\"[^>]*aria-invalid=\"true\" autofocus");
        assertThat(send(SALESFORCE, "save", with(salesforce(), "client-secret", "wrong"))
                        .body())
                .contains("Not saved yet", "Salesforce gave us no token");

        assertThat(saved(send(SALESFORCE, "save", salesforce()))).isEqualTo("settings-saved");

        assertThat(text("/connections")).contains("Connected with what was entered here, lately by anna on");
        assertThat(check("salesforce")).contains("Salesforce lets us in as");

        jdbi.useHandle(sql -> sql.execute("insert into organization (connection, salesforce_id, name, multi_currency)"
                + " values ('salesforce', '00D000000000000AAA', 'Another one', false) on conflict do nothing"));
        var other = send(SALESFORCE, "anyway", with(salesforce(), "username", "somebody@example.invalid"));
        jdbi.useHandle(sql -> sql.execute("delete from organization where salesforce_id = '00D000000000000AAA'"));
        assertThat(other.statusCode()).isEqualTo(400);
        assertThat(other.body())
                .contains("Not saved: it is another organisation")
                .doesNotContain("Save all the same");
        assertThat(values.of("salesforce").byKey()).doesNotContainKey("username");

        assertThat(saved(post(anna, "/connections/salesforce/pause", "pause", Map.of("reason", "Migration"))))
                .isEqualTo("paused");
        assertThat(text("/connections"))
                .contains("Paused by anna: Migration. Nothing is read since", "aria-label=\"Resume Salesforce\"");
        assertThat(text("/")).contains("Paused by anna: Migration. Nothing is read from there since");
        assertThat(saved(post(anna, "/connections/salesforce/pause", "resume", Map.of())))
                .isEqualTo("resumed");
        assertThat(text("/")).doesNotContain("Migration");
    }

    private static Map<String, String> with(Map<String, String> form, String key, String value) {
        form.put(key, value);
        return form;
    }

    @Test
    void cards_show_how_much_of_the_day_is_used_as_number_and_gauge() throws Exception {
        var now = Instant.now();
        quotas.note(new QuotaStore.Use("google", Endpoint.UPLOAD, 250, 1_000, now, 0, 1, Optional.empty(), now));
        jdbi.useHandle(sql -> sql.createUpdate(
                        "insert into api_budget (connection, day, calls, used, allowed) values ('salesforce', :day, 12, 900, 1000)")
                .bind("day", LocalDate.ofInstant(now, ZoneOffset.UTC))
                .execute());

        assertThat(text("/connections"))
                .contains("250 of 1,000 by us, 25 %")
                .contains("<meter min=\"0\" max=\"100\" high=\"80\" value=\"25\"")
                .contains("900 of 1,000 by everyone, 90 %")
                .contains("aria-label=\"Salesforce: 90 percent of the day's requests used\"");
    }

    private String check(String connection) throws IOException, InterruptedException {
        var page = post(anna, "/connections/" + connection + "/check", "", Map.of())
                .body();
        int start = page.indexOf("<article class=\"card connection\" id=\"" + connection + "\"");
        return page.substring(start, page.indexOf("</article>", start));
    }

    private String lastWritten() {
        return jdbi.withHandle(
                sql -> sql.createQuery("select who || ' ' || what || ' ' || object || ' ' || details from"
                                + " audit_trail order by id desc limit 1")
                        .mapTo(String.class)
                        .one());
    }

    /** Which of our sentences the page tells next. */
    private static String saved(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        return ConsentVisitor.parameters(
                        URI.create(answer.headers().firstValue("Location").orElseThrow())
                                .getRawQuery())
                .get("told");
    }

    /** As from the form that is there now. */
    private HttpResponse<String> send(String path, String what, Map<String, String> fields)
            throws IOException, InterruptedException {
        var form = new LinkedHashMap<>(fields);
        var seen = SEEN.matcher(text(path));
        assertThat(seen.find()).isTrue();
        form.put("seen", seen.group(1));
        return post(anna, path, what, form);
    }

    private HttpResponse<String> post(SignedIn who, String path, String what, Map<String, String> fields)
            throws IOException, InterruptedException {
        var form = new LinkedHashMap<>(fields);
        form.put("do", what);
        if (!form.containsKey("seen") && path.endsWith("/settings")) {
            form.put(
                    "seen",
                    SEEN.matcher(text(path)).results().findFirst().orElseThrow().group(1));
        }
        return http.send(
                who.on(HttpRequest.newBuilder(here.resolve(path)))
                        .header("Origin", here.toString().replaceAll("/$", ""))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form.entrySet().stream()
                                .map(each -> each.getKey() + "="
                                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                                .collect(Collectors.joining("&"))))
                        .build(),
                BodyHandlers.ofString());
    }

    private String text(String page) throws IOException, InterruptedException {
        return http.send(anna.on(HttpRequest.newBuilder(here.resolve(page))).build(), BodyHandlers.ofString())
                .body();
    }
}
