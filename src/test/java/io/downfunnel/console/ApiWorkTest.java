package io.downfunnel.console;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
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

/** Mappings on their way into force, by a program. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class ApiWorkTest {
    private static final String HALF = WonDeals.DOCUMENT.replace("factor: 1", "factor: 0.5");

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

    private ApiCaller marie;

    @BeforeEach
    void fill() {
        WonDeals.fill(jdbi, Instant.now(), 4);
        marie = ApiCaller.of("api-marie", Role.MARKETER, here, jdbi);
    }

    private static String json(Map<String, ?> body) throws IOException {
        return ApiCaller.JSON.writeValueAsString(body);
    }

    private JsonNode draftOf(String document) throws Exception {
        return marie.done("mappings/drafts", json(Map.of("title", "Half", "document", document)));
    }

    private int inForce() {
        return funnels.active().map(Funnel.Version::number).orElseThrow();
    }

    private JsonNode ended(long simulation) throws Exception {
        var until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        var status = marie.read("simulations/" + simulation);
        while (status.path("state").asText().equals("running") && System.nanoTime() < until) {
            Thread.onSpinWait();
            status = marie.read("simulations/" + simulation);
        }
        return status;
    }

    @Test
    void a_document_becomes_a_draft_is_simulated_looked_at_and_activated() throws Exception {
        var draft = draftOf(HALF);
        var path = "mappings/drafts/" + draft.path("id").asLong();
        assertThat(draft.path("differences").toString()).contains("CRM amount × 0.5");
        assertThat(draft.path("obstacle").asText()).startsWith("Simulate it first");
        assertThat(draft.path("mistakes")).isEmpty();
        var early = marie.refused(409, path + "/activate", "{\"revision\":1}");
        assertThat(early.path("detail").asText()).contains("nobody has looked at a simulation of this very text");
        assertThat(early.path("remedy").asText()).contains("/simulate", "/look");

        long simulation =
                marie.done(path + "/simulate", "{}").path("simulation").asLong();
        var status = ended(simulation);

        assertThat(status.path("state").asText()).isEqualTo("done");
        assertThat(status.path("sentence").asText()).contains("this draft would have sent 8 conversions");
        var mappings = status.path("result").path("mappings");
        assertThat(mappings).hasSize(3);
        assertThat(mappings.findValues("weeks")).isNotEmpty();
        assertThat(status.toString()).contains("GCLID …-100").doesNotContain("TeSt-gClId-100");
        assertThat(status.path("looked").isNull()).as("reading is not looking").isTrue();
        marie.refused(409, path + "/activate", "{\"revision\":1}");

        var look = marie.done("simulations/" + simulation + "/look");
        assertThat(look.path("by").asText()).isEqualTo("api-marie");
        assertThat(marie.done("simulations/" + simulation + "/look"))
                .as("once more")
                .isEqualTo(look);
        var activated = marie.done(path + "/activate", "{\"revision\":1}");

        assertThat(activated.path("version").asInt()).isEqualTo(2).isEqualTo(inForce());
        assertThat(marie.done(path + "/activate", "{\"revision\":1}")
                        .path("version")
                        .asInt())
                .as("once more")
                .isEqualTo(2);
        assertThat(funnels.versions()).hasSize(2);
        assertThat(marie.read("hold/mappings").findValuesAsText("state")).contains("canary");
    }

    @Test
    void a_request_that_is_sent_twice_begins_one_draft_and_one_simulation() throws Exception {
        var draft = draftOf(HALF);

        assertThat(draftOf(HALF).path("id")).isEqualTo(draft.path("id"));
        assertThat(marie.read("mappings/drafts")).hasSize(1);

        var stored = drafts.find(draft.path("id").asLong()).orElseThrow();
        var running = SomeSimulation.running(jdbi, stored);
        var days = simulations.find(running).orElseThrow().days();
        var wanted =
                json(Map.of("from", days.first().toString(), "to", days.last().toString()));
        assertThat(marie.done("mappings/drafts/" + stored.id() + "/simulate", wanted)
                        .path("simulation")
                        .asLong())
                .isEqualTo(running);
        assertThat(marie.read("simulations/" + running).path("done").asLong()).isEqualTo(12_000);
        marie.refused(409, "simulations/" + running + "/look", "");
    }

    @Test
    void mistakes_are_told_with_their_lines_and_stand_in_the_way() throws Exception {
        var draft = draftOf(WonDeals.DOCUMENT.replace("stage: qualified\n", "stage: kwalified\n"));
        var path = "mappings/drafts/" + draft.path("id").asLong();

        assertThat(draft.path("mistakes").get(0).path("line").asInt()).isEqualTo(9);
        assertThat(draft.path("obstacle").asText()).isEqualTo("Correct what is wrong first.");
        var notSimulated = marie.refused(409, path + "/simulate", "{}");
        assertThat(notSimulated.path("mistakes").get(0).path("remedy").asText()).isNotBlank();
        assertThat(marie.refused(409, path + "/activate", "{\"revision\":1}")
                        .path("title")
                        .asText())
                .isEqualTo("Not activated");
        assertThat(inForce()).isEqualTo(1);
    }

    @Test
    void of_two_at_one_draft_the_second_is_told_and_saying_the_same_twice_is_fine() throws Exception {
        var path = "mappings/drafts/" + draftOf(WonDeals.DOCUMENT).path("id").asLong();
        var change = json(Map.of("revision", 1, "document", HALF));

        assertThat(marie.done(path, change).path("revision").asInt()).isEqualTo(2);
        assertThat(marie.done(path, change).path("revision").asInt())
                .as("once more")
                .isEqualTo(2);
        var second = marie.refused(409, path, json(Map.of("revision", 1, "document", HALF + "# mine\n")));
        var unsaid = marie.refused(400, path, json(Map.of("document", HALF)));

        assertThat(second.path("detail").asText()).contains("api-marie has changed this draft", "revision 2");
        assertThat(unsaid.path("remedy").asText()).contains("revision");
    }

    @Test
    void what_came_into_force_meanwhile_is_taken_over_and_conflicts_are_named() throws Exception {
        var path = "mappings/drafts/" + draftOf(HALF).path("id").asLong();
        funnels.put(WonDeals.DOCUMENT.replace("factor: 1", "factor: 0.25"), Known.NOTHING, "cleo", "");

        var stale = marie.refused(409, path + "/activate", "{\"revision\":1}");
        var both = marie.done(path + "/rebase", "{\"revision\":1}");

        assertThat(stale.path("detail").asText()).contains("version 2 is in force now");
        assertThat(both.path("conflicts").get(0).asText()).contains("factor: 0.25");
        assertThat(both.path("draft").path("stale").asBoolean()).isFalse();
        assertThat(both.path("draft").path("document").asText()).contains("factor: 0.5");
        assertThat(marie.done(path + "/rebase", "{\"revision\":2}").path("conflicts"))
                .isEmpty();
    }

    @Test
    void an_earlier_version_is_read_as_yaml_and_as_json_and_comes_back_as_a_draft() throws Exception {
        funnels.put(HALF, Known.NOTHING, "cleo", "Less");

        var first = marie.read("mappings/versions/1");
        assertThat(first.path("inForce").asBoolean()).isFalse();
        assertThat(first.path("differences").toString()).contains("from CRM amount × 0.5 to CRM amount × 1");
        assertThat(marie.get("mappings/versions/1/document").body()).isEqualTo(WonDeals.DOCUMENT);
        assertThat(marie.get("mappings").body()).isEqualTo(HALF);
        var content = marie.read("mappings/in-force").path("content");
        assertThat(content.path("mappings").findValue("factor").asText()).isEqualTo("0.5");

        var draft = marie.done("mappings/drafts", "{\"version\":1}");
        assertThat(draft.path("title").asText()).isEqualTo("Bring back version 1");
        assertThat(draft.path("document").asText()).isEqualTo(WonDeals.DOCUMENT);
        // JSON is YAML: what was read as the one is taken as the other, and means the same.
        var asJson = draftOf(content.toString());
        assertThat(asJson.path("mistakes")).isEmpty();
        assertThat(asJson.path("differences")).isEmpty();
        assertThat(marie.post("mappings/drafts", "{\"version\":99}").statusCode())
                .isEqualTo(404);
        marie.refused(400, "mappings/drafts", json(Map.of("version", 1, "document", HALF)));
    }

    @Test
    void a_discarded_draft_is_closed_for_good() throws Exception {
        var path = "mappings/drafts/" + draftOf(HALF).path("id").asLong();

        assertThat(marie.done(path + "/discard").path("changed").asBoolean()).isTrue();
        assertThat(marie.done(path + "/discard").path("changed").asBoolean()).isFalse();
        assertThat(marie.read(path).path("closed").path("by").asText()).isEqualTo("api-marie");
        for (var wish : Map.of("", "{\"revision\":1,\"title\":\"x\"}", "/activate", "{\"revision\":1}")
                .entrySet()) {
            assertThat(marie.refused(409, path + wish.getKey(), wish.getValue())
                            .path("title")
                            .asText())
                    .isEqualTo("This draft is closed");
        }
        marie.refused(409, path + "/simulate", "{}");
        assertThat(marie.read("mappings/drafts")).isEmpty();
    }

    @Test
    void days_that_are_none_are_told() throws Exception {
        var path = "mappings/drafts/" + draftOf(HALF).path("id").asLong();

        var wrong = marie.refused(400, path + "/simulate", "{\"from\":\"yesterday\"}");

        assertThat(wrong.path("detail").asText()).contains("“yesterday” is no date");
    }
}
