package io.downfunnel.sandbox.salesforce;

import java.util.Arrays;

import com.sforce.soap.partner.DescribeSObjectResult;
import com.sforce.soap.partner.Field;
import com.sforce.soap.partner.FieldType;
import com.sforce.soap.partner.GetUserInfoResult;
import com.sforce.soap.partner.PartnerConnection;
import com.sforce.soap.partner.fault.ApiFault;
import com.sforce.soap.partner.fault.ExceptionCode;
import com.sforce.soap.partner.fault.InvalidFieldFault;
import com.sforce.soap.partner.fault.InvalidQueryLocatorFault;
import com.sforce.soap.partner.fault.InvalidSObjectFault;
import com.sforce.soap.partner.fault.LoginFault;
import com.sforce.soap.partner.fault.UnexpectedErrorFault;
import com.sforce.ws.ConnectionException;
import com.sforce.ws.SoapFaultException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** Everything but queries: describes, limits, refusals and what can be made to go wrong, seen by the real Force WSC. */
class SoapMannersTest {

    private Sandbox sandbox;
    private ForceClient force;
    private PartnerConnection connection;

    @BeforeEach
    void start() throws ConnectionException {
        sandbox = Sandbox.start(Visitor.settings(Visitor.newDirectory()).withLeads(600));
        force = ForceClient.of(sandbox);
        connection = force.connect();
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void user_info_tells_of_the_organisation() throws ConnectionException {
        GetUserInfoResult info = connection.getUserInfo();

        assertThat(info.getOrganizationId()).isEqualTo(force.account().organizationId());
        assertThat(info.getOrganizationMultiCurrency()).isTrue();
        assertThat(info.getOrgHasPersonAccounts()).isFalse();
        assertThat(info.getSessionSecondsValid()).isEqualTo(7_200);
    }

    @Test
    void describe_tells_types_picklists_and_references() throws ConnectionException {
        DescribeSObjectResult[] both = connection.describeSObjects(new String[] {"Lead", "opportunity"});

        assertThat(both).extracting(DescribeSObjectResult::getName).containsExactly("Lead", "Opportunity");
        assertThat(both[0].getKeyPrefix()).isEqualTo("00Q");
        assertThat(field(both[0], "Status").getLabel()).isEqualTo("Lead Status");
        assertThat(field(both[0], "Status").getType()).isEqualTo(FieldType.picklist);
        assertThat(field(both[1], "StageName").getLabel()).isEqualTo("Stage");
        assertThat(both[0].getReplicateable()).isTrue();
        assertThat(field(both[0], "GCLID__c").getType()).isEqualTo(FieldType.string);
        assertThat(field(both[0], "GCLID__c").getCustom()).isTrue();
        assertThat(field(both[0], "Status").getPicklistValues())
                .extracting(com.sforce.soap.partner.PicklistEntry::getValue)
                .containsExactly("New", "Working", "Nurturing", "Qualified", "Disqualified");
        assertThat(field(both[0], "Status").getPicklistValues()).allMatch(value -> value.isActive());
        assertThat(field(both[1], "AccountId").getReferenceTo()).containsExactly("Account");
        assertThat(field(both[1], "Amount").getType()).isEqualTo(FieldType.currency);
        assertThat(field(connection.describeSObject("LeadHistory"), "NewValue").getFilterable())
                .isFalse();
    }

    @Test
    void describe_of_an_unknown_object_is_refused() {
        assertThatThrownBy(() -> connection.describeSObject("Prospect")).isInstanceOf(InvalidSObjectFault.class);
    }

    @Test
    void the_list_of_all_objects_has_what_a_reader_of_events_needs() throws ConnectionException {
        assertThat(connection.describeGlobal().getSobjects())
                .extracting(com.sforce.soap.partner.DescribeGlobalSObjectResult::getName)
                .contains(
                        "Lead",
                        "LeadHistory",
                        "Contact",
                        "Opportunity",
                        "OpportunityHistory",
                        "OpportunityContactRole");
    }

    @Test
    void a_hidden_field_is_gone_from_describe_and_from_queries() throws ConnectionException {
        force.control("hide-field", "{\"object\":\"Lead\",\"field\":\"GCLID__c\"}");

        assertThat(connection.describeSObject("Lead").getFields())
                .extracting(Field::getName)
                .doesNotContain("GCLID__c");
        assertThatThrownBy(() -> connection.query("SELECT Id, GCLID__c FROM Lead"))
                .isInstanceOf(InvalidFieldFault.class);

        force.control("show-field", "{\"object\":\"Lead\",\"field\":\"GCLID__c\"}");
        assertThat(connection.query("SELECT Id, GCLID__c FROM Lead LIMIT 1").getSize())
                .isOne();
    }

    @Test
    void every_answer_counts_against_the_daily_allowance_and_says_so() throws ConnectionException {
        connection.getUserInfo();
        long before = connection.getLimitInfoHeader().getLimitInfo()[0].getCurrent();
        connection.query("SELECT Id FROM Lead LIMIT 1");

        assertThat(connection.getLimitInfoHeader().getLimitInfo()[0].getCurrent())
                .isEqualTo(before + 1);
        assertThat(connection.getLimitInfoHeader().getLimitInfo()[0].getType()).isEqualTo("API REQUESTS");

        force.control("limit", "{\"calls\":" + (before + 1) + "}");
        assertFault(ExceptionCode.REQUEST_LIMIT_EXCEEDED);
    }

    @Test
    void login_and_other_versions_are_refused() throws ConnectionException {
        assertThatThrownBy(() -> connection.login("somebody", "secret"))
                .asInstanceOf(type(LoginFault.class))
                .extracting(ApiFault::getExceptionCode)
                .isEqualTo(ExceptionCode.INVALID_OPERATION);
        PartnerConnection older = force.connect(force.token(), "64.0");
        assertThatThrownBy(older::getUserInfo)
                .asInstanceOf(type(SoapFaultException.class))
                .extracting(fault -> fault.getFaultCode().getLocalPart())
                .isEqualTo("UNSUPPORTED_API_VERSION");
    }

    @Test
    void compression_may_be_off() throws ConnectionException {
        connection.getConfig().setCompression(false);

        assertThat(connection.query("SELECT Id, Name FROM Lead").getRecords()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "token-revoked, INVALID_SESSION_ID",
        "rate-day, REQUEST_LIMIT_EXCEEDED",
        "forbidden, API_DISABLED_FOR_ORG",
        "server-unavailable, SERVER_UNAVAILABLE",
        "unknown-exception, UNKNOWN_EXCEPTION",
        "query-timeout, QUERY_TIMEOUT",
        "org-in-maintenance, ORG_IN_MAINTENANCE"
    })
    void a_trouble_befalls_the_chosen_call_only(String kind, ExceptionCode code) throws ConnectionException {
        force.fault("{\"vendor\":\"salesforce\",\"kind\":\"%s\",\"path\":\"/Soap/\",\"after\":1}".formatted(kind));

        connection.getUserInfo();
        assertFault(code);
        connection.setSessionHeader(force.token());
        connection.getUserInfo();
    }

    @Test
    void a_revoked_session_stays_revoked() {
        force.fault("{\"vendor\":\"salesforce\",\"kind\":\"token-revoked-without-detail\"}");

        assertThatThrownBy(connection::getUserInfo)
                .isExactlyInstanceOf(SoapFaultException.class)
                .hasMessageContaining("Illegal Session");
        assertFault(ExceptionCode.INVALID_SESSION_ID);
    }

    @Test
    void a_locator_that_died_stays_dead() throws ConnectionException {
        connection.setQueryOptions(200);
        String locator = connection.query("SELECT Id FROM Lead").getQueryLocator();
        force.fault("{\"vendor\":\"salesforce\",\"kind\":\"locator-died\",\"body\":\"queryMore\"}");

        assertThatThrownBy(() -> connection.queryMore(locator)).isInstanceOf(InvalidQueryLocatorFault.class);
        assertThatThrownBy(() -> connection.queryMore(locator)).isInstanceOf(InvalidQueryLocatorFault.class);
    }

    /** What WSC makes of these differs; none of them may pass for an answer. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown-code",
                "fault-without-type",
                "fault-200",
                "status-429",
                "empty-503",
                "maintenance-page",
                "drop-before",
                "drop-after",
                "cut",
                "truncated",
                "status-503",
                "html-200",
                "empty-200"
            })
    void what_is_no_answer_is_an_exception(String kind) throws ConnectionException {
        force.fault("{\"vendor\":\"salesforce\",\"kind\":\"%s\",\"body\":\"getUserInfo\",\"times\":2}".formatted(kind));

        assertThatThrownBy(connection::getUserInfo).isNotInstanceOf(UnexpectedErrorFault.class);
        assertThat(connection.query("SELECT Id FROM Lead LIMIT 1").getSize()).isOne();
    }

    @Test
    void the_books_say_what_was_asked_and_served() throws ConnectionException {
        connection.query("SELECT Id FROM Lead LIMIT 7");

        var totals = force.visitor().totals("salesforce");
        assertThat(totals.path("rowsServed").asInt()).isEqualTo(7);
        assertThat(totals.path("calls.query").asInt()).isOne();
        assertThat(totals.path("tokensIssued").asInt()).isOne();
        assertThat(totals.path("records.Lead").asInt()).isPositive();
    }

    private void assertFault(ExceptionCode code) {
        assertThatThrownBy(connection::getUserInfo)
                .asInstanceOf(type(UnexpectedErrorFault.class))
                .extracting(ApiFault::getExceptionCode)
                .isEqualTo(code);
    }

    private static Field field(DescribeSObjectResult object, String name) {
        return Arrays.stream(object.getFields())
                .filter(field -> field.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
