package io.downfunnel.store;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.AdAccountFacts;
import io.downfunnel.domain.AdQuestion;
import io.downfunnel.domain.AdReport.CampaignDay;
import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.SomeActions;
import io.downfunnel.store.AdAccountStore.Known;
import io.downfunnel.store.ConversionActionStore.What;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReportStoreTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant NOW = Instant.parse("2026-11-20T05:30:00Z");
    private static final LocalDate DAY = LocalDate.parse("2026-11-10");

    private Jdbi jdbi;
    private Known account;

    @BeforeEach
    void prepare() {
        jdbi = database.jdbi();
        jdbi.useHandle(sql -> sql.execute("""
                truncate ad_account, campaign, conversion_action, conversion_action_change, campaign_day, report_day,
                         report_claim, report_use, staged_cost cascade"""));
        account = new AdAccountStore(jdbi)
                .recognise("google", new AdAccountFacts("1", "One", ZoneOffset.UTC, Currency.getInstance("EUR")), NOW);
    }

    /** Leases that are over as soon as they are given. */
    private ReportClaimStore forgetful() {
        return new ReportClaimStore(jdbi, Duration.ofSeconds(-1));
    }

    private static CampaignDay row(int campaign, String cost) {
        return new CampaignDay(DAY, "c" + campaign, "Campaign", Money.of(new BigDecimal(cost), "EUR"), 10, 1);
    }

    private List<String> rows(String query) {
        return jdbi.withHandle(sql -> sql.createQuery(query).mapTo(String.class).list());
    }

    @Test
    void one_node_at_a_time_reads_a_destination() {
        var claims = new ReportClaimStore(jdbi);
        var first = claims.claim("google", "node-1");

        assertThat(first).isPresent();
        assertThat(claims.claim("google", "node-2")).isEmpty();
        assertThat(claims.claim("linkedin", "node-2")).isPresent();

        claims.release(first.orElseThrow());
        assertThat(claims.claim("google", "node-2")).isPresent();
    }

    @Test
    void a_node_that_overslept_its_lease_saves_nothing() {
        var claims = forgetful();
        var reports = new ReportStore(jdbi, claims);
        var asleep = reports.costs(claims.claim("google", "node-1").orElseThrow(), account, Days.only(DAY), NOW);
        asleep.accept(row(1, "1.00"));
        var awake = reports.costs(claims.claim("google", "node-2").orElseThrow(), account, Days.only(DAY), NOW);
        awake.accept(row(2, "2.00"));

        assertThatThrownBy(asleep::replace).isInstanceOf(ReportClaimStore.LostClaimException.class);
        awake.replace();

        assertThat(rows("select cost from campaign_day")).containsExactly("2.00");
    }

    @Test
    void what_a_node_left_behind_half_way_is_thrown_away() {
        var claims = forgetful();
        var reports = new ReportStore(jdbi, claims);
        var dying = reports.costs(claims.claim("google", "node-1").orElseThrow(), account, Days.only(DAY), NOW);
        for (int campaign = 0; campaign < 2_500; campaign++) {
            dying.accept(row(campaign, "1.00"));
        }
        assertThat(rows("select count(*) from staged_cost")).containsExactly("2000");

        claims.claim("google", "node-2");

        assertThat(rows("select count(*) from staged_cost")).containsExactly("0");
        assertThat(rows("select count(*) from campaign_day")).containsExactly("0");
    }

    @Test
    void rows_that_a_crash_of_the_database_took_are_missed() {
        var claims = new ReportClaimStore(jdbi);
        var read = new ReportStore(jdbi, claims)
                .costs(claims.claim("google", "node-1").orElseThrow(), account, Days.only(DAY), NOW);
        for (int campaign = 0; campaign < 1_500; campaign++) {
            read.accept(row(campaign, "1.00"));
        }
        jdbi.useHandle(sql -> sql.execute("truncate staged_cost"));

        assertThatThrownBy(read::replace)
                .isInstanceOf(StagedRead.UnusableException.class)
                .hasMessage("Of 1500 rows only 500 are left");
        assertThat(rows("select count(*) from campaign_day")).containsExactly("0");
    }

    @Test
    void a_day_without_rows_is_read_all_the_same() {
        var claims = new ReportClaimStore(jdbi);
        var reports = new ReportStore(jdbi, claims);
        reports.costs(claims.claim("google", "node-1").orElseThrow(), account, new Days(DAY, DAY.plusDays(2)), NOW)
                .replace();

        assertThat(reports.days(account, AdQuestion.COST)).containsOnlyKeys(DAY, DAY.plusDays(1), DAY.plusDays(2));
        assertThat(reports.days(account, AdQuestion.COUNTED)).isEmpty();
    }

    @Test
    void a_campaign_that_was_renamed_stays_the_same() {
        var claims = new ReportClaimStore(jdbi);
        var reports = new ReportStore(jdbi, claims);
        var claim = claims.claim("google", "node-1").orElseThrow();
        for (var name : List.of("Old", "New")) {
            var read = reports.costs(claim, account, Days.only(DAY), NOW);
            read.accept(new CampaignDay(DAY, "c1", name, Money.of(BigDecimal.ONE, "EUR"), 10, 1));
            read.replace();
        }

        assertThat(rows("select vendor_id || ' ' || name from campaign")).containsExactly("c1 New");
    }

    @Test
    void names_and_days_may_hold_anything() {
        var claims = new ReportClaimStore(jdbi);
        var read = new ReportStore(jdbi, claims)
                .costs(claims.claim("google", "node-1").orElseThrow(), account, Days.only(DAY), NOW);
        read.accept(new CampaignDay(
                DAY,
                "c\t1",
                "Tab\tline\nback\\slash \\N \u00e4\ud83d\ude80",
                Money.of(new BigDecimal("0.000001"), "EUR"),
                0,
                0));
        read.replace();

        assertThat(rows("select name from campaign")).containsExactly("Tab\tline\nback\\slash \\N \u00e4\ud83d\ude80");
        assertThat(rows("select cost from campaign_day")).containsExactly("0.000001");
    }

    @Test
    void operations_of_a_day_are_counted_over_midnight() {
        var claims = new ReportClaimStore(jdbi);
        var claim = claims.claim("google", "node-1").orElseThrow();
        claims.asking(claim, 5, NOW.minus(Duration.ofHours(26)));
        claims.asking(claim, 7, NOW.minus(Duration.ofHours(20)));
        claims.asking(claim, 2, NOW);
        claims.asking(claim, 1, NOW);

        assertThat(claims.used("google", NOW)).isEqualTo(10);
    }

    @Test
    void what_changes_about_a_conversion_action_is_noted_with_its_time() {
        var claims = new ReportClaimStore(jdbi);
        var actions = new ConversionActionStore(jdbi, claims);
        var claim = claims.claim("google", "node-1").orElseThrow();
        var later = NOW.plus(Duration.ofDays(1));
        actions.saw(
                claim,
                List.of(
                        SomeActions.action("1", "Won", Optional.empty()),
                        SomeActions.action("2", "Lead", Optional.empty())),
                NOW);
        assertThat(actions.changes("google", 10)).isEmpty();

        actions.saw(claim, List.of(SomeActions.action("1", "Won deal", Optional.of("Hidden."))), later);
        actions.saw(
                claim,
                List.of(
                        SomeActions.action("1", "Won deal", Optional.empty()),
                        SomeActions.action("2", "Lead", Optional.empty())),
                later);

        assertThat(actions.changes("google", 10))
                .extracting(change -> change.action() + " " + change.what() + " "
                        + change.before().orElse("-") + " > " + change.after().orElse("-"))
                .containsExactly(
                        "2 BACK - > -",
                        "1 OBSTACLE Hidden. > -",
                        "2 GONE - > -",
                        "1 OBSTACLE - > Hidden.",
                        "1 NAME Won > Won deal");
        assertThat(actions.changes("google", 1).getFirst().what()).isEqualTo(What.BACK);
    }

    @Test
    void a_conversion_action_comes_back_as_the_account_showed_it() {
        var claims = new ReportClaimStore(jdbi);
        var actions = new ConversionActionStore(jdbi, claims);
        var full = new ConversionAction(
                "1",
                "Won",
                "123",
                Optional.of("QUALIFIED_LEAD"),
                Optional.of(ConversionAction.Counting.EVERY),
                Optional.of(Duration.ofDays(90)),
                Optional.of(false),
                Optional.of(Money.of(new BigDecimal("12.50"), "EUR")),
                true,
                Optional.of(Set.of("c1", "c2")),
                Optional.of(NOW),
                Optional.of("Hidden."));
        var bare = SomeActions.action("2", "Lead", Optional.empty());

        actions.saw(claims.claim("google", "node-1").orElseThrow(), List.of(full, bare), NOW);

        assertThat(actions.of("google"))
                .extracting(ConversionActionStore.Seen::action)
                .containsExactlyInAnyOrder(full, bare);
    }
}
