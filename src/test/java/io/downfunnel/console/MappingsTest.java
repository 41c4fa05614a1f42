package io.downfunnel.console;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.Role;
import io.downfunnel.mappings.Known;
import io.downfunnel.store.DraftStore;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.SimulationStore;
import io.downfunnel.store.SomeSimulation;
import io.downfunnel.store.WonDeals;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class MappingsTest {
    @TestHTTPResource("/")
    URI here;

    @Inject
    Jdbi jdbi;

    @Inject
    FunnelStore funnels;

    @Inject
    DraftStore drafts;

    @Inject
    SimulationStore simulations;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void fill() {
        WonDeals.fill(jdbi, Instant.now(), 4);
    }

    private SignedIn marie() {
        return SignedIn.as("marie", Role.MARKETER, jdbi);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(marie().on(HttpRequest.newBuilder(here.resolve(path))).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, Map<String, String> form) throws IOException, InterruptedException {
        var body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return http.send(
                marie().on(HttpRequest.newBuilder(here.resolve(path)))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", "http://" + here.getAuthority())
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String location(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(303);
        return URI.create(response.headers().firstValue("Location").orElseThrow())
                .getPath();
    }

    private Map<String, String> form(int revision, String document, String wish) {
        var form = new LinkedHashMap<String, String>();
        form.put("revision", Integer.toString(revision));
        form.put("title", "Half the value");
        // As browsers send it.
        form.put("document", document.replace("\n", "\r\n"));
        form.put("from", "2000-01-01");
        form.put("to", "2000-02-01");
        form.put("do", wish);
        return form;
    }

    private Map<String, String> recent(int revision, String document, String wish) {
        var form = form(revision, document, wish);
        var today = java.time.LocalDate.now(java.time.ZoneOffset.UTC);
        form.put("from", today.minusDays(60).toString());
        form.put("to", today.toString());
        return form;
    }

    private static final String HALF = WonDeals.DOCUMENT.replace("factor: 1", "factor: 0.5");

    private int inForce() {
        return funnels.active().map(Funnel.Version::number).orElseThrow();
    }

    @Test
    void the_page_says_what_is_in_force_in_sentences() throws IOException, InterruptedException {
        assertThat(get("/mappings").body())
                .contains("Version 1 is in force since", "by test: 3 mappings of 5 stages.")
                .contains("Opportunity StageName becomes Closed Won", "CRM amount × 1")
                .contains("gclid; e-mail as a hash", "Not asked; without an answer sent as unknown")
                .contains("Once", "within 90 days of the click", "stays as sent")
                .contains("Not mapped: counted, and not sent.");
    }

    @Test
    void a_draft_is_simulated_looked_at_and_activated() throws IOException, InterruptedException {
        var draft = location(post("/mappings/drafts", Map.of()));
        assertThat(get(draft).body())
                .contains(
                        "Compared with version 1, which is in force.",
                        "Nothing: it means the same as what is in force.")
                .contains("disabled aria-describedby=\"obstacle\"", "Not to be activated yet. Simulate it first");

        var refused = post(draft, form(1, WonDeals.DOCUMENT, "activate"));
        assertThat(refused.statusCode())
                .as("its title changed, and nobody simulated it")
                .isEqualTo(409);
        assertThat(refused.body()).contains("Not activated: nobody has looked at a simulation of this very text yet.");

        var simulation = location(post(draft, recent(2, HALF, "simulate")));
        var result = ended(simulation);
        assertThat(drafts.find(1).orElseThrow().document())
                .as("line breaks as files have them")
                .isEqualTo(HALF);
        assertThat(simulations.lookedAt(drafts.find(1).orElseThrow().fingerprint(), Optional.of(1)))
                .isTrue();
        assertThat(result)
                .contains(
                        "this draft would have sent 8 conversions.",
                        "Against version 1: 4 with another value and 4 the same.")
                .contains("4 deals were won in this time, worth €3,600")
                .contains("Goes with the GCLID …-100")
                .contains("Sends it, worth 900.00 EUR to 7000000003.")
                .contains("/explain?q=006000000000100AAA")
                .doesNotContain("TeSt-gClId-100");

        assertThat(get(draft).body())
                .contains("looked at by marie", "this text, against what is in force")
                .doesNotContain("disabled");
        assertThat(location(post(draft, form(3, HALF, "activate")))).isEqualTo("/mappings");
        assertThat(inForce()).isEqualTo(2);
        assertThat(funnels.active().orElseThrow().document()).isEqualTo(HALF);
        assertThat(get("/mappings?told=activated").body())
                .contains(
                        "Version 2 is in force",
                        "New mapping: the first ones go ahead",
                        "tried out with a few conversions first");
        assertThat(get(draft).body()).contains("It came into force as version 2");
    }

    /** The page of the result, once there is one. */
    private String ended(String simulation) throws IOException, InterruptedException {
        var until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < until) {
            var live = get(simulation + "/live");
            if (live.headers().firstValue("HX-Refresh").isPresent()) {
                return get(simulation).body();
            }
            assertThat(live.body()).contains("leads and opportunities");
            Thread.onSpinWait();
        }
        throw new AssertionError("No result after a minute: " + get(simulation).body());
    }

    @Test
    void what_is_wrong_is_shown_by_its_line_and_neither_simulated_nor_activated()
            throws IOException, InterruptedException {
        var draft = location(post("/mappings/drafts", Map.of()));
        var wrong = WonDeals.DOCUMENT.replace("stage: qualified\n", "stage: kwalified\n");

        assertThat(location(post(draft, recent(1, wrong, "simulate")))).isEqualTo(draft);

        assertThat(get(draft).body())
                .contains(
                        "Line 9",
                        "stage: kwalified",
                        "What to do:",
                        "Not to be activated yet. Correct what is wrong first.");
        assertThat(post(draft, form(2, wrong, "activate")).statusCode()).isEqualTo(409);
        assertThat(inForce()).isEqualTo(1);
        assertThat(simulations.ofDraft(1, 10)).isEmpty();
    }

    @Test
    void dates_that_are_none_are_told_and_the_text_is_kept() throws IOException, InterruptedException {
        var draft = location(post("/mappings/drafts", Map.of()));

        var backwards = form(1, HALF, "simulate");
        backwards.put("from", "2000-03-01");
        var refused = post(draft, backwards);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains("Not simulated. A simulation from 2000-03-01 to 2000-02-01")
                .contains("factor: 0.5");
    }

    @Test
    void the_second_of_two_people_at_one_draft_is_told_and_keeps_their_text() throws IOException, InterruptedException {
        var draft = location(post("/mappings/drafts", Map.of()));
        post(draft, form(1, HALF, "save"));

        var second = post(draft, form(1, WonDeals.DOCUMENT + "# mine\n", "save"));

        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.body()).contains("Not saved: marie has changed this draft since you opened it.", "# mine");
        assertThat(drafts.find(1).orElseThrow().document()).isEqualTo(HALF);
    }

    @Test
    void who_was_overtaken_by_another_version_takes_it_over_and_simulates_anew()
            throws IOException, InterruptedException {
        var draft = location(post("/mappings/drafts", Map.of()));
        post(draft, form(1, HALF, "save"));
        simulations.look(
                SomeSimulation.done(jdbi, drafts.find(1).orElseThrow(), "006000000000100AAA", "Goes."), "console");
        funnels.put(WonDeals.DOCUMENT.replace("name: Won too", "name: Won as well"), Known.NOTHING, "cleo", "");

        var stale = post(draft, form(2, HALF, "activate"));
        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(stale.body())
                .contains("Not activated: version 2 is in force now, which this draft does not know.")
                .contains("Take over what is in force now");

        assertThat(location(post(draft + "/rebase", Map.of("revision", "2")))).isEqualTo(draft);
        var both = drafts.find(1).orElseThrow();
        assertThat(both.document()).contains("name: Won as well", "factor: 0.5");
        assertThat(both.basedOn()).contains(2);
        assertThat(post(draft, form(3, both.document(), "activate")).body())
                .contains("nobody has looked at a simulation");
        assertThat(inForce()).isEqualTo(2);
    }

    @Test
    void where_both_changed_the_same_the_conflict_is_named() throws IOException, InterruptedException {
        var draft = location(post("/mappings/drafts", Map.of()));
        post(draft, form(1, HALF, "save"));
        funnels.put(WonDeals.DOCUMENT.replace("factor: 1", "factor: 0.25"), Known.NOTHING, "cleo", "");

        var told = post(draft + "/rebase", Map.of("revision", "2"));

        assertThat(told.statusCode()).isEqualTo(200);
        assertThat(told.body())
                .contains(
                        "there your text was kept",
                        "the version in force has “value: { crm-amount: { factor: 0.25 } }”");
        assertThat(drafts.find(1).orElseThrow().document()).contains("factor: 0.5");
    }

    @Test
    void an_earlier_version_comes_back_as_a_draft() throws IOException, InterruptedException {
        funnels.put(HALF, Known.NOTHING, "cleo", "Less");
        assertThat(get("/mappings").body()).contains("Bring back version 1, as a draft", "Less");
        assertThat(get("/mappings/versions/1").body())
                .contains("value changes from CRM amount × 0.5 to CRM amount × 1", "Bring it back, as a draft");
        assertThat(get("/mappings/versions/2").body())
                .contains("It is in force.")
                .doesNotContain("Bring it back");

        var draft = location(post("/mappings/drafts", Map.of("version", "1")));

        assertThat(get(draft).body()).contains("Bring back version 1", "Compared with version 2, which is in force.");
        assertThat(drafts.find(1).orElseThrow().document()).isEqualTo(WonDeals.DOCUMENT);
        assertThat(inForce()).isEqualTo(2);
    }

    @Test
    void a_discarded_draft_is_shown_and_cannot_be_changed() throws IOException, InterruptedException {
        var draft = location(post("/mappings/drafts", Map.of()));
        assertThat(location(post(draft + "/discard", Map.of()))).isEqualTo("/mappings");

        post(draft, form(1, HALF, "save"));

        assertThat(get(draft).body()).contains("It was discarded").doesNotContain("<textarea");
        assertThat(drafts.find(1).orElseThrow().document()).isEqualTo(WonDeals.DOCUMENT);
    }

    @Test
    void a_simulation_of_a_node_that_stopped_says_so() throws IOException, InterruptedException {
        location(post("/mappings/drafts", Map.of()));
        var id = SomeSimulation.running(jdbi, drafts.find(1).orElseThrow());
        assertThat(get("/simulations/" + id).body())
                .contains(
                        "12,000 of 25,312 leads and opportunities",
                        "hx-get=\"/simulations/" + id + "/live\"",
                        "value=\"47\"");

        jdbi.useHandle(sql -> sql.execute("update simulation set alive_at = now() - interval '10 minutes'"));

        assertThat(get("/simulations/" + id).body())
                .contains("No sign of life", "Node node-1 has most likely stopped", "simulate the draft once more")
                .doesNotContain("hx-get=\"/simulations/");
    }

    @Test
    void before_anything_is_in_force_the_page_says_how_to_begin() throws IOException, InterruptedException {
        jdbi.useHandle(sql -> sql.execute("truncate funnel_version restart identity cascade"));

        assertThat(get("/mappings").body())
                .contains("No stages and no mappings are in force", "mappings import FILE", "New draft");
        var draft = location(post("/mappings/drafts", Map.of()));
        assertThat(get(draft).body()).contains("nothing is in force yet");
    }

    @Test
    void what_is_not_there_is_not_found() throws IOException, InterruptedException {
        for (var path :
                new String[] {"/mappings/versions/99", "/mappings/drafts/99", "/simulations/99", "/simulations/99/live"
                }) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(post("/mappings/drafts", Map.of("version", "99")).statusCode())
                .isEqualTo(404);
        assertThat(post("/mappings/drafts/99", form(1, HALF, "save")).statusCode())
                .isEqualTo(404);
    }
}
