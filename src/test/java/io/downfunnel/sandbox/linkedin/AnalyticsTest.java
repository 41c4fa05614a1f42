package io.downfunnel.sandbox.linkedin;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.sandbox.Visitor.Reply;

import static io.downfunnel.sandbox.linkedin.ManagementVisitor.*;
import static org.assertj.core.api.Assertions.assertThat;

class AnalyticsTest {
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

    @Test
    void cost_is_what_the_books_say_and_written_as_text() {
        var rows = linkedIn.elements(analytics(
                "CAMPAIGN", daysAgo(29), daysAgo(20), "&fields=dateRange,pivotValues,costInLocalCurrency,impressions"));
        var told = new HashMap<String, BigDecimal>();
        rows.forEach(row -> {
            assertThat(row.path("costInLocalCurrency").isTextual()).isTrue();
            assertThat(row.path("dateRange").path("start"))
                    .isEqualTo(row.path("dateRange").path("end"));
            told.merge(
                    row.path("pivotValues").get(0).asText(),
                    new BigDecimal(row.path("costInLocalCurrency").asText()),
                    BigDecimal::add);
        });
        var booked = new HashMap<String, BigDecimal>();
        linkedIn.visitor()
                .get("/__sandbox/books/linkedin?list=campaign-days")
                .json()
                .path("campaign-days")
                .forEach(day -> {
                    var at = java.time.LocalDate.parse(day.path("day").asText());
                    if (!at.isBefore(daysAgo(29)) && !at.isAfter(daysAgo(20))) {
                        booked.merge(
                                "urn:li:sponsoredCampaign:"
                                        + day.path("campaign").asText(),
                                new BigDecimal(day.path("cost").asText()),
                                BigDecimal::add);
                    }
                });

        assertThat(booked).isNotEmpty();
        assertThat(told.keySet()).isEqualTo(booked.keySet());
        booked.forEach((campaign, cost) -> assertThat(told.get(campaign)).isEqualByComparingTo(cost));
    }

    @Test
    void only_what_is_named_is_told_and_without_names_two_figures() {
        assertThat(linkedIn.elements(analytics("CAMPAIGN", daysAgo(29), daysAgo(20), ""))
                        .get(0)
                        .properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("impressions", "clicks");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pivot=CAMPAIGNS",
                "timeGranularity=WEEKLY",
                "accounts=List(urn:li:sponsoredAccount:510000001)",
                "accounts=urn%3Ali%3AsponsoredAccount%3A510000001",
                "accounts=List(510000001)",
                "dateRange=(end:(year:2026,month:1,day:1))",
                "dateRange=(start:(year:2026,month:13,day:1))",
                "q=everything",
                "fields=impressions,costPerMoon",
            })
    void what_linkedin_does_not_know_is_refused(String wrong) {
        String name = wrong.substring(0, wrong.indexOf('=') + 1);
        String query = analytics("CAMPAIGN", daysAgo(3), daysAgo(2), "&fields=impressions")
                .replaceAll("(?<=[?&])" + name + "[^&]*", java.util.regex.Matcher.quoteReplacement(wrong));

        assertThat(linkedIn.get(query).status()).as(query).isEqualTo(400);
    }

    @Test
    void at_fifteen_thousand_rows_it_ends_without_a_word() {
        linkedIn.visitor().control("linkedin/campaigns", "{\"count\":15500}");

        assertThat(linkedIn.elements(analytics("CAMPAIGN", daysAgo(2), daysAgo(2), "")))
                .hasSize(15_000);
    }

    @Test
    void who_may_not_see_anything_sees_nothing() {
        String cost = analytics("CAMPAIGN", daysAgo(29), daysAgo(20), "");
        assertThat(linkedIn.elements(cost)).isNotEmpty();
        assertThat(linkedIn.elements(cost.replace("510000001", "510000099"))).isEmpty();
        assertThat(linkedIn.elements(
                        cost.replace("%3A510000001", "%253A510000001").replace("urn%3Ali%3A", "urn%253Ali%253A")))
                .isEmpty();
        linkedIn.visitor().control("linkedin/scopes", "{\"scopes\":[\"rw_conversions\",\"r_ads\"]}");
        assertThat(linkedIn.consented().elements(cost)).isEmpty();
        linkedIn.visitor().control("linkedin/role", "{\"role\":\"NONE\"}");
        assertThat(linkedIn.elements(cost)).isEmpty();
        assertThat(linkedIn.elements(RULES)).isEmpty();
        assertThat(linkedIn.get("/rest/adAccounts/510000001").status()).isEqualTo(403);
    }

    @Test
    void so_many_figures_may_be_had_in_a_while() {
        linkedIn.visitor().control("linkedin/metric-values", "{\"limit\":10}");

        Reply reply = linkedIn.get(analytics("CAMPAIGN", daysAgo(29), daysAgo(20), ""));

        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.json().path("message").asText()).contains("metric values");
    }

    @Test
    void a_month_and_all_days_are_summed_up() {
        String cost = analytics("ACCOUNT", daysAgo(29), daysAgo(20), "&fields=dateRange,clicks");
        long daily = sum(linkedIn.elements(cost));

        JsonNode all = linkedIn.elements(cost.replace("DAILY", "(value:ALL)"));

        assertThat(all).hasSize(1);
        assertThat(sum(all)).isEqualTo(daily);
        assertThat(sum(linkedIn.elements(cost.replace("DAILY", "MONTHLY")))).isEqualTo(daily);
    }

    private static long sum(JsonNode rows) {
        long sum = 0;
        for (var row : rows) {
            sum += row.path("clicks").asLong();
        }
        return sum;
    }

    @Test
    void conversions_are_credited_to_associated_campaigns_that_the_member_clicked() {
        click("410000101", 9);
        click("410000103", 4);
        click("999", 3);
        String alone = linkedIn.create("Nobody's", "PURCHASE");
        var events = new ConversionsVisitor(linkedIn.visitor());
        events.send(event("a", "30111220", 2));
        events.send(event("b", "30111220", 1));
        events.send(event("c", "30111222", 2));
        events.send(event("d", "30111222", 1));
        events.send(event("e", alone, 1));

        var credited = Map.of(
                "30111220 410000101", 1L,
                "30111220 410000103", 1L,
                "30111222 410000101", 2L,
                "30111222 410000103", 2L);
        Visitor.eventually(() -> counted().equals(credited));
    }

    private void click(String campaign, int daysAgo) {
        linkedIn.visitor().control("clicks", """
                {"kind":"LI_FAT_ID","value":"c-%s","clickedAt":"%s","accountId":"510000001","campaignId":"%s",\
                "emailSha256Plain":"%s"}""".formatted(
                        campaign, Instant.now().minus(Duration.ofDays(daysAgo)), campaign, ConversionsVisitor.EMAIL));
    }

    private static String event(String id, String rule, int hours) {
        return ConversionsVisitor.event(id, rule, Duration.ofHours(hours));
    }

    /** By rule and campaign, without those of the tag. */
    private Map<String, Long> counted() {
        var counted = new HashMap<String, Long>();
        linkedIn.elements(
                        analytics("CAMPAIGN", daysAgo(1), daysAgo(0), "&fields=pivotValues,externalWebsiteConversions")
                                .replace("q=analytics&pivot=CAMPAIGN", "q=statistics&pivots=List(CONVERSION,CAMPAIGN)"))
                .forEach(row -> {
                    String rule = last(row.path("pivotValues").get(0));
                    if (!rule.equals("30111227")) {
                        counted.merge(
                                rule + " " + last(row.path("pivotValues").get(1)),
                                row.path("externalWebsiteConversions").asLong(),
                                Long::sum);
                    }
                });
        return counted;
    }

    private static String last(JsonNode urn) {
        return urn.asText().substring(urn.asText().lastIndexOf(':') + 1);
    }

    @Test
    void campaigns_come_page_by_page_with_a_token_that_is_echoed() {
        linkedIn.visitor().control("linkedin/campaigns", "{\"count\":5}");
        var names = new HashSet<String>();
        String token = "";
        int pages = 0;
        do {
            JsonNode page = linkedIn.get(
                            CAMPAIGNS + ANY_STATUS + "&pageSize=3" + (token.isEmpty() ? "" : "&pageToken=" + token))
                    .json();
            assertThat(page.has("metadata")).isTrue();
            names.addAll(texts(page.path("elements"), "name"));
            token = page.path("metadata").path("nextPageToken").asText();
            pages++;
        } while (!token.isEmpty());

        assertThat(pages).isEqualTo(3);
        assertThat(names).hasSize(8).contains("LinkedIn | Plant directors", "LinkedIn | Extra 4");
        assertThat(linkedIn.get(CAMPAIGNS + ANY_STATUS + "&pageToken=nonsense").status())
                .isEqualTo(400);
        linkedIn.visitor().control("linkedin/page-token-alone", "{\"on\":true}");
        assertThat(linkedIn.get(CAMPAIGNS + ANY_STATUS + "&pageSize=3&pageToken=cGFnZToz")
                        .status())
                .isEqualTo(400);
        assertThat(linkedIn.elements(CAMPAIGNS + "&pageSize=3&pageToken=cGFnZToz"))
                .hasSize(3);
    }

    @Test
    void a_search_needs_a_criterion_written_as_rest_li_has_it_and_the_refusal_names_the_field() {
        for (String search : Set.of(
                "", "&search=()", "&search=(status:(values:List(RUNNING)))", "&search=(name:(values:List(a+b)))")) {
            Reply reply = linkedIn.get(CAMPAIGNS + search);

            assertThat(reply.status()).as(search).isEqualTo(400);
            JsonNode error =
                    reply.json().path("errorDetails").path("inputErrors").get(0);
            assertThat(error.path("code").asText()).isEqualTo("PARAM_INVALID");
            assertThat(error.path("input").path("inputPath").path("fieldPath").asText())
                    .isEqualTo("search");
        }
        assertThat(linkedIn.elements(CAMPAIGNS + "&search=(name:(values:List(LinkedIn%20%7C%20Plant%20directors)))"))
                .hasSize(1);
        assertThat(linkedIn.elements(
                        CAMPAIGNS + "&search=(name:(values:List(LinkedIn%2520%257C%2520Plant%2520directors)))"))
                .isEmpty();
    }

    @Test
    void a_query_that_is_too_long_for_the_address_comes_in_the_body() {
        String cost = analytics("CAMPAIGN", daysAgo(29), daysAgo(20), "");
        String many = cost + "&campaigns=List(" + "urn%3Ali%3AsponsoredCampaign%3A1,".repeat(150)
                + "urn%3Ali%3AsponsoredCampaign%3A410000101)";
        assertThat(linkedIn.get(many).status()).isEqualTo(414);

        Reply tunnelled = linkedIn.post(
                "/rest/adAnalytics",
                many.substring(many.indexOf('?') + 1),
                "X-HTTP-Method-Override",
                "GET",
                "Content-Type",
                "application/x-www-form-urlencoded");

        assertThat(tunnelled.status()).isEqualTo(200);
        assertThat(tunnelled.json().path("elements")).isNotEmpty();
    }
}
