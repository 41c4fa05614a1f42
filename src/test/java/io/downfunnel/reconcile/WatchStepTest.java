package io.downfunnel.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.Alert;
import io.downfunnel.domain.Alert.Kind;
import io.downfunnel.domain.Alert.Severity;
import io.downfunnel.domain.Cliff;
import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.SomeActions;
import io.downfunnel.store.AlertStore;
import io.downfunnel.store.AuditStore;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.ConnectionStore.Health;
import io.downfunnel.store.ConversionActionStore;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.ReportClaimStore;
import io.downfunnel.store.ReportWatchStore;
import io.downfunnel.store.TestDatabase;
import io.downfunnel.store.TrailStore;
import io.downfunnel.store.WatchStore;

import static org.assertj.core.api.Assertions.assertThat;

class WatchStepTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static ConversionRows rows;
    private static AlertStore alerts;
    private static ConnectionStore connections;
    private static WatchStep watchdog;

    @BeforeAll
    static void prepare() {
        rows = new ConversionRows(database);
        rows.execute("alter table conversion disable trigger conversion_guard");
        alerts = new AlertStore(database.jdbi());
        connections = new ConnectionStore(database.jdbi());
        watchdog = watchdog(Map.of());
    }

    private static WatchStep watchdog(Map<String, String> settings) {
        var config = new SmallRyeConfigBuilder()
                .withMapping(WatchdogConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(WatchdogConfig.class);
        return new WatchStep(
                new WatchStore(database.jdbi()),
                new ReportWatchStore(database.jdbi()),
                new AuditStore(database.jdbi()),
                alerts,
                new TrailStore(database.jdbi()),
                config,
                ZoneId.of("UTC"));
    }

    @BeforeEach
    void clear() {
        rows.clear();
        rows.execute("delete from alert");
        rows.execute("delete from audit");
        rows.execute("delete from run");
        rows.execute("delete from audit_trail_check");
        rows.execute(
                "truncate ad_account, campaign, conversion_action, conversion_action_change, ad_click, report_read,"
                        + " report_claim, mapping_in_force, connection_status cascade");
    }

    private static Alert only() {
        assertThat(alerts.open()).hasSize(1);
        return alerts.open().getFirst().alert();
    }

    private static void since(String state, String interval) {
        rows.execute("update conversion set state = '" + state + "', reason = null, state_since = now() - interval '"
                + interval + "'");
    }

    @Test
    void what_waits_no_longer_than_it_may_opens_nothing() {
        rows.ready("google", 5);

        assertThat(watchdog.run(List.of()).opened()).isEmpty();
    }

    @Test
    void many_that_wait_for_one_cause_are_one_alert() {
        rows.ready("google", 5);
        since("READY", "26 hours");

        watchdog.run(List.of());

        assertThat(only().kind()).isEqualTo(Kind.OVERDUE);
        assertThat(only().concerned()).isEqualTo(5);
        assertThat(only().earliestExpiry()).isPresent();
        assertThat(only().sentence())
                .startsWith("5 conversions for Google have been ready to be sent for longer than 25 hours")
                .contains("None is lost.")
                .contains("If nobody does anything, the first becomes worthless on");
    }

    @Test
    void two_causes_are_two_alerts() {
        rows.ready("google", 1);
        since("READY", "26 hours");
        rows.ready("linkedin", 1);
        rows.execute("update conversion set state = 'HELD', reason = 'NEW_MAPPING', explanation = 'x',"
                + " state_since = now() - interval '25 hours' where destination = 'linkedin'");

        watchdog.run(List.of());

        assertThat(alerts.open())
                .extracting(entry -> entry.alert().subject())
                .containsExactlyInAnyOrder("google READY", "linkedin HELD NEW_MAPPING");
    }

    @Test
    void an_alert_is_opened_once_and_kept_up_to_date() {
        rows.ready("google", 1);
        since("READY", "26 hours");
        var first = watchdog.run(List.of());
        rows.ready("google", 1);
        since("READY", "26 hours");

        var second = watchdog.run(List.of());

        assertThat(first.opened()).hasSize(1);
        assertThat(second.opened()).isEmpty();
        assertThat(only().concerned()).isEqualTo(2);
    }

    @Test
    void it_closes_by_itself_when_the_cause_is_gone_and_stays_in_the_history() {
        rows.ready("google", 1);
        since("READY", "26 hours");
        watchdog.run(List.of());
        rows.clear();

        var changes = watchdog.run(List.of());

        assertThat(changes.closed()).hasSize(1);
        assertThat(alerts.open()).isEmpty();
        assertThat(alerts.past(10))
                .singleElement()
                .satisfies(entry -> assertThat(entry.closedAt()).isPresent());
    }

    @Test
    void a_cause_that_comes_back_is_a_new_alert() {
        rows.ready("google", 1);
        since("READY", "26 hours");
        watchdog.run(List.of());
        rows.clear();
        watchdog.run(List.of());
        rows.ready("google", 1);
        since("READY", "26 hours");

        assertThat(watchdog.run(List.of()).opened()).hasSize(1);
        assertThat(alerts.past(10)).hasSize(1);
    }

    @Test
    void what_waits_for_its_time_is_not_late_before_it() {
        rows.ready("google", 1);
        since("DELAYED", "30 hours");
        rows.execute("update conversion set due_at = now() - interval '1 hour'");
        assertThat(watchdog.run(List.of()).opened()).isEmpty();

        rows.execute("update conversion set due_at = now() - interval '3 hours'");
        assertThat(watchdog.run(List.of()).opened()).hasSize(1);
    }

    @Test
    void a_lease_that_ran_out_long_ago_is_told() {
        rows.ready("google", 1);
        since("IN_FLIGHT", "1 hour");
        rows.execute("update conversion set leased_until = now() - interval '11 minutes'");

        watchdog.run(List.of());

        assertThat(only().sentence()).contains("with a node that is gone for longer than 10 minutes");
    }

    @Test
    void doubt_is_told_after_an_hour_also_when_it_is_held() {
        long id = rows.ready("linkedin", 1).getFirst();
        since("HELD", "61 minutes");
        rows.execute("update conversion set reason = 'NO_ANSWER'");
        assertThat(watchdog.run(List.of()).opened()).isEmpty();

        rows.execute(
                "insert into conversion_transition (conversion_id, from_state, to_state, failure_class, attempt, node,"
                        + " epoch) values (" + id + ", 'UNKNOWN', 'HELD', 'UNKNOWN_OUTCOME', 1, 'node-1', 1)");
        watchdog.run(List.of());

        assertThat(only().subject()).isEqualTo("linkedin IN_DOUBT NO_ANSWER");
        assertThat(only().sentence()).contains("Look in LinkedIn whether they were counted");
    }

    @Test
    void a_verdict_that_does_not_come_is_told_and_a_last_word_is_not() {
        rows.ready("google", 1);
        since("ACCEPTED", "25 hours");
        assertThat(watchdog.run(List.of()).opened()).isEmpty();

        rows.execute("update conversion set due_at = now()");
        watchdog.run(List.of());

        assertThat(only().sentence()).contains("without a verdict for longer than 24 hours");
        assertThat(only().earliestExpiry()).isEmpty();
    }

    @Test
    void what_needs_a_person_is_a_reminder_after_three_days() {
        rows.ready("google", 1);
        since("NEEDS_YOU", "73 hours");

        watchdog.run(List.of());

        assertThat(only().severity()).isEqualTo(Severity.REMINDER);
    }

    @Test
    void what_a_brake_keeps_back_is_told_at_once() {
        rows.ready("google", 3);
        since("HELD", "1 minute");
        rows.execute("update conversion set reason = 'VOLUME'");

        watchdog.run(List.of());

        assertThat(only().kind()).isEqualTo(Kind.BRAKED);
        assertThat(only().severity()).isEqualTo(Severity.URGENT);
        assertThat(only().sentence()).startsWith("3 conversions for Google are kept back by a brake since");
    }

    @Test
    void what_will_be_worthless_before_anybody_releases_it_is_urgent() {
        rows.ready("google", 3);
        since("HELD", "1 minute");
        rows.execute("update conversion set expires_at = now() + interval '6 days'");

        watchdog.run(List.of());

        assertThat(only().kind()).isEqualTo(Kind.EXPIRING);
        assertThat(only().severity()).isEqualTo(Severity.URGENT);
        assertThat(only().sentence()).contains("worthless within 7 days");
    }

    @Test
    void what_is_ready_and_will_be_sent_in_time_is_not_told() {
        rows.ready("google", 3);
        rows.execute("update conversion set expires_at = now() + interval '6 days'");

        assertThat(watchdog.run(List.of()).opened()).isEmpty();
    }

    @Test
    void a_connection_that_waits_for_a_person_is_urgent_and_counts_what_waits_for_it() {
        rows.ready("google", 4);
        connections.broken(
                "google",
                Health.STOPPED,
                new Failure(FailureClass.AUTHENTICATION, "REVOKED", "The token was revoked"),
                "Connect the account again",
                Instant.now().plus(Duration.ofMinutes(15)),
                Instant.now());

        watchdog.run(List.of());

        assertThat(only().kind()).isEqualTo(Kind.CONNECTION_STOPPED);
        assertThat(only().severity()).isEqualTo(Severity.URGENT);
        assertThat(only().sentence())
                .startsWith("Google has not worked since")
                .contains("The token was revoked. 4 conversions wait for it, none is lost. Connect the account again.");

        connections.fine("google", Instant.now());
        assertThat(watchdog.run(List.of()).closed()).hasSize(1);
    }

    @Test
    void one_that_should_recover_by_itself_is_told_when_it_does_not() {
        var failure = new Failure(FailureClass.TRANSIENT, "UNAVAILABLE", "Google is not available");
        connections.broken("google", Health.FAILING, failure, "", Instant.now(), Instant.now());
        assertThat(watchdog.run(List.of()).opened()).isEmpty();

        rows.execute("update connection_status set since = now() - interval '2 hours'");
        watchdog.run(List.of());

        assertThat(only().kind()).isEqualTo(Kind.CONNECTION_FAILING);
    }

    @Test
    void an_endpoint_that_stays_left_alone_is_told_with_what_waits_for_it() {
        rows.ready("google", 3);
        rows.execute(
                "insert into circuit (connection, endpoint, open_until, since, message) values ('google', 'upload',"
                        + " now(), now() - interval '2 hours', 'Google is not available')");

        watchdog.run(List.of());

        assertThat(only().kind()).isEqualTo(Kind.CONNECTION_FAILING);
        assertThat(only().destination()).contains("google");
        assertThat(only().sentence()).contains("uploads has failed since").contains("3 conversions wait for it");
    }

    @Test
    void a_code_that_nobody_knows_is_told_by_its_name() {
        long id = rows.ready("google", 1).getFirst();
        rows.execute("insert into conversion_transition (conversion_id, from_state, to_state, reason, failure_class,"
                + " attempt, node, epoch) values (" + id
                + ", 'IN_FLIGHT', 'READY', 'BRAND_NEW_ERROR', 'UNCLASSIFIED', 1, 'node-1', 1)");

        watchdog.run(List.of());

        assertThat(only().kind()).isEqualTo(Kind.UNKNOWN_CODE);
        assertThat(only().sentence()).contains("(BRAND_NEW_ERROR)").contains("never dropped");
    }

    @Test
    void what_the_auditor_found_is_told_with_an_example() {
        rows.execute("insert into audit (node, conversions) values ('node-1', 7)");
        rows.execute("""
                insert into audit_result
                select id, 'DOUBLED', null, 2, '[{"destination": "linkedin", "key": "dfabc", "since": "2026-11-22T10:00:00Z",
                                                  "detail": "It was taken in twice."}]', 1 from audit""");

        watchdog.run(List.of());

        assertThat(only().kind()).isEqualTo(Kind.INVARIANT_BROKEN);
        assertThat(only().severity()).isEqualTo(Severity.URGENT);
        assertThat(only().sentence())
                .startsWith("The auditor found 2 conversions counted twice. For example dfabc: It was taken in"
                        + " twice. The platform bids on sales that did not happen.");
    }

    @Test
    void an_auditor_that_is_silent_is_told() {
        rows.execute(
                "insert into audit (node, conversions, checked_at) values ('node-1', 7, now() - interval '1 hour')");

        watchdog.run(List.of());

        assertThat(only().kind()).isEqualTo(Kind.AUDIT_LATE);
    }

    @Test
    void an_audit_trail_that_was_changed_is_told_until_it_fits_again() {
        rows.execute("insert into audit (node, conversions) values ('node-1', 7)");
        rows.execute("insert into audit_trail_check (entries, broken, hash) values (40, 17, sha256('x'))");

        watchdog.run(List.of());

        assertThat(only().kind()).isEqualTo(Kind.TRAIL_BROKEN);
        assertThat(only().severity()).isEqualTo(Severity.URGENT);
        assertThat(only().sentence()).startsWith("Entry 17 of the audit trail is not what was written");

        rows.execute("insert into audit_trail_check (entries, hash) values (41, sha256('y'))");
        watchdog.run(List.of());

        assertThat(alerts.open()).isEmpty();
    }

    @Test
    void times_are_the_settings() {
        rows.ready("google", 1);
        since("READY", "5 hours");

        assertThat(watchdog(Map.of("downfunnel.watchdog.ready", "PT4H"))
                        .run(List.of())
                        .opened())
                .hasSize(1);
    }

    @Test
    void every_sentence_ends_like_one() {
        rows.ready("google", 1);
        since("READY", "26 hours");
        rows.ready("linkedin", 2);
        rows.execute("update conversion set state = 'NEEDS_YOU', state_since = now() - interval '4 days', reason = 'X'"
                + " where destination = 'linkedin'");

        watchdog.run(List.of());

        assertThat(alerts.open())
                .extracting(entry -> entry.alert().sentence())
                .allMatch(sentence -> sentence.endsWith("."))
                .noneMatch(sentence -> sentence.contains("  ") || sentence.contains(".."));
    }

    private static void mapped(String action, String name) {
        rows.execute("insert into mapping_in_force (stage, destination, name, action, funnel_version) select '" + name
                + "', 'google', '" + name + "', '" + action + "', max(version) from funnel_version");
    }

    /** What the account shows, one look after the other. */
    private static void shown(ConversionAction... actions) {
        var claims = new ReportClaimStore(database.jdbi());
        var claim = claims.claim("google", "node-1").orElseThrow();
        new ConversionActionStore(database.jdbi(), claims).saw(claim, List.of(actions), Instant.now());
        claims.release(claim);
    }

    @Test
    void an_action_that_is_as_it_was_is_no_alert() {
        mapped("555", "Won");
        shown(SomeActions.action("555", "Deals won", Optional.empty()));

        watchdog.run(List.of());

        assertThat(alerts.open()).isEmpty();
    }

    @Test
    void an_account_that_never_showed_its_actions_is_no_alert() {
        mapped("555", "Won");

        watchdog.run(List.of());

        assertThat(alerts.open()).isEmpty();
    }

    @Test
    void a_deleted_action_is_told_with_its_mappings_until_it_is_back() {
        mapped("555", "Qualified");
        mapped("555", "Won");
        rows.ready("google", "555", 3);
        shown(SomeActions.action("555", "Deals won", Optional.empty()));
        shown();

        watchdog.run(List.of());

        assertThat(only().kind()).isEqualTo(Kind.ACTION_CHANGED);
        assertThat(only().severity()).isEqualTo(Severity.URGENT);
        assertThat(only().concerned()).isEqualTo(3);
        assertThat(only().sentence())
                .startsWith(
                        "Google does not show the conversion action 555 (Deals won) any more, which the mappings Qualified,"
                                + " Won send to.")
                .contains("change the mapping")
                .endsWith("3 conversions wait for it.");

        shown(SomeActions.action("555", "Deals won", Optional.empty()));
        assertThat(watchdog.run(List.of()).closed()).hasSize(1);
    }

    @Test
    void an_action_that_the_account_never_showed_is_told_too() {
        mapped("556", "Won");
        shown(SomeActions.action("555", "Deals won", Optional.empty()));

        watchdog.run(List.of());

        assertThat(only().sentence()).startsWith("Google does not show the conversion action 556 any more");
    }

    @Test
    void an_action_that_takes_no_uploads_any_more_is_told_with_the_reason() {
        mapped("555", "Won");
        shown(SomeActions.action("555", "Deals won", Optional.empty()));
        shown(SomeActions.action("555", "Deals won", Optional.of("It is hidden. Enable it in Google Ads")));

        watchdog.run(List.of());

        assertThat(only().subject()).isEqualTo("google 555 CLOSED");
        assertThat(only().sentence())
                .isEqualTo(
                        "Nothing can be uploaded for the conversion action 555 (Deals won) of Google, which the mapping Won"
                                + " sends to: It is hidden. Enable it in Google Ads. What is sent there is refused until that is"
                                + " mended.");
    }

    @Test
    void a_new_name_is_a_reminder_for_a_week() {
        mapped("555", "Won");
        shown(SomeActions.action("555", "Deals won", Optional.empty()));
        shown(SomeActions.action("555", "Do not use", Optional.empty()));

        watchdog.run(List.of());
        assertThat(only().severity()).isEqualTo(Severity.REMINDER);
        assertThat(only().sentence())
                .startsWith(
                        "Google now calls the conversion action 555 Do not use; it was called Deals won. The mapping Won"
                                + " sends to it and goes on as before.");

        rows.execute("update conversion_action_change set at = at - interval '8 days'");
        assertThat(watchdog.run(List.of()).closed()).hasSize(1);
    }

    @Test
    void an_action_that_no_mapping_uses_may_come_and_go() {
        shown(SomeActions.action("555", "Deals won", Optional.empty()));
        shown();

        watchdog.run(List.of());

        assertThat(alerts.open()).isEmpty();
    }

    @Test
    void clicks_that_were_bought_with_another_account_are_told() {
        rows.execute(
                "insert into ad_account (destination, vendor_id, name, zone, currency) values ('google', '111', 'A',"
                        + " 'UTC', 'EUR')");
        rows.execute(
                "insert into ad_click (ad_account_id, kind, value, day, account) select id, 'GCLID', n::text,"
                        + " current_date - 5, case when n <= 3 then '999' else '111' end from ad_account, generate_series(1, 40) n");
        rows.execute("insert into ad_click (ad_account_id, kind, value, day, account) select id, 'GCLID', 'old',"
                + " current_date - 100, '999' from ad_account");

        watchdog.run(List.of());

        assertThat(only().kind()).isEqualTo(Kind.CLICKS_ELSEWHERE);
        assertThat(only().subject()).isEqualTo("google 999");
        assertThat(only().sentence())
                .startsWith(
                        "3 of 40 clicks of the last three months that your CRM holds and Google knows were bought with the"
                                + " account 999, but conversions go to the account 111");
    }

    @Test
    void a_report_that_cannot_be_read_is_a_warning_that_says_what_it_does_not_touch() {
        connections.broken(
                "google, cost",
                Health.STOPPED,
                new Failure(FailureClass.CONFIGURATION, "NO_ACCESS", "This account may not be read"),
                "Give it access.",
                Instant.now(),
                Instant.now());

        watchdog.run(List.of());

        assertThat(only().severity()).isEqualTo(Severity.WARNING);
        assertThat(only().sentence())
                .startsWith("Google, cost: cannot be read since")
                .contains("Conversions are not touched by this")
                .contains("Give it access.");
    }

    @Test
    void a_date_within_thirty_days_is_told_until_it_is_gone_and_urgently_in_the_last_week() {
        watchdog.run(List.of(ending("far", 31), ending("near", 30)));

        assertThat(only().kind()).isEqualTo(Kind.ENDING);
        assertThat(only().severity()).isEqualTo(Severity.WARNING);
        assertThat(only().sentence())
                .startsWith("LinkedIn: near ends on ")
                .contains(", in 30 days. From then on: It is refused. Raise the version.");

        watchdog.run(List.of(ending("near", 7)));
        assertThat(only().severity()).isEqualTo(Severity.URGENT);
        watchdog.run(List.of(ending("near", -2)));
        assertThat(only().sentence()).contains("near ended on ");
        watchdog.run(List.of());
        assertThat(alerts.open()).isEmpty();
    }

    private static Cliff ending(String what, int days) {
        var today = LocalDate.ofInstant(new AuditStore(database.jdbi()).now(), ZoneOffset.UTC);
        return new Cliff("linkedin", what, today.plusDays(days), "It is refused.", "Raise the version.", "");
    }
}
