package io.downfunnel.sandbox.salesforce;

import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import io.downfunnel.Needs;
import io.downfunnel.sandbox.NodeProgram;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

import static org.assertj.core.api.Assertions.assertThat;

/** A foreign client agrees that this is a Salesforce. */
@Needs(Needs.Program.NPM)
class JsforceTest {

    @Test
    void jsforce_signs_in_queries_page_by_page_and_describes() {
        var jsforce = NodeProgram.installed("jsforce");
        try (Sandbox sandbox =
                Sandbox.start(Visitor.settings(Visitor.newDirectory()).withLeads(2_500))) {
            var account = sandbox.accounts().salesforce();
            JsonNode report = jsforce.run(sandbox.url(), account.clientId(), account.clientSecret());

            assertThat(report.path("organization").asText()).isEqualTo(account.organizationId());
            assertThat(report.path("identity").asText()).isEqualTo(account.organizationId());
            assertThat(report.path("total").asInt()).isGreaterThan(2_000);
            assertThat(report.path("pages").get(0).asInt()).isEqualTo(2_000);
            assertThat(report.path("distinct").asInt())
                    .isEqualTo(report.path("total").asInt());
            assertThat(report.path("firstRecord")
                            .path("attributes")
                            .path("type")
                            .asText())
                    .isEqualTo("Lead");
            assertThat(report.path("contactEmail").asText()).contains("@");
            assertThat(texts(report.path("leadFields"))).contains("GCLID__c", "Status", "SystemModstamp");
            assertThat(texts(report.path("statuses"))).contains("Qualified");
            assertThat(texts(report.path("objects"))).contains("Lead", "OpportunityHistory");
            assertThat(report.path("soapUser").asText()).isEqualTo(account.username());
            assertThat(report.path("soapTime").asText()).isNotEmpty();
            assertThat(report.path("usage").path("used").asInt()).isPositive();
            assertThat(report.path("complaint").asText()).isEqualTo("INVALID_FIELD");
        }
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
