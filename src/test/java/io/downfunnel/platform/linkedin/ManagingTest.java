package io.downfunnel.platform.linkedin;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.domain.AdReport;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.Money;
import io.downfunnel.platform.AdAccount;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Settings;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Rules and reports beyond the contract: what LinkedIn does to big accounts, and to members who may not see everything. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class ManagingTest {
    private static final LocalDate TODAY = LocalDate.now(Clock.systemUTC());
    private static final Days TEN_DAYS = new Days(TODAY.minusDays(29), TODAY.minusDays(20));

    private static Sandbox sandbox;
    private AdAccount account;

    @BeforeAll
    static void open() {
        sandbox = Visitor.freshSandbox();
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    @BeforeEach
    void begin() {
        visitor().control("reset", "");
        account = new LinkedIn().open(new Settings(SandboxLinkedIn.both(sandbox.url())), Clock.systemUTC());
    }

    @AfterEach
    void end() {
        account.close();
    }

    private static Visitor visitor() {
        return Visitor.to(sandbox);
    }

    private static long calls(String resource) {
        return visitor()
                .totals("linkedin")
                .path("managementCalls")
                .path(resource)
                .asLong();
    }

    private static PlatformException broken(ThrowingCallable call) {
        var thrown = catchThrowableOfType(PlatformException.class, call);
        assertThat(thrown).isNotNull();
        return thrown;
    }

    private static void fault(String kind, String path) {
        visitor().control("faults", """
                {"vendor":"linkedin","kind":"%s","times":9,"path":"%s"}""".formatted(kind, path));
    }

    private Map<String, BigDecimal> cost(Days days) {
        var sums = new HashMap<String, BigDecimal>();
        account.costs(days, row -> sums.merge(row.campaign(), row.cost().amount(), BigDecimal::add));
        return sums;
    }

    @Test
    void a_report_that_is_cut_off_is_asked_for_in_shorter_pieces_until_it_fits() {
        visitor().control("linkedin/campaigns", "{\"count\":5000}");
        var rows = new HashSet<String>();
        var names = new HashSet<String>();

        account.costs(TEN_DAYS, row -> {
            assertThat(rows.add(row.day() + " " + row.campaign())).isTrue();
            names.add(row.campaignName());
        });

        assertThat(rows).hasSizeGreaterThan(50_000);
        assertThat(names).contains("LinkedIn | Plant directors", "LinkedIn | Extra 4999");
        // Ten, five and three days do not fit, five times two days do.
        assertThat(calls("adAnalytics")).isEqualTo(8);
    }

    @Test
    void a_page_token_that_must_stand_alone_stands_alone() {
        visitor().control("linkedin/campaigns", "{\"count\":1500}");
        visitor().control("linkedin/page-token-alone", "{\"on\":true}");
        var names = new HashSet<String>();

        account.costs(Days.only(TODAY.minusDays(1)), row -> names.add(row.campaignName()));

        assertThat(names).contains("LinkedIn | Extra 1499");
    }

    @Test
    void money_comes_out_to_the_cent() {
        var days = new Days(TODAY.minusDays(120), TODAY);
        var booked = SandboxLinkedIn.bookedCost(visitor(), days);

        assertThat(cost(days))
                .usingComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                .isEqualTo(booked);
        account.costs(days, row -> assertThat(row.cost().amount().scale()).isEqualTo(2));
        assertThat(account.facts().currency().getCurrencyCode()).isEqualTo("EUR");
    }

    @Test
    void days_without_anything_have_no_rows_where_we_may_see_them() {
        assertThat(cost(new Days(TODAY.minusDays(900), TODAY.minusDays(890)))).isEmpty();
    }

    @Test
    void an_empty_report_without_the_right_to_read_it_is_an_error_and_not_a_zero() {
        visitor().control("linkedin/scopes", "{\"scopes\":[\"rw_conversions\",\"r_ads\"]}");

        var thrown = broken(() -> cost(TEN_DAYS));

        assertThat(thrown.failure().code()).isEqualTo("NOTHING_SHOWN");
        assertThat(thrown.failure().failureClass()).isEqualTo(FailureClass.CONFIGURATION);
        assertThat(broken(() -> account.counted(TEN_DAYS, row -> {})).failure().code())
                .isEqualTo("NOTHING_SHOWN");
    }

    @Test
    void to_a_member_without_a_role_an_empty_list_of_rules_is_an_error_too() {
        visitor().control("linkedin/role", "{\"role\":\"NONE\"}");

        assertThat(broken(() -> account.conversionActions()).failure().code()).isEqualTo("USER_NOT_AUTHORIZED");
        assertThat(broken(() -> cost(TEN_DAYS)).failure().code()).isEqualTo("USER_NOT_AUTHORIZED");
    }

    @Test
    void the_reports_quota_of_the_day_is_back_after_midnight_utc() {
        fault("rate-day", "/rest/adAnalytics");

        var thrown = broken(() -> cost(TEN_DAYS));

        assertThat(thrown.failure().code()).isEqualTo("TOO_MANY_REQUESTS_TODAY");
        assertThat(thrown.notBefore().orElseThrow().toString()).contains("T00:05:00Z");
    }

    @Test
    void figures_of_five_minutes_are_waited_for() {
        fault("metric-values", "/rest/adAnalytics");

        assertThat(broken(() -> cost(TEN_DAYS)).notBefore().orElseThrow())
                .isAfter(Instant.now().plusSeconds(60));
    }

    @Test
    void what_is_cut_or_no_report_at_all_is_never_taken_for_one() {
        for (var kind : List.of("truncated", "html-200", "empty-200", "drop-after")) {
            fault(kind, "/rest/adAnalytics");

            assertThat(broken(() -> cost(TEN_DAYS)).failure().failureClass()).isEqualTo(FailureClass.UNKNOWN_OUTCOME);
            visitor().delete("/__sandbox/faults");
        }
    }

    @Test
    void more_rules_than_fit_on_a_page_are_all_shown() {
        for (int n = 0; n < 120; n++) {
            account.create(draft("Rule " + n, "OTHER"));
        }

        assertThat(account.conversionActions()).hasSize(125);
    }

    private static ConversionAction.Draft draft(String name, String category) {
        return new ConversionAction.Draft(name, category, Duration.ofDays(30), ConversionAction.Counting.ONE_PER_CLICK);
    }

    @Test
    void a_rule_tells_all_there_is_to_know_of_it() {
        var rules = new HashMap<String, ConversionAction>();
        account.conversionActions().forEach(rule -> rules.put(rule.id(), rule));

        var won = rules.get("30111222");
        assertThat(won.name()).isEqualTo("Closed won");
        assertThat(won.owner()).isEqualTo("510000001");
        assertThat(won.category()).contains("PURCHASE");
        assertThat(won.counting()).contains(ConversionAction.Counting.EVERY);
        assertThat(won.clickWindow()).contains(Duration.ofDays(90));
        assertThat(won.campaigns()).contains(Set.of("410000101", "410000102", "410000103"));
        assertThat(won.alwaysDefault()).isFalse();
        assertThat(rules.get("30111220").counting()).contains(ConversionAction.Counting.ONE_PER_CLICK);
        assertThat(rules.get("30111227").obstacle().orElseThrow()).contains("Insight Tag");
        assertThat(rules.get("30111228").obstacle().orElseThrow()).contains("switched off");
        assertThat(rules).doesNotContainKey("30111229");
    }

    @Test
    void a_rule_whose_making_nobody_heard_of_is_there_and_the_outcome_unknown() {
        visitor().control("faults", """
                {"vendor":"linkedin","kind":"drop-after","path":"/rest/conversions"}""");

        var thrown = broken(() -> account.create(draft("Perhaps", "LEAD")));

        assertThat(thrown.failure().failureClass()).isEqualTo(FailureClass.UNKNOWN_OUTCOME);
        assertThat(account.conversionActions())
                .extracting(ConversionAction::name)
                .contains("Perhaps");
    }

    @Test
    void a_window_that_a_kind_of_rule_does_not_have_is_refused_in_linkedins_words() {
        var wrong = new ConversionAction.Draft(
                "Too long", "OTHER", Duration.ofDays(365), ConversionAction.Counting.ONE_PER_CLICK);

        var thrown = broken(() -> account.create(wrong));

        assertThat(thrown.failure().code()).isEqualTo("REQUEST_REFUSED");
        assertThat(thrown.failure().message()).contains("window");
    }

    @Test
    void a_member_whose_token_was_refused_gets_another_one() {
        account.conversionActions();
        visitor().control("linkedin/expire-tokens", "{}");

        assertThat(account.conversionActions()).isNotEmpty();
    }

    @Test
    void what_we_sent_is_counted_for_the_campaign_that_was_clicked() {
        visitor().control("clicks", """
                {"kind":"LI_FAT_ID","value":"click-of-directors","clickedAt":"%s","accountId":"510000001",\
                "campaignId":"410000101"}""".formatted(Instant.now().minus(Duration.ofDays(3))));
        account.upload(List.of(new ConversionEvent(
                ConversionKey.of("00D000000000001EAA", "0061", "linkedin", "won", 1),
                "30111222",
                Instant.now().minus(Duration.ofHours(1)),
                Optional.of(Money.of(new BigDecimal("1500.00"), "EUR")),
                Optional.of(new ClickId(ClickId.Kind.LI_FAT_ID, "click-of-directors")),
                Optional.empty(),
                Optional.empty(),
                Consent.UNSPECIFIED)));
        var won = new ArrayList<AdReport.CountedDay>();
        Visitor.eventually(() -> {
            won.clear();
            account.counted(new Days(TODAY.minusDays(1), TODAY.plusDays(1)), row -> {
                if (row.action().equals("30111222")) {
                    won.add(row);
                }
            });
            return !won.isEmpty();
        });

        assertThat(won).singleElement().satisfies(row -> {
            assertThat(row.campaign()).isEqualTo("410000101");
            assertThat(row.counted()).isEqualByComparingTo("1");
            assertThat(row.value().orElseThrow().amount()).isEqualByComparingTo("1500");
            assertThat(row.dated()).isEqualTo(AdReport.Dated.BY_CONVERSION);
        });
    }
}
