package io.downfunnel.sandbox.linkedin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

import static io.downfunnel.sandbox.linkedin.ManagementVisitor.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

/** Lead Gen Forms, who filled them in, and what LinkedIn makes of their conversions. */
class FormsTest {
    private static final String OWNER = "q=owner&owner=(sponsoredAccount:" + ACCOUNT + ")";
    private static final String RESPONSES = "/rest/leadFormResponses?" + OWNER + "&leadType=(leadType:SPONSORED)";
    private static final String LEAD = "urn:li:leadGenFormResponse:5f2b6c1e-0a0b-4c0d-9e0f-a1b2c3d4e5f6-5";

    static Sandbox sandbox;
    ManagementVisitor linkedIn;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(Visitor.settings(Visitor.newDirectory()).withLeads(600));
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void begin() {
        Visitor.to(sandbox).control("reset", "");
        linkedIn = ManagementVisitor.to(sandbox);
    }

    private List<JsonNode> all(String path) {
        var found = new ArrayList<JsonNode>();
        JsonNode page;
        do {
            page = linkedIn.get(path + "&count=7&start=" + found.size()).json();
            page.path("elements").forEach(found::add);
        } while (found.size() < page.path("paging").path("total").asInt());
        return found;
    }

    private int status(String path) {
        return linkedIn.get(path).status();
    }

    @Test
    void responses_name_their_form_their_campaign_and_their_answers_by_number() {
        var responses = all(RESPONSES);

        assertThat(responses).isNotEmpty().allSatisfy(response -> {
            assertThat(response.path("id").asText()).matches("[0-9a-f-]{36}-[1-9]");
            assertThat(response.path("testLead").asBoolean()).isFalse();
            assertThat(response.path("leadMetadata")
                            .path("sponsoredLeadMetadata")
                            .path("campaign")
                            .asText())
                    .isEqualTo("urn:li:sponsoredCampaign:410000103");
            assertThat(response.path("versionedLeadGenFormUrn").asText())
                    .matches("urn:li:versionedLeadGenForm:\\(urn:li:leadGenForm:812345[67],1\\)");
            assertThat(response.path("formResponse").path("answers")).isNotEmpty();
        });
        assertThat(responses).extracting(each -> each.path("id").asText()).doesNotHaveDuplicates();
    }

    @Test
    void what_was_asked_stands_in_the_form() {
        var form = linkedIn.get("/rest/leadForms/8123456").json();

        assertThat(ManagementVisitor.texts(form.path("content").path("questions"), "predefinedField"))
                .contains("EMAIL", "FIRST_NAME");
        assertThat(all("/rest/leadForms?" + OWNER)).hasSize(2);
        assertThat(status("/rest/leadForms/8199999")).isEqualTo(404);
        assertThat(status("/rest/leadForms/urn%3Ali%3AleadGenForm%3A8123456")).isEqualTo(400);
    }

    @Test
    void tests_are_told_when_they_are_asked_for_and_among_the_others_only_when_told_to() {
        linkedIn.visitor()
                .control("linkedin/form-response", """
                {"id":"try-1","submittedAt":"%s","campaignId":"410000103","email":"qa@downfunnel.test","test":true}""".formatted(Instant.now().minus(Duration.ofDays(1))));

        assertThat(all(RESPONSES + "&limitedToTestLeads=true"))
                .extracting(each -> each.path("id").asText())
                .contains("try-1");
        assertThat(all(RESPONSES + "&limitedToTestLeads=false"))
                .extracting(each -> each.path("id").asText())
                .doesNotContain("try-1");
        linkedIn.visitor().control("linkedin/test-leads-among", "{\"on\":true}");
        assertThat(all(RESPONSES + "&limitedToTestLeads=false"))
                .extracting(each -> each.path("id").asText())
                .contains("try-1");
    }

    @Test
    void a_single_response_is_read_by_its_id_and_not_by_its_urn() {
        var id = all(RESPONSES).getFirst().path("id").asText();

        assertThat(linkedIn.get("/rest/leadFormResponses/" + id)
                        .json()
                        .path("id")
                        .asText())
                .isEqualTo(id);
        assertThat(status("/rest/leadFormResponses/urn%3Ali%3AleadGenFormResponse%3A" + id))
                .isEqualTo(404);
    }

    @Test
    void a_span_has_a_beginning_and_nothing_older_than_a_year_is_kept() {
        var now = Instant.now().toEpochMilli();
        var month = now - Duration.ofDays(30).toMillis();

        var lately = all(RESPONSES + "&submittedAtTimeRange=(start:" + month + ",end:" + now + ")");

        assertThat(lately)
                .isNotEmpty()
                .allSatisfy(
                        each -> assertThat(each.path("submittedAt").asLong()).isBetween(month, now));
        assertThat(all(RESPONSES + "&submittedAtTimeRange=(start:" + month + ")"))
                .hasSameSizeAs(lately);
        assertThat(status(RESPONSES + "&submittedAtTimeRange=(end:" + now + ")"))
                .isEqualTo(400);
        assertThat(all(RESPONSES + "&submittedAtTimeRange=(start:0)"))
                .allSatisfy(each -> assertThat(each.path("submittedAt").asLong())
                        .isGreaterThan(now - Duration.ofDays(366).toMillis()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?q=owner&leadType=(leadType:SPONSORED)",
                "?q=owner&owner=(sponsoredAccount:" + ACCOUNT + ")",
                "?owner=(sponsoredAccount:" + ACCOUNT + ")&leadType=(leadType:SPONSORED)",
                "?q=owner&owner=(sponsoredAccount:" + ACCOUNT + ")&leadType=SPONSORED",
                "?q=owner&owner=(sponsoredAccount:" + ACCOUNT + ")&leadType=(leadType:ORGANIC)",
                "?q=owner&owner=(sponsoredAccount:" + ACCOUNT + ")&leadType=(leadType:EVENT)",
                "?q=owner&owner=(organization:urn%3Ali%3Aorganization%3A1)&leadType=(leadType:SPONSORED)",
                "?q=owner&owner=(sponsoredAccount:510000001)&leadType=(leadType:SPONSORED)",
                "?q=owner&owner=(sponsoredAccount:" + ACCOUNT + ")&leadType=(leadType:SPONSORED)&count=101",
                "?q=owner&owner=(sponsoredAccount:" + ACCOUNT
                        + ")&leadType=(leadType:SPONSORED)&limitedToTestLeads=maybe"
            })
    void a_question_that_is_not_put_as_it_has_to_be_is_refused(String query) {
        assertThat(status("/rest/leadFormResponses" + query)).isEqualTo(400);
    }

    @Test
    void whoever_may_read_ads_reads_forms_and_not_what_was_answered() {
        linkedIn.visitor().control("linkedin/scopes", "{\"scopes\":[\"rw_conversions\",\"r_ads\"]}");
        var reader = linkedIn.consented();

        assertThat(reader.get("/rest/leadForms?" + OWNER).status()).isEqualTo(200);
        var refused = reader.get(RESPONSES);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("code").asText()).isEqualTo("ACCESS_DENIED");
    }

    @Test
    void a_member_without_a_role_on_the_page_is_refused() {
        linkedIn.visitor().control("linkedin/page-role", "{\"on\":false}");

        assertThat(status(RESPONSES)).isEqualTo(403);
        assertThat(status("/rest/leadForms?" + OWNER)).isEqualTo(403);
        assertThat(status("/rest/leadForms/8123456")).isEqualTo(403);
    }

    @Test
    void an_event_that_has_nothing_but_a_response_is_taken_and_credited_to_the_campaign_of_the_form() {
        linkedIn.visitor().control("clicks", """
                {"kind":"LI_FORM_RESPONSE","value":"%s","clickedAt":"%s","accountId":"510000001",\
                "campaignId":"410000103"}""".formatted(
                        LEAD.substring(LEAD.lastIndexOf(':') + 1), Instant.now().minus(Duration.ofDays(2))));
        var events = new ConversionsVisitor(linkedIn.visitor());

        assertThat(events.send(lead("form-1", LEAD)).status()).isEqualTo(201);
        assertThat(events.send(lead("form-2", LEAD.replace("-5", "-6"))).status())
                .isEqualTo(201);

        assertThat(events.conversion("form-1").path("counted").asInt()).isEqualTo(1);
        assertThat(events.conversion("form-2").path("reason").asText()).isEqualTo("NO_KNOWN_MEMBER");
    }

    @Test
    void a_response_without_its_prefix_or_as_one_of_the_ids_is_refused() {
        var events = new ConversionsVisitor(linkedIn.visitor());
        var bare = events.send(lead("form-3", LEAD.substring(LEAD.lastIndexOf(':') + 1)));
        var number = events.send(lead("form-4", LEAD).replace("\"" + LEAD + "\"", "8123456"));
        var without = events.send(lead("form-5", LEAD).replace("\"userIds\":[],", ""));

        assertThat(bare.status()).isEqualTo(422);
        assertThat(bare.json().path("message").asText())
                .isEqualTo("ERROR :: /user/lead :: Invalid Urn format. Invalid prefix.");
        assertThat(number.json().path("message").asText()).contains("/user/lead", "cannot be coerced to String");
        assertThat(without.json().path("message").asText()).contains("/user/userIds :: field is required");
    }

    private static String lead(String eventId, String lead) {
        return """
                {"conversion":"urn:lla:llaPartnerConversion:30111220","conversionHappenedAt":%d,"eventId":"%s",\
                "user":{"userIds":[],"lead":"%s"}}""".formatted(Instant.now().minusSeconds(3_600).toEpochMilli(), eventId, lead);
    }

    @Test
    void the_accounts_that_a_member_sees_are_listed_with_their_role_in_each() {
        assertThat(ManagementVisitor.texts(linkedIn.elements("/rest/adAccounts?q=search"), "name"))
                .containsExactly("Sandbox Machines", "Sandbox Services");
        assertThat(linkedIn.elements("/rest/adAccounts?q=search&search=(name:(values:List(Sandbox%20Services)))"))
                .singleElement()
                .satisfies(account -> assertThat(account.path("id").asText()).isEqualTo("510000002"));
        assertThat(linkedIn.elements("/rest/adAccountUsers?q=authenticatedUser"))
                .extracting(user ->
                        user.path("account").asText() + " " + user.path("role").asText())
                .containsExactly(
                        "urn:li:sponsoredAccount:510000001 CAMPAIGN_MANAGER",
                        "urn:li:sponsoredAccount:510000002 VIEWER");
        assertThat(status("/rest/adAccountUsers")).isEqualTo(400);
        linkedIn.visitor().control("linkedin/role", "{\"role\":\"NONE\"}");
        assertThat(linkedIn.elements("/rest/adAccounts?q=search")).isEmpty();
    }
}
