package io.downfunnel.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.Consent;

/** A small installation with something of everything that a page can show, hostile text included. */
public final class Showcase {
    public static final String LEAD = "00Q000000000001EAA";
    public static final String LEAD_IN_FIFTEEN = "00Q000000000001";
    public static final String OPPORTUNITY = "006000000000001AAA";
    public static final String CONTACT = "003000000000001AAA";
    public static final String DOUBTFUL_LEAD = "00Q000000000007EAA";
    public static final String QUIET_LEAD = "00Q000000000009EAA";
    public static final String GCLID = "Cj0KCQiA-showcase-click-0001_x4Fg";
    public static final String SHARED_CLICK = "Cj0KCQiA-shared-by-two-leads-77aa";
    public static final String UNMATCHED_CLICK = "Cj0KCQiA-only-on-a-quiet-lead-9z";
    public static final String HOSTILE =
            "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">'\"&{evil}";
    public static final String KEY = key(1);
    private static final int IN_DOUBT = 4;
    public static final String KEY_IN_DOUBT = key(IN_DOUBT);

    private static final String ACTION = "445566778";

    private final Handle sql;
    private final Instant now;

    private Showcase(Handle sql, Instant now) {
        this.sql = sql;
        this.now = now;
    }

    /** 32 letters that differ in the last ones, as real keys differ in all. */
    public static String key(int number) {
        var letters = new StringBuilder("df").append("a".repeat(28));
        for (int shift = 15; shift >= 0; shift -= 5) {
            letters.append("abcdefghijklmnopqrstuvwxyz234567".charAt(number >> shift & 31));
        }
        return letters.toString();
    }

    /** Whatever else was in the database is gone then. */
    public static void fill(Jdbi jdbi, Instant now) {
        clear(jdbi);
        jdbi.useTransaction(sql -> new Showcase(sql, now).fillAll());
    }

    public static void clear(Jdbi jdbi) {
        jdbi.useHandle(sql -> sql.execute("""
                truncate organization, extraction_stream, lead, lead_history, opportunity, opportunity_history,
                         contact_role, contact, changed_record, funnel_version, lineage, stage_event, stage_match,
                         matched_click, stage_event_due, conversion, conversion_payload, upload_batch, upload_batch_item,
                         conversion_transition, run, run_step, connection_status, api_budget, alert, audit,
                         audit_result, mapping_in_force, mapping_gate, canary, trial, brake, release, ad_account, campaign,
                         campaign_day, counted_day, ad_click, report_day, conversion_action,
                         retention_night, retention_period, adjustment_due
                restart identity cascade"""));
    }

    /** A month in which both platforms took something in on most days, and the mappings changed once. */
    public static void deliver(Jdbi jdbi, Instant now) {
        jdbi.useTransaction(sql -> {
            sql.execute("""
                    insert into upload_batch (destination, action, size, node, epoch, intended_at, answered_at, answer, verdict)
                    select destination, '445566778', size, 'node-1', 1, at, at, 'taken in', 'counted'
                      from generate_series(0, 29) as day
                     cross join lateral (values ('google', day * 7 % 15), ('linkedin', day * 5 % 6)) as sent(destination, size)
                     cross join lateral (select cast(? as timestamptz) - make_interval(hours => 24 * day) as at) as moment
                     where size > 0 and day <> 11""", now);
            sql.execute("""
                    insert into upload_batch_item
                    select b.id, ordinal, (select min(id) from conversion c where c.destination = b.destination), '', 'accepted',
                           null, null
                      from upload_batch b, generate_series(0, b.size - 1) as ordinal
                     where b.node = 'node-1'""");
            sql.execute("update funnel_version set imported_at = ?", now.minus(Duration.ofDays(14)));
            sql.execute("""
                    insert into funnel_version (document, imported_at, imported_by)
                    select document, ?, ? from funnel_version where version = 1""", now.minus(Duration.ofDays(6)), HOSTILE);
        });
    }

    /** A run that is running now; the id of it. */
    public static long startRun(Jdbi jdbi, Instant now) {
        return jdbi.inTransaction(sql -> new Showcase(sql, now).running());
    }

    /** And how it ends. */
    public static void endRun(Jdbi jdbi, long run) {
        jdbi.useTransaction(sql -> {
            sql.execute(
                    "update run_step set state = 'done', waiting = null, finished_at = now() where run_id = ?", run);
            sql.execute("update run set finished_at = now(), result = 'fine' where id = ?", run);
        });
    }

    /** Alerts, and an audit that found something. */
    public static void alarm(Jdbi jdbi) {
        jdbi.useTransaction(sql -> {
            sql.execute("""
                    insert into alert (kind, subject, severity, destination, word, reason, sentence, concerned, opened_at,
                                       closed_at)
                    values ('CONNECTION_STOPPED', 'linkedin', 'URGENT', 'linkedin', 'WAITING', null,
                            'LinkedIn has not worked since 22 Nov 2026, 10:20: the token was revoked. 4 conversions wait for '
                            'it, none is lost. Connect the account again. We try now and then; it goes on by itself once '
                            'it is mended. If nobody does anything, the first becomes worthless on 22 Dec 2026, 10:20.',
                            4, now() - interval '3 hours', null),
                           ('OVERDUE', 'google HELD VOLUME', 'WARNING', 'google', 'ON_HOLD', 'VOLUME',
                            '1,212 conversions for Google have been on hold (VOLUME) for longer than 24 hours, the longest '
                            'since 21 Nov 2026, 09:19. Somebody has to decide. Open them: each says why it is held and '
                            'what releases it.', 1212, now() - interval '1 hour', null),
                           ('UNKNOWN_CODE', 'google SOMETHING_BRAND_NEW_THAT_IS_LONG', 'REMINDER', 'google', null, null,
                            ?, 1, now() - interval '2 days', now() - interval '1 day')""", HOSTILE);
            sql.execute("insert into audit (node, conversions) values ('node-1', 25312)");
            sql.execute("""
                    insert into audit_result
                    select id, i, null, case i when 'DOUBLED' then 2 else 0 end,
                           case i when 'DOUBLED' then jsonb_build_array(jsonb_build_object(
                               'destination', 'linkedin', 'conversion_id', 1, 'key', cast(? as text), 'since', now(), 'detail',
                               'It was taken in with upload batch 3 and again with upload batch 7, and the platform counts every copy.'))
                                else '[]' end, 3
                      from audit, unnest(array['LOST', 'DOUBLED', 'DRIFTED']) i""", KEY);
        });
    }

    private void fillAll() {
        sql.execute("""
                insert into organization (connection, salesforce_id, name, multi_currency, instance_url)
                values ('salesforce', '00D000000000001AAA', 'Northwind Robotics', true,
                        'https://northwind.my.salesforce.com')""");
        sql.execute("insert into funnel_version (document, imported_by) values (?, 'first start')", Funnels.DOCUMENT);
        connections();
        runs();
        journey();
        sharedClick();
        quietLead();
        inDoubt();
        manyConversions();
        brakes();
        reports();
        retention();
    }

    /** A night that removed something, and an admin who keeps identifiers for longer. */
    private void retention() {
        sql.execute(
                "insert into retention_night values (1, ?, ?, 1284, 37, 12, ?, ?)",
                ago(hours(9)),
                ago(hours(9)),
                ago(days(29)),
                ago(days(700)));
        sql.execute("insert into retention_period values ('IDENTIFIERS', 36, 'carla', ?)", ago(days(3)));
    }

    /** Two accounts: one with campaigns of all kinds, one whose past is still being read. */
    private void reports() {
        sql.execute("""
                insert into ad_account (destination, vendor_id, name, zone, currency)
                values ('google', '1234567890', 'Northwind EMEA', 'Europe/Berlin', 'EUR'),
                       ('linkedin', '510000001', 'Northwind', 'UTC', 'EUR')""");
        sql.execute("""
                insert into campaign (ad_account_id, vendor_id, name)
                select 1, 21000000 + n, case n when 2 then ? when 3 then null
                                        else 'DACH | Search | Warehouse robots, broad match, generation ' || n end
                  from generate_series(1, 130) as n""", HOSTILE);
        sql.execute("""
                insert into campaign_day
                select 1, current_date - d, n, 3000.0 / n + d, 'EUR', 4000 / n + d * 3, 90 / n + 1
                  from generate_series(0, 119) as d, generate_series(1, 130) as n""");
        sql.execute("""
                insert into report_day
                select 1, 'COST', current_date - d, now() from generate_series(0, 119) as d
                union all select 2, 'COST', current_date - d, now() from generate_series(0, 29) as d""");
        sql.execute("""
                insert into ad_click (ad_account_id, kind, value, day, account, campaign_id)
                values (1, 'GCLID', ?, current_date - 40, '1234567890', 1),
                       (1, 'GCLID', ?, current_date - 40, '9998887770', 4),
                       (1, 'GCLID', ?, current_date - 40, null, null)""", GCLID, SHARED_CLICK, UNMATCHED_CLICK);
    }

    private void connections() {
        var upsert = """
                insert into connection_status
                       (connection, state, since, failure_class, code, message, remedy, next_try_at, failures, seen_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
        sql.execute(upsert, "salesforce", "fine", ago(days(21)), null, null, null, null, null, 0, ago(minutes(6)));
        sql.execute(upsert, "google", "fine", ago(days(12)), null, null, null, null, null, 0, ago(minutes(4)));
        sql.execute(
                upsert,
                "linkedin",
                "failing",
                ago(hours(3)),
                "AUTHENTICATION",
                "REVOKED_ACCESS_TOKEN",
                "LinkedIn refused our access token " + HOSTILE
                        + ". No conversion reaches LinkedIn until it is renewed.",
                "Sign in to LinkedIn again as an administrator of the ad account and put the new token into the settings.",
                in(minutes(12)),
                9,
                ago(minutes(3)));
        for (var object : List.of("Lead", "LeadHistory", "Opportunity", "OpportunityHistory", "Contact")) {
            sql.execute("""
                    insert into extraction_stream (organization_id, object, purpose, watermark, records, finished_at)
                    values (1, ?, 'changes', ?, ?, ?)""", object, ago(minutes(8)), object.length() * 1234L, ago(minutes(6)));
        }
        sql.execute("""
                insert into api_budget (connection, day, calls, used, allowed)
                values ('salesforce', (now() at time zone 'UTC')::date, 412, 23010, 100000)""");
    }

    private void runs() {
        run("extract", "timetable", ago(days(2)), ago(days(2).minusMinutes(1)), "needs you");
        var broken = run("sync", "console", ago(days(1)), ago(days(1).minusSeconds(9)), "broke");
        step(broken, 0, "extract", "failed", null, 0, "Salesforce did not answer " + HOSTILE);
        step(broken, 1, "match", "planned", null, 0, null);
        var run = run("sync", "timetable", ago(hours(5)), ago(hours(5).minusMinutes(4)), "fine");
        step(run, 0, "extract", "done", 6120L, 6120, "6,120 records read");
        step(run, 1, "match", "done", 611L, 611, "588 matched, 23 without a click");
        step(run, 2, "convert", "done", 611L, 611, null);
        step(run, 3, "deliver", "done", 128L, 128, "128 sent");
    }

    private long running() {
        var run = run("sync", "console", ago(Duration.ofSeconds(95)), null, null);
        step(run, 0, "extract", "done", 6120L, 6120, "6,120 records read");
        step(run, 1, "match", "done", 611L, 611, null);
        step(run, 2, "deliver", "running", 1200L, 480, null);
        sql.execute(
                "update run_step set started_at = ?, finished_at = null, waiting = ? where run_id = ? and ordinal = 2",
                ago(Duration.ofSeconds(48)),
                "the platform takes 300 requests a minute " + HOSTILE,
                run);
        step(run, 3, "verdicts", "planned", null, 0, null);
        return run;
    }

    private long run(String kind, String startedBy, Instant from, Instant to, String result) {
        return sql.createQuery("""
                        insert into run (kind, started_by, node, started_at, alive_at, finished_at, result)
                        values (:kind, :startedBy, 'node-a:4711', :from, :alive, :to, :result) returning id""")
                .bind("kind", kind)
                .bind("startedBy", startedBy)
                .bind("from", from)
                .bind("alive", to == null ? now : to)
                .bind("to", to)
                .bind("result", result)
                .mapTo(Long.class)
                .one();
    }

    private void step(long run, int ordinal, String name, String state, Long expected, long done, String message) {
        sql.execute("""
                insert into run_step (run_id, ordinal, step, state, expected, done, message, started_at, finished_at)
                select id, ?, ?, ?, ?, ?, ?, case when ? <> 'planned' then started_at end,
                       case when ? in ('done', 'failed') then least(finished_at, started_at + interval '20 s') end
                  from run where id = ?""", ordinal, name, state, expected, done, message, state, state, run);
    }

    /** A lead from Google that became a won deal, sent twice to Google and once not to LinkedIn. */
    private void journey() {
        lead(LEAD, ago(days(40)), OPPORTUNITY, CONTACT, GCLID, ago(days(40).plusMinutes(7)));
        sql.execute("""
                insert into opportunity (organization_id, id, created_at, modified_at, deleted, stage_name, closed, won,
                                         amount, currency, test_record, fields, fingerprint)
                values (1, ?, ?, now(), false, 'Closed Won', true, true, 48000, 'EUR', false, '{}', '')""", OPPORTUNITY, ago(days(25)));
        sql.execute("""
                insert into contact_role (organization_id, id, opportunity_id, contact_id, created_at, modified_at,
                                          deleted, is_primary, fingerprint)
                values (1, '00K000000000001AAA', ?, ?, now(), now(), false, true, '')""", OPPORTUNITY, CONTACT);
        sql.execute("insert into lineage values (1, ?, ?), (1, ?, ?)", LEAD, LEAD, OPPORTUNITY, LEAD);
        history(LEAD, "017000000000001AAA", ago(days(32)), "Status", "Open " + HOSTILE, "Qualified");
        sql.execute("""
                insert into opportunity_history (organization_id, id, opportunity_id, created_at, stage_name, amount)
                values (1, '008000000000001AAA', ?, ?, 'Prospecting', 40000),
                       (1, '008000000000002AAA', ?, ?, 'Closed Won', 48000)""", OPPORTUNITY, ago(days(25)), OPPORTUNITY, ago(days(3)));

        var qualified = stage(LEAD, "qualified", "Lead", LEAD, ago(days(32)), "history", true);
        click(qualified, GCLID, "CONVERTED_LEAD", LEAD);
        var won = stage(LEAD, "closed-won", "Opportunity", OPPORTUNITY, ago(days(3)), "inferred", true);
        click(won, GCLID, "CONVERTED_LEAD", LEAD);

        var counted =
                conversion(1, qualified, LEAD, LEAD, "qualified", "google", "VERIFIED", null, null, "180.00", "EUR");
        transition(counted, null, "READY", null, null, null, days(31));
        var first = batch("google", 1, "taken in", "counted", days(30));
        item(first, counted, "accepted", null, null);
        transition(counted, "READY", "IN_FLIGHT", null, null, first, days(30));
        transition(counted, "IN_FLIGHT", "ACCEPTED", null, null, first, days(30).minusSeconds(2));
        transition(counted, "ACCEPTED", "VERIFIED", null, null, first, days(30).minusHours(2));

        adjustments(counted);

        var refused = conversion(
                2,
                won,
                LEAD,
                OPPORTUNITY,
                "closed-won",
                "google",
                "NEEDS_YOU",
                "PROCESSING_ERROR_REASON_INVALID_GCLID",
                "Google does not know this click " + HOSTILE,
                "48000",
                "EUR");
        transition(refused, null, "READY", null, null, null, days(2));
        var second = batch("google", 3, "refused", null, hours(30));
        item(
                second,
                refused,
                "rejected",
                "PROCESSING_ERROR_REASON_INVALID_GCLID",
                "The click ID is not of this account " + HOSTILE);
        transition(refused, "READY", "IN_FLIGHT", null, null, second, hours(30));
        transition(
                refused,
                "IN_FLIGHT",
                "NEEDS_YOU",
                "PROCESSING_ERROR_REASON_INVALID_GCLID",
                "Google does not know this click " + HOSTILE,
                second,
                hours(29));

        var excluded = conversion(
                3,
                won,
                LEAD,
                OPPORTUNITY,
                "closed-won",
                "linkedin",
                "EXCLUDED",
                "NO_IDENTIFIER",
                "The deal came from a Google click, and LinkedIn cannot recognise the person",
                null,
                null);
        transition(
                excluded,
                null,
                "EXCLUDED",
                "NO_IDENTIFIER",
                "The deal came from a Google click, and LinkedIn cannot recognise the person",
                null,
                days(2));
    }

    /** The deal grew, and Google counts it so; then it was lost, and there is no way to take it back. */
    private void adjustments(long counted) {
        var insert = """
                insert into adjustment (conversion_id, kind, cause, adjusted_at, destination, action, before_value,
                                        before_currency, after_value, after_currency, state, reason, explanation,
                                        expires_at, created_at)
                values (?, ?, ?, ?, 'google', ?, ?, 'EUR', ?, ?, ?, ?, ?, ?, ?)""";
        sql.execute(
                insert,
                counted,
                "RESTATEMENT",
                "AMOUNT_CHANGED",
                ago(days(20)),
                ACTION,
                new java.math.BigDecimal("180.00"),
                new java.math.BigDecimal("240.00"),
                "EUR",
                "VERIFIED",
                "COUNTED",
                "Google counts it with 240.00 EUR now.",
                in(days(20)),
                ago(days(19)));
        sql.execute(
                insert,
                counted,
                "RETRACTION",
                "LOST",
                ago(days(4)),
                ACTION,
                new java.math.BigDecimal("240.00"),
                null,
                null,
                "HELD",
                "NO_ROUTE",
                "The deal was lost, and this installation has no way to take conversions back: Google keeps counting"
                        + " 240.00 EUR. " + HOSTILE,
                in(days(20)),
                ago(days(3)));
        sql.execute("""
                insert into adjustment_transition (adjustment_id, at, from_state, to_state, reason, explanation, run_id,
                                                   attempt, node, epoch)
                select id, created_at, null, state, reason, explanation, 3, 0, 'node-a:4711', 0 from adjustment""");
    }

    private void sharedClick() {
        for (var id : List.of("00Q000000000005EAA", "00Q000000000006EAA")) {
            lead(id, ago(days(9)), null, null, SHARED_CLICK, null);
            var stage = stage(id, "qualified", "Lead", id, ago(days(4)), "created", true);
            click(stage, SHARED_CLICK, "LEAD_ITSELF", id);
        }
    }

    private void quietLead() {
        lead(QUIET_LEAD, ago(days(1)), null, null, UNMATCHED_CLICK, null);
    }

    /** Sent to LinkedIn, and no answer came: a person decides. */
    private void inDoubt() {
        lead(DOUBTFUL_LEAD, ago(days(6)), null, null, null, null);
        var qualified = stage(DOUBTFUL_LEAD, "qualified", "Lead", DOUBTFUL_LEAD, ago(days(2)), "history", true);
        var explanation =
                "The node that was sending it did not come back. It may have been sent. LinkedIn would count a"
                        + " second copy, so it waits for you: look there whether it was counted, then release it or cancel it.";
        var held = conversion(
                IN_DOUBT,
                qualified,
                DOUBTFUL_LEAD,
                DOUBTFUL_LEAD,
                "qualified",
                "linkedin",
                "HELD",
                "NODE_LOST",
                explanation,
                null,
                null);
        sql.execute("insert into conversion_payload values (?, '{}', '', ?)", held, ago(hours(20)));
        var batch = batch("linkedin", 12, null, null, hours(20));
        item(batch, held, null, null, null);
        transition(held, null, "READY", null, null, null, hours(30));
        transition(held, "READY", "IN_FLIGHT", null, null, batch, hours(20));
        transition(held, "IN_FLIGHT", "UNKNOWN", "NODE_LOST", "The node did not come back", batch, hours(19));
        transition(held, "UNKNOWN", "HELD", "NODE_LOST", explanation, batch, hours(19));
    }

    /** Enough for several pages, in every state. */
    private void manyConversions() {
        sql.execute("""
                insert into conversion (key, organization_id, lineage, record_id, stage, occurrence, mapping,
                                        funnel_version, destination, action, occurred_at, value, currency, state, reason,
                                        explanation, due_at, expires_at, state_since)
                select 'df' || repeat('b', 26) || translate(lpad(number::text, 6, '0'), '0123456789', 'cdefghijkl'), 1,
                       '00Q00000000' || lpad(number::text, 4, '0') || 'AAB', '00Q00000000' || lpad(number::text, 4, '0') || 'AAB',
                       'qualified', 1, 'qualified lead to ' || destination, 1, destination, '445566778',
                       now() - make_interval(hours => number * 3), amount, case when amount is not null then currency end,
                       state, reason, explanation, now() + interval '2 hours',
                       now() + make_interval(hours => number + 20), now() - make_interval(mins => number * 7)
                  from generate_series(1, 132) as number
                 cross join lateral (select
                       (array['google', 'linkedin'])[1 + number % 2] as destination,
                       (array['EUR', 'USD'])[1 + number % 3 / 2] as currency,
                       case when number % 5 > 0 then 150 + number * 10.5 end as amount,
                       (array['VERIFIED', 'ACCEPTED', 'ACCEPTED', 'READY', 'DELAYED', 'EXCLUDED', 'EXCLUDED', 'HELD',
                              'NEEDS_YOU', 'IN_FLIGHT', 'EXPIRED', 'CANCELLED'])[1 + number % 12] as state) chosen
                 cross join lateral (select
                       case state when 'EXCLUDED' then (array['CONSENT_DENIED', 'WINDOW_CLOSED'])[1 + number / 12 % 2]
                                  when 'DELAYED' then 'CLICK_TOO_YOUNG' when 'HELD' then 'NEW_MAPPING'
                                  when 'NEEDS_YOU' then 'PROCESSING_ERROR_REASON_INVALID_GCLID' end as reason,
                       case state when 'EXCLUDED' then
                            (array['The person denied consent for ad user data',
                                   'The click is 97 days old and the action counts 90'])[1 + number / 12 % 2]
                                  when 'DELAYED' then 'The click is younger than six hours'
                                  when 'NEEDS_YOU' then 'The platform does not know this click' end as explanation) why
                 order by number desc""");
        var event = ConversionRows.event(1, "445566778", Consent.UNSPECIFIED);
        sql.execute("""
                insert into conversion_payload (conversion_id, payload, hash, frozen_at)
                select id, cast(? as jsonb), ?, now() from conversion where state = 'NEEDS_YOU'""", Payload.encode(event), Payload.hash(event));
        sql.execute("""
                insert into conversion_transition (conversion_id, from_state, to_state, run_id, attempt, node, epoch)
                select id, 'IN_FLIGHT', 'ACCEPTED', 3, 1, 'node-a:4711', 1
                  from conversion where state in ('ACCEPTED', 'VERIFIED') and id > 3""");
    }

    /** A mapping on trial, one that was refused, one with far too much, and a destination that somebody stopped. */
    private void brakes() {
        sql.execute(
                """
                insert into mapping_gate (destination, stage, mapping, fingerprint, state, since, sentence, remedy)
                values ('google', 'qualified', 'qualified lead to google', 'a', 'CANARY', ?, null, null),
                       ('linkedin', 'qualified', 'qualified lead to linkedin', 'b', 'REFUSED', ?, ?, ?)""",
                ago(hours(2)),
                ago(hours(7)),
                "LinkedIn refused 6 of the first 10 conversions of “qualified lead to linkedin”. Mostly, 5 times: "
                        + HOSTILE + " (FIELD_REQUIRED). The others are on hold.",
                "Correct the mapping " + HOSTILE);
        sql.execute("""
                update conversion set reason = 'CANARY_REFUSED'
                 where state = 'HELD' and reason = 'NEW_MAPPING' and destination = 'linkedin'""");
        sql.execute("""
                insert into canary (conversion_id, destination, stage)
                select id, destination, stage from conversion
                 where destination = 'google' and stage = 'qualified' and state in ('VERIFIED', 'NEEDS_YOU', 'ACCEPTED')
                   and id > 3
                 order by id limit 10""");
        sql.execute("""
                update conversion set state = 'HELD', reason = 'NEW_MAPPING',
                       explanation = 'The mapping is new; a few of its conversions go ahead, and this one follows.'
                 where id in (select id from conversion where state = 'DELAYED' and destination = 'google'
                               order by id limit 6)""");
        sql.execute("""
                update conversion set reason = 'VOLUME',
                       explanation = '4,812 conversions of “won” became ready on Monday, 2026-11-23; on a Monday 100 are usual. 300 may go, and the other 4,512, worth 1200000 EUR, wait until somebody releases them.'
                 where id in (select id from conversion where state = 'HELD' and reason = 'NEW_MAPPING' and destination = 'google'
                               order by id limit 2)""");
        sql.execute("""
                insert into brake (kind, destination, sentence, set_at, set_by)
                values ('STOPPED', 'linkedin', ?, ?, 'anna')""", "Stopped by anna: the budget is under review " + HOSTILE + ".", ago(hours(1)));
        sql.execute("""
                insert into release (at, by, what, destination, stage, mapping, conversions)
                values (?, 'ben', 'VOLUME', 'google', 'qualified', ?, 1234),
                       (?, 'anna', 'DESTINATION_STOPPED', 'google', null, null, 77)""", ago(days(3)), "qualified lead to google " + HOSTILE, ago(days(2)));
    }

    private void lead(String id, Instant created, String opportunity, String contact, String gclid, Instant clicked) {
        sql.createUpdate("""
                        insert into lead (organization_id, id, created_at, modified_at, deleted, status, converted,
                                          opportunity_id, contact_id, gclid, clicked_at, test_record, fields, fingerprint)
                        values (1, :id, :created, now(), false, 'Qualified', :opportunity is not null, :opportunity,
                                :contact, :gclid, :clicked, false, '{}', '')""")
                .bind("id", id)
                .bind("created", created)
                .bind("opportunity", opportunity)
                .bind("contact", contact)
                .bind("gclid", gclid)
                .bind("clicked", clicked)
                .execute();
    }

    private void history(String lead, String id, Instant at, String field, String from, String to) {
        sql.execute("insert into lead_history values (1, ?, ?, ?, ?, ?, ?)", id, lead, at, field, from, to);
    }

    private long stage(
            String lineage, String stage, String object, String record, Instant at, String evidence, boolean matched) {
        var id = sql.createQuery("""
                        insert into stage_event (organization_id, lineage, stage, occurrence, object, record_id,
                                                 occurred_at, evidence, detected_at)
                        values (1, :lineage, :stage, 1, :object, :record, :at, :evidence, :detected) returning id""")
                .bind("lineage", lineage)
                .bind("stage", stage)
                .bind("object", object)
                .bind("record", record)
                .bind("at", at)
                .bind("evidence", evidence)
                .bind("detected", at.plusSeconds(3600))
                .mapTo(Long.class)
                .one();
        sql.execute("""
                insert into stage_match (stage_event_id, matched, person_object, person_id, person_rule, email_sha256,
                                         email_folded_sha256, test_record, records, matched_at)
                values (?, ?, 'Lead', ?, 'CONVERTED_LEAD', ?, ?, false, '[]', ?)""", id, matched, lineage, "0".repeat(64), "0".repeat(64), at.plusSeconds(3660));
        return id;
    }

    private void click(long stage, String gclid, String rule, String source) {
        sql.execute("""
                insert into matched_click (stage_event_id, kind, value, clicked_at, dating, fit, rule, source_object,
                                           source_id)
                values (?, 'GCLID', ?, ?, 'RECORDED', 'FITS', ?, 'Lead', ?)""", stage, gclid, ago(days(40).plusMinutes(7)), rule, source);
    }

    private long conversion(
            int number,
            long stage,
            String lineage,
            String record,
            String stageName,
            String destination,
            String state,
            String reason,
            String explanation,
            String value,
            String currency) {
        return sql.createQuery("""
                        insert into conversion (key, organization_id, stage_event_id, lineage, record_id, stage, occurrence,
                                                mapping, funnel_version, destination, action, occurred_at, value, currency,
                                                state, reason, explanation, expires_at, attempt, created_at)
                        values (:key, 1, :stage, :lineage, :record, :stageName, 1, :mapping, 1, :destination, :action,
                                :at, :value::numeric, :currency, :state, :reason, :explanation, :expires, 1, :created)
                        returning id""")
                .bind("key", key(number))
                .bind("stage", stage)
                .bind("lineage", lineage)
                .bind("record", record)
                .bind("stageName", stageName)
                .bind("mapping", stageName + " to " + destination)
                .bind("destination", destination)
                .bind("action", ACTION)
                .bind("at", ago(days(3)))
                .bind("value", value)
                .bind("currency", currency)
                .bind("state", state)
                .bind("reason", reason)
                .bind("explanation", explanation)
                .bind("expires", in(days(5)))
                .bind("created", ago(days(2)))
                .mapTo(Long.class)
                .one();
    }

    private void transition(
            long conversion, String from, String to, String reason, String explanation, Long batch, Duration ago) {
        sql.execute("""
                insert into conversion_transition (conversion_id, at, from_state, to_state, reason, explanation, run_id,
                                                   batch_id, attempt, node, epoch)
                values (?, ?, ?, ?, ?, ?, 3, ?, 1, 'node-a:4711', 1)""", conversion, ago(ago), from, to, reason, explanation, batch);
    }

    private long batch(String destination, int size, String answer, String verdict, Duration ago) {
        return sql.createQuery("""
                        insert into upload_batch (destination, action, size, run_id, node, epoch, intended_at, answered_at, answer,
                                                  request_id, verdict, verdict_at)
                        values (:destination, '445566778', :size, 3, 'node-a:4711', 1, :intended, :answered, :answer,
                                case when :answer is not null then 'req-7f3a' end,
                                :verdict, :verdictAt) returning id""")
                .bind("destination", destination)
                .bind("size", size)
                .bind("intended", ago(ago))
                .bind("answered", answer == null ? null : ago(ago.minusSeconds(2)))
                .bind("answer", answer)
                .bind("verdict", verdict)
                .bind("verdictAt", verdict == null ? null : ago(ago.minusHours(2)))
                .mapTo(Long.class)
                .one();
    }

    private void item(long batch, long conversion, String outcome, String code, String message) {
        sql.execute(
                "insert into upload_batch_item values (?, 0, ?, '', ?, ?, ?)",
                batch,
                conversion,
                outcome,
                code,
                message);
    }

    private Instant ago(Duration time) {
        return now.minus(time);
    }

    private Instant in(Duration time) {
        return now.plus(time);
    }

    private static Duration days(long number) {
        return Duration.ofDays(number);
    }

    private static Duration hours(long number) {
        return Duration.ofHours(number);
    }

    private static Duration minutes(long number) {
        return Duration.ofMinutes(number);
    }
}
