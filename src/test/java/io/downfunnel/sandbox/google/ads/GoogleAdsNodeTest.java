package io.downfunnel.sandbox.google.ads;

import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import io.downfunnel.Needs;
import io.downfunnel.sandbox.NodeProgram;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

import static org.assertj.core.api.Assertions.assertThat;

/** A foreign client agrees that this is the Google Ads API. */
@Needs(Needs.Program.NPM)
class GoogleAdsNodeTest {

    @Test
    void the_node_clients_search_stream_upload_retract_and_create() {
        var node = NodeProgram.installed("googleads");
        try (Sandbox sandbox = Visitor.freshSandbox()) {
            var account = sandbox.accounts().google();
            var visitor = Visitor.to(sandbox);
            visitor.control("google/allow-uploads", "{\"customer\":\"1234567890\",\"on\":true}");
            visitor.click("GCLID", UploadsTest.aGclid(1), account.customerId(), Duration.ofDays(2), "");

            JsonNode report = node.run(
                    sandbox.adsEndpoint(),
                    sandbox.url(),
                    account.customerId(),
                    account.clientId(),
                    account.clientSecret(),
                    account.refreshToken(),
                    UploadsTest.aGclid(1),
                    UploadsTest.ago(Duration.ofHours(1)),
                    UploadsTest.ago(Duration.ofMinutes(1)));

            assertThat(report.path("scope").asText()).contains("auth/adwords", "auth/datamanager");
            assertThat(texts(report.path("actions")))
                    .containsExactly("Qualified lead", "Opportunity", "Closed won", "First meeting");
            assertThat(texts(report.path("campaigns"))).contains("Search | Brand");
            assertThat(report.path("chunks").asInt()).isGreaterThan(1);
            assertThat(report.path("micros").asLong()).isPositive();
            assertThat(report.path("complaint").asText())
                    .contains("query_error")
                    .contains("campaign.colour");
            assertThat(texts(report.path("uploaded"))).containsExactly(UploadsTest.aGclid(1), "");
            assertThat(report.path("uploadErrors").get(0).path("index").asInt()).isEqualTo(1);
            assertThat(report.path("retracted").asText()).isEqualTo("node-1");
            assertThat(report.path("retractionErrors").asInt()).isZero();
            assertThat(report.path("created").asText()).startsWith("customers/1234567890/conversionActions/71");
            assertThat(visitor.totals("google").path("counted").asInt()).isZero();
        }
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
