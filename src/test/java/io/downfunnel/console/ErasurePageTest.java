package io.downfunnel.console;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.domain.Role;
import io.downfunnel.extract.EmailAddress;
import io.downfunnel.store.Showcase;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class ErasurePageTest {
    private static final String ADDRESS = "Somebody@Example.org";

    @TestHTTPResource("/")
    URI here;

    @Inject
    Jdbi jdbi;

    private final HttpClient http = HttpClient.newHttpClient();
    private String hash;

    @BeforeEach
    void a_person_with_an_address() {
        Showcase.fill(jdbi, Instant.now());
        hash = EmailAddress.hash(ADDRESS).orElseThrow().sha256();
        jdbi.useHandle(handle -> handle.execute(
                "update lead set email_sha256 = ? where id like ?", hash, Showcase.LEAD_IN_FIFTEEN + "%"));
    }

    private String post(String path, String person, String reason) throws IOException, InterruptedException {
        var body = "person=" + URLEncoder.encode(person, StandardCharsets.UTF_8) + "&reason="
                + URLEncoder.encode(reason, StandardCharsets.UTF_8);
        var answer = http.send(
                SignedIn.as("carla", Role.ADMIN, jdbi)
                        .on(HttpRequest.newBuilder(here.resolve(path)))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", "http://" + here.getAuthority())
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private long conversions(String condition) {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from conversion where record_id like '"
                        + Showcase.LEAD_IN_FIFTEEN + "%' and stage_event_id is not null and " + condition)
                .mapTo(Long.class)
                .one());
    }

    @Test
    void looking_says_what_there_is_and_removes_nothing() throws Exception {
        var page = post("/erasure/look", Showcase.LEAD_IN_FIFTEEN, "letter of 3 March");

        assertThat(page)
                .contains("To be removed for good", Showcase.LEAD_IN_FIFTEEN, "Google: ", "letter of 3 March")
                .contains("Remove for good");
        assertThat(conversions("state = 'ERASED'")).isZero();
        assertThat(conversions("true")).isPositive();
    }

    @Test
    void an_address_is_hashed_at_once_and_never_comes_back() throws Exception {
        var page = post("/erasure/look", ADDRESS, "");

        assertThat(page).contains("value=\"" + hash + "\"").doesNotContainIgnoringCase(ADDRESS);
        assertThat(post("/erasure/look", "nobody-of-ours@example.org", ""))
                .contains("Nobody is known by that")
                .doesNotContain("nobody-of-ours");
    }

    @Test
    void a_person_is_removed_by_what_the_question_carries_and_somebody_is_named_for_it() throws Exception {
        var page = post("/erasure", hash, "letter of 3 March");

        assertThat(page).contains("Removed: ", "ask the platform to delete them", "carla", "letter of 3 March");
        assertThat(conversions("state <> 'ERASED'")).isZero();
        String by =
                jdbi.withHandle(handle -> handle.createQuery("select erased_by from erasure order by id desc limit 1")
                        .mapTo(String.class)
                        .one());
        assertThat(by).isEqualTo("carla");
        assertThat(post("/erasure", "0060000000zzzzz", "")).contains("Nobody is known by that");
    }

    @Test
    void what_cannot_be_meant_and_what_may_not_be_kept_removes_nothing() throws Exception {
        for (var person : List.of("", "Jane Doe", "0Q", "<img src=x onerror=alert(1)>")) {
            assertThat(post("/erasure/look", person, ""))
                    .contains("neither a record id of 15 or 18 characters nor an e-mail address")
                    .doesNotContain("<img");
        }
        assertThat(post("/erasure", Showcase.LEAD_IN_FIFTEEN, "asked by a@example.org"))
                .contains("must not hold an e-mail address");
        assertThat(post("/erasure", Showcase.LEAD_IN_FIFTEEN, "x".repeat(501)))
                .contains("nor more than 500 characters");
        assertThat(conversions("state = 'ERASED'")).isZero();
    }
}
