package io.downfunnel.deliver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Decision;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.Invariant;
import io.downfunnel.domain.Move;
import io.downfunnel.domain.Node;
import io.downfunnel.domain.Plan;
import io.downfunnel.domain.PlanningCase;
import io.downfunnel.domain.Reason;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.Verdict;
import io.downfunnel.schedule.Erasures;
import io.downfunnel.schedule.HeldConversions;
import io.downfunnel.store.AnswerStore.Heard;
import io.downfunnel.store.AuditStore;
import io.downfunnel.store.AuditStore.Trait;
import io.downfunnel.store.ClaimStore;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.ConversionStore;
import io.downfunnel.store.ErasureStore;
import io.downfunnel.store.ErasureStore.Who;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.IntentStore.Intent;
import io.downfunnel.store.ReplayStore;
import io.downfunnel.store.ReplayStore.Which;
import io.downfunnel.store.RunStore;
import io.downfunnel.store.TestDatabase;

import static io.downfunnel.domain.ConversionState.ACCEPTED;
import static io.downfunnel.domain.ConversionState.DELAYED;
import static io.downfunnel.domain.ConversionState.ERASED;
import static io.downfunnel.domain.ConversionState.EXCLUDED;
import static io.downfunnel.domain.ConversionState.HELD;
import static io.downfunnel.domain.ConversionState.READY;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Takes every edge of a conversion's life with the classes of the product, and reads in the transitions which ones were
 * taken. An edge that nothing takes does not belong into the picture; a step that is no edge does not belong anywhere.
 */
class EdgesTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static ConversionRows rows;
    private final FakeAccount platform = new FakeAccount();
    private final Delivery delivery = new Delivery(database, Map.of());

    private record Edge(ConversionState from, ConversionState to) implements Comparable<Edge> {
        @Override
        public int compareTo(Edge other) {
            return toString().compareTo(other.toString());
        }
    }

    @BeforeAll
    static void prepare() throws IOException {
        rows = new ConversionRows(database);
        rows.execute("insert into organization (connection, salesforce_id, name, multi_currency)"
                + " values ('salesforce', '00D000000000001AAA', 'Test', false)");
        var shipped = Files.readString(Path.of("config/mappings.yaml"));
        database.jdbi().useHandle(handle -> handle.execute("update funnel_version set document = ?", shipped));
        new FunnelStore(database.jdbi()).keepRows();
    }

    @BeforeEach
    void clear() {
        rows.clear();
        rows.execute("delete from stage_event");
    }

    @Test
    void every_edge_is_taken_and_nothing_else() {
        planning();
        sending();
        verdicts();
        doubts();
        people();
        time();
        erasure();

        assertThat(taken()).isEqualTo(edges());
        assertThat(broken()).isEmpty();
    }

    @Test
    void the_database_lets_nobody_take_a_step_that_is_no_edge() {
        long id = rows.ready("google", 1).getFirst();
        for (var from : ConversionState.values()) {
            for (var to : ConversionState.values()) {
                assertThat(canGo(id, from, to)).as(from + " to " + to).isEqualTo(from == to || from.mayBecome(to));
            }
        }
    }

    private static boolean canGo(long id, ConversionState from, ConversionState to) {
        rows.execute("alter table conversion disable trigger conversion_guard");
        rows.execute("update conversion set state = '" + from + "' where id = " + id);
        rows.execute("alter table conversion enable trigger conversion_guard");
        try {
            rows.execute("update conversion set state = '" + to + "' where id = " + id);
            return true;
        } catch (org.jdbi.v3.core.statement.UnableToExecuteStatementException e) {
            assertThat(e).hasMessageContaining("A conversion cannot go from " + from + " to " + to);
            return false;
        }
    }

    private static Set<Edge> edges() {
        return Stream.of(ConversionState.values())
                .flatMap(from -> Stream.of(ConversionState.values())
                        .filter(from::mayBecome)
                        .map(to -> new Edge(from, to)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Edge> taken() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        select distinct from_state, to_state from conversion_transition
                         where from_state is not null and from_state <> to_state""")
                        .map((row, context) -> new Edge(
                                ConversionState.valueOf(row.getString(1)), ConversionState.valueOf(row.getString(2))))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** What the auditor says of all this; rows of this test begin without a history of their own. */
    private static List<Invariant> broken() {
        rows.execute("""
                insert into conversion_transition (id, conversion_id, to_state, attempt, node, epoch)
                overriding system value
                select -id, id, 'READY', 0, 'test', 0 from conversion where stage_event_id is null""");
        var audits = new AuditStore(database.jdbi());
        audits.know(List.of(new Trait("google", true, true), new Trait("linkedin", false, false)));
        return audits.audit(Delivery.run("auditor"), any -> Optional.empty()).broken().stream()
                .map(finding -> finding.invariant())
                .toList();
    }

    // ---- the funnel, as long as no byte has left

    private void planning() {
        var undecided = List.of(EXCLUDED, DELAYED, HELD, READY);
        for (var from : undecided) {
            for (var to : undecided) {
                long event = stageEvent();
                plan(event, from);
                plan(event, to);
            }
        }
    }

    private static long stageEvent() {
        long number = rows.count("select coalesce(max(id), 0) + 1 from stage_event");
        rows.execute("insert into stage_event (organization_id, lineage, stage, occurrence, object, record_id,"
                + " occurred_at, evidence) select min(id), '00Q" + number + "', 'lead', 1, 'Lead', '00Q" + number
                + "', now(), 'history' from organization");
        return rows.count("select max(id) from stage_event");
    }

    private static void plan(long event, ConversionState to) {
        rows.execute("insert into stage_event_due (stage_event_id, step) values (" + event + ", 'convert')");
        new ConversionStore(database.jdbi())
                .plan(
                        10,
                        new FunnelStore(database.jdbi()),
                        Delivery.run("node-1"),
                        Instant.now(),
                        (funnel, gates, of) -> List.of(planned(of, to)));
    }

    private static Plan planned(PlanningCase of, ConversionState to) {
        var key = ConversionKey.of(of.organization(), of.event().lineage(), "planned", "lead", 1);
        var event = new ConversionEvent(
                key,
                "555",
                of.event().occurredAt(),
                Optional.empty(),
                Optional.of(new io.downfunnel.domain.ClickId(
                        io.downfunnel.domain.ClickId.Kind.GCLID, "Cj0KCQiA-click-" + of.eventId())),
                Optional.empty(),
                Optional.empty(),
                Consent.UNSPECIFIED);
        var decision = new Decision(
                to,
                Optional.of(Reason.HOLD_BACK),
                "Because this test says so.",
                Optional.of(Instant.now()).filter(any -> to == DELAYED),
                Instant.now().plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.SECONDS),
                Optional.empty(),
                Optional.empty(),
                Optional.of(event).filter(any -> to == DELAYED || to == READY));
        return new Plan(of, of.at("planned"), key, "planned", "Planned", "555", decision);
    }

    // ---- the answers of a platform

    private void sending() {
        send(new Outcome.Accepted());
        send(new Outcome.Rejected(failure(FailureClass.PERMANENT)));
        send(new Outcome.Rejected(failure(FailureClass.EXPECTED)));
        send(new Outcome.Rejected(failure(FailureClass.DELAY)));
        send(new Outcome.Rejected(failure(FailureClass.TRANSIENT)));
        var untried = new Delivery(database, Map.of("downfunnel.deliver.unclassified-tries", "1"));
        rows.ready("google", 1);
        platform.answer = answer(new Outcome.Rejected(failure(FailureClass.UNCLASSIFIED)));
        untried.deliver(platform.likeGoogle(1));
        // The last look before the first byte.
        rows.denied("google");
        withdrawn(rows.ready("google", 1).getFirst());
        rows.execute("update conversion_payload set hash = 'other' where conversion_id = "
                + rows.ready("google", 1).getFirst());
        delivery.deliver(platform.likeGoogle(1));
    }

    private void send(Outcome outcome) {
        rows.ready("google", 1);
        platform.answer = answer(outcome);
        delivery.deliver(platform.likeGoogle(1));
    }

    private static Function<List<ConversionEvent>, Receipt> answer(Outcome outcome) {
        return batch ->
                Receipt.forEach(batch, Optional.of(batch.getFirst().key().value()), event -> outcome);
    }

    private static Failure failure(FailureClass failureClass) {
        return new Failure(failureClass, "CODE_" + failureClass, "The platform said so.");
    }

    private static void withdrawn(long id) {
        rows.execute("""
                with event as (
                    insert into stage_event (organization_id, lineage, stage, occurrence, object, record_id, occurred_at,
                                             evidence, withdrawn_at, withdrawal)
                    select min(id), 'gone', 'lead', 1, 'Lead', 'gone', now(), 'history', now(), 'untold'
                      from organization returning id)
                update conversion set stage_event_id = event.id from event where conversion.id = %d""".formatted(id));
        rows.execute("insert into conversion_transition (id, conversion_id, to_state, attempt, node, epoch)"
                + " overriding system value values (" + -id + ", " + id + ", 'READY', 0, 'test', 0)");
    }

    // ---- the verdicts

    private void verdicts() {
        verdict(new Verdict.Counted(List.of()));
        verdict(refused(FailureClass.TRANSIENT));
        verdict(refused(FailureClass.DELAY));
        verdict(refused(FailureClass.PERMANENT));
        verdict(refused(FailureClass.EXPECTED));
        verdict(new Verdict.Forgotten(failure(FailureClass.UNCLASSIFIED)));
    }

    private static Verdict refused(FailureClass failureClass) {
        return new Verdict.Refused(List.of(new Verdict.Tally(failure(failureClass), 1)));
    }

    private void verdict(Verdict verdict) {
        rows.ready("google", 1);
        platform.answer = FakeAccount::allAccepted;
        platform.verdict = requestId -> verdict;
        delivery.deliver(platform.likeGoogle(1));
        delivery.later(Duration.ofMinutes(31));
        delivery.verdicts(platform.likeGoogle(1));
    }

    // ---- doubts: answers that are not heard, or too late

    private void doubts() {
        var silent = new PlatformException(failure(FailureClass.UNKNOWN_OUTCOME));
        platform.answer = batch -> {
            throw silent;
        };
        rows.ready("google", 1);
        delivery.deliver(platform.likeGoogle(1));
        rows.ready("linkedin", 2);
        delivery.deliver(platform.likeLinkedIn(1));

        var lateForDoubt = inFlight();
        delivery.stores.doubts().abandon(Delivery.run("node-2"), "linkedin");
        settleLate(lateForDoubt);

        var lateForHold = inFlight();
        delivery.deliver(platform.likeLinkedIn(1), "node-2");
        settleLate(lateForHold);
    }

    /** Sent by a node whose lease is over already. */
    private Intent inFlight() {
        rows.ready("linkedin", 1);
        var late = Delivery.run("late-node");
        var claimed = delivery.stores
                .claims()
                .claim(
                        "linkedin",
                        ClaimStore.Which.ALL,
                        List.of(),
                        late.node(),
                        Duration.ofMinutes(5),
                        1,
                        delivery.now);
        return delivery.stores
                .intents()
                .intend(late, "linkedin", claimed, Duration.ZERO, Duration.ofMillis(-1), delivery.now)
                .orElseThrow();
    }

    private void settleLate(Intent intent) {
        var claimed = intent.uploads().getFirst().claimed();
        delivery.stores
                .answers()
                .settle(
                        Delivery.run("late-node"),
                        intent.batch(),
                        new Heard(
                                Heard.Answer.TAKEN_IN,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        List.of(),
                        List.of(Move.of(claimed.id(), claimed.epoch(), ACCEPTED)),
                        List.of());
    }

    // ---- people

    private void people() {
        var held = new HeldConversions(delivery.stores.doubts(), new RunStore(database.jdbi()), new Node("node-1"));
        var keys = database.jdbi()
                .withHandle(
                        handle -> handle.createQuery("""
                        select key from conversion
                         where state = 'HELD' and destination = 'linkedin' order by id limit 2""").mapTo(String.class).list());
        assertThat(held.release(keys.getFirst(), "console")).isTrue();
        assertThat(held.cancel(keys.getLast(), "console")).isTrue();
        refused();
    }

    /** One is decided anew, the other given up. */
    private void refused() {
        var replays = new ReplayStore(database.jdbi());
        send(new Outcome.Rejected(failure(FailureClass.PERMANENT)));
        send(new Outcome.Rejected(failure(FailureClass.PERMANENT)));
        var keys = rows.keys("NEEDS_YOU", "google");
        rows.ofAnEvent(keys.getFirst());
        var run = Delivery.run("node-1");
        assertThat(replays.replay(run, Which.one("google", keys.getFirst()), "anna", "Mended.", delivery.now))
                .isEqualTo(1);
        assertThat(replays.cancel(run, Which.one("google", keys.getLast()), "anna", "Given up.", delivery.now))
                .isEqualTo(1);
    }

    // ---- time

    /** Whatever still waits by now was once to be sent: in the end it is worthless. */
    private void time() {
        plan(stageEvent(), DELAYED);
        // What was put off after it was sent is ready again when its time has come; of the others it is decided anew.
        delivery.later(Duration.ofDays(2));
        delivery.stores.dues().wake(Delivery.run("node-1"), delivery.now);
        plan(stageEvent(), DELAYED);
        delivery.later(Duration.ofDays(60));
        delivery.stores.dues().expire(Delivery.run("node-1"), delivery.now);
    }

    // ---- a person asks for it

    /** Wherever a conversion stands. */
    private void erasure() {
        rows.execute(
                "insert into lead (organization_id, id, created_at, modified_at, deleted, converted, gclid, test_record,"
                        + " fields, fingerprint) select min(id), '00Q000000000001AAA', now(), now(), false, false, 'click', false,"
                        + " '{}', '' from organization");
        for (var state : EnumSet.complementOf(EnumSet.of(ERASED))) {
            var id = rows.ready("google", 1).getFirst();
            rows.execute("""
                    with event as (
                        insert into stage_event (organization_id, lineage, stage, occurrence, object, record_id,
                                                 occurred_at, evidence)
                        select min(id), '00Q000000000001AAA', '%1$s', 1, 'Lead', '00Q000000000001AAA', now(), 'history'
                          from organization returning id)
                    update conversion set stage_event_id = event.id from event where conversion.id = %2$d""".formatted(state, id));
            rows.execute("alter table conversion disable trigger conversion_guard");
            rows.execute("update conversion set state = '" + state + "' where id = " + id);
            rows.execute("alter table conversion enable trigger conversion_guard");
            rows.execute("insert into conversion_transition (conversion_id, to_state, attempt, node, epoch) values ("
                    + id + ", '" + state + "', 0, 'test', 0)");
        }
        var erasures =
                new Erasures(new ErasureStore(database.jdbi()), new RunStore(database.jdbi()), new Node("node-1"));

        assertThat(erasures.erase(new Who.ByRecord("00Q000000000001AAA"), "anna", "asked for it"))
                .isPresent();
    }
}
