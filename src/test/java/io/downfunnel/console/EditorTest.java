package io.downfunnel.console;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.domain.Condition;
import io.downfunnel.domain.ConsentRule.WhenMissing;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionMapping.Identifier;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.domain.Role;
import io.downfunnel.domain.ValueRule;
import io.downfunnel.store.Showcase;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class EditorTest {
    @TestHTTPResource("/")
    URI here;

    @Inject
    Jdbi jdbi;

    private final HttpClient http = HttpClient.newHttpClient();
    private EditorFixture fixture;

    @BeforeEach
    void fill() {
        fixture = EditorFixture.fill(jdbi, Instant.now());
    }

    @Test
    void the_grid_has_a_row_for_each_stage_and_a_column_for_each_destination()
            throws IOException, InterruptedException {
        assertThat(get("").body())
                .contains("Google", "LinkedIn", "Microsoft Advertising")
                .contains("Lead Status becomes Qualified.")
                .contains("Qualified leads", "No value. Counted once. Left as counted afterwards.")
                .contains("Map reached to Google", "Map closed-won to Microsoft Advertising");
    }

    @Test
    void no_page_runs_or_shows_what_is_not_ours() throws IOException, InterruptedException {
        fixture.tellTestRecordsApart();
        for (var page : List.of(
                "",
                "/stage",
                "/stage?name=qualified",
                "/remove-stage?name=qualified",
                "/test-records",
                "/test-records?place=0",
                "/test-records/remove?place=0",
                "/mapping?stage=qualified&destination=google",
                "/mapping?stage=lead&destination=microsoft",
                "/remove-mapping?stage=qualified&destination=google")) {
            var answer = get(page);
            assertThat(answer.statusCode()).as(page).isEqualTo(200);
            assertThat(answer.body())
                    .as(page)
                    .doesNotContain("<script>", "<img", "<style", " style=", "NOT_FOUND", Showcase.GCLID)
                    .doesNotContainPattern("<[^>]* on[a-z]+=");
        }
    }

    @Test
    void a_stage_is_a_sentence_of_what_the_crm_has() throws IOException, InterruptedException {
        assertThat(get("/stage?name=qualified").body())
                .contains("<option value=\"Status\" selected>Lead Status (Status)</option>")
                .contains("Neu", "value=\"Qualified\" checked")
                .doesNotContain("<option value=\"Email\"");
    }

    @Test
    void a_new_stage_with_conditions_goes_into_the_draft() throws IOException, InterruptedException {
        var answer = post(
                "/stage",
                stage(
                        "big-lead",
                        "happens=becomes",
                        "field=Status",
                        "values=Working",
                        "more=Old one",
                        "inferred=yes",
                        "conditions=2",
                        "field-0=Country",
                        "operator-0=is-one-of",
                        "more-0=DE\r\nAT\r\n",
                        "field-1=NumberOfEmployees",
                        "operator-1=at-least",
                        "bound-1=50"));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(fixture.funnel().stage("big-lead"))
                .contains(new FunnelStage(
                        "big-lead",
                        CrmObject.LEAD,
                        new FunnelStage.Trigger.Becomes("Status", List.of("Working", "Old one")),
                        List.of(
                                new Condition.IsOneOf("Country", List.of("DE", "AT")),
                                new Condition.AtLeast("NumberOfEmployees", new BigDecimal("50"))),
                        true));
    }

    @Test
    void a_new_stage_has_to_be_given_its_place() throws IOException, InterruptedException {
        var answer = post("/stage", stage("big-lead", "after=", "happens=created"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("Not saved: 1 thing is not right yet")
                .containsPattern("(?s)id=\"after-more\">.{0,300}Nobody has said where it comes.");
        assertThat(post("/stage", stage("big-lead", "after=lead", "happens=created"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(fixture.funnel().stages()).extracting(FunnelStage::name).startsWith("lead", "big-lead", "reached");
        assertThat(get("").body()).doesNotContain("Move it up.");
    }

    @Test
    void a_stage_of_leads_after_those_of_opportunities_is_doubted() throws IOException, InterruptedException {
        post("/stage", stage("big-lead", "after=closed-won", "happens=created"));

        assertThat(get("").body())
                .contains(
                        "It stands after stages of opportunities",
                        "taken to have reached",
                        "closed-won, too. Move it up.");
    }

    @Test
    void each_problem_is_shown_at_its_field_and_nothing_is_saved() throws IOException, InterruptedException {
        var before = fixture.document();

        var answer = post(
                "/stage",
                stage(
                        "Big Lead",
                        "happens=becomes",
                        "field=Stauts",
                        "conditions=1",
                        "field-0=NumberOfEmployees",
                        "operator-0=at-least",
                        "bound-0=many"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("Not saved: 4 things are not right yet")
                .containsPattern(
                        "(?s)id=\"name-more\">\\s*<p class=\"wrong\">.{0,80}&quot;Big Lead&quot; cannot name a stage")
                .containsPattern(
                        "(?s)id=\"field-more\">\\s*<p class=\"wrong\">.{0,80}no field &quot;Stauts&quot;.{0,60}Did you mean Status")
                .containsPattern("(?s)id=\"values-more\">|id=\"more-more\">")
                .containsPattern(
                        "(?s)id=\"bound-0-more\">\\s*<p class=\"wrong\">.{0,80}&quot;many&quot; is not a number");
        assertThat(fixture.document()).isEqualTo(before);
    }

    @Test
    void buttons_change_the_form_and_not_the_draft() throws IOException, InterruptedException {
        var before = fixture.document();
        var filled = stage(
                "big-lead", "happens=becomes", "field=Status", "conditions=1", "field-0=Country", "operator-0=is-set");

        assertThat(post("/stage", with(filled, "do=add")).body()).contains("and (2)", "name=\"field-1\"");
        assertThat(post("/stage", with(filled, "do=remove-0")).body()).doesNotContain("and (1)");
        assertThat(fixture.document()).isEqualTo(before);
    }

    @Test
    void renaming_a_stage_in_force_has_to_be_meant() throws IOException, InterruptedException {
        var filled = stage("sql", "was=qualified", "happens=becomes", "field=Status", "values=Qualified");

        assertThat(post("/stage", filled).body())
                .contains("is a new conversion, and is sent once more", "Rename it all the same");
        assertThat(fixture.funnel().stage("sql")).isEmpty();

        assertThat(post("/stage", with(filled, "rename=yes")).statusCode()).isEqualTo(303);
        assertThat(fixture.funnel().mappingsOf("sql")).hasSize(1);
    }

    @Test
    void stages_change_places() throws IOException, InterruptedException {
        post("/move", List.of("seen=" + fixture.revision(), "name=reached", "to=up"));

        assertThat(fixture.funnel().stages()).extracting(FunnelStage::name).startsWith("reached", "lead", "qualified");
    }

    @Test
    void a_stage_goes_with_its_mappings() throws IOException, InterruptedException {
        assertThat(get("/remove-stage?name=closed-won").body())
                .contains("Its mappings to Google and LinkedIn go with it.");
        post("/remove-stage", List.of("seen=" + fixture.revision(), "name=closed-won"));

        assertThat(fixture.funnel().mappings())
                .extracting(ConversionMapping::stage)
                .containsExactly("qualified");
    }

    @Test
    void who_was_overtaken_is_told_and_loses_nothing() throws IOException, InterruptedException {
        var stale = stage("big-lead", "happens=created");
        fixture.write(fixture.document() + "\n# changed by somebody else\n");

        var answer = post("/stage", stale);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("somebody else has changed this draft", "value=\"big-lead\"");
        assertThat(fixture.document()).contains("changed by somebody else");
    }

    @Test
    void comments_are_spoken_of_before_they_are_lost() throws IOException, InterruptedException {
        assertThat(get("/stage").body()).doesNotContain("cannot keep them");
        fixture.write("# Why we do it\n" + fixture.document());

        assertThat(get("/stage").body()).contains("cannot keep them");
        assertThat(get("").body()).contains("cannot keep them");
    }

    @Test
    void while_the_crm_was_never_asked_people_write() throws IOException, InterruptedException {
        fixture.forgetTheCrm();

        assertThat(get("/stage?name=qualified").body())
                .contains("has not been asked for its fields yet")
                .contains("<input id=\"field\" name=\"field\" value=\"Status\"");
        assertThat(post("/stage", stage("odd", "happens=becomes", "field=Whatever__c", "more=X"))
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void a_draft_whose_text_cannot_be_read_shows_why() throws IOException, InterruptedException {
        fixture.write("stages: [");

        assertThat(get("").body()).contains("cannot be read", "This is not YAML", "Mend it in the text");
        assertThat(get("/stage").statusCode()).isEqualTo(303);
    }

    @Test
    void actions_that_take_no_uploads_cannot_be_chosen_and_say_why() throws IOException, InterruptedException {
        assertThat(get("/mapping?stage=lead&destination=google").body())
                .containsPattern("value=\"" + EditorFixture.WEBSITE + "\" disabled")
                .contains("It is of type WEBPAGE")
                .contains("counts every conversion · for 90 days · bids follow it · account 1234567890");
    }

    @Test
    void a_mapping_goes_into_the_draft_with_the_actions_own_window() throws IOException, InterruptedException {
        var answer =
                post("/mapping", mapping("reached", "google", "action=" + EditorFixture.ONE_PER_CLICK, "value=none"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        var mapping = fixture.funnel().mappingsOf("reached").getFirst();
        assertThat(mapping.attributionWindow()).isEqualTo(Duration.ofDays(30));
        assertThat(mapping.identifiers()).containsExactly(Identifier.GCLID, Identifier.EMAIL);
        assertThat(mapping.consent().whenMissing()).isEqualTo(WhenMissing.EXCLUDE);
        assertThat(mapping.value()).isEqualTo(new ValueRule.None());
    }

    @Test
    void whoever_is_about_to_activate_reads_what_the_platform_will_not_take() throws IOException, InterruptedException {
        post(
                "/mapping",
                mapping(
                        "reached",
                        "google",
                        "action=" + EditorFixture.ONE_PER_CLICK,
                        "value=none",
                        "identifiers=gbraid"));

        var draft = http.send(
                SignedIn.as("marie", Role.MARKETER, jdbi)
                        .on(HttpRequest.newBuilder(
                                here.resolve(fixture.path().replace("/editor/", "/mappings/drafts/"))))
                        .build(),
                BodyHandlers.ofString());
        assertThat(draft.body())
                .contains(
                        "What a platform will not take",
                        "<strong>A name:</strong>",
                        "refuses every conversion with a GBRAID");
    }

    @Test
    void what_a_mapping_lacks_is_shown_where_it_belongs() throws IOException, InterruptedException {
        var answer = post(
                "/mapping",
                List.of(
                        "do=save",
                        "seen=" + fixture.revision(),
                        "stage=reached",
                        "destination=google",
                        "name=Reached",
                        "value=deal",
                        "amount=-5",
                        "currency=EUX",
                        "probability=2"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .containsPattern("(?s)id=\"action-more\">\\s*<p class=\"wrong\">.{0,60}&quot;action&quot; is empty")
                .containsPattern("(?s)id=\"amount-more\">.{0,90}below zero")
                .containsPattern("(?s)id=\"currency-more\">.{0,90}no currency &quot;EUX&quot;")
                .containsPattern("(?s)id=\"probability-more\">.{0,90}not between 0 and 1")
                .contains("Without an identifier nothing could ever be sent.")
                .contains("There is no safe default");
    }

    @Test
    void identifiers_change_places_and_keep_their_ticks() throws IOException, InterruptedException {
        var html = post("/mapping", with(mapping("reached", "google", "value=none"), "do=up-email"))
                .body();

        assertThat(html.indexOf("id=\"identifier-email\"")).isLessThan(html.indexOf("id=\"identifier-gclid\""));
        assertThat(html).containsPattern("id=\"identifier-email\"[^>]* checked");
    }

    @Test
    void what_will_not_come_true_is_said_beside_it() throws IOException, InterruptedException {
        var html = post(
                        "/mapping",
                        with(
                                mapping(
                                        "closed-won",
                                        "google",
                                        "action=" + EditorFixture.ONE_PER_CLICK,
                                        "value=crm-amount",
                                        "factor=1",
                                        "window=90d",
                                        "identifiers=gbraid",
                                        "amount-changed=restate"),
                                "do=look"))
                .body();

        assertThat(html)
                .contains("refuses every conversion with a GBRAID")
                .contains("The action counts for 30 days after a click, and this says 90 days")
                .contains("every conversion without a value of ours")
                .contains("bids do not follow it");
    }

    @Test
    void one_real_record_is_shown_as_the_event_it_becomes() throws IOException, InterruptedException {
        assertThat(get("/mapping?stage=qualified&destination=google").body())
                .contains("One real record as the event it becomes", "Would be sent")
                .contains("Qualified leads (" + EditorFixture.COUNTS_ALL + ")", "hash …0000")
                .doesNotContain(Showcase.GCLID, Showcase.SHARED_CLICK, "0".repeat(64));
    }

    @Test
    void a_record_that_would_not_be_sent_says_why() throws IOException, InterruptedException {
        var asked = mapping("closed-won", "linkedin", "action=30111222", "value=none");

        assertThat(post("/mapping", with(asked, "do=look")).body())
                .contains("Would not be sent", "No consent given. The CRM has no answer of the person");
    }

    @Test
    void a_stage_that_nobody_reached_shows_no_record() throws IOException, InterruptedException {
        post("/stage", stage("brand-new", "happens=becomes", "field=Status", "values=New"));
        post("/mapping", mapping("brand-new", "google", "action=" + EditorFixture.COUNTS_ALL, "value=none"));

        assertThat(get("/mapping?stage=brand-new&destination=google").body())
                .contains("No record has reached this stage yet");
    }

    @Test
    void what_a_platform_cannot_do_cannot_be_chosen() throws IOException, InterruptedException {
        assertThat(get("/mapping?stage=closed-won&destination=linkedin").body())
                .contains("<option value=\"retract\" disabled>take it back</option>")
                .contains("LinkedIn offers us no way to take conversions back.");
    }

    @Test
    void a_mapping_is_removed() throws IOException, InterruptedException {
        post("/remove-mapping", List.of("seen=" + fixture.revision(), "stage=qualified", "destination=google"));

        assertThat(fixture.funnel().mappingsOf("qualified")).isEmpty();
    }

    @Test
    void test_records_are_told_apart_by_a_rule() throws IOException, InterruptedException {
        var answer = post(
                "/test-records",
                List.of(
                        "do=save",
                        "seen=" + fixture.revision(),
                        "object=Lead",
                        "field=Country",
                        "operator=is-one-of",
                        "more=XX\r\nTest"));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(fixture.funnel().exclusions())
                .containsExactly(
                        new Funnel.Exclusion(CrmObject.LEAD, new Condition.IsOneOf("Country", List.of("XX", "Test"))));
        assertThat(get("").body()).contains("Lead Country is one of XX, Test");
    }

    @Test
    void a_rule_is_changed_in_its_place_and_removed() throws IOException, InterruptedException {
        fixture.tellTestRecordsApart();
        assertThat(get("/test-records?place=0").body())
                .contains("<option value=\"Country\" selected>", ">XX</textarea>");

        post(
                "/test-records",
                List.of(
                        "do=save",
                        "seen=" + fixture.revision(),
                        "place=0",
                        "object=Lead",
                        "field=NumberOfEmployees",
                        "operator=at-most",
                        "bound=0"));
        assertThat(fixture.funnel().exclusions())
                .containsExactly(new Funnel.Exclusion(
                        CrmObject.LEAD, new Condition.AtMost("NumberOfEmployees", BigDecimal.ZERO)));

        post("/test-records/remove", List.of("seen=" + fixture.revision(), "place=0"));
        assertThat(fixture.funnel().exclusions()).isEmpty();
        assertThat(get("/test-records?place=0").statusCode()).isEqualTo(404);
    }

    @Test
    void a_rule_that_is_not_right_says_where() throws IOException, InterruptedException {
        var answer = post(
                "/test-records",
                List.of(
                        "do=save",
                        "seen=" + fixture.revision(),
                        "object=Lead",
                        "field=Nothing__c",
                        "operator=is-one-of"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("Not saved: 1 thing is not right yet", "no field &quot;Nothing__c&quot; on Lead.");
        assertThat(fixture.funnel().exclusions()).isEmpty();
    }

    @Test
    void a_rule_of_somebody_who_was_slower_is_not_lost() throws IOException, InterruptedException {
        var seen = fixture.revision();
        fixture.tellTestRecordsApart();

        var answer = post(
                "/test-records", List.of("do=save", "seen=" + seen, "object=Lead", "field=Country", "operator=is-set"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("somebody else has changed this draft", "<option value=\"is-set\" selected>");
        assertThat(fixture.funnel().exclusions()).hasSize(1);
    }

    @Test
    void a_foreign_site_changes_nothing() throws IOException, InterruptedException {
        var before = fixture.document();
        var answer = http.send(
                request("/move", List.of("seen=1", "name=reached", "to=up"), "https://evil.example"),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(fixture.document()).isEqualTo(before);
    }

    private List<String> stage(String name, String... fields) {
        return with(
                List.of("do=save", "seen=" + fixture.revision(), "object=Lead", "after=reached", "name=" + name),
                fields);
    }

    private List<String> mapping(String stage, String destination, String... fields) {
        var click = destination.equals("linkedin") ? "li_fat_id" : "gclid";
        return with(
                List.of(
                        "do=save",
                        "seen=" + fixture.revision(),
                        "stage=" + stage,
                        "destination=" + destination,
                        "name=A name",
                        "order=" + click,
                        "order=email",
                        "order=gbraid",
                        "identifiers=" + click,
                        "identifiers=email",
                        "ad-user-data=Ad_Consent__c",
                        "granted=Granted",
                        "denied=Denied",
                        "when-missing=exclude",
                        "count=once"),
                fields);
    }

    /** A later "do" takes the place of an earlier one, as the pressed button does. */
    private static List<String> with(List<String> some, String... more) {
        var all = new ArrayList<>(some);
        for (var field : more) {
            for (var once : List.of("do=", "after=")) {
                if (field.startsWith(once)) {
                    all.removeIf(each -> each.startsWith(once));
                }
            }
            all.add(field);
        }
        return all;
    }

    private HttpResponse<String> post(String path, List<String> fields) throws IOException, InterruptedException {
        return http.send(request(path, fields, here.toString().replaceAll("/$", "")), BodyHandlers.ofString());
    }

    private HttpRequest request(String path, List<String> fields, String origin) {
        var body = fields.stream()
                .map(field -> field.substring(0, field.indexOf('=') + 1)
                        + URLEncoder.encode(field.substring(field.indexOf('=') + 1), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return SignedIn.as("marie", Role.MARKETER, jdbi)
                .on(HttpRequest.newBuilder(here.resolve(fixture.path() + path)))
                .header("Origin", origin)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                SignedIn.as("marie", Role.MARKETER, jdbi)
                        .on(HttpRequest.newBuilder(here.resolve(fixture.path() + path)))
                        .build(),
                BodyHandlers.ofString());
    }
}
