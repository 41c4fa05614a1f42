package io.downfunnel.reconcile;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.Audit;
import io.downfunnel.domain.Finding;
import io.downfunnel.domain.Invariant;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.store.AuditStore;
import io.downfunnel.store.AuditStore.Trait;
import io.downfunnel.store.AuditedRows;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.TestDatabase;

import static io.downfunnel.domain.Invariant.CONSENT;
import static io.downfunnel.domain.Invariant.DOUBLED;
import static io.downfunnel.domain.Invariant.DRIFTED;
import static io.downfunnel.domain.Invariant.ILLEGAL_STEP;
import static io.downfunnel.domain.Invariant.LEAKED;
import static io.downfunnel.domain.Invariant.LEASE;
import static io.downfunnel.domain.Invariant.LOST;
import static io.downfunnel.domain.Invariant.STUCK;
import static io.downfunnel.domain.Invariant.UNEXPLAINED;
import static io.downfunnel.domain.Invariant.UNFOLDED;
import static org.assertj.core.api.Assertions.assertThat;

/** Each invariant is broken once, by hand, and the auditor sees exactly that. */
class AuditTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static ConversionRows rows;
    private static AuditedRows made;
    private static AuditStore store;

    @BeforeAll
    static void prepare() {
        rows = new ConversionRows(database);
        made = new AuditedRows(rows);
        store = new AuditStore(database.jdbi());
        rows.execute("insert into organization (connection, salesforce_id, name, multi_currency)"
                + " values ('salesforce', '00D000000000001AAA', 'Test', false)");
    }

    @BeforeEach
    void clear() {
        made.clear();
        rows.execute("delete from state_deadline");
        store.know(List.of(new Trait("google", true, true), new Trait("linkedin", false, false)));
    }

    private static Audit audit() {
        return store.audit(new Run(1, "node-1", Progress.unwatched()), any -> Optional.empty());
    }

    private static void finds(Invariant invariant, String detail) {
        assertThat(audit().broken()).singleElement().satisfies(finding -> {
            assertThat(finding.invariant()).isEqualTo(invariant);
            assertThat(finding.violations()).isEqualTo(1);
            assertThat(finding.sample())
                    .singleElement()
                    .satisfies(violation ->
                            assertThat(violation.detail()).contains(detail).endsWith("."));
        });
    }

    private static long event(String detected) {
        return made.event("won", detected);
    }

    @Test
    void what_the_product_leaves_is_in_order() {
        made.accepted("google");
        made.accepted("linkedin");
        made.ready("linkedin");

        var audit = audit();

        assertThat(audit.broken()).isEmpty();
        assertThat(audit.conversions()).isEqualTo(3);
        assertThat(audit.findings()).extracting(Finding::invariant).containsExactly(Invariant.values());
    }

    @Test
    void a_stage_event_without_its_conversion_is_lost() {
        event("now()");

        finds(LOST, "Lead 00Q1 reached the stage won");
    }

    @Test
    void one_that_waits_for_its_decision_is_not_lost() {
        long id = event("now()");
        rows.execute("insert into stage_event_due (stage_event_id, step) values (" + id + ", 'convert')");

        assertThat(audit().broken()).isEmpty();
    }

    @Test
    void one_that_no_longer_stands_is_not_lost() {
        event("now()");
        rows.execute("update stage_event set withdrawal = 'untold', withdrawn_at = now()");

        assertThat(audit().broken()).isEmpty();
    }

    @Test
    void one_of_a_deleted_record_needs_its_conversion_all_the_same() {
        event("now()");
        rows.execute("update stage_event set withdrawal = 'deleted', withdrawn_at = now()");

        finds(LOST, "there is none");
    }

    @Test
    void taken_in_twice_where_a_copy_counts_is_doubled() {
        long id = made.accepted("linkedin");
        made.again(id, id + 1_000, "");

        finds(DOUBLED, "upload batch " + id + " and again with upload batch " + (id + 1_000));
    }

    @Test
    void where_the_platform_counts_a_key_once_it_is_not() {
        long id = made.accepted("google");
        made.again(id, id + 1_000, "");

        assertThat(audit().broken()).isEmpty();
    }

    @Test
    void what_a_person_released_is_explained() {
        long id = made.accepted("linkedin");
        made.again(id, id + 1_000, "RELEASED");

        assertThat(audit().broken()).isEmpty();
    }

    @Test
    void what_is_sent_again_without_an_answer_is_explained_where_the_settings_ask_for_it() {
        store.know(List.of(new Trait("linkedin", false, true)));
        long id = made.accepted("linkedin");
        made.again(id, id + 1_000, "NO_ANSWER");
        rows.execute("update conversion_transition set failure_class = 'UNKNOWN_OUTCOME' where reason = 'NO_ANSWER'");

        assertThat(audit().broken()).isEmpty();
    }

    @Test
    void other_bytes_in_a_batch_are_drift() {
        long id = made.accepted("google");
        rows.execute("update upload_batch_item set hash = 'other' where conversion_id = " + id);

        finds(DRIFTED, "other bytes");
    }

    @Test
    void a_frozen_payload_that_was_changed_is_drift() {
        long id = made.accepted("google");
        rows.execute("update conversion_payload set payload = jsonb_set(payload, '{value}', '\"11\"')"
                + " where conversion_id = " + id);

        finds(DRIFTED, "after it was frozen");
    }

    @Test
    void what_was_sent_and_never_frozen_is_drift() {
        made.accepted("google");
        rows.execute("update conversion_payload set frozen_at = null");

        finds(DRIFTED, "other bytes");
    }

    @Test
    void what_was_sent_may_be_removed_for_its_age() {
        made.accepted("google");
        made.accepted("linkedin");
        rows.execute("update conversion_payload set payload = null, removed_at = now()");

        assertThat(audit().broken()).isEmpty();
    }

    @Test
    void other_bytes_are_drift_also_where_those_that_were_sent_first_are_removed() {
        long id = made.accepted("google");
        rows.execute("update conversion_payload set payload = null, removed_at = now()");
        rows.execute("update upload_batch_item set hash = 'other' where conversion_id = " + id);

        finds(DRIFTED, "other bytes");
    }

    @Test
    void a_second_copy_is_noticed_also_where_what_was_sent_is_removed() {
        long id = made.accepted("linkedin");
        made.again(id, id + 1_000, "");
        rows.execute("update conversion_payload set payload = null, removed_at = now()");

        finds(DOUBLED, "and the platform counts every copy");
    }

    @Test
    void a_step_that_is_no_edge_is_seen() {
        long id = made.accepted("google");
        rows.execute("update conversion set state = 'READY' where id = " + id);
        made.step(id, "ACCEPTED", "UNKNOWN");
        made.step(id, "UNKNOWN", "READY");

        finds(ILLEGAL_STEP, "from ACCEPTED to UNKNOWN, which is no step");
    }

    @Test
    void a_gap_in_a_history_is_seen() {
        long id = made.accepted("google");
        made.step(id, "IN_FLIGHT", "ACCEPTED");

        finds(ILLEGAL_STEP, "had been ACCEPTED before");
    }

    @Test
    void a_state_that_the_history_does_not_tell_of_is_seen() {
        long id = made.accepted("google");
        rows.execute("update conversion set state = 'VERIFIED' where id = " + id);

        finds(UNFOLDED, "It is VERIFIED, and its history ends with ACCEPTED");
    }

    @Test
    void what_waits_too_long_without_an_alert_is_stuck() {
        stuck();

        finds(STUCK, "nobody was told");
    }

    @Test
    void with_an_open_alert_it_is_not() {
        stuck();
        rows.execute("insert into alert (kind, subject, severity, sentence, concerned)"
                + " values ('OVERDUE', 'google READY', 'WARNING', 'x', 1)");

        assertThat(audit().broken()).isEmpty();
    }

    @Test
    void with_an_alert_that_was_closed_it_is() {
        stuck();
        rows.execute("insert into alert (kind, subject, severity, sentence, concerned, closed_at)"
                + " values ('OVERDUE', 'google READY', 'WARNING', 'x', 1, now())");

        finds(STUCK, "nobody was told");
    }

    private static void stuck() {
        rows.execute("insert into state_deadline values ('READY', '1 hour')");
        made.overdue("google");
    }

    @Test
    void a_reason_is_asked_for_where_people_ask_why() {
        long id = made.ready("google");
        rows.execute("update conversion set state = 'EXCLUDED', reason = 'TEST_RECORD' where id = " + id);
        made.step(id, "READY", "EXCLUDED");

        finds(UNEXPLAINED, "nothing says why");
    }

    @Test
    void what_was_taken_in_names_its_batch() {
        made.accepted("google");
        rows.execute("update conversion set batch_id = null");

        finds(UNEXPLAINED, "in which upload batch");
    }

    @Test
    void what_needs_a_person_says_what_kind_of_failure_it_was() {
        long id = made.accepted("google");
        rows.execute("update conversion set state = 'NEEDS_YOU', reason = 'X', explanation = 'x' where id = " + id);
        made.step(id, "ACCEPTED", "NEEDS_YOU");

        finds(UNEXPLAINED, "what kind of failure");
    }

    @Test
    void what_was_sent_against_a_no_is_seen() {
        long id = rows.denied("google");
        rows.execute("insert into conversion_transition (conversion_id, to_state, attempt, node, epoch)" + " values ("
                + id + ", 'READY', 0, 'node-1', 0)");
        made.send(id, id);

        finds(CONSENT, "although the person has denied");
    }

    @Test
    void what_is_in_flight_and_nobodys_is_seen() {
        long id = made.ready("google");
        made.send(id, id);
        rows.execute("update conversion set leased_until = null");

        finds(LEASE, "no node holds it");
    }

    @Test
    void an_address_anywhere_is_seen() {
        long id = made.ready("google");
        rows.execute("update conversion_payload set payload = jsonb_set(payload, '{click}', '\"ada@example.org\"')");
        finds(LEAKED, "What is sent");

        rows.clear();
        id = made.accepted("google");
        rows.execute("update conversion_transition set explanation = 'Refused: ada@example.org is no GCLID'"
                + " where to_state = 'ACCEPTED' and conversion_id = " + id);
        finds(LEAKED, "Its history");

        rows.clear();
        made.accepted("google");
        rows.execute("update upload_batch_item set message = 'ada@example.org'");
        finds(LEAKED, "The answer to upload batch");
    }

    @Test
    void a_look_at_the_last_hour_leaves_out_what_is_older() {
        event("now() - interval '2 hours'");
        var hourAgo = store.now().minus(Duration.ofHours(1));

        var audit = store.audit(new Run(1, "node-1", Progress.unwatched()), any -> Optional.of(hourAgo));

        assertThat(audit.broken()).isEmpty();
        assertThat(audit.findings())
                .allSatisfy(finding -> assertThat(finding.since()).isPresent());
    }

    @Test
    void what_does_not_hold_is_looked_at_as_a_whole_until_it_does() {
        var step = new AuditStep(
                store,
                new FunnelStore(database.jdbi()) {
                    @Override
                    public void keepRows() {}
                },
                Map::of);
        var run = new Run(1, "node-1", Progress.unwatched());
        event("now() - interval '2 days'");

        var looks = Stream.generate(() -> step.run(run)).limit(2).toList();
        rows.execute("delete from stage_event");
        var mended = List.of(step.run(run), step.run(run));

        assertThat(looks).allSatisfy(audit -> assertThat(since(audit, LOST)).isEmpty());
        assertThat(looks).allSatisfy(audit -> assertThat(audit.broken()).hasSize(1));
        assertThat(mended).allSatisfy(audit -> assertThat(audit.broken()).isEmpty());
        assertThat(since(mended.getFirst(), LOST)).isEmpty();
        assertThat(since(mended.getLast(), LOST)).isPresent();
    }

    private static Optional<java.time.Instant> since(Audit audit, Invariant invariant) {
        return audit.findings().stream()
                .filter(finding -> finding.invariant() == invariant)
                .findFirst()
                .flatMap(Finding::since);
    }
}
