package io.downfunnel.sandbox.salesforce;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.sforce.soap.partner.PartnerConnection;
import com.sforce.soap.partner.sobject.SObject;
import com.sforce.ws.ConnectionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.SandboxSettings;
import io.downfunnel.sandbox.Visitor;

import static org.assertj.core.api.Assertions.assertThat;

class ScriptedChangesTest {

    private final Path directory = Visitor.newDirectory();
    private final SandboxSettings settings = Visitor.settings(directory).withLeads(50);
    private Sandbox sandbox;
    private ForceClient force;

    @BeforeEach
    void start() {
        sandbox = Sandbox.start(settings);
        force = ForceClient.of(sandbox);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void a_changed_status_leaves_a_row_in_the_history() {
        String lead = force.insertLead("Albers");
        force.control(
                "update", "{\"object\":\"Lead\",\"id\":\"%s\",\"fields\":{\"Status\":\"Working\"}}".formatted(lead));

        JsonNode history = query(
                "SELECT Field, OldValue, NewValue FROM LeadHistory WHERE LeadId = '%s' ORDER BY Id".formatted(lead));

        assertThat(history).hasSize(2);
        assertThat(history.get(0).path("Field").asText()).isEqualTo("created");
        assertThat(history.get(1).path("OldValue").asText()).isEqualTo("New");
        assertThat(history.get(1).path("NewValue").asText()).isEqualTo("Working");
    }

    @Test
    void a_merged_contact_leaves_its_role_to_the_master_and_a_merged_lead_takes_its_history_along() {
        JsonNode one = force.control("convert", "{\"lead\":\"%s\"}".formatted(insertClicked("a")));
        JsonNode two = force.control("convert", "{\"lead\":\"%s\"}".formatted(insertClicked("b")));
        String master = one.path("contact").asText();
        force.control(
                "merge",
                "{\"object\":\"Contact\",\"master\":\"%s\",\"losers\":[\"%s\"]}"
                        .formatted(master, two.path("contact").asText()));
        assertThat(query("SELECT Id FROM OpportunityContactRole WHERE ContactId = '%s'".formatted(master)))
                .hasSize(2);

        String kept = force.insertLead("Kept");
        String gone = force.insertLead("Gone");
        force.control("merge", "{\"object\":\"Lead\",\"master\":\"%s\",\"losers\":[\"%s\"]}".formatted(kept, gone));
        assertThat(query("SELECT Id FROM LeadHistory WHERE LeadId IN ('%s', '%s')".formatted(kept, gone)))
                .hasSize(1);
    }

    @Test
    void a_conversion_makes_account_contact_role_and_opportunity_with_the_mapped_click_id() {
        String lead = insertClicked("Cj0Abc");

        JsonNode made = force.control("convert", "{\"lead\":\"%s\",\"fields\":{\"Amount\":1200}}".formatted(lead));

        JsonNode converted = query(
                        "SELECT IsConverted, Status, ConvertedDate, ConvertedOpportunityId, ConvertedContactId FROM Lead WHERE Id = '%s'"
                                .formatted(lead))
                .get(0);
        assertThat(converted.path("IsConverted").asBoolean()).isTrue();
        assertThat(converted.path("Status").asText()).isEqualTo("Qualified");
        assertThat(converted.path("ConvertedOpportunityId").asText())
                .isEqualTo(made.path("opportunity").asText());
        assertThat(query("SELECT GCLID__c FROM Opportunity WHERE Id = '%s'"
                                .formatted(made.path("opportunity").asText()))
                        .get(0)
                        .path("GCLID__c")
                        .asText())
                .isEqualTo("Cj0Abc");
        assertThat(query("SELECT IsPrimary, ContactId FROM OpportunityContactRole WHERE OpportunityId = '%s'"
                                .formatted(made.path("opportunity").asText()))
                        .get(0)
                        .path("ContactId")
                        .asText())
                .isEqualTo(made.path("contact").asText());
    }

    @Test
    void conversion_into_an_existing_opportunity_fills_only_what_is_empty() {
        JsonNode first = force.control("convert", "{\"lead\":\"%s\"}".formatted(insertClicked("First")));
        String opportunity = first.path("opportunity").asText();

        force.control(
                "convert",
                "{\"lead\":\"%s\",\"opportunity\":\"%s\",\"account\":\"%s\"}"
                        .formatted(
                                insertClicked("Second"),
                                opportunity,
                                first.path("account").asText()));

        assertThat(query("SELECT GCLID__c FROM Opportunity WHERE Id = '%s'".formatted(opportunity))
                        .get(0)
                        .path("GCLID__c")
                        .asText())
                .isEqualTo("First");
        assertThat(query("SELECT Id FROM OpportunityContactRole WHERE OpportunityId = '%s'".formatted(opportunity)))
                .hasSize(2);
    }

    @Test
    void stages_and_amounts_leave_rows_with_what_was_before() {
        String opportunity = force.control(
                        "convert", "{\"lead\":\"%s\",\"fields\":{\"Amount\":100}}".formatted(insertClicked("x")))
                .path("opportunity")
                .asText();
        String update = "{\"object\":\"Opportunity\",\"id\":\"" + opportunity + "\",\"fields\":{%s}}";
        force.control("update", update.formatted("\"StageName\":\"Closed Won\""));
        force.control("update", update.formatted("\"Amount\":250"));
        force.control("update", update.formatted("\"Name\":\"No history of this\""));

        JsonNode rows = query(
                "SELECT StageName, Amount, PrevAmount FROM OpportunityHistory WHERE OpportunityId = '%s' ORDER BY Id"
                        .formatted(opportunity));

        assertThat(StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.path("StageName").asText()))
                .containsExactly("Prospecting", "Closed Won", "Closed Won");
        assertThat(rows.get(2).path("Amount").asInt()).isEqualTo(250);
        assertThat(rows.get(2).path("PrevAmount").asInt()).isEqualTo(100);
        JsonNode deal = query("SELECT IsWon, Probability FROM Opportunity WHERE Id = '%s'".formatted(opportunity))
                .get(0);
        assertThat(deal.path("IsWon").asBoolean()).isTrue();
        assertThat(deal.path("Probability").asInt()).isEqualTo(100);
    }

    @Test
    void thousands_of_rows_can_share_one_stamp() throws ConnectionException {
        JsonNode touched = force.control("touch", "{\"object\":\"Lead\",\"count\":40,\"at\":\"2026-11-01T12:00:00Z\"}");
        assertThat(touched.path("touched").asInt()).isEqualTo(40);
        PartnerConnection connection = force.connect();

        assertThat(connection
                        .query("SELECT Id FROM Lead WHERE SystemModstamp = 2026-11-01T12:00:00Z")
                        .getSize())
                .isEqualTo(40);
        assertThat(KeysetReader.read(connection, "Lead", 7)).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void a_restarted_sandbox_has_the_same_company_and_the_same_changes() throws ConnectionException {
        String lead = force.insertLead("Survivor");
        force.control("convert", "{\"lead\":\"" + lead + "\"}");
        String[] before = everything();
        sandbox.close();
        start();

        assertThat(everything()).isEqualTo(before);
        assertThat(query("SELECT IsConverted FROM Lead WHERE Id = '" + lead + "'")
                        .get(0)
                        .path("IsConverted")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void a_reset_sandbox_has_the_company_as_it_was_founded() throws ConnectionException {
        String[] before = everything();
        force.insertLead("Gone");
        force.visitor().control("reset", "");

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void a_script_that_asks_for_the_impossible_is_told_so() {
        assertThat(force.visitor()
                        .post("/__sandbox/salesforce/update", "{\"object\":\"Lead\",\"id\":\"00Q5f0999999999AAA\"}")
                        .status())
                .isEqualTo(400);
        assertThat(force.visitor()
                        .post("/__sandbox/salesforce/insert", "{\"object\":\"Lead\",\"fields\":{\"Nope\":1}}")
                        .body())
                .contains("Lead has no field Nope");
        assertThat(force.visitor().post("/__sandbox/salesforce/dance", "{}").body())
                .contains("it knows insert");
    }

    private String[] everything() throws ConnectionException {
        PartnerConnection connection = force.connect();
        return Arrays.stream(connection
                        .queryAll(
                                "SELECT Id, Name, Email, Phone, Status, GCLID__c, LI_FAT_ID__c, SystemModstamp FROM Lead ORDER BY Id")
                        .getRecords())
                .map(SObject::toString)
                .toArray(String[]::new);
    }

    private String insertClicked(String gclid) {
        return force.control(
                        "insert",
                        "{\"object\":\"Lead\",\"fields\":{\"LastName\":\"X\",\"Company\":\"Y\",\"Status\":\"New\",\"GCLID__c\":\"%s\"}}"
                                .formatted(gclid))
                .path("id")
                .asText();
    }

    private JsonNode query(String soql) {
        return force.control("query", "{\"soql\":\"" + soql + "\"}").path("records");
    }
}
