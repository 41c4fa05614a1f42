package io.downfunnel.sandbox;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.downfunnel.sandbox.Visitor.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FaultsTest {

    static Sandbox sandbox;
    static Visitor visitor;
    static int number;

    @BeforeAll
    static void start() {
        sandbox = Visitor.freshSandbox();
        visitor = Visitor.to(sandbox);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void calm() {
        visitor.delete("/__sandbox/faults");
    }

    static Reply send(String eventId) {
        return visitor.post(
                "/rest/conversionEvents",
                """
                {"elements":[{"conversion":"urn:lla:llaPartnerConversion:30111220","conversionHappenedAt":%d,"eventId":"%s",
                 "user":{"userIds":[{"idType":"SHA256_EMAIL","idValue":"0"}]}}]}""".formatted(System.currentTimeMillis() - 5000, eventId),
                "Authorization",
                "Bearer AQV-sandbox-linkedin-direct-token",
                "LinkedIn-Version",
                "202609",
                "X-RestLi-Method",
                "BATCH_CREATE");
    }

    static void fault(String json) {
        visitor.control("faults", "{\"vendor\":\"linkedin\"," + json + "}");
    }

    static String fresh() {
        return "fault-" + number++;
    }

    static boolean arrived(String eventId) {
        return visitor.books("linkedin")
                .path("conversions")
                .findValuesAsText("eventId")
                .contains(eventId);
    }

    @Test
    void a_connection_dropped_before_leaves_nothing_in_the_books() {
        String event = fresh();
        fault("\"kind\":\"drop-before\"");

        assertThatThrownBy(() -> send(event)).isInstanceOf(UncheckedIOException.class);

        assertThat(arrived(event)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop-after", "cut"})
    void a_connection_lost_afterwards_leaves_its_event_in_the_books(String kind) {
        String event = fresh();
        fault("\"kind\":\"" + kind + "\"");

        assertThatThrownBy(() -> send(event)).isInstanceOf(UncheckedIOException.class);

        assertThat(arrived(event)).isTrue();
        assertThat(visitor.books("linkedin").path("requests").findValuesAsText("fault"))
                .contains(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "status-500,500",
        "status-502,502",
        "status-503,503",
        "status-504,504",
        "html-200,200",
    })
    void a_gateway_in_between_answers_in_html(String kind, int status) {
        String event = fresh();
        fault("\"kind\":\"" + kind + "\"");

        Reply reply = send(event);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body()).startsWith("<html>");
        assertThat(reply.header("Content-Type")).startsWith("text/html");
        assertThat(arrived(event)).isFalse();
    }

    @Test
    void a_wrong_status_may_come_after_the_event_was_taken() {
        String event = fresh();
        fault("\"kind\":\"status-503\",\"processed\":true");

        assertThat(send(event).status()).isEqualTo(503);

        assertThat(arrived(event)).isTrue();
    }

    @Test
    void an_answer_may_be_empty_or_end_in_the_middle() {
        fault("\"kind\":\"empty-200\"");
        Reply empty = send(fresh());
        fault("\"kind\":\"truncated\"");
        Reply truncated = send(fresh());

        assertThat(empty.status()).isEqualTo(200);
        assertThat(empty.body()).isEmpty();
        assertThat(truncated.status()).isEqualTo(200);
        assertThat(truncated.body()).startsWith("{").doesNotEndWith("}");
    }

    @Test
    void a_slow_answer_comes_late() {
        fault("\"kind\":\"slow\",\"millis\":300");
        long start = System.nanoTime();

        assertThat(send(fresh()).status()).isEqualTo(200);

        assertThat((System.nanoTime() - start) / 1_000_000).isGreaterThanOrEqualTo(300);
    }

    @ParameterizedTest
    @CsvSource({
        "token-revoked,401",
        "token-expired,401",
        "forbidden,403",
        "rate-minute,429",
        "rate-day,429",
        "version-gone,426",
    })
    void a_vendor_refuses_in_its_own_words(String kind, int status) {
        fault("\"kind\":\"" + kind + "\"");

        assertThat(send(fresh()).status()).isEqualTo(status);
        assertThat(send(fresh()).status()).isEqualTo(200);
    }

    @Test
    void a_fault_lands_after_so_many_requests_and_so_often() {
        fault("\"kind\":\"rate-minute\",\"after\":2,\"times\":3");

        List<Integer> statuses =
                IntStream.range(0, 7).mapToObj(any -> send(fresh()).status()).toList();

        assertThat(statuses).containsExactly(200, 200, 429, 429, 429, 200, 200);
        assertThat(visitor.get("/__sandbox/faults")
                        .json()
                        .path(0)
                        .path("landed")
                        .asInt())
                .isEqualTo(3);
        assertThat(visitor.get("/__sandbox/faults").json().path(0).path("seen").asInt())
                .isEqualTo(7);
    }

    @Test
    void a_fault_by_chance_lands_on_the_same_requests_with_the_same_seed() {
        assertThat(landed(7)).isEqualTo(landed(7)).isNotEqualTo(landed(8)).contains(200, 503);
    }

    private List<Integer> landed(long seed) {
        visitor.delete("/__sandbox/faults");
        fault("\"kind\":\"status-503\",\"times\":1000,\"probability\":0.5,\"seed\":" + seed);
        return IntStream.range(0, 24).mapToObj(any -> send(fresh()).status()).toList();
    }

    @Test
    void a_fault_concerns_only_the_paths_and_bodies_it_names() {
        String poison = fresh();
        fault("\"kind\":\"status-500\",\"times\":100,\"path\":\"/oauth/\"");
        fault("\"kind\":\"status-503\",\"times\":100,\"body\":\"" + poison + "\"");

        assertThat(send(fresh()).status()).isEqualTo(200);
        assertThat(send(poison).status()).isEqualTo(503);
        assertThat(visitor.post("/oauth/v2/accessToken", "").status()).isEqualTo(500);
    }

    @Test
    void a_fault_nobody_knows_is_refused_with_the_ones_there_are() {
        Reply reply = visitor.post("/__sandbox/faults", "{\"vendor\":\"linkedin\",\"kind\":\"gremlin\"}");
        Reply misspelt = visitor.post("/__sandbox/faults", "{\"vendor\":\"linkedin\",\"kind\":\"slow\",\"milis\":3}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("error").asText()).contains("gremlin", "drop-after", "version-gone");
        assertThat(misspelt.status()).isEqualTo(400);
    }
}
