package io.downfunnel.sandbox.salesforce;

import java.util.Arrays;
import java.util.List;

import com.sforce.soap.partner.PartnerConnection;
import com.sforce.soap.partner.QueryResult;
import com.sforce.soap.partner.fault.ExceptionCode;
import com.sforce.soap.partner.fault.InvalidFieldFault;
import com.sforce.soap.partner.fault.InvalidQueryLocatorFault;
import com.sforce.soap.partner.fault.InvalidSObjectFault;
import com.sforce.soap.partner.fault.MalformedQueryFault;
import com.sforce.soap.partner.fault.UnexpectedErrorFault;
import com.sforce.soap.partner.sobject.SObject;
import com.sforce.ws.ConnectionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.SandboxSettings;
import io.downfunnel.sandbox.Visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** Queries by the real Force WSC over the wire, against a company of 3,000 leads. */
class SoapQueryTest {

    private static final int LEADS = 3_000;

    private static Sandbox sandbox;
    private static ForceClient force;
    private static PartnerConnection connection;

    @BeforeAll
    static void start() throws ConnectionException {
        sandbox = Sandbox.start(SandboxSettings.in(Visitor.newDirectory()).withLeads(LEADS));
        force = ForceClient.of(sandbox);
        connection = force.connect();
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @Test
    void a_query_comes_in_pages_of_two_thousand_and_queryMore_brings_the_rest() throws ConnectionException {
        QueryResult first = connection.queryAll("SELECT Id, Email FROM Lead ORDER BY Id");

        assertThat(first.getSize()).isEqualTo(LEADS);
        assertThat(first.getRecords()).hasSize(2_000);
        assertThat(first.isDone()).isFalse();
        QueryResult rest = connection.queryMore(first.getQueryLocator());
        assertThat(rest.getRecords()).hasSize(1_000);
        assertThat(rest.isDone()).isTrue();
        assertThat(rest.getQueryLocator()).isNull();
        assertThat(first.getRecords()[1_999].getId()).isLessThan(rest.getRecords()[0].getId());
    }

    @Test
    void the_client_may_ask_for_smaller_pages_but_not_for_tiny_ones() throws ConnectionException {
        PartnerConnection modest = force.connect();
        modest.setQueryOptions(200);
        assertThat(modest.query("SELECT Id FROM Lead").getRecords()).hasSize(200);

        modest.setQueryOptions(10);
        assertThatThrownBy(() -> modest.query("SELECT Id FROM Lead"))
                .asInstanceOf(type(UnexpectedErrorFault.class))
                .extracting(UnexpectedErrorFault::getExceptionCode)
                .isEqualTo(ExceptionCode.INVALID_BATCH_SIZE);
    }

    @Test
    void a_locator_works_once() throws ConnectionException {
        String locator = connection.queryAll("SELECT Id FROM Lead").getQueryLocator();
        connection.queryMore(locator);

        assertThatThrownBy(() -> connection.queryMore(locator)).isInstanceOf(InvalidQueryLocatorFault.class);
    }

    @Test
    void an_answer_without_records_is_an_empty_list() throws ConnectionException {
        QueryResult nothing = connection.query("SELECT Id FROM Lead WHERE Email = 'nobody@example.org'");

        assertThat(nothing.getSize()).isZero();
        assertThat(nothing.getRecords()).isEmpty();
        assertThat(nothing.isDone()).isTrue();
    }

    @Test
    void count_has_a_size_and_no_records() throws ConnectionException {
        QueryResult count = connection.queryAll("SELECT COUNT() FROM Lead");

        assertThat(count.getSize()).isEqualTo(LEADS);
        assertThat(count.getRecords()).isEmpty();
    }

    @Test
    void values_are_texts_and_null_differs_from_not_selected() throws ConnectionException {
        SObject deal = connection.query(
                        "SELECT id, amount, CloseDate, SystemModstamp, IsWon, GBRAID__c FROM Opportunity"
                                + " WHERE Amount > 1000.0 AND GBRAID__c = null LIMIT 1")
                .getRecords()[0];

        assertThat(deal.getType()).isEqualTo("Opportunity");
        assertThat(deal.getId()).startsWith("006").hasSize(18);
        assertThat((String) deal.getField("Amount")).matches("\\d+\\.\\d+(E\\d+)?");
        assertThat((String) deal.getField("CloseDate")).matches("\\d{4}-\\d{2}-\\d{2}");
        assertThat((String) deal.getField("SystemModstamp"))
                .matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.000Z");
        assertThat(deal.getField("IsWon")).isIn("true", "false");
        assertThat(deal.getField("GBRAID__c")).isNull();
        assertThat(deal.getChild("GBRAID__c")).isNotNull();
        assertThat(deal.getChild("GCLID__c")).isNull();
    }

    @Test
    void a_parent_comes_as_a_record_of_its_own() throws ConnectionException {
        SObject role = connection.query(
                        "SELECT OpportunityId, ContactId, Contact.Email, Contact.GCLID__c, Opportunity.StageName"
                                + " FROM OpportunityContactRole WHERE Contact.Email != null ORDER BY CreatedDate, Id LIMIT 1")
                .getRecords()[0];

        assertThat(role.getId()).isNull();
        assertThat((String) role.getChild("Contact").getField("Email")).contains("@");
        assertThat((String) role.getChild("Opportunity").getField("StageName")).isNotEmpty();
    }

    @Test
    void history_values_have_any_type() throws ConnectionException {
        SObject change = connection.query(
                        "SELECT Id, LeadId, Field, OldValue, NewValue FROM LeadHistory WHERE Field = 'Status' LIMIT 1")
                .getRecords()[0];

        assertThat(change.getField("OldValue")).isInstanceOf(String.class);
        assertThat(change.getField("NewValue")).isIn("Working", "Nurturing", "Qualified", "Disqualified");
    }

    @Test
    void keyset_pages_of_changes_miss_nothing_and_repeat_nothing() throws ConnectionException {
        force.control("touch", "{\"object\":\"Lead\",\"count\":700}");
        int expected = connection.queryAll("SELECT COUNT() FROM Lead").getSize();

        List<String> ids = KeysetReader.read(connection, "Lead", 300);

        assertThat(ids).hasSize(expected).doesNotHaveDuplicates();
    }

    @Test
    void without_an_order_the_rows_come_in_none() throws ConnectionException {
        List<String> ids = Arrays.stream(connection
                        .query("SELECT Id FROM Lead WHERE IsConverted = false")
                        .getRecords())
                .map(SObject::getId)
                .toList();

        assertThat(ids)
                .hasSizeGreaterThan(500)
                .isNotEqualTo(ids.stream().sorted().toList());
    }

    @Test
    void deleted_records_are_hidden_from_query_and_shown_by_queryAll() throws ConnectionException {
        String query = "SELECT Id, MasterRecordId FROM Lead WHERE IsDeleted = true";

        assertThat(connection.query(query).getSize()).isZero();
        SObject[] gone = connection.queryAll(query).getRecords();
        assertThat(gone).isNotEmpty();
        assertThat(gone)
                .anySatisfy(lead ->
                        assertThat((String) lead.getField("MasterRecordId")).startsWith("00Q"));
    }

    @Test
    void retrieve_answers_in_the_order_asked_with_null_for_the_unknown() throws ConnectionException {
        SObject[] two = connection.query("SELECT Id FROM Lead LIMIT 2").getRecords();

        SObject[] records = connection.retrieve(
                "Id,Company", "Lead", new String[] {two[1].getId(), "00Q5f0999999999AAA", two[0].getId()});

        assertThat(records).hasSize(3);
        assertThat(records[0].getId()).isEqualTo(two[1].getId());
        assertThat(records[1]).isNull();
        assertThat(records[2].getField("Company")).isNotNull();
    }

    @Test
    void a_malformed_query_says_where() {
        assertThatThrownBy(() -> connection.query("SELECT Id FROM Lead WHERE Status ="))
                .asInstanceOf(type(MalformedQueryFault.class))
                .satisfies(fault -> {
                    assertThat(fault.getExceptionCode()).isEqualTo(ExceptionCode.MALFORMED_QUERY);
                    assertThat(fault.getExceptionMessage()).contains("unexpected token: '<EOF>'");
                    assertThat(fault.getRow()).isEqualTo(1);
                    assertThat(fault.getColumn()).isEqualTo(35);
                });
    }

    @Test
    void an_unknown_field_or_object_is_named() {
        assertThatThrownBy(() -> connection.query("SELECT Id, Gclid FROM Lead"))
                .asInstanceOf(type(InvalidFieldFault.class))
                .satisfies(fault -> {
                    assertThat(fault.getExceptionMessage()).contains("No such column 'Gclid' on entity 'Lead'");
                    assertThat(fault.getColumn()).isEqualTo(12);
                });
        assertThatThrownBy(() -> connection.query("SELECT Id FROM Prospect")).isInstanceOf(InvalidSObjectFault.class);
    }

    @Test
    void history_values_cannot_be_filtered() {
        assertThatThrownBy(() -> connection.query("SELECT Id FROM LeadHistory WHERE NewValue = 'Qualified'"))
                .asInstanceOf(type(InvalidFieldFault.class))
                .extracting(InvalidFieldFault::getExceptionMessage)
                .asString()
                .contains("field 'NewValue' can not be filtered in a query call");
    }

    @Test
    void a_quoted_datetime_is_refused() {
        assertThatThrownBy(() -> connection.query("SELECT Id FROM Lead WHERE SystemModstamp > '2026-01-01T00:00:00Z'"))
                .asInstanceOf(type(InvalidFieldFault.class))
                .extracting(InvalidFieldFault::getExceptionMessage)
                .asString()
                .contains("must be of type dateTime and should not be enclosed in quotes");
    }

    @Test
    void texts_compare_without_case_and_ids_with_it() throws ConnectionException {
        SObject lead = connection.query("SELECT Id, Company FROM Lead LIMIT 1").getRecords()[0];
        String company = (String) lead.getField("Company");
        String id = lead.getId();

        assertThat(connection
                        .query("SELECT COUNT() FROM Lead WHERE Company = '" + company.toUpperCase(java.util.Locale.ROOT)
                                + "' AND Id = '" + id.substring(0, 15) + "'")
                        .getSize())
                .isOne();
        assertThat(connection
                        .query("SELECT COUNT() FROM Lead WHERE Company LIKE '" + company.substring(0, 3) + "%'")
                        .getSize())
                .isPositive();
        assertThatThrownBy(() -> connection.query("SELECT Id FROM Lead WHERE Id = 'nonsense'"))
                .isInstanceOf(InvalidFieldFault.class)
                .extracting(fault -> ((InvalidFieldFault) fault).getExceptionCode())
                .isEqualTo(ExceptionCode.INVALID_QUERY_FILTER_OPERATOR);
    }
}
