package io.downfunnel.console;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.domain.Role;
import io.downfunnel.domain.TrailEntry;
import io.downfunnel.domain.TrailEntry.What;
import io.downfunnel.store.Showcase;
import io.downfunnel.store.TrailStore;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class AuditPageTest {
    @TestHTTPResource("/")
    URI here;

    @Inject
    Jdbi jdbi;

    @Inject
    TrailStore trail;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void whatever_people_do_in_the_console_is_written_down_with_their_name() throws Exception {
        Showcase.fill(jdbi, Instant.now());
        var carla = SignedIn.as("carla", Role.ADMIN, jdbi);
        post(carla, "/hold/try-again", "destination=linkedin&stage=qualified");
        post(carla, "/hold/open", "destination=linkedin&stage=qualified");
        post(carla, "/hold/stop", "destination=google&reason=quarter+end");
        post(carla, "/hold/start", "destination=google");
        post(carla, "/explain/" + Showcase.KEY_IN_DOUBT + "/cancel", "");
        post(carla, "/users", "name=dora&role=VIEWER");
        post(carla, "/sign-out", "");

        assertThat(trail.list(Optional.of("carla"), Optional.empty(), Optional.empty(), 20))
                .extracting(TrailStore.Line::what)
                .containsExactly(
                        "SIGNED_OUT",
                        "USER_LINK_MADE",
                        "USER_ADDED",
                        "CONVERSION_DECIDED",
                        "DESTINATION_STARTED",
                        "DESTINATION_STOPPED",
                        "RELEASED",
                        "TRIED_AGAIN",
                        "SIGNED_IN");
        assertThat(trail.verify().broken()).isEmpty();
        var page = get("/audit?who=carla");
        assertThat(page)
                .contains(
                        "Destination stopped",
                        "Stopped by carla: quarter end.",
                        Showcase.KEY_IN_DOUBT,
                        "unchanged since");
        assertThat(get("/audit?who=carla&what=USER_ADDED")).contains(">dora<").doesNotContain("Stopped by carla");
        assertThat(get("/audit?who=nobody-of-that-name")).contains("Nothing fits.");
        jdbi.useHandle(sql -> sql.execute("delete from console_user where name = 'dora'"));
    }

    @Test
    void what_changes_nothing_leaves_no_entry() throws Exception {
        Showcase.fill(jdbi, Instant.now());
        var carla = SignedIn.as("carla", Role.ADMIN, jdbi);
        var before = trail.list(Optional.empty(), Optional.empty(), Optional.empty(), 1)
                .getFirst();

        post(carla, "/hold/open", "destination=nowhere&stage=qualified");
        post(carla, "/hold/start", "destination=google");
        post(carla, "/explain/" + Showcase.key(1) + "/release", "");

        assertThat(trail.list(Optional.empty(), Optional.empty(), Optional.empty(), 1))
                .containsExactly(before);
    }

    @Test
    void it_is_read_page_by_page() throws Exception {
        for (int i = 0; i < 60; i++) {
            trail.append(new TrailEntry("eva", What.RELEASED, "thing " + i, ""));
        }
        var first = get("/audit?who=eva");
        assertThat(first).contains("thing 59", "thing 10", "Older entries").doesNotContain("thing 9<");
        var older = first.replaceFirst("(?s).*href=\"(/audit[^\"]*before=[^\"]*)\".*", "$1")
                .replace("&amp;", "&");

        assertThat(get(older)).contains("thing 9<", "thing 0<").doesNotContain("thing 10<", "Older entries");
    }

    private String get(String path) throws IOException, InterruptedException {
        return http.send(
                        SignedIn.asAdmin(jdbi)
                                .on(HttpRequest.newBuilder(here.resolve(path)))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private void post(SignedIn who, String path, String form) throws IOException, InterruptedException {
        var answer = http.send(
                who.on(HttpRequest.newBuilder(here.resolve(path)))
                        .header("Origin", here.toString().replaceAll("/$", ""))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path + answer.body()).isIn(List.of(200, 303));
    }
}
