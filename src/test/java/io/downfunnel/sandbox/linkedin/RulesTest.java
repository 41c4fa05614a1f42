package io.downfunnel.sandbox.linkedin;

import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.sandbox.Visitor.Reply;

import static io.downfunnel.sandbox.linkedin.ManagementVisitor.*;
import static org.assertj.core.api.Assertions.assertThat;

class RulesTest {
    static Sandbox sandbox;
    ManagementVisitor linkedIn;

    @BeforeAll
    static void start() {
        sandbox = Visitor.freshSandbox();
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

    private JsonNode rule(String id) {
        return linkedIn.get("/rest/conversions/" + id + "?account=" + ACCOUNT).json();
    }

    @Test
    void they_are_listed_page_by_page_and_nobody_says_how_many_there_are() {
        Reply first = linkedIn.get(RULES + "&start=0&count=3");
        Reply second = linkedIn.get(RULES + "&start=3&count=3");

        assertThat(first.json().path("paging").path("total").asInt()).isEqualTo(-1);
        assertThat(texts(first.json().path("elements"), "id")).containsExactly("30111220", "30111221", "30111222");
        assertThat(texts(second.json().path("elements"), "id")).containsExactly("30111227", "30111228");
        assertThat(linkedIn.get(RULES + "&start=0&count=101").status()).isEqualTo(400);
    }

    @Test
    void an_account_encoded_twice_or_unseen_has_none_and_one_not_encoded_is_refused() {
        assertThat(linkedIn.elements(
                        "/rest/conversions?q=account&account=urn%253Ali%253AsponsoredAccount%253A510000001"))
                .isEmpty();
        assertThat(linkedIn.elements("/rest/conversions?q=account&account=urn%3Ali%3AsponsoredAccount%3A510000099"))
                .isEmpty();
        assertThat(linkedIn.get("/rest/conversions?q=account&account=urn:li:sponsoredAccount:510000001")
                        .status())
                .isEqualTo(400);
        assertThat(linkedIn.get("/rest/conversions?q=account&account=510000001").status())
                .isEqualTo(400);
    }

    @Test
    void one_can_be_asked_for_with_its_account_and_with_the_wanted_fields_only() {
        assertThat(rule("30111222").path("type").asText()).isEqualTo("PURCHASE");
        assertThat(rule("30111229").path("status").asInt()).isEqualTo(404);
        assertThat(linkedIn.get("/rest/conversions/30111222").status()).isEqualTo(400);
        assertThat(linkedIn.get("/rest/conversions/30111222?account=" + ACCOUNT + "&fields=id,name")
                        .body())
                .isEqualTo("{\"id\":30111222,\"name\":\"Closed won\"}");
        JsonNode two = linkedIn.get("/rest/conversions?ids=List(30111222,30111229)&account=" + ACCOUNT)
                .json();
        assertThat(two.path("results").has("30111222")).isTrue();
        assertThat(two.path("errors").has("30111229")).isTrue();
    }

    @Test
    void a_list_in_the_query_needs_the_protocol_to_be_named() {
        Reply reply = linkedIn.visitor()
                .get(
                        "/rest/conversions?ids=List(30111222)&account=" + ACCOUNT,
                        "Authorization",
                        "Bearer " + linkedIn.token(),
                        "LinkedIn-Version",
                        "202609");

        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void one_that_is_made_has_linkedins_defaults_and_a_repetition_makes_another() {
        Reply made = linkedIn.post("/rest/conversions", ManagementVisitor.rule("New", "QUALIFIED_LEAD"));
        Reply again = linkedIn.post("/rest/conversions", ManagementVisitor.rule("New", "QUALIFIED_LEAD"));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo("/conversions/" + made.header("x-restli-id"));
        assertThat(made.json().path("postClickAttributionWindowSize").asInt()).isEqualTo(30);
        assertThat(made.json().path("valueType").asText()).isEqualTo("DYNAMIC");
        assertThat(made.json().path("associatedCampaigns")).isEmpty();
        assertThat(again.header("x-restli-id")).isNotEqualTo(made.header("x-restli-id"));
        assertThat(linkedIn.elements(RULES)).hasSize(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "202609 | 422 | \"type\":\"LEAD\" | \"type\":\"LEADS\" | is not an enum symbol",
                "202607 | 422 | \"type\":\"LEAD\" | \"type\":\"MARKETING_QUALIFIED_LEAD\" | is not an enum symbol",
                "202608 | 201 | \"type\":\"LEAD\" | \"type\":\"MARKETING_QUALIFIED_LEAD\" | MARKETING_QUALIFIED_LEAD",
                "202609 | 422 | \"name\":\"New\", | '' | /name :: field is required",
                "202609 | 422 | \"name\" | \"id\":7,\"name\" | unrecognized field",
                "202609 | 422 | urn:li:sponsoredAccount:510000001 | 510000001 | Invalid Urn format",
                "202609 | 403 | 510000001 | 510000099 | USER_NOT_AUTHORIZED",
                "202609 | 400 | \"name\" | \"postClickAttributionWindowSize\":45,\"name\" | window",
                "202609 | 201 | \"name\" | \"postClickAttributionWindowSize\":365,\"name\" | 365",
                "202609 | 422 | \"name\" | \"enabled\":\"yes\",\"name\" | cannot be coerced to Boolean",
            })
    void what_is_asked_for_is_looked_at(String version, int status, String replaced, String by, String said) {
        String body = ManagementVisitor.rule("New", "LEAD").replace(replaced, by);

        Reply reply = linkedIn.send("POST", "/rest/conversions", body, version);

        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.body()).contains(said);
    }

    @Test
    void one_that_is_switched_off_refuses_events_until_it_is_switched_on() {
        var events = new ConversionsVisitor(linkedIn.visitor());
        assertThat(linkedIn.patch("30111220", "{\"enabled\":false}").status()).isEqualTo(204);
        assertThat(rule("30111220").path("enabled").asBoolean()).isFalse();
        assertThat(events.send(ConversionsVisitor.event("a")).status()).isEqualTo(400);

        linkedIn.patch("30111220", "{\"enabled\":true}");
        assertThat(events.send(ConversionsVisitor.event("a")).status()).isEqualTo(201);
        assertThat(rule("30111220").path("lastCallbackAt").asLong()).isPositive();
    }

    @Test
    void a_change_names_its_method_and_touches_what_may_change() {
        String path = "/rest/conversions/30111220?account=" + ACCOUNT;

        assertThat(linkedIn.post(path, "{\"patch\":{\"$set\":{\"enabled\":false}}}")
                        .status())
                .isEqualTo(400);
        assertThat(linkedIn.patch("30111220", "{\"account\":\"urn:li:sponsoredAccount:1\"}")
                        .status())
                .isEqualTo(422);
        assertThat(linkedIn.patch("30111220", "{}").status()).isEqualTo(400);
        assertThat(linkedIn.patch("30111229", "{\"enabled\":false}").status()).isEqualTo(404);
    }

    @Test
    void viewers_the_direct_token_and_tokens_without_the_scope_are_kept_away() {
        assertThat(new ManagementVisitor(linkedIn.visitor(), ConversionsVisitor.TOKEN)
                        .get(RULES)
                        .status())
                .isEqualTo(403);
        linkedIn.visitor().control("linkedin/role", "{\"role\":\"VIEWER\"}");
        assertThat(linkedIn.get(RULES).json().path("code").asText()).isEqualTo("USER_NOT_AUTHORIZED");
        linkedIn.visitor().control("linkedin/scopes", "{\"scopes\":[\"rw_conversions\"]}");
        assertThat(linkedIn.consented().get(RULES).json().path("code").asText()).isEqualTo("ACCESS_DENIED");
    }

    @Test
    void what_was_made_and_associated_outlives_the_process() {
        Path directory = Visitor.newDirectory();
        String id;
        try (Sandbox before = Sandbox.start(Visitor.settings(directory))) {
            var visitor = ManagementVisitor.to(before);
            id = visitor.create("Kept", "PURCHASE");
            visitor.patch(id, "{\"campaigns\":[\"urn:li:sponsoredCampaign:410000102\"]}");
            visitor.patch(id, "{\"name\":\"Kept and renamed\"}");
        }
        try (Sandbox after = Sandbox.start(Visitor.settings(directory))) {
            JsonNode kept = ManagementVisitor.to(after)
                    .get("/rest/conversions/" + id + "?account=" + ACCOUNT)
                    .json();

            assertThat(kept.path("name").asText()).isEqualTo("Kept and renamed");
            assertThat(kept.path("campaigns").get(0).asText()).isEqualTo("urn:li:sponsoredCampaign:410000102");
        }
    }

    @Test
    void campaigns_are_associated_one_by_one_and_let_go_again() {
        String rule = linkedIn.create("New", "LEAD");
        assertThat(put("410000101", rule, "410000101").status()).isEqualTo(204);
        assertThat(put("410000101", rule, "410000101").status()).isEqualTo(204);
        assertThat(put("410000102", rule, "410000102").status()).isEqualTo(204);
        assertThat(rule(rule).path("campaigns")).hasSize(2);
        assertThat(texts(
                        linkedIn.elements("/rest/campaignConversions?q=campaigns&count=100"
                                + "&campaigns=List(urn%3Ali%3AsponsoredCampaign%3A410000102)"),
                        "conversion"))
                .contains("urn:lla:llaPartnerConversion:" + rule);

        assertThat(linkedIn.send("DELETE", "/rest/campaignConversions/" + key("410000101", rule), "", "202609")
                        .status())
                .isEqualTo(204);
        assertThat(texts(rule(rule).path("associatedCampaigns"), "campaign"))
                .containsExactly("urn:li:sponsoredCampaign:410000102");
    }

    @Test
    void an_association_is_refused_that_contradicts_itself_or_reaches_too_far() {
        assertThat(put("410000101", "30111220", "410000102").status()).isEqualTo(400);
        assertThat(put("410000101", "30111229", "410000101").body()).contains("No ad accounts found");
        assertThat(put("999", "30111220", "999").status()).isEqualTo(404);
        assertThat(linkedIn.send(
                                "PUT",
                                "/rest/campaignConversions/(campaign:urn:li:sponsoredCampaign:1,conversion:x)",
                                "{}",
                                "202609")
                        .status())
                .isEqualTo(400);
    }

    private Reply put(String campaign, String rule, String campaignOfBody) {
        return linkedIn.send(
                "PUT",
                "/rest/campaignConversions/" + key(campaign, rule),
                "{\"campaign\":\"urn:li:sponsoredCampaign:%s\",\"conversion\":\"urn:lla:llaPartnerConversion:%s\"}"
                        .formatted(campaignOfBody, rule),
                "202609");
    }

    private static String key(String campaign, String rule) {
        return "(campaign:urn%3Ali%3AsponsoredCampaign%3A" + campaign
                + ",conversion:urn%3Alla%3AllaPartnerConversion%3A" + rule + ")";
    }

    @Test
    void a_token_is_introspected_by_its_own_client_and_strange_ones_are_not() {
        assertThat(introspect(linkedIn.token()).json().path("status").asText()).isEqualTo("active");
        assertThat(introspect(linkedIn.token()).json().path("scope").asText())
                .isEqualTo("rw_conversions,r_ads,r_ads_reporting,r_marketing_leadgen_automation");
        assertThat(introspect(ConversionsVisitor.TOKEN).body()).isEqualTo("{\"active\":false}");
        assertThat(introspect("nonsense").status()).isEqualTo(400);
        linkedIn.visitor().control("linkedin/expire-tokens", "{}");
        assertThat(introspect(linkedIn.token()).json().path("status").asText()).isEqualTo("expired");
        linkedIn.visitor().control("linkedin/revoke", "{}");
        assertThat(introspect(linkedIn.token()).json().path("status").asText()).isEqualTo("revoked");
    }

    private Reply introspect(String token) {
        return linkedIn.visitor()
                .post(
                        "/oauth/v2/introspectToken",
                        "client_id=sandbox-linkedin-client&client_secret=sandbox-linkedin-secret&token=" + token,
                        "Content-Type",
                        "application/x-www-form-urlencoded");
    }

    @Test
    void every_resource_has_a_quota_of_its_own_and_a_version_like_events() {
        assertThat(linkedIn.send("GET", RULES, "", "202512").status()).isEqualTo(426);
        linkedIn.visitor().control("linkedin/quota", "{\"perMinute\":100,\"perDay\":1}");
        assertThat(linkedIn.get(RULES).status()).isEqualTo(200);
        assertThat(linkedIn.get(RULES).json().path("message").asText()).contains("DAY limit");
        assertThat(linkedIn.get("/rest/adAccounts/510000001").status()).isEqualTo(200);
        assertThat(linkedIn.visitor()
                        .totals("linkedin")
                        .path("managementCalls")
                        .path("conversions")
                        .asInt())
                .isGreaterThanOrEqualTo(3);
    }
}
