package io.downfunnel.reconcile;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.AdAccountFacts;
import io.downfunnel.domain.AdReport;
import io.downfunnel.domain.AdReport.Dated;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.Diagnostic;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.OpenAccount;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.store.AdAccountStore;
import io.downfunnel.store.AdClickStore;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.ConnectionStore.Health;
import io.downfunnel.store.ConversionActionStore;
import io.downfunnel.store.DiagnosticStore;
import io.downfunnel.store.FormLeadStore;
import io.downfunnel.store.ReportClaimStore;
import io.downfunnel.store.ReportStore;
import io.downfunnel.store.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

class ReportsStepTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final LocalDate TODAY = LocalDate.parse("2026-11-20");

    private final ReportingAccount google = new ReportingAccount();
    private Jdbi jdbi;
    private ReportsStep.Stores stores;
    private Instant now = Instant.parse("2026-11-20T05:30:00Z");
    private Map<String, String> settings = Map.of();

    @BeforeEach
    void prepare() {
        jdbi = database.jdbi();
        jdbi.useHandle(sql -> sql.execute("""
                truncate ad_account, campaign, conversion_action, conversion_action_change, campaign_day, counted_day, ad_click,
                         report_day, report_read, upload_diagnostic, upload_complaint, report_claim, report_use, staged_cost,
                         staged_counted, staged_click, form_response, staged_form_response, connection_status, stage_event, stage_match, matched_click
                cascade"""));
        var claims = new ReportClaimStore(jdbi);
        stores = new ReportsStep.Stores(
                claims,
                new AdAccountStore(jdbi),
                new ReportStore(jdbi, claims),
                new AdClickStore(jdbi, claims),
                new FormLeadStore(jdbi, claims),
                new ConversionActionStore(jdbi, claims),
                new DiagnosticStore(jdbi, claims),
                new ConnectionStore(jdbi));
    }

    private Map<String, Reported> read(OpenAccount... accounts) {
        return step(accounts).run(new Run(1, "node-1", Progress.unwatched()));
    }

    private Map<String, Reported> leads(OpenAccount... accounts) {
        return step(accounts).leads(new Run(1, "node-1", Progress.unwatched()));
    }

    private ReportsStep step(OpenAccount... accounts) {
        var config = new SmallRyeConfigBuilder()
                .withMapping(ReportsConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(ReportsConfig.class);
        var open = new TreeMap<String, OpenAccount>();
        Arrays.stream(accounts).forEach(account -> open.put(account.name(), account));
        return new ReportsStep(stores, () -> open, config, Clock.fixed(now, ZoneOffset.UTC));
    }

    private void nextNight() {
        now = now.plus(Duration.ofHours(24));
        google.asked.clear();
    }

    private static PlatformException failure(FailureClass failureClass) {
        return new PlatformException(new Failure(failureClass, "SOME_CODE", "The platform says no"));
    }

    private List<String> rows(String query) {
        return jdbi.withHandle(sql -> sql.createQuery(query).mapTo(String.class).list());
    }

    private String one(String query) {
        return rows(query).getFirst();
    }

    /** A click that the CRM gave us. */
    private void ours(String value, Instant clickedAt) {
        jdbi.useHandle(sql -> {
            var event = sql.createQuery("""
                            insert into stage_event (organization_id, lineage, stage, occurrence, object, record_id, occurred_at,
                                                     evidence)
                            values (1, ?, 'lead', 1, 'Lead', ?, now(), 'created') returning id""")
                    .bind(0, value)
                    .bind(1, value)
                    .mapTo(Long.class)
                    .one();
            sql.execute(
                    "insert into matched_click values (?, 'GCLID', ?, ?, 'RECORDED', 'FITS', 'own', 'Lead', '00Q1')",
                    event,
                    value,
                    clickedAt.atOffset(ZoneOffset.UTC));
        });
    }

    @Test
    void on_the_first_night_the_account_is_read_as_a_whole() {
        google.costs = days -> days.each()
                .map(day -> ReportingAccount.cost(day, "1", "1.25", 3))
                .toList();

        var done = read(google.full("google"));

        assertThat(google.asked)
                .startsWith(
                        "account",
                        "actions",
                        "diagnostics",
                        "cost 2026-10-22 to 2026-11-20",
                        "counted 2026-10-22 to 2026-11-20",
                        "cost 2026-10-01 to 2026-10-21",
                        "counted 2026-10-01 to 2026-10-21")
                .endsWith("counted 2025-10-20 to 2025-10-31");
        assertThat(done.get("google").troubles()).isEmpty();
        assertThat(one("select count(*) || ' days from ' || min(day) || ' to ' || max(day) from campaign_day"))
                .isEqualTo("397 days from 2025-10-20 to 2026-11-20");
        assertThat(one("select sum(cost) || ' ' || min(currency) || ' ' || sum(clicks) from campaign_day"))
                .isEqualTo("496.25 EUR 1191");
        assertThat(one("select count(*) from staged_cost")).isEqualTo("0");
    }

    @Test
    void on_the_next_night_only_what_may_have_changed_is_asked_for() {
        read(google.full("google"));
        nextNight();

        read(google.full("google"));

        assertThat(google.asked)
                .containsExactly(
                        "account",
                        "actions",
                        "diagnostics",
                        "cost 2026-10-23 to 2026-11-21",
                        "counted 2026-10-23 to 2026-11-21");
    }

    @Test
    void what_the_budget_has_no_room_for_is_read_in_the_nights_that_follow_and_nothing_twice() {
        settings = Map.of("downfunnel.reports.operations-per-day", "15");
        var past = new ArrayList<String>();
        var left = new ArrayList<Integer>();
        for (int night = 0; night < 20; night++) {
            left.add(read(google.full("google")).get("google").later());
            google.asked.stream()
                    .filter(ask -> ask.startsWith("cost 202"))
                    .skip(1)
                    .forEach(past::add);
            nextNight();
        }

        assertThat(left.getFirst()).isPositive();
        assertThat(left.getLast()).isZero();
        assertThat(past).hasSizeGreaterThan(10).doesNotHaveDuplicates();
        var today = TODAY.plusDays(19);
        assertThat(rows("select day from report_day where report = 'COST'"))
                .containsAll(new Days(today.minusMonths(13), today)
                        .each()
                        .map(LocalDate::toString)
                        .toList());
    }

    @Test
    void no_more_is_asked_within_a_day_than_the_budget_allows() {
        settings = Map.of("downfunnel.reports.operations-per-day", "15");

        read(google.full("google"));
        now = now.plus(Duration.ofHours(7));
        read(google.full("google"));

        assertThat(Integer.parseInt(one("select sum(operations) from report_use")))
                .isLessThanOrEqualTo(15);
    }

    @Test
    void what_is_read_again_takes_the_place_of_what_was_known() {
        google.costs = days -> List.of(
                ReportingAccount.cost(days.last(), "1", "10.00", 5),
                ReportingAccount.cost(days.last(), "2", "20.00", 5));
        read(google.full("google"));
        nextNight();
        google.costs = days -> List.of(ReportingAccount.cost(TODAY, "2", "19.50", 4));

        read(google.full("google"));

        assertThat(rows("select c.vendor_id || ' ' || d.cost || ' ' || d.clicks from campaign_day d join campaign c"
                        + " on c.id = d.campaign_id where d.day >= '2026-10-23' order by 1"))
                .containsExactly("2 19.50 4");
        assertThat(one("select count(*) from campaign_day where day < '2026-10-23'"))
                .as("what was not read again stays")
                .isEqualTo("26");
    }

    @Test
    void a_read_that_breaks_half_way_changes_nothing_and_the_other_questions_are_asked_all_the_same() {
        google.costs = days -> List.of(ReportingAccount.cost(TODAY, "1", "10.00", 5));
        settings = Map.of("downfunnel.reports.history", "P1D");
        read(google.full("google"));
        nextNight();
        google.costs = days -> List.of(ReportingAccount.cost(TODAY, "1", "99.00", 9));
        google.behind = question -> {
            if (question.equals("cost")) {
                throw failure(FailureClass.TRANSIENT);
            }
        };

        var done = read(google.full("google")).get("google");

        assertThat(rows("select cost from campaign_day")).containsExactly("10.00");
        assertThat(google.asked).contains("counted 2026-10-23 to 2026-11-21");
        assertThat(done.troubles()).containsExactly("cost, 2026-10-23 to 2026-11-21: The platform says no");
        var status = stores.connections().find("google, cost").orElseThrow();
        assertThat(status.health()).isEqualTo(Health.FAILING);
        assertThat(status.since()).isEqualTo(now);

        google.behind = question -> {};
        nextNight();
        read(google.full("google"));

        assertThat(rows("select cost from campaign_day")).containsExactly("99.00");
        assertThat(stores.connections().find("google, cost").orElseThrow().health())
                .isEqualTo(Health.FINE);
        assertThat(one("select count(*) from staged_cost")).isEqualTo("0");
    }

    @Test
    void a_question_that_is_refused_for_good_waits_for_a_person_and_is_tried_again_every_night() {
        google.before = question -> {
            if (question.equals("diagnostics")) {
                throw failure(FailureClass.CONFIGURATION);
            }
        };

        read(google.full("google"));
        nextNight();
        read(google.full("google"));

        assertThat(google.asked).contains("diagnostics");
        var status = stores.connections().find("google, diagnostics").orElseThrow();
        assertThat(status.health()).isEqualTo(Health.STOPPED);
        assertThat(status.since()).isEqualTo(now.minus(Duration.ofHours(24)));
        assertThat(stores.connections().find("google")).isEmpty();
    }

    @Test
    void an_account_that_refuses_us_does_not_hold_up_another() {
        google.before = question -> {
            throw failure(FailureClass.AUTHENTICATION);
        };
        var linkedin = new ReportingAccount();
        linkedin.costs = days -> List.of(ReportingAccount.cost(days.first(), "1", "1.00", 1));

        var done = read(google.full("google"), linkedin.full("linkedin"));

        assertThat(google.asked).containsExactly("account");
        assertThat(done.get("linkedin").rows()).isEqualTo(15);
        assertThat(done.get("linkedin").troubles()).isEmpty();
    }

    @Test
    void who_is_asked_to_wait_waits() {
        var until = now.plus(Duration.ofHours(30));
        google.before = question -> {
            if (question.equals("cost")) {
                throw new PlatformException(
                        new Failure(FailureClass.THROTTLED, "SOME_CODE", "Later"), Optional.of(until), null);
            }
        };
        read(google.full("google"));
        nextNight();
        read(google.full("google"));
        assertThat(google.asked).noneMatch(ask -> ask.startsWith("cost"));

        nextNight();
        read(google.full("google"));
        assertThat(google.asked).anyMatch(ask -> ask.startsWith("cost"));
    }

    @Test
    void days_are_those_of_the_account() {
        google.facts = new AdAccountFacts("1", "West", ZoneId.of("America/Los_Angeles"), Currency.getInstance("USD"));

        read(google.open("google", Capability.REPORTS_COST));

        assertThat(google.asked).startsWith("account", "cost 2026-10-21 to 2026-11-19");
        assertThat(one("select zone || ' ' || currency from ad_account")).isEqualTo("America/Los_Angeles USD");
    }

    @Test
    void another_account_behind_the_same_destination_has_days_of_its_own() {
        google.costs = days -> List.of(ReportingAccount.cost(days.last(), "1", "1.00", 1));
        settings = Map.of("downfunnel.reports.history", "P1D");
        read(google.open("google", Capability.REPORTS_COST));
        google.facts = new AdAccountFacts("999", "Other", ZoneId.of("Europe/Berlin"), Currency.getInstance("EUR"));
        now = now.plus(Duration.ofMinutes(5));

        read(google.open("google", Capability.REPORTS_COST));

        assertThat(rows("select a.vendor_id || ' ' || count(*) from campaign_day d join ad_account a on a.id ="
                        + " d.ad_account_id group by a.vendor_id order by 1"))
                .containsExactly("1234567890 1", "999 1");
    }

    @Test
    void when_nobody_knows_whose_days_they_are_none_are_read() {
        read(google.full("google"));
        nextNight();
        google.before = question -> {
            if (question.equals("account")) {
                throw failure(FailureClass.TRANSIENT);
            }
        };

        read(google.full("google"));

        assertThat(google.asked).containsExactly("account", "actions", "diagnostics");
    }

    @Test
    void what_is_not_declared_is_not_asked_and_not_told() {
        var silent = new ReportingAccount();

        var done = read(google.open("google", Capability.LISTS_ACTIONS), silent.open("linkedin"));

        assertThat(google.asked).containsExactly("actions");
        assertThat(silent.asked).isEmpty();
        assertThat(done).containsOnlyKeys("google");
        assertThat(stores.connections().all()).isEmpty();
    }

    @Test
    void the_same_row_twice_is_refused_and_what_was_known_stays() {
        settings = Map.of("downfunnel.reports.history", "P1D");
        google.costs = days -> List.of(ReportingAccount.cost(TODAY, "1", "10.00", 5));
        read(google.full("google"));
        nextNight();
        google.costs = days ->
                List.of(ReportingAccount.cost(TODAY, "1", "4.00", 5), ReportingAccount.cost(TODAY, "1", "6.00", 5));

        read(google.full("google"));

        assertThat(rows("select cost from campaign_day")).containsExactly("10.00");
        var status = stores.connections().find("google, cost").orElseThrow();
        assertThat(status.health()).isEqualTo(Health.FAILING);
        assertThat(status.failure().orElseThrow().message()).contains("told the same twice");
    }

    @Test
    void a_row_of_a_day_that_nobody_asked_for_is_refused() {
        google.costs = days -> List.of(ReportingAccount.cost(TODAY.plusDays(1), "1", "4.00", 5));

        read(google.full("google"));

        assertThat(one("select count(*) from campaign_day")).isEqualTo("0");
        assertThat(stores.connections().find("google, cost")).isPresent();
    }

    @Test
    void what_is_counted_names_campaigns_and_actions_that_nobody_has_heard_of() {
        settings = Map.of("downfunnel.reports.history", "P1D");
        google.counted = days -> List.of(
                new AdReport.CountedDay(
                        TODAY,
                        "8",
                        "555",
                        Dated.BY_CLICK,
                        new BigDecimal("0.5"),
                        Optional.of(Money.of(new BigDecimal("60.10"), "EUR"))),
                new AdReport.CountedDay(TODAY, "8", "555", Dated.BY_CONVERSION, BigDecimal.ONE, Optional.empty()));

        read(google.full("google"));

        assertThat(rows("""
                select c.vendor_id || ' ' || a.vendor_id || ' ' || dated || ' ' || counted || ' ' || coalesce(value::text, '-')
                  from counted_day join campaign c on c.id = campaign_id
                  join conversion_action a on a.id = conversion_action_id order by 1""")).containsExactly("8 555 BY_CLICK 0.5 60.10", "8 555 BY_CONVERSION 1 -");
        assertThat(stores.actions().of("google"))
                .as("never shown by the account")
                .isEmpty();
    }

    @Test
    void a_click_id_that_the_crm_did_not_give_us_is_written_nowhere() {
        ours("Cj0KCQ-ours", Instant.parse("2026-11-18T12:00:00Z"));
        google.clicks = day -> List.of(
                ReportingAccount.click(day, "Cj0KCQ-foreign-1", ReportingAccount.ID),
                ReportingAccount.click(day, "Cj0KCQ-ours", ReportingAccount.ID),
                ReportingAccount.click(day, "Cj0KCQ-foreign-2", ReportingAccount.ID));
        var staged = new HashSet<String>();
        google.behind = question -> staged.addAll(rows("select value from staged_click"));

        read(google.full("google"));

        assertThat(google.asked).filteredOn(ask -> ask.startsWith("clicks")).containsExactly("clicks 2026-11-18");
        assertThat(rows("select value || ' ' || account || ' ' || keyword || ' ' || device from ad_click"))
                .containsExactly("Cj0KCQ-ours 1234567890 crm software MOBILE");
        assertThat(staged).doesNotContain("Cj0KCQ-foreign-1", "Cj0KCQ-foreign-2");
    }

    @Test
    void a_click_of_ours_that_the_platform_does_not_know_is_noted_and_sought_until_its_day_is_whole() {
        ours("Cj0KCQ-nowhere", Instant.parse("2026-11-18T12:00:00Z"));

        read(google.full("google"));
        nextNight();
        read(google.full("google"));
        assertThat(google.asked).contains("clicks 2026-11-18");
        nextNight();
        read(google.full("google"));
        assertThat(google.asked).contains("clicks 2026-11-18");
        nextNight();
        read(google.full("google"));
        assertThat(google.asked).noneMatch(ask -> ask.startsWith("clicks"));

        assertThat(rows("select value || ' ' || coalesce(account, 'nowhere') from ad_click"))
                .containsExactly("Cj0KCQ-nowhere nowhere");
    }

    @Test
    void a_click_that_turns_up_later_is_found_with_its_campaign() {
        ours("Cj0KCQ-late", Instant.parse("2026-11-18T12:00:00Z"));
        read(google.full("google"));
        nextNight();
        google.clicks = day -> List.of(ReportingAccount.click(day, "Cj0KCQ-late", ReportingAccount.ID));

        read(google.full("google"));

        assertThat(
                        one(
                                "select c.name || ' ' || a.ad_group_name from ad_click a join campaign c on c.id = a.campaign_id"))
                .isEqualTo("Campaign 77 Ad group 5");
    }

    @Test
    void before_conversions_are_made_it_is_asked_who_filled_in_forms_and_at_first_everybody_there_is() {
        var account = google.open("google", Capability.REPORTS_LEADS, Capability.REPORTS_COST);

        assertThat(leads(account).get("google").troubles()).isEmpty();

        assertThat(google.asked)
                .startsWith("account", "leads 2026-10-22 to 2026-11-20", "leads 2026-10-01 to 2026-10-21")
                .endsWith("leads 2025-11-21 to 2025-11-30")
                .noneMatch(ask -> ask.startsWith("cost"));
        google.asked.clear();
        now = now.plus(Duration.ofMinutes(29));
        leads(account);
        assertThat(google.asked).as("not again at once").isEmpty();
        now = now.plus(Duration.ofMinutes(2));
        leads(account);
        assertThat(google.asked).containsExactly("account", "leads 2026-11-19 to 2026-11-20");
    }

    @Test
    void whoever_filled_in_a_form_weeks_ago_and_gets_into_the_crm_today_is_found_at_night() {
        var account = google.open("google", Capability.REPORTS_LEADS);
        leads(account);
        nextNight();

        read(account);

        assertThat(google.asked).containsExactly("account", "leads 2026-10-23 to 2026-11-21");
    }

    @Test
    void forms_that_cannot_be_read_keep_nobody_waiting_and_are_a_connection_of_their_own() {
        google.before = question -> {
            if (question.equals("leads")) {
                throw failure(FailureClass.CONFIGURATION);
            }
        };

        var done = leads(google.open("google", Capability.REPORTS_LEADS), google.open("silent"));

        assertThat(done).containsOnlyKeys("google");
        assertThat(done.get("google").troubles()).singleElement().asString().contains("form responses");
        assertThat(stores.connections()
                        .find("google, form responses")
                        .orElseThrow()
                        .health())
                .isEqualTo(Health.STOPPED);
        assertThat(io.downfunnel.domain.AdQuestion.is("google, form responses")).isTrue();
    }

    @Test
    void diagnostics_are_kept_as_they_were_heard_last() {
        var complaint = new Diagnostic.Complaint(new Failure(FailureClass.PERMANENT, "TOO_OLD", "Too old"), 0.25);
        google.diagnostics = List.of(
                new Diagnostic(
                        Optional.of("555"), "API", "NEEDS_ATTENTION", 8, 6, 0, Optional.of(now), List.of(complaint)),
                new Diagnostic(Optional.empty(), "API", "GOOD", 8, 6, 0, Optional.empty(), List.of()));
        read(google.full("google"));
        assertThat(stores.diagnostics().of("google")).isEqualTo(google.diagnostics);

        google.diagnostics = List.of();
        nextNight();
        read(google.full("google"));
        assertThat(stores.diagnostics().of("google")).isEmpty();
    }
}
