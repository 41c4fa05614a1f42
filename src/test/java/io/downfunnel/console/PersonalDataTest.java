package io.downfunnel.console;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Optional;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.domain.Retention.What;
import io.downfunnel.domain.Role;
import io.downfunnel.domain.TrailEntry;
import io.downfunnel.store.RetentionStore;
import io.downfunnel.store.Showcase;
import io.downfunnel.store.TrailStore;

import static org.assertj.core.api.Assertions.assertThat;

/** The page that says what is kept of people and for how long, the form that changes it, and the same for programs. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class PersonalDataTest {
    private static final String OLD_CONVERSIONS = "update conversion set state_since = now() - interval '20 days',"
            + " occurred_at = now() - interval '100 days', expires_at = now() - interval '10 days'"
            + " where state = 'VERIFIED'";

    @TestHTTPResource("/")
    URI here;

    @Inject
    Jdbi jdbi;

    @Inject
    TrailStore trail;

    @Inject
    RetentionStore retention;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void fill() {
        Showcase.fill(jdbi, Instant.now());
    }

    @AfterEach
    void empty() {
        jdbi.useHandle(sql -> sql.execute("truncate retention_night, retention_period"));
    }

    @Test
    void it_says_what_is_kept_why_for_how_long_and_what_went() throws Exception {
        assertThat(page())
                .contains(
                        "href=\"/erasure\"",
                        "30 days",
                        "as the settings have it",
                        "36 months",
                        "decided by carla",
                        "what was sent of 1,284 conversions, click IDs and hashes of 37 records",
                        "Reports and simulations look 13 months back",
                        "Would go now",
                        "no conversions",
                        "The oldest is of");
    }

    @Test
    void before_the_first_night_it_says_so() throws Exception {
        empty();

        assertThat(page()).contains("Nothing has gone yet", "25 months").doesNotContain("The oldest is of");
    }

    @Test
    void a_night_that_did_not_come_to_its_end_is_told() throws Exception {
        jdbi.useHandle(sql -> sql.execute("insert into retention_night (run_id, payloads) values (4711, 5)"));

        assertThat(page()).contains("run 4711", "what was sent of 5 conversions", "It has not come to its end");
    }

    @Test
    void a_longer_time_is_in_force_at_once_and_in_the_audit_trail() throws Exception {
        var answer = post("what=payloads&before=30&period=90");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/personal-data?changed=payloads");
        assertThat(get("/personal-data?changed=payloads"))
                .contains("What was sent: kept for 90 days from now on", "decided by carla");
        assertThat(trail.list(Optional.of("carla"), Optional.of(TrailEntry.What.RETENTION_CHANGED), Optional.empty(), 1)
                        .getFirst())
                .satisfies(line -> {
                    assertThat(line.object()).isEqualTo("payloads");
                    assertThat(line.details()).isEqualTo("from 30 days to 90 days");
                });
        assertThat(get("/audit?who=carla")).contains("Retention changed", "from 30 days to 90 days");
    }

    @Test
    void a_shorter_time_is_asked_about_with_what_it_removes_and_that_it_cannot_be_undone() throws Exception {
        int over = jdbi.withHandle(sql -> {
            sql.execute("truncate adjustment cascade");
            sql.execute("insert into conversion_payload (conversion_id, payload, hash, frozen_at)"
                    + " select id, '{}', '', now() from conversion where state = 'VERIFIED' on conflict do nothing");
            return sql.execute(OLD_CONVERSIONS);
        });

        var asked = post("what=payloads&before=30&period=7");

        assertThat(asked.statusCode()).isEqualTo(200);
        assertThat(asked.body())
                .contains(
                        "keep it for 7 days only?",
                        over + " conversions",
                        "cannot be brought back",
                        "none is sent again",
                        "name=\"sure\"",
                        "Leave it as it is");
        assertThat(retention.chosen()).doesNotContainKey(What.PAYLOADS);

        assertThat(post("what=payloads&before=30&period=7&sure=yes").statusCode())
                .isEqualTo(303);
        assertThat(retention.chosen().get(What.PAYLOADS).period()).contains(7);
    }

    @Test
    void for_good_needs_no_question_and_coming_back_from_it_does() throws Exception {
        assertThat(post("what=identifiers&before=36&period=36&for-good=yes").statusCode())
                .isEqualTo(303);
        assertThat(page()).contains("for good", "checked");

        assertThat(post("what=identifiers&before=&period=500").body()).contains("keep it for 500 months only?");
    }

    @Test
    void less_than_reports_need_is_refused_beside_the_field() throws Exception {
        var refused = post("what=identifiers&before=36&period=13&sure=yes");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains("aria-invalid=\"true\"", "reports and simulations look 13 months back", "14 months or more");
        assertThat(retention.chosen().get(What.IDENTIFIERS).period()).contains(36);
    }

    @Test
    void what_is_no_number_is_refused() throws Exception {
        for (var period : new String[] {"", "soon", "-3", "12345", "1.5"}) {
            var refused = post("what=payloads&before=30&period=" + period);
            assertThat(refused.statusCode()).as(period).isEqualTo(400);
            assertThat(refused.body()).contains("Enter a number of days, 1 or more, or tick For good.");
        }
        assertThat(post("what=shoes&period=3").statusCode()).isEqualTo(400);
    }

    @Test
    void who_decides_by_what_somebody_else_has_changed_since_is_told() throws Exception {
        var refused = post("what=identifiers&before=25&period=40");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("somebody else has decided meanwhile that it is kept for 36 months");
    }

    @Test
    void programs_read_and_change_it_and_say_that_they_are_sure_of_what_cannot_be_undone() throws Exception {
        var admin = ApiCaller.of("api-retention", Role.ADMIN, here, jdbi);

        var read = admin.read("retention");
        assertThat(read.path("kept").path(0).path("what").asText()).isEqualTo("payloads");
        assertThat(read.path("kept").path(0).path("period").asInt()).isEqualTo(30);
        assertThat(read.path("kept").path(1).path("decidedBy").asText()).isEqualTo("carla");
        assertThat(read.path("tonight").path("payloads").path("exact").asBoolean())
                .isTrue();
        assertThat(read.path("lastRun").path("payloads").asLong()).isEqualTo(1284);

        var unsure = admin.refused(409, "retention", "{\"what\":\"payloads\",\"period\":7,\"before\":30}");
        assertThat(unsure.path("detail").asText()).contains("cannot be brought back");
        assertThat(unsure.path("remedy").asText()).contains("\"sure\": true");
        assertThat(admin.done("retention", "{\"what\":\"payloads\",\"period\":7,\"before\":30,\"sure\":true}")
                        .path("changed")
                        .asBoolean())
                .isTrue();
        assertThat(retention.chosen().get(What.PAYLOADS).by()).isEqualTo("api-retention");

        var again = admin.refused(409, "retention", "{\"what\":\"payloads\",\"period\":7,\"before\":30,\"sure\":true}");
        assertThat(again.path("detail").asText()).contains("for 7 days at present");
        var tooShort = admin.refused(400, "retention", "{\"what\":\"identifiers\",\"period\":3,\"before\":36}");
        assertThat(tooShort.path("detail").asText()).contains("less than 14 months");
        assertThat(admin.done("retention", "{\"what\":\"identifiers\",\"before\":36}")
                        .path("changed")
                        .asBoolean())
                .as("for good")
                .isTrue();
    }

    private String page() throws IOException, InterruptedException {
        return get("/personal-data");
    }

    private String get(String path) throws IOException, InterruptedException {
        return http.send(carla().on(HttpRequest.newBuilder(here.resolve(path))).build(), BodyHandlers.ofString())
                .body();
    }

    private HttpResponse<String> post(String form) throws IOException, InterruptedException {
        return http.send(
                carla().on(HttpRequest.newBuilder(here.resolve("/personal-data")))
                        .header("Origin", here.toString().replaceAll("/$", ""))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }

    private SignedIn carla() {
        return SignedIn.as("carla", Role.ADMIN, jdbi);
    }
}
