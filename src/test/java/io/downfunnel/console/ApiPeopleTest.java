package io.downfunnel.console;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.access.Secret;
import io.downfunnel.domain.Role;
import io.downfunnel.store.Showcase;
import io.downfunnel.store.UserStore;

import static org.assertj.core.api.Assertions.assertThat;

/** Users, tokens, the audit trail, and what waits for a word, by a program. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class ApiPeopleTest {
    @TestHTTPResource("/")
    URI here;

    @Inject
    Jdbi jdbi;

    private ApiCaller admin;

    @BeforeEach
    void fill() {
        Showcase.fill(jdbi, Instant.now());
        var users = new UserStore(jdbi);
        users.find("api-new").ifPresent(known -> users.remove(known.id(), "test"));
        admin = ApiCaller.of("api-anna-two", Role.ADMIN, here, jdbi);
    }

    @Test
    void a_user_is_added_with_a_link_that_is_told_once_and_opens_the_page_for_a_password() throws Exception {
        var added = admin.done("users", "{\"name\":\"api-new\",\"role\":\"viewer\"}");

        var link = URI.create(added.path("link").asText());
        var page = HttpClient.newHttpClient().send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("api-new");
        assertThat(added.path("validFor").asText()).isEqualTo("PT24H");
        assertThat(admin.get("users").body())
                .contains("api-new")
                .doesNotContain(link.getQuery().substring("key=".length()));
        var twice = admin.refused(409, "users", "{\"name\":\"api-new\",\"role\":\"viewer\"}");
        assertThat(twice.path("detail").asText()).contains("There is a user of that name");

        long id = added.path("user").path("id").asLong();
        var anew = URI.create(admin.done("users/" + id + "/link").path("link").asText());
        assertThat(anew).isNotEqualTo(link);
        assertThat(HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(link).build(), BodyHandlers.discarding())
                        .statusCode())
                .as("the link before has ended")
                .isEqualTo(410);
        assertThat(admin.done("users/" + id + "/role", "{\"role\":\"marketer\"}")
                        .path("role")
                        .asText())
                .isEqualTo("marketer");
        var unknown = admin.refused(400, "users/" + id + "/role", "{\"role\":\"queen\"}");
        assertThat(unknown.path("remedy").asText()).contains("viewer, marketer, admin");
        assertThat(admin.done("users/" + id + "/remove").path("changed").asBoolean())
                .isTrue();
        assertThat(admin.post("users/" + id + "/remove").statusCode()).isEqualTo(404);
    }

    @Test
    void the_trail_is_read_page_by_page_and_looked_through() throws Exception {
        admin.done("destinations/microsoft/stop", "{\"reason\":\"a test of the trail\"}");
        admin.done("destinations/microsoft/start");

        var first = admin.read("audit?who=api-anna-two&limit=1");
        var second = admin.read("audit?who=api-anna-two&limit=1&before=" + first.path("before"));
        var stops = admin.read("audit?what=destination-stopped&limit=1");
        var verdict = admin.done("audit/verify");

        assertThat(first.path("entries")).hasSize(1);
        assertThat(second.path("entries").get(0).path("id").asLong())
                .isLessThan(first.path("entries").get(0).path("id").asLong());
        assertThat(stops.path("entries").get(0).path("what").asText()).isEqualTo("DESTINATION_STOPPED");
        assertThat(verdict.path("broken").isNull()).isTrue();
        assertThat(verdict.path("hash").asText()).hasSize(64);
        assertThat(admin.read("audit").path("checked").path("hash")).isEqualTo(verdict.path("hash"));
        assertThat(admin.get("audit?what=nonsense").statusCode()).isEqualTo(400);
    }

    @Test
    void a_program_sees_its_owners_tokens_without_the_words_and_takes_its_own_back() throws Exception {
        var list = admin.get("tokens");
        assertThat(list.body())
                .contains("a test")
                .doesNotContain("downfunnel_", admin.token().word());
        for (var token : ApiCaller.JSON.readTree(list.body())) {
            admin.post("tokens/" + token.path("id").asLong() + "/remove");
        }
        assertThat(admin.get("me").statusCode()).isEqualTo(401);
        var other = ApiCaller.of("api-other", Role.VIEWER, here, jdbi);
        assertThat(other.done("tokens/1/remove").path("changed").asBoolean())
                .as("somebody else's, or nobody's")
                .isFalse();
    }

    @Test
    void what_was_refused_is_told_with_who_can_mend_it_and_examples_are_masked() throws Exception {
        var causes = admin.read("needs-you");
        assertThat(causes).isNotEmpty();
        for (var cause : causes) {
            assertThat(cause.path("mender").asText()).isNotBlank();
            assertThat(cause.path("conversions").asLong()).isPositive();
            var which = "destination=" + cause.path("destination").asText() + "&code="
                    + cause.path("code").asText();
            var samples = admin.get("needs-you/samples?" + which);
            assertThat(samples.statusCode()).isEqualTo(200);
            assertThat(ApiCaller.JSON.readTree(samples.body())).isNotEmpty();
            assertThat(samples.body()).doesNotContain(Showcase.GCLID, "sha256");
            var table = admin.get("needs-you/export?" + which);
            assertThat(table.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
            assertThat(table.body().lines().count())
                    .isEqualTo(1 + cause.path("conversions").asLong());
        }
    }

    @Test
    void a_table_of_conversions_has_as_many_lines_as_there_are_conversions() throws Exception {
        long all = 0;
        for (var count : admin.read("counts")) {
            all += count.path("conversions").asLong();
        }
        var table = admin.get("conversions/export");

        assertThat(table.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
        assertThat(table.body().lines().count()).isEqualTo(1 + all);
        assertThat(table.body()).doesNotContain(Showcase.GCLID, "sha256");
        assertThat(admin.get("campaigns/export?account=google&days=30").body())
                .startsWith("account,from,to,campaign id");
    }

    @Test
    void a_conversion_in_doubt_is_decided_about_once() throws Exception {
        var marketer = ApiCaller.of("api-max", Role.MARKETER, here, jdbi);

        var path = "conversions/" + Showcase.KEY_IN_DOUBT + "/cancel";
        assertThat(marketer.done(path).path("changed").asBoolean()).isTrue();
        assertThat(marketer.done(path).path("changed").asBoolean()).isFalse();
        assertThat(marketer.done("conversions/nobody/release").path("changed").asBoolean())
                .isFalse();
        assertThat(marketer.done("conversions/nobody/adjustments/999/release")
                        .path("changed")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void campaigns_have_figures_and_no_click_is_told_whole() throws Exception {
        var viewer = ApiCaller.of("api-vera", Role.VIEWER, here, jdbi);

        var report = viewer.read("campaigns?account=google&days=30");

        assertThat(report.path("campaigns")).isNotEmpty();
        assertThat(report.path("together").path("stages")).isNotEmpty();
        assertThat(report.path("campaigns").get(0).path("cost").path("currency").asText())
                .hasSize(3);
        for (var astray : report.path("astray")) {
            assertThat(astray.path("click").asText()).contains(" …").hasSizeLessThan(30);
        }
        assertThat(viewer.get("campaigns?account=nobody").statusCode()).isEqualTo(404);
        assertThat(viewer.get("campaigns?days=0").statusCode()).isEqualTo(400);
    }

    @Test
    void what_is_sent_wrongly_is_named() throws Exception {
        var broken = admin.refused(400, "mappings/drafts", "{\"title\":");
        var misspelt = admin.refused(400, "mappings/drafts", "{\"documnet\":\"\"}");
        var other = admin.refused(400, "mappings/drafts", "{\"version\":\"the first\"}");
        var list = admin.refused(400, "users", "[1]");
        var asAForm = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(here.resolve("/api/v1/users"))
                                .header(
                                        "Authorization",
                                        "Bearer " + admin.token().word())
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(asAForm.statusCode()).isEqualTo(415);
        assertThat(asAForm.body()).contains("Content-Type: application/json");
        admin.refused(400, "users", "");
        admin.refused(400, "users", "null");
        admin.refused(400, "users", "{}");
        admin.refused(400, "needs-you/replay", "");

        assertThat(broken.path("detail").asText()).isEqualTo("The body is not JSON.");
        assertThat(misspelt.path("detail").asText()).contains("“documnet”", "document, title, version");
        assertThat(other.path("detail").asText()).contains("“version”");
        assertThat(list.path("remedy").asText()).contains("openapi");
    }

    @Test
    void connections_are_told_without_secrets_and_looked_at() throws Exception {
        var cards = admin.read("connections/cards");
        assertThat(cards.findValuesAsText("id")).contains("salesforce", "google", "linkedin", "microsoft");
        assertThat(cards.findValuesAsText("how"))
                .allSatisfy(how -> assertThat(how).isNotBlank());

        var checked = admin.done("connections/microsoft/check");

        assertThat(checked.path("fine").asBoolean()).isFalse();
        assertThat(checked.path("items").get(0).path("remedy").asText()).isNotBlank();
        assertThat(admin.post("connections/nobody/check").statusCode()).isEqualTo(404);
        assertThat(admin.post("connections/nobody/disconnect").statusCode()).isEqualTo(404);
        assertThat(admin.done("connections/google/disconnect").path("changed").asBoolean())
                .isFalse();
        assertThat(admin.read("quotas").path("crm")).isNotEmpty();
        assertThat(admin.read("invariants").has("audit")).isTrue();
    }

    @Test
    void a_token_that_ended_while_its_owner_stays_opens_nothing() throws Exception {
        var user = new UserStore(jdbi).find("api-anna-two").orElseThrow();
        var ended = new Secret("downfunnel_over");
        new io.downfunnel.store.ApiTokenStore(jdbi).add(ended.hash(), user, "over", Role.ADMIN, Duration.ofSeconds(-1));

        var answer = new ApiCaller(here, ended, HttpClient.newHttpClient()).get("users");

        assertThat(answer.statusCode()).isEqualTo(401);
    }
}
