package io.downfunnel.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import io.downfunnel.system.Installation.Ended;
import io.downfunnel.system.OurBooks.Standing;

import static org.assertj.core.api.Assertions.assertThat;

/** The packaged application, from empty directories to the platforms' verdicts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FirstSyncIT {
    private static final int LEADS = 1_000;

    private Installation installation;
    private Ended first;

    @BeforeAll
    void the_first_sync(@TempDir Path folder) {
        installation = new Installation(folder, LEADS, 900);
        first = installation.sync();
    }

    @AfterAll
    void close() {
        installation.close();
    }

    @Test
    void it_prints_one_object_and_nothing_else() {
        assertThat(first.exitCode()).as(first.said()).isIn(0, 2);
        assertThat(names(first.json()))
                .containsExactly(
                        "extracted",
                        "stageEvents",
                        "matched",
                        "unmatched",
                        "conversions",
                        "destinations",
                        "durationMs");
        assertThat(names(first.json().path("extracted"))).containsExactly("lead", "opportunity");
        assertThat(names(first.json().path("destinations"))).containsExactly("google", "linkedin");
        first.json().path("destinations").forEach(one -> {
            assertThat(names(one)).containsExactly("sent", "accepted", "verified", "needsYou", "onHold", "excluded");
            assertThat(one).allMatch(JsonNode::isIntegralNumber);
        });
    }

    @Test
    void it_reads_every_record_of_the_crm_deleted_ones_too() {
        assertThat(first.json().at("/extracted/lead").asLong()).isEqualTo(inTheCrm("Lead"));
        assertThat(first.json().at("/extracted/opportunity").asLong()).isEqualTo(inTheCrm("Opportunity"));
    }

    @Test
    void its_figures_are_those_of_our_database() {
        var json = first.json();
        installation.database(books -> {
            assertThat(json.path("stageEvents").asLong()).isEqualTo(books.count("select count(*) from stage_event"));
            assertThat(json.path("matched").asLong())
                    .isEqualTo(books.count("select count(*) from stage_match where matched"));
            assertThat(json.path("unmatched").asLong())
                    .isEqualTo(books.count("select count(*) from stage_match where not matched"));
            assertThat(json.path("conversions").asLong()).isEqualTo(books.count("select count(*) from conversion"));
            return null;
        });
    }

    @Test
    void its_figures_for_google_are_those_of_googles_books() {
        var totals = installation.books("google").path("totals");
        var figures = first.json().at("/destinations/google");

        assertThat(figures.path("sent").asInt())
                .isPositive()
                .isEqualTo(totals.path("eventsReceived").asInt())
                .isEqualTo(totals.path("conversions").asInt());
        assertThat(figures.path("accepted")).isEqualTo(totals.path("conversions"));
        assertThat(figures.path("verified").asInt())
                .isPositive()
                .isEqualTo(totals.path("counted").asInt());
    }

    @Test
    void its_figures_for_linkedin_are_those_of_linkedins_books() {
        var totals = installation.books("linkedin").path("totals");
        var figures = first.json().at("/destinations/linkedin");

        assertThat(figures.path("sent").asInt())
                .isPositive()
                .isEqualTo(totals.path("eventsReceived").asInt())
                .isEqualTo(totals.path("conversions").asInt());
        assertThat(figures.path("accepted")).isEqualTo(totals.path("conversions"));
    }

    @Test
    void every_conversion_stands_where_the_platforms_have_it() {
        installation.database(books -> {
            assertThat(books.keys("google", "VERIFIED")).isEqualTo(counted());
            assertThat(books.intended("google")).isEqualTo(booked("google", "transactionId"));
            assertThat(books.keys("linkedin", "ACCEPTED")).isEqualTo(booked("linkedin", "eventId"));
            return null;
        });
    }

    @Test
    void totals_add_up_and_histories_fold_to_states() {
        installation.database(books -> {
            books.areInOrder();
            return null;
        });
    }

    @Test
    void a_second_sync_sends_nothing() {
        var google = installation.books("google").path("conversions");
        var linkedin = installation.books("linkedin").path("conversions");

        var second = installation.sync();

        assertThat(second.exitCode()).as(second.said()).isIn(0, 2);
        assertThat(second.json().at("/extracted/lead").asInt()).isZero();
        assertThat(second.json().path("conversions").asInt()).isZero();
        assertThat(second.json().at("/destinations/google/sent").asInt()).isZero();
        assertThat(second.json().at("/destinations/linkedin/sent").asInt()).isZero();
        assertThat(installation.books("google").path("conversions")).isEqualTo(google);
        assertThat(installation.books("linkedin").path("conversions")).isEqualTo(linkedin);
    }

    @Test
    void a_counted_conversion_is_explained_from_the_click_to_the_verdict() {
        var one = some("VERIFIED");

        var told = installation.run("explain", one.key(), "--json");

        assertThat(told.exitCode()).as(told.said()).isZero();
        var conversion = conversion(told, one.key());
        assertThat(conversion.path("state").asText()).isEqualTo("VERIFIED");
        assertThat(conversion.path("word").asText()).isNotEmpty();
        assertThat(told.json().at("/explanation/timeline").findValuesAsText("chapter"))
                .contains("CRM", "STAGE", "MATCH", "DECISION", "UPLOAD", "VERDICT");
    }

    @Test
    void an_excluded_conversion_is_explained_with_its_reason() {
        var one = some("EXCLUDED");

        var told = installation.run("explain", one.key(), "--json");

        assertThat(told.exitCode()).as(told.said()).isZero();
        var conversion = conversion(told, one.key());
        assertThat(conversion.path("state").asText()).isEqualTo("EXCLUDED");
        assertThat(conversion.path("sentence").asText()).isNotBlank();
    }

    @Test
    void what_nobody_knows_is_answered_with_what_that_may_mean() {
        var told = installation.run("explain", "Cj0KCQiAnobodysClick", "--json");

        assertThat(told.exitCode()).isEqualTo(1);
        assertThat(told.json().path("meaning")).isNotEmpty();
    }

    @Test
    void the_checklists_of_all_connections_are_green() {
        var checked = installation.run("check", "--json");

        assertThat(checked.exitCode()).as(checked.printed()).isZero();
        assertThat(checked.json().path("connections").findValuesAsText("connection"))
                .containsExactlyInAnyOrder("salesforce", "google", "linkedin");
        assertThat(checked.json().findValuesAsText("state")).contains("OK").doesNotContain("FAILED");
    }

    @Test
    void what_is_out_of_order_at_each_vendor_is_red_on_the_checklists_with_what_to_do() {
        installation.control("salesforce/hide-field", "{\"object\":\"Contact\",\"field\":\"CreatedDate\"}");
        installation.control("google/account-settings", """
                {"customer":"1234567890","termsAccepted":true,"enhancedConversions":true,"autoTagging":false}""");
        installation.control("linkedin/rule", "{\"id\":\"30111222\",\"enabled\":false}");
        Ended checked;
        try {
            checked = installation.run("check", "--json");
        } finally {
            installation.control("salesforce/show-field", "{\"object\":\"Contact\",\"field\":\"CreatedDate\"}");
            installation.control("google/account-settings", """
                    {"customer":"1234567890","termsAccepted":true,"enhancedConversions":true,"autoTagging":true}""");
            installation.control("linkedin/rule", "{\"id\":\"30111222\",\"enabled\":true}");
        }

        assertThat(checked.exitCode()).as(checked.printed()).isEqualTo(2);
        var red = checked.json().findParents("state").stream()
                .filter(line -> line.path("state").asText().equals("FAILED"))
                .toList();
        assertThat(red)
                .extracting(line -> line.path("name").asText())
                .containsExactlyInAnyOrder("Object Contact", "Google Ads: auto-tagging", "LinkedIn: rule 30111222");
        assertThat(red)
                .extracting(line -> line.path("remedy").asText())
                .allMatch(remedy -> remedy.matches("(?s)(Grant|Switch|Accept|It is switched off).*"));
    }

    @Test
    void a_mapping_file_with_a_mistake_is_refused_as_a_whole_and_a_good_one_takes_force() throws IOException {
        var inForce = installation.run("mappings", "export");
        assertThat(inForce.printed()).isEqualTo(Files.readString(Path.of("config/mappings.yaml")));

        var better = inForce.printed().replace("[Test, TEST,", "[Test, TEST, Trial,");
        var bad = written("bad.yaml", better.replaceFirst("stage: closed-won", "stage: closed-won-deals"));
        var refused = installation.run("mappings", "import", bad);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.said())
                .contains("is refused")
                .contains("line " + (lineOf(better, "stage: closed-won")) + ",")
                .contains("closed-won-deals");
        assertThat(installation.run("mappings", "export").printed()).isEqualTo(inForce.printed());

        var good = written("good.yaml", better);
        assertThat(installation.run("mappings", "diff", good).printed()).contains("Trial");
        assertThat(installation.run("mappings", "import", good).exitCode()).isZero();
        assertThat(installation.run("mappings", "export").printed()).isEqualTo(better);
    }

    private static long lineOf(String text, String part) {
        return text.substring(0, text.indexOf(part)).lines().count();
    }

    private String written(String name, String text) throws IOException {
        return Files.writeString(installation.folder().resolve(name), text).toString();
    }

    private Standing some(String state) {
        return installation.database(OurBooks::standings).stream()
                .filter(one -> one.destination().equals("google") && one.state().equals(state))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode conversion(Ended told, String key) {
        var found = new ArrayList<JsonNode>();
        told.json().at("/explanation/conversions").forEach(found::add);
        return found.stream()
                .filter(one -> one.path("key").asText().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private long inTheCrm(String object) {
        return installation
                .control("salesforce/query", "{\"soql\":\"select count() from " + object + "\",\"deleted\":true}")
                .path("size")
                .asLong();
    }

    private Set<String> counted() {
        return installation.booked("google", "conversions").stream()
                .filter(one -> one.path("counted").asBoolean())
                .map(one -> one.path("transactionId").asText())
                .collect(Collectors.toSet());
    }

    private Set<String> booked(String vendor, String field) {
        return installation.booked(vendor, "conversions").stream()
                .map(one -> one.path(field).asText())
                .collect(Collectors.toSet());
    }

    private static List<String> names(JsonNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
