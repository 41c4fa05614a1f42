package io.downfunnel.console;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.schedule.RestingStarter;
import io.downfunnel.schedule.SyncStarter;
import io.downfunnel.store.Showcase;
import io.downfunnel.store.SomeSimulation;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class ConsoleTest {
    private static final List<String> PAGES = List.of(
            "/",
            "/live",
            "/conversions",
            "/conversions?state=needs-you&destination=google&reason=PROCESSING_ERROR_REASON_INVALID_GCLID",
            "/conversions?expires=week",
            "/explain",
            "/explain?q=" + Showcase.LEAD_IN_FIFTEEN,
            "/explain?q=" + Showcase.KEY_IN_DOUBT,
            "/explain?q=" + Showcase.SHARED_CLICK,
            "/explain?q=%3Cscript%3Ealert(1)%3C/script%3E",
            "/hold",
            "/needs-you",
            "/stages",
            "/campaigns",
            "/campaigns?account=linkedin&days=365",
            "/alerts",
            "/connections",
            "/connections?told=refused&platform=google&code=invalid_grant",
            "/connections/google/disconnect",
            "/connections/new-key",
            "/users",
            "/erasure",
            "/personal-data",
            "/password",
            "/sign-in",
            "/welcome?key=nothing",
            "/mappings",
            "/mappings/versions/1",
            "/mappings/drafts/1",
            "/mappings/drafts/2",
            "/simulations/1",
            "/simulations/1/live",
            "/simulations/2",
            "/runs",
            "/runs/1",
            "/runs/2",
            "/runs/2/live",
            "/there-is-no-such-page",
            "/runs/99999");

    @TestHTTPResource("/")
    URI here;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Inject
    Jdbi jdbi;

    private final RestingStarter starter = new RestingStarter();
    private final HttpClient http = HttpClient.newHttpClient();

    private SignedIn anna;

    @BeforeEach
    void fill() {
        anna = SignedIn.asAdmin(jdbi);
        Showcase.fill(jdbi, Instant.now());
        SomeSimulation.showcase(jdbi);
    }

    @Test
    void campaigns_show_what_they_cost_and_brought() throws IOException, InterruptedException {
        var html = get("/campaigns?account=google&days=90").body();

        assertThat(html)
                .contains("From ", "130 campaigns cost", "of the people who clicked, 1 reached “qualified”")
                .contains("All campaigns", "Warehouse robots, broad match, generation 1", "Campaign without a name")
                .contains("30 campaigns that cost less are not shown.")
                .contains("Clicks that do not belong here", "Bought with account 9998887770");
    }

    @Test
    void days_that_were_not_read_are_no_zeros() throws IOException, InterruptedException {
        assertThat(get("/campaigns?account=linkedin&days=90").body())
                .contains("29 of these 90 days were read so far")
                .contains("nobody can say which campaign brought whom");
    }

    @Test
    void every_answer_carries_the_security_headers() throws IOException, InterruptedException {
        for (var page : List.of(
                "/",
                "/runs/99999",
                "/console.css",
                "/charts.js",
                "/nothing/here",
                "/webjars/htmx.org/dist/htmx.min.js",
                "/webjars/uplot/dist/uPlot.iife.min.js",
                "/webjars/uplot/dist/uPlot.min.css")) {
            var headers = get(page).headers();
            Doorman.HEADERS.forEach((name, value) ->
                    assertThat(headers.firstValue(name)).as(page).contains(value));
        }
    }

    @Test
    void no_page_contains_a_script_or_style_of_its_own_or_unescaped_text() throws IOException, InterruptedException {
        for (var page : PAGES) {
            var html = get(page).body();
            assertThat(html)
                    .as(page)
                    .doesNotContain("<script>")
                    .doesNotContain("<img")
                    .doesNotContain("<style")
                    .doesNotContain(" style=")
                    // An attribute of a tag; what stands in quotes is a value.
                    .doesNotContainPattern("<[a-zA-Z](?:[^>\"']|\"[^\"]*\"|'[^']*')*?\\son[a-z]+=")
                    .doesNotContain("NOT_FOUND");
        }
    }

    @Test
    void what_was_refused_is_told_by_cause_with_who_can_mend_it() throws IOException, InterruptedException {
        assertThat(text("/needs-you"))
                .contains("12 conversions worth")
                .contains("What to do:")
                .contains("Who can mend it")
                .contains("GCLID …")
                .doesNotContain("Cj0KCQ");
    }

    @Test
    void the_table_of_what_was_refused_holds_no_personal_data() throws IOException, InterruptedException {
        var table = get("/needs-you/export?destination=google&code=PROCESSING_ERROR_REASON_INVALID_GCLID");

        assertThat(table.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
        assertThat(table.body().lines()).hasSizeGreaterThan(5);
        assertThat(table.body()).startsWith("record,conversion key,stage").doesNotContain("Cj0KCQ", "sha256");
    }

    @Test
    void conversions_are_exported_as_they_are_filtered_and_without_personal_data()
            throws IOException, InterruptedException {
        var list = text("/conversions?state=needs-you&destination=google");
        assertThat(list).contains("/conversions/export?state=needs-you&amp;destination=google");

        var table = get("/conversions/export?state=needs-you&destination=google");

        assertThat(table.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
        assertThat(table.headers().firstValue("Content-Disposition").orElseThrow())
                .matches("attachment; filename=\"conversions-\\d{4}-\\d\\d-\\d\\d\\.csv\"");
        assertThat(table.body().lines()).hasSize(13);
        assertThat(table.body())
                .startsWith("record,conversion key,stage")
                .contains(",Needs you,")
                .doesNotContain("Cj0KCQ", "sha256", ",Verified,");
        assertThat(get("/conversions/export?state=nonsense").body().lines()).hasSize(1);
    }

    @Test
    void all_campaigns_are_exported_also_those_that_the_page_leaves_out() throws IOException, InterruptedException {
        assertThat(text("/campaigns?account=google&days=30")).contains("/campaigns/export?account=google&amp;days=30");

        var table = get("/campaigns/export?account=google&days=30");

        assertThat(table.headers().firstValue("Content-Disposition").orElseThrow())
                .matches("attachment; filename=\"campaigns-google-[\\d-]{10}-to-[\\d-]{10}\\.csv\"");
        assertThat(table.body())
                .startsWith("account,from,to,campaign id,campaign,impressions,clicks")
                .contains("DACH");
        assertThat(table.body().lines()).hasSizeGreaterThan(130);
    }

    @Test
    void nobody_decides_about_a_whole_destination_by_an_incomplete_form() throws IOException, InterruptedException {
        assertThat(send("/needs-you/replay", "destination=google").statusCode()).isEqualTo(400);
        assertThat(send("/needs-you/give-up", "destination=google&code=PROCESSING_ERROR_REASON_INVALID_GCLID&reason=+")
                        .statusCode())
                .isEqualTo(400);
        assertThat(text("/needs-you")).contains("12 conversions worth");
    }

    @Test
    void an_address_that_is_asked_for_stands_in_no_address_bar_and_on_no_page()
            throws IOException, InterruptedException {
        var answer = send("/explain", "q=Nobody.Known%40example.com");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("Nothing is known about", "e-mail …", "No lead has this address")
                .doesNotContainIgnoringCase("nobody.known");
    }

    @Test
    void what_else_is_asked_for_gets_an_address_of_its_own() throws IOException, InterruptedException {
        var answer = send("/explain", "q=" + Showcase.LEAD_IN_FIFTEEN);

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location").orElseThrow())
                .endsWith("/explain?q=" + Showcase.LEAD_IN_FIFTEEN);
    }

    @Test
    void the_overview_begins_with_the_sentence_that_matters() throws IOException, InterruptedException {
        assertThat(text("/"))
                .contains("34 conversions worth €15k and $6,831 reached Google and LinkedIn")
                .contains("12 need you")
                .contains("46 expire this week");
    }

    @Test
    void the_overview_tells_what_people_have_to_know_and_whether_anything_was_lost()
            throws IOException, InterruptedException {
        jdbi.useHandle(sql -> sql.execute("delete from audit"));
        assertThat(text("/")).contains("Not checked yet whether anything was lost or counted twice");
        jdbi.useHandle(sql -> sql.execute("insert into audit (node, conversions) values ('node-1', 25312)"));
        assertThat(text("/")).contains(": 25,312 conversions, nothing lost, nothing counted twice.");

        Showcase.alarm(jdbi);

        assertThat(text("/"))
                .contains("2 alerts")
                .contains("LinkedIn has not worked since")
                .contains("See the 1,212 conversions")
                .contains("/conversions?destination=google&amp;state=on-hold&amp;reason=VOLUME")
                .contains("2 conversions counted twice.")
                .contains("/explain?q=" + Showcase.KEY);
        assertThat(text("/alerts")).contains("1,212 conversions").contains("Over");
        jdbi.useHandle(sql -> sql.execute("delete from alert"));
    }

    @Test
    void what_the_auditor_found_is_measured_and_makes_no_node_unready() throws IOException, InterruptedException {
        jdbi.useHandle(sql -> sql.execute("delete from audit"));
        assertThat(managed("q/health/well").statusCode()).isEqualTo(200);

        Showcase.alarm(jdbi);

        assertThat(managed("q/health/well").statusCode()).isEqualTo(503);
        assertThat(managed("q/health/well").body()).contains("invariants").contains("DOUBLED");
        assertThat(managed("q/health/ready").statusCode()).isEqualTo(200);
        assertThat(managed("q/health/live").statusCode()).isEqualTo(200);
        assertThat(managed("q/metrics").body())
                .contains("downfunnel_invariant_violations{invariant=\"doubled\"} 2.0")
                .contains("downfunnel_invariant_violations{invariant=\"lost\"} 0.0")
                .contains("downfunnel_alerts_open{severity=\"urgent\"} 1.0")
                .contains("downfunnel_audit_age_seconds");
        jdbi.useHandle(sql -> sql.execute("delete from audit"));
        jdbi.useHandle(sql -> sql.execute("delete from alert"));
    }

    private HttpResponse<String> managed(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(management.resolve("/" + path)).build(), BodyHandlers.ofString());
    }

    @Test
    void before_the_first_run_the_overview_says_what_comes_next() throws IOException, InterruptedException {
        Showcase.clear(jdbi);

        assertThat(text("/"))
                .contains("Nothing has run yet, and no stage is mapped.")
                .contains("Press “Sync now”")
                .contains("No run yet.")
                .contains("No connection has been used yet.")
                .contains("Nothing has been extracted yet.");
        assertThat(text("/conversions")).contains("No conversion yet.");
        assertThat(text("/runs")).contains("No run yet.");
        assertThat(text("/hold")).contains("Nothing is on hold").contains("Nobody has released anything yet");
    }

    @Test
    void the_sandbox_is_named_on_every_page() throws IOException, InterruptedException {
        assertThat(text("/runs")).doesNotContain("nothing here reaches a real platform");

        QuarkusMock.installMockForType(new ConsoleConfig(ZoneId.of("UTC"), true), ConsoleConfig.class);

        assertThat(text("/runs")).contains("nothing here reaches a real platform");
    }

    @Test
    void times_are_shown_in_the_time_zone_of_the_organisation_and_in_utc() throws IOException, InterruptedException {
        QuarkusMock.installMockForType(new ConsoleConfig(ZoneId.of("Europe/Berlin"), false), ConsoleConfig.class);
        jdbi.useHandle(sql -> sql.execute("update run set started_at = '2026-07-01T22:30:00Z' where id = 1"));

        assertThat(text("/runs/1"))
                .contains("title=\"2026-07-01 22:30:00 UTC\">2 Jul 2026, 00:30:00</time>")
                .contains("Europe/Berlin");
    }

    @Test
    void a_page_polls_only_while_a_run_is_running() throws IOException, InterruptedException {
        assertThat(text("/")).doesNotContain("every 2s").contains("Sync now");

        var run = Showcase.startRun(jdbi, Instant.now());

        assertThat(text("/")).contains("every 2s").contains("A run is running");
        assertThat(text("/live"))
                .contains("every 2s")
                .contains("480 of 1,200")
                .containsPattern("(9\\.\\d|10\\.0)/s")
                .contains("left")
                .contains("Waits: the platform takes 300 requests a minute")
                .doesNotContain("figures");
        assertThat(text("/runs/" + run + "/live")).contains("every 2s").contains("step 3 of 4, deliver");

        Showcase.endRun(jdbi, run);

        assertThat(text("/live")).doesNotContain("every 2s").contains("figures").contains("has ended: fine");
        assertThat(text("/runs/" + run + "/live")).doesNotContain("every 2s");
    }

    @Test
    void a_button_of_ours_starts_a_sync() throws IOException, InterruptedException {
        QuarkusMock.installMockForType(starter, SyncStarter.class);

        var started = post("/sync", ourselves());

        assertThat(started.statusCode()).isEqualTo(303);
        assertThat(started.headers().firstValue("Location").orElse("")).endsWith("/#runs");
        assertThat(starter.starts()).isEqualTo(1);
    }

    @Test
    void the_list_can_be_narrowed_and_paged() throws IOException, InterruptedException {
        assertThat(text("/conversions")).contains("Older conversions");
        assertThat(text("/conversions?q=" + Showcase.key(3))).contains("LinkedIn cannot recognise the person");
        assertThat(text("/conversions?q=" + Showcase.LEAD_IN_FIFTEEN)).contains("3 shown");
        assertThat(text("/conversions?state=nonsense")).contains("No conversion fits");
        assertThat(text("/conversions?destination=nowhere")).contains("No conversion fits");
    }

    @Test
    void a_story_is_told_from_click_to_verdict_without_the_click_id_itself() throws IOException, InterruptedException {
        var story = text("/explain?q=" + Showcase.GCLID);

        assertThat(story.replace("value=\"" + Showcase.GCLID + "\"", ""))
                .contains("Lead " + Showcase.LEAD + " reached the stages “qualified” on")
                .contains("Click on an ad: GCLID …x4Fg")
                .contains("Google counts it")
                .contains("converted lead")
                .contains("What to do:")
                .doesNotContain(Showcase.GCLID);
    }

    @Test
    void what_is_not_known_is_answered_with_what_that_may_mean() throws IOException, InterruptedException {
        assertThat(text("/explain?q=00Q00000000ZZZZ")).contains("may be newer than the last extraction");
        assertThat(text("/explain?q=" + Showcase.GCLID.toLowerCase(java.util.Locale.ROOT)))
                .contains("Capital letters matter");
        assertThat(text("/explain?q=?")).contains("This is not a CRM record id");
    }

    @Test
    void a_missing_page_says_so_in_our_own_words() throws IOException, InterruptedException {
        assertThat(get("/runs/99999").statusCode()).isEqualTo(404);
        assertThat(text("/runs/99999")).contains("There is no such page");
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
    }

    @Test
    void a_foreign_site_cannot_start_a_sync() throws IOException, InterruptedException {
        QuarkusMock.installMockForType(starter, SyncStarter.class);

        var foreign = post("/sync", "https://evil.example");

        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(foreign.body()).contains("Nothing was changed");
        assertThat(starter.starts()).isZero();
    }

    @Test
    void a_conversion_that_may_have_arrived_waits_for_our_word() throws IOException, InterruptedException {
        Showcase.fill(jdbi, Instant.now());
        var story = "/explain?q=" + Showcase.KEY_IN_DOUBT;
        assertThat(text(story)).contains("Send it again").contains("Do not send it again");

        var released = post("/explain/" + Showcase.KEY_IN_DOUBT + "/release", ourselves());

        assertThat(released.statusCode()).isEqualTo(303);
        assertThat(released.headers().firstValue("Location").orElse("")).endsWith(story);
        assertThat(text(story)).contains("Released by anna").doesNotContain("Do not send it again");
        assertThat(stateInDoubt()).isEqualTo("READY");
    }

    @Test
    void a_conversion_that_may_have_arrived_can_be_left_as_it_is() throws IOException, InterruptedException {
        Showcase.fill(jdbi, Instant.now());

        var cancelled = post("/explain/" + Showcase.KEY_IN_DOUBT + "/cancel", ourselves());

        assertThat(cancelled.statusCode()).isEqualTo(303);
        assertThat(stateInDoubt()).isEqualTo("CANCELLED");
        post("/explain/" + Showcase.KEY_IN_DOUBT + "/release", ourselves());
        assertThat(stateInDoubt()).as("what was cancelled stays so").isEqualTo("CANCELLED");
    }

    @Test
    void a_foreign_site_decides_about_no_conversion() throws IOException, InterruptedException {
        Showcase.fill(jdbi, Instant.now());

        var foreign = post("/explain/" + Showcase.KEY_IN_DOUBT + "/release", "https://evil.example");

        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(stateInDoubt()).isEqualTo("HELD");
    }

    @Test
    void whatever_is_on_hold_is_shown_with_its_count_its_worth_and_a_word() throws IOException, InterruptedException {
        Showcase.fill(jdbi, Instant.now());

        assertThat(text("/hold"))
                .contains("wait for a word; the first becomes worthless on")
                .contains("qualified lead to google → Google")
                .contains("went ahead:")
                .contains("Send them without waiting")
                .contains("LinkedIn refused 6 of the first 10")
                .contains("Try it with others")
                .contains("Far more than usual")
                .contains("Release them")
                .contains("Start it again")
                .contains("Stop Google")
                .contains("First expires")
                .contains("1,234");
        assertThat(text("/")).contains("Stopped by anna: the budget is under review");
    }

    @Test
    void a_record_leads_to_the_crm_and_nowhere_else() throws IOException, InterruptedException {
        Showcase.fill(jdbi, Instant.now());
        var pages =
                List.of("/conversions?q=" + Showcase.OPPORTUNITY, "/needs-you", "/explain?q=" + Showcase.OPPORTUNITY);
        for (var path : pages) {
            assertThat(text(path))
                    .as(path)
                    .containsPattern("href=\"https://northwind\\.my\\.salesforce\\.com/00\\w{16}\" target=\"_blank\""
                            + " rel=\"noreferrer noopener\"")
                    .contains(", opens in a new tab");
        }

        jdbi.useHandle(sql -> sql.execute("update organization set instance_url = 'http://evil.example'"));

        for (var path :
                List.of("/conversions?q=" + Showcase.OPPORTUNITY, "/needs-you", "/explain?q=" + Showcase.LEAD)) {
            assertThat(text(path)).as(path).doesNotContain("evil.example").doesNotContain("opens in a new tab");
        }
    }

    @Test
    void a_platform_that_nobody_has_connected_is_not_said_to_be_sent_to() throws IOException, InterruptedException {
        Showcase.fill(jdbi, Instant.now());

        assertThat(text("/hold"))
                .contains("Microsoft Advertising")
                .contains("Not connected")
                .contains("Stopped");
    }

    @Test
    void a_trial_is_told_of_before_it_begins_while_it_goes_on_and_once_it_is_over()
            throws IOException, InterruptedException {
        Showcase.fill(jdbi, Instant.now());
        assertThat(text("/hold"))
                .contains("7 sent so far: 4 good and 3 refused.")
                .contains("/conversions?trial=google%3Aqualified")
                .doesNotContain("The latest trials that are over");
        assertThat(text("/conversions?trial=google%3Aqualified")).contains("10 shown");

        submit("/hold/open", "destination=google&stage=qualified", ourselves());

        assertThat(text("/hold"))
                .contains("The latest trials that are over")
                .contains("Opened by anna")
                .contains("/conversions?trial=1");
        assertThat(text("/conversions?trial=1"))
                .contains("Conversions of a trial")
                .contains("10 shown");
        assertThat(text("/conversions?trial=nonsense")).contains("No conversion fits.");

        jdbi.useHandle(sql -> sql.execute("update conversion set state = 'EXPIRED' where state = 'HELD'"));
        jdbi.useHandle(sql -> sql.execute("delete from brake"));
        jdbi.useHandle(sql -> sql.execute("delete from canary"));
        jdbi.useHandle(sql -> sql.execute("update mapping_gate set state = 'CANARY', sentence = null"));
        assertThat(text("/hold"))
                .contains("Nothing is on hold at present; 2 mappings are to be tried out first")
                .contains("10 conversions go ahead, the rest waits for what the platform says of them.");
    }

    @Test
    void a_mapping_is_released_by_a_button_and_by_nothing_else() throws IOException, InterruptedException {
        Showcase.fill(jdbi, Instant.now());
        var form = "destination=linkedin&stage=qualified";
        assertThat(get("/hold/open?" + form).statusCode()).isEqualTo(404);
        assertThat(submit("/hold/open", form, "https://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(gate()).isEqualTo("REFUSED");

        assertThat(submit("/hold/open", form, ourselves()).statusCode()).isEqualTo(303);

        assertThat(gate()).isEqualTo("OPEN");
        assertThat(text("/hold"))
                .contains("New mapping: the first ones were refused")
                .doesNotContain("Try it with others");
    }

    @Test
    void a_destination_is_stopped_with_a_reason_and_started_again() throws IOException, InterruptedException {
        Showcase.fill(jdbi, Instant.now());
        assertThat(submit("/hold/stop", "destination=google&reason=", ourselves())
                        .statusCode())
                .isEqualTo(400);
        assertThat(submit("/hold/stop", "destination=nowhere&reason=x", ourselves())
                        .statusCode())
                .isEqualTo(400);

        submit("/hold/stop", "destination=google&reason=quarter+end", ourselves());
        assertThat(text("/hold")).contains("Stopped by anna: quarter end.").doesNotContain("Stop Google");
        assertThat(text("/")).contains("Stopped by anna: quarter end.");

        submit("/hold/start", "destination=google", ourselves());
        assertThat(text("/hold")).contains("Stop Google").contains("Destination stopped");
    }

    private String gate() {
        return jdbi.withHandle(sql -> sql.createQuery(
                        "select state from mapping_gate where destination = 'linkedin' and stage = 'qualified'")
                .mapTo(String.class)
                .one());
    }

    private HttpResponse<String> submit(String path, String form, String origin)
            throws IOException, InterruptedException {
        return http.send(
                anna.on(HttpRequest.newBuilder(here.resolve(path)))
                        .header("Origin", origin)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }

    private String stateInDoubt() {
        return jdbi.withHandle(sql -> sql.createQuery("select state from conversion where key = ?")
                .bind(0, Showcase.KEY_IN_DOUBT)
                .mapTo(String.class)
                .one());
    }

    private String ourselves() {
        return here.toString().replaceAll("/$", "");
    }

    private HttpResponse<String> post(String path, String origin) throws IOException, InterruptedException {
        return http.send(
                anna.on(HttpRequest.newBuilder(here.resolve(path)))
                        .header("Origin", origin)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String path, String form) throws IOException, InterruptedException {
        return http.send(
                anna.on(HttpRequest.newBuilder(here.resolve(path)))
                        .header("Origin", "http://" + here.getAuthority())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }

    private String text(String page) throws IOException, InterruptedException {
        return get(page).body();
    }

    private HttpResponse<String> get(String page) throws IOException, InterruptedException {
        return http.send(anna.on(HttpRequest.newBuilder(here.resolve(page))).build(), BodyHandlers.ofString());
    }
}
