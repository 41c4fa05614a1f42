package io.downfunnel.console;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.access.ApiTokens;
import io.downfunnel.access.ApiTokens.Made;
import io.downfunnel.access.Secret;
import io.downfunnel.domain.Role;
import io.downfunnel.schedule.RestingStarter;
import io.downfunnel.schedule.SyncStarter;
import io.downfunnel.store.ApiTokenStore;
import io.downfunnel.store.Showcase;
import io.downfunnel.store.UserStore;

import static org.assertj.core.api.Assertions.assertThat;

/** What a program sees that has a token and nothing else. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class ApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource("/")
    URI here;

    @Inject
    Jdbi jdbi;

    private final RestingStarter starter = new RestingStarter();
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void fill() {
        QuarkusMock.installMockForType(starter, SyncStarter.class);
        Showcase.fill(jdbi, Instant.now());
    }

    private Secret token(String user, Role role, Role wanted) {
        SignedIn.as(user, role, jdbi);
        var owner = new UserStore(jdbi).find(user).orElseThrow();
        var made = new ApiTokens(new ApiTokenStore(jdbi)).make(owner, "a test", wanted, 1);
        return ((Made.Done) made).token();
    }

    @Test
    void whose_token_it_is_and_what_it_may_do() throws Exception {
        var me = json(get("me", token("api-anna", Role.ADMIN, Role.VIEWER)));

        assertThat(me.path("name").asText()).isEqualTo("api-anna");
        assertThat(me.path("role").asText()).isEqualTo("viewer");
    }

    @Test
    void without_a_token_or_with_a_wrong_one_nothing_is_read() throws Exception {
        for (var wrong : new String[] {"", "Bearer downfunnel_guessed", "Basic YTpi", "Bearer "}) {
            var request = HttpRequest.newBuilder(here.resolve("/api/v1/me"));
            var answer = http.send(
                    (wrong.isEmpty() ? request : request.header("Authorization", wrong)).build(),
                    BodyHandlers.ofString());

            assertThat(answer.statusCode()).as(wrong).isEqualTo(401);
            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .contains("problem+json");
            assertThat(json(answer).path("remedy").asText()).contains("API tokens");
        }
    }

    @Test
    void a_token_does_no_more_than_its_role_and_no_more_than_its_owner() throws Exception {
        var viewing = token("api-berta", Role.ADMIN, Role.VIEWER);
        assertThat(get("conversions", viewing).statusCode()).isEqualTo(403);

        var marketing = token("api-carla", Role.MARKETER, Role.MARKETER);
        assertThat(get("conversions", marketing).statusCode()).isEqualTo(200);
        var carla = new UserStore(jdbi).find("api-carla").orElseThrow();
        new UserStore(jdbi).changeRole(carla.id(), Role.VIEWER, "test");
        assertThat(get("conversions", marketing).statusCode()).isEqualTo(403);

        assertThat(new ApiTokens(new ApiTokenStore(jdbi)).make(carla, "more", Role.ADMIN, 1))
                .isInstanceOf(Made.Refused.class);
    }

    @Test
    void a_token_that_was_taken_back_or_has_ended_opens_nothing() throws Exception {
        var token = token("api-dora", Role.ADMIN, Role.ADMIN);
        var dora = new UserStore(jdbi).find("api-dora").orElseThrow();
        var store = new ApiTokenStore(jdbi);
        var ended = new Secret("downfunnel_ended");
        store.add(ended.hash(), dora, "ended", Role.ADMIN, Duration.ofSeconds(-1));
        assertThat(get("me", token).statusCode()).isEqualTo(200);

        store.of(dora).forEach(each -> store.remove(each.id(), dora));

        assertThat(get("me", token).statusCode()).isEqualTo(401);
        assertThat(get("me", ended).statusCode()).isEqualTo(401);
    }

    @Test
    void everything_that_is_read_is_json_in_our_words() throws Exception {
        var token = token("api-emma", Role.ADMIN, Role.ADMIN);
        for (var path : new String[] {
            "counts",
            "conversions",
            "conversions?state=needs-you&limit=2",
            "needs-you",
            "hold",
            "destinations",
            "runs",
            "runs/1",
            "timetable",
            "stages",
            "mappings/versions",
            "mappings/in-force",
            "alerts",
            "connections",
            "dates",
            "taken-in?days=90",
            "hold/mappings",
            "hold/trials",
            "hold/releases",
            "quotas",
            "invariants",
            "tokens"
        }) {
            var answer = get(path, token);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(json(answer).isContainerNode()).as(path).isTrue();
        }
        var page = json(get("conversions?state=needs-you&limit=2", token));
        assertThat(page.path("conversions")).hasSize(2);
        var next = json(get(
                "conversions?state=needs-you&limit=2&before="
                        + page.path("before").asLong(),
                token));
        assertThat(next.path("conversions").get(0).path("id").asLong())
                .isLessThan(page.path("conversions").get(1).path("id").asLong());
    }

    @Test
    void a_story_can_be_asked_for() throws Exception {
        var token = token("api-fritz", Role.MARKETER, Role.MARKETER);

        var story = json(post("explain", "{\"q\":\"" + Showcase.LEAD_IN_FIFTEEN + "\"}", token));

        assertThat(story.findValue("sentence").asText()).isNotBlank();
    }

    @Test
    void what_is_done_is_recorded_with_the_name_of_whose_token_it_was() throws Exception {
        var token = token("api-gerda", Role.ADMIN, Role.ADMIN);

        var stopped = post("destinations/microsoft/stop", "{\"reason\":\"a test\"}", token);
        var started = post("destinations/microsoft/start", "", token);
        var sync = post("runs", "{\"what\":\"sync\"}", token);

        assertThat(json(stopped).path("changed").isBoolean()).isTrue();
        assertThat(started.statusCode()).isEqualTo(200);
        assertThat(json(sync).path("started").asBoolean()).isTrue();
        assertThat(starter.starts()).isEqualTo(1);
        long written =
                jdbi.withHandle(sql -> sql.createQuery("""
                        select count(*) from audit_trail
                         where who = 'api-gerda' and what in ('API_TOKEN_MADE', 'DESTINATION_STOPPED', 'DESTINATION_STARTED')""").mapTo(Long.class).one());
        assertThat(written).isEqualTo(3);
    }

    @Test
    void what_is_asked_wrongly_is_answered_with_what_to_do() throws Exception {
        var token = token("api-hans", Role.ADMIN, Role.ADMIN);

        var halved = post("needs-you/replay", "{\"destination\":\"google\"}", token);
        var unknown = post("runs", "{\"what\":\"everything\"}", token);
        var nowhere = get("nowhere", token);

        assertThat(halved.statusCode()).isEqualTo(400);
        assertThat(json(halved).path("detail").asText()).contains("which conversions");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(json(nowhere).path("title").asText()).isNotBlank();
    }

    @Test
    void the_api_describes_itself_to_whoever_has_a_token() throws Exception {
        var token = token("api-ida", Role.VIEWER, Role.VIEWER);

        var description = get("openapi?format=json", token);

        assertThat(description.statusCode()).isEqualTo(200);
        var paths = json(description).path("paths");
        for (var right : Rights.ALL) {
            if (right.template().startsWith("/api/v1/") && !right.template().endsWith("openapi")) {
                assertThat(paths.path(right.template())
                                .path(right.method().toLowerCase(java.util.Locale.ROOT))
                                .isMissingNode())
                        .as(right.name())
                        .isFalse();
            }
        }
        assertThat(paths.fieldNames()).toIterable().allMatch(path -> path.startsWith("/api/v1/"));
    }

    private HttpResponse<String> get(String path, Secret token) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(here.resolve("/api/v1/" + path))
                        .header("Authorization", "Bearer " + token.word())
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body, Secret token) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(here.resolve("/api/v1/" + path))
                        .header("Authorization", "Bearer " + token.word())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }
}
