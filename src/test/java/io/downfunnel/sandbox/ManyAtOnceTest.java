package io.downfunnel.sandbox;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ManyAtOnceTest {

    static final String CLICK = "Cj0KCQ" + "s".repeat(60) + "ALw_wcB";

    @Test
    void one_transaction_sent_by_many_at_once_counts_once() throws ExecutionException, InterruptedException {
        try (Sandbox sandbox = Visitor.freshSandbox()) {
            Visitor visitor = Visitor.to(sandbox);
            visitor.control("google/quota", "{\"perMinute\":100000,\"perDay\":100000}");
            visitor.click("GCLID", CLICK, "1234567890", Duration.ofDays(2), "");
            String token = visitor.post(
                            "/token",
                            "grant_type=refresh_token&client_id=sandbox-google-client.apps.example"
                                    + "&client_secret=sandbox-google-secret&refresh_token=1//sandbox-google-refresh-token")
                    .json()
                    .path("access_token")
                    .asText();
            Instant happenedAt = Instant.now().minusSeconds(60);

            try (var senders = Executors.newFixedThreadPool(8)) {
                var futures = IntStream.range(0, 400)
                        .<Future<Integer>>mapToObj(n -> senders.submit(() -> visitor.post(
                                        "/v1/events:ingest",
                                        ingest("t-" + n % 100, happenedAt.minusSeconds(n % 100)),
                                        "Authorization",
                                        "Bearer " + token)
                                .status()))
                        .toList();
                for (Future<Integer> status : futures) {
                    assertThat(status.get()).isEqualTo(200);
                }
            }

            JsonNode totals = visitor.totals("google");
            assertThat(totals.path("conversions").asInt()).isEqualTo(100);
            assertThat(totals.path("counted").asInt()).isEqualTo(100);
            assertThat(totals.path("eventsReceived").asInt()).isEqualTo(400);
            assertThat(totals.path("effects").path("REPEATED").asInt()).isEqualTo(300);
            String euros = totals.path("actions")
                    .path("7000000001")
                    .path("values")
                    .path("EUR")
                    .asText();
            assertThat(new BigDecimal(euros)).isEqualByComparingTo("1050");
        }
    }

    static String ingest(String transactionId, Instant happenedAt) {
        return """
                {"destinations":[{"operatingAccount":{"accountType":"GOOGLE_ADS","accountId":"1234567890"},
                  "productDestinationId":"7000000001"}],
                 "events":[{"transactionId":"%s","eventTimestamp":"%s","eventSource":"WEB","conversionValue":10.5,
                  "currency":"EUR","adIdentifiers":{"gclid":"%s"}}]}""".formatted(transactionId, happenedAt, CLICK);
    }
}
