package io.downfunnel.sandbox.linkedin;

import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import io.downfunnel.Needs;
import io.downfunnel.sandbox.NodeProgram;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

import static org.assertj.core.api.Assertions.assertThat;

/** LinkedIn's own client agrees that this is LinkedIn. */
@Needs(Needs.Program.NPM)
class OwnClientTest {

    @Test
    void linkedins_client_manages_rules_reads_reports_and_sends_events() {
        try (Sandbox sandbox = Visitor.freshSandbox()) {
            var account = sandbox.accounts().linkedin();
            JsonNode report = NodeProgram.installed("linkedin")
                    .run(
                            sandbox.url(),
                            account.clientId(),
                            account.clientSecret(),
                            account.refreshToken(),
                            account.directToken(),
                            account.accountId());

            assertThat(report.path("scope").asText())
                    .isEqualTo("rw_conversions,r_ads,r_ads_reporting,r_marketing_leadgen_automation");
            assertThat(report.path("status").asText()).isEqualTo("active");
            assertThat(texts(report.path("before")))
                    .contains(account.qualifiedLead(), account.opportunity(), account.closedWon());
            assertThat(report.path("total").asInt()).isEqualTo(-1);
            assertThat(report.path("id").asText()).isNotEmpty();
            assertThat(report.path("createdStatus").asInt()).isEqualTo(201);
            assertThat(report.path("disabled").asInt()).isEqualTo(204);
            assertThat(report.path("enabled").asInt()).isEqualTo(204);
            assertThat(report.path("campaignNames").toString()).contains("LinkedIn | Plant directors");
            assertThat(report.path("pages").asInt()).isEqualTo(2);
            assertThat(report.path("associated").asInt()).isEqualTo(204);
            assertThat(report.path("associatedMany").path("results")).hasSize(1);
            assertThat(texts(report.path("associatedCampaigns"))).containsExactly("urn:li:sponsoredCampaign:410000101");
            assertThat(report.path("rows")).isNotEmpty().allSatisfy(row -> {
                assertThat(row.path("costInLocalCurrency").isTextual()).isTrue();
                assertThat(row.path("pivotValues").get(0).asText()).startsWith("urn:li:sponsoredCampaign:");
            });
            assertThat(report.path("tunnelled").asInt())
                    .isPositive()
                    .isLessThan(report.path("rows").size());
            assertThat(report.path("sent").path("elements").findValuesAsText("status"))
                    .containsExactly("201", "201");
            assertThat(report.path("complaint").path("status").asInt()).isEqualTo(422);
            assertThat(report.path("complaint").path("message").asText()).contains("is not an enum symbol");
        }
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
