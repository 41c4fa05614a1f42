package io.downfunnel.deliver;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.DestinationBrake;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.Move;
import io.downfunnel.domain.Run;
import io.downfunnel.platform.OpenAccount;
import io.downfunnel.platform.OpenAccount.UnknownOutcome;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.Verdict;
import io.downfunnel.store.AdjustmentRows;
import io.downfunnel.store.AdjustmentStore;
import io.downfunnel.store.AdjustmentStore.Claimed;
import io.downfunnel.store.AdjustmentStore.Intent;
import io.downfunnel.store.AnswerStore.Heard;
import io.downfunnel.store.AnswerStore.Heard.Answer;
import io.downfunnel.store.BrakeStore;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.TestDatabase;

import static io.downfunnel.domain.ConversionState.ACCEPTED;
import static io.downfunnel.domain.ConversionState.EXPIRED;
import static io.downfunnel.domain.ConversionState.HELD;
import static io.downfunnel.domain.ConversionState.IN_FLIGHT;
import static io.downfunnel.domain.ConversionState.NEEDS_YOU;
import static io.downfunnel.domain.ConversionState.READY;
import static io.downfunnel.domain.ConversionState.VERIFIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Adjustments on their way out, on a real database, with nodes that die. */
class AdjustmentsTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration OVER = Duration.ofMillis(-1);

    private static ConversionRows conversions;
    private static AdjustmentRows rows;

    private final FakeAccount platform = new FakeAccount();
    private final OpenAccount google = platform.restating(UnknownOutcome.RESEND);
    private final Delivery delivery = new Delivery(database, Map.of());
    private final Run dying = Delivery.run("dying-node");

    @BeforeAll
    static void prepare() {
        conversions = new ConversionRows(database);
        rows = new AdjustmentRows(database, conversions);
    }

    @BeforeEach
    void clear() {
        rows.clear();
    }

    @Test
    void a_new_value_is_sent_and_verified_by_the_platforms_own_word() {
        long id = rows.ready(1).getFirst();

        delivery.adjust(google, "node-1");
        delivery.later(Duration.ofHours(1));
        delivery.adjust(google, "node-1");

        assertThat(rows.story(id)).containsExactly("IN_FLIGHT", "ACCEPTED", "VERIFIED");
        assertThat(rows.text(id, "explanation")).contains("with 20.00 EUR now");
        assertThat(platform.adjusted)
                .singleElement()
                .satisfies(batch -> assertThat(batch)
                        .singleElement()
                        .satisfies(one -> assertThat(((Adjustment.Restatement) one)
                                        .event()
                                        .value()
                                        .orElseThrow())
                                .hasToString("20.00 EUR")));
        assertThat(conversions.count("""
                        select count(*) from upload_batch where carries = 'adjustments' and size = 1
                           and verdict = 'counted'""")).isEqualTo(1);
    }

    @Test
    void only_what_is_counted_is_changed() {
        long id = rows.ready(1).getFirst();
        conversions.execute("update conversion set state = 'ERASED'");

        delivery.adjust(google, "node-1");

        assertThat(rows.story(id)).isEmpty();
        assertThat(platform.adjusted).isEmpty();
    }

    @Test
    void where_the_platform_says_no_more_one_change_follows_the_other_after_it_was_taken_in() {
        long conversion = conversions.ready("google", 1).getFirst();
        rows.acceptForGood(conversion);
        long first = rows.restate(conversion, "20.00", Instant.now().minusSeconds(60));
        var account = platform.changingWithoutVerdicts();

        delivery.adjust(account, "node-1");
        long second = rows.retract(conversion, Instant.now());
        delivery.adjust(account, "node-1");

        assertThat(rows.story(first)).containsExactly("IN_FLIGHT", "ACCEPTED");
        assertThat(rows.text(first, "explanation")).contains("does not say later");
        assertThat(rows.story(second)).containsExactly("IN_FLIGHT", "ACCEPTED");
        assertThat(platform.adjusted).hasSize(2);
    }

    @Test
    void what_the_platform_cannot_take_is_not_sent() {
        long conversion = conversions.ready("google", 1).getFirst();
        rows.verify(conversion);
        rows.retract(conversion, Instant.now());

        delivery.adjust(google, "node-1");

        assertThat(rows.states()).containsOnly(Map.entry(READY, 1L));
        assertThat(platform.adjusted).isEmpty();
    }

    @Test
    void an_answer_without_a_request_id_is_the_last_word() {
        long id = takenBack();
        platform.adjustmentAnswer = batch -> FakeAccount.atOnce(batch, new Outcome.Accepted());

        delivery.adjust(platform.retracting(), "node-1");

        assertThat(rows.story(id)).containsExactly("IN_FLIGHT", "ACCEPTED", "VERIFIED");
        assertThat(rows.text(id, "explanation")).isEqualTo("Google took it in. Google counts it no more.");
        delivery.later(Duration.ofDays(3));
        assertThat(new AdjustmentStore(database.jdbi())
                        .nextDue(Set.of("google"), delivery.clock().instant()))
                .isEmpty();
    }

    @Test
    void what_was_taken_back_already_is_done() {
        long id = takenBack();
        platform.adjustmentAnswer = batch -> FakeAccount.atOnce(
                batch,
                new Outcome.Duplicate(new Failure(FailureClass.DUPLICATE, "ALREADY_RETRACTED", "It was taken back.")));

        delivery.adjust(platform.retracting(), "node-1");

        assertThat(rows.story(id)).containsExactly("IN_FLIGHT", "ACCEPTED", "VERIFIED");
    }

    @Test
    void what_is_too_early_again_and_again_waits_for_a_person() {
        long id = takenBack();
        platform.adjustmentAnswer = batch -> FakeAccount.atOnce(
                batch,
                new Outcome.Deferred(
                        new Failure(FailureClass.DELAY, "CONVERSION_NOT_FOUND", "not known yet"), Optional.empty()));

        for (int day = 0; day < 5; day++) {
            delivery.adjust(platform.retracting(), "node-1");
            delivery.later(Duration.ofDays(1));
        }

        assertThat(rows.states()).containsOnly(Map.entry(HELD, 1L));
        assertThat(rows.text(id, "reason")).isEqualTo("CONVERSION_NOT_FOUND");
        assertThat(platform.adjusted).hasSize(4);
    }

    @Test
    void where_nothing_can_be_taken_back_just_now_uploads_and_new_values_go_their_way() {
        long retraction = takenBack();
        rows.restate(
                conversions.ready("google", 1).stream()
                        .peek(rows::verify)
                        .toList()
                        .getFirst(),
                "20.00",
                Instant.now());
        platform.adjustmentAnswer = batch -> {
            if (batch.getFirst() instanceof Adjustment.Retraction) {
                throw new PlatformException(new Failure(FailureClass.CONFIGURATION, "USER_PERMISSION_DENIED", "no"));
            }
            return FakeAccount.allChanged(batch);
        };
        var account = platform.retracting();

        delivery.adjust(account, "node-1");

        assertThat(rows.states()).containsOnly(Map.entry(READY, 1L), Map.entry(ACCEPTED, 1L));
        assertThat(delivery.stores
                        .connections()
                        .find("google/retractions")
                        .orElseThrow()
                        .open(delivery.now))
                .isFalse();
        assertThat(delivery.stores.connections().find("google").orElseThrow().open(delivery.now))
                .isTrue();
        conversions.ready("google", 1);
        delivery.deliver(account);
        assertThat(platform.received).hasSize(1);

        platform.adjustmentAnswer = batch -> FakeAccount.atOnce(batch, new Outcome.Accepted());
        delivery.later(Duration.ofHours(1));
        delivery.adjust(account, "node-1");
        assertThat(rows.text(retraction, "state")).isEqualTo("VERIFIED");
        assertThat(delivery.stores
                        .connections()
                        .find("google/retractions")
                        .orElseThrow()
                        .open(delivery.now))
                .isTrue();
    }

    @Test
    void uploads_that_are_stopped_do_not_keep_a_conversion_from_being_taken_back() {
        long retraction = takenBack();
        delivery.stores
                .connections()
                .broken(
                        "google",
                        io.downfunnel.store.ConnectionStore.Health.STOPPED,
                        new Failure(FailureClass.CONFIGURATION, "TERMS", "not signed"),
                        "Sign them.",
                        delivery.now.plus(Duration.ofHours(1)),
                        delivery.now);
        platform.adjustmentAnswer = batch -> FakeAccount.atOnce(batch, new Outcome.Accepted());

        delivery.adjust(platform.retracting(), "node-1");

        assertThat(rows.text(retraction, "state")).isEqualTo("VERIFIED");
    }

    @Test
    void what_is_to_be_taken_back_is_due_by_its_own_way() {
        takenBack();

        assertThat(new AdjustmentStore(database.jdbi())
                        .nextDue(
                                Set.of("google", "google/retractions"),
                                delivery.clock().instant()))
                .extracting(io.downfunnel.store.DueStore.Due::destination)
                .containsExactly("google/retractions");
    }

    @Test
    void where_a_platform_gives_no_verdicts_what_it_took_in_can_be_changed() {
        long conversion = conversions.ready("google", 1).getFirst();
        conversions.execute("update conversion set state = 'IN_FLIGHT' where id = " + conversion);
        conversions.execute("update conversion set state = 'ACCEPTED', reason = 'LAST_WORD', due_at = null where id = "
                + conversion);
        long id = rows.retract(conversion, Instant.now());
        platform.adjustmentAnswer = batch -> FakeAccount.atOnce(batch, new Outcome.Accepted());

        delivery.adjust(platform.retracting(), "node-1");

        assertThat(rows.text(id, "state")).isEqualTo("VERIFIED");
    }

    private long takenBack() {
        long conversion = conversions.ready("google", 1).getFirst();
        rows.verify(conversion);
        return rows.retract(conversion, Instant.now());
    }

    @Test
    void a_refusal_needs_a_person_and_the_conversion_goes_on_counting() {
        long id = rows.ready(1).getFirst();
        platform.adjustmentAnswer = batch -> new Receipt(
                Optional.empty(),
                Map.of(
                        batch.getFirst().key(),
                        new Outcome.Rejected(new Failure(FailureClass.PERMANENT, "INVALID", "no"))),
                List.of());

        delivery.adjust(google, "node-1");

        assertThat(rows.states()).containsOnly(Map.entry(NEEDS_YOU, 1L));
        assertThat(rows.text(id, "reason")).isEqualTo("INVALID");
        assertThat(conversions.states()).containsOnly(Map.entry(VERIFIED, 1L));
    }

    @Test
    void a_verdict_against_it_needs_a_person() {
        rows.ready(1);
        platform.verdict = id -> new Verdict.Refused(
                List.of(new Verdict.Tally(new Failure(FailureClass.PERMANENT, "EVENT_TOO_OLD", "old"), 1)));

        delivery.adjust(google, "node-1");
        delivery.later(Duration.ofHours(1));
        delivery.adjust(google, "node-1");

        assertThat(rows.states()).containsOnly(Map.entry(NEEDS_YOU, 1L));
    }

    @Test
    void that_the_platform_has_the_conversion_is_no_word_on_the_new_value() {
        rows.ready(1);
        platform.verdict = id -> new Verdict.Refused(
                List.of(new Verdict.Tally(new Failure(FailureClass.DUPLICATE, "DUPLICATE_TRANSACTION_ID", "had"), 1)));

        delivery.adjust(google, "node-1");
        delivery.later(Duration.ofHours(1));
        delivery.adjust(google, "node-1");

        assertThat(rows.states()).containsOnly(Map.entry(HELD, 1L));
    }

    @Test
    void what_passes_by_itself_is_sent_again_later_with_the_same_bytes() {
        long id = rows.ready(1).getFirst();
        platform.adjustmentAnswer = batch -> {
            throw new PlatformException(new Failure(FailureClass.TRANSIENT, "UNAVAILABLE", "gone"));
        };
        delivery.adjust(google, "node-1");
        assertThat(rows.states()).containsOnly(Map.entry(READY, 1L));

        platform.adjustmentAnswer = FakeAccount::allChanged;
        delivery.later(Duration.ofHours(1));
        delivery.adjust(google, "node-1");

        assertThat(rows.story(id)).containsExactly("IN_FLIGHT", "READY", "IN_FLIGHT", "ACCEPTED");
        assertThat(Set.copyOf(platform.adjusted)).hasSize(1);
    }

    @Test
    void what_was_in_flight_when_its_node_died_is_sent_again_with_the_same_bytes() {
        long id = rows.ready(1).getFirst();
        var intent = intend(claim(LONG).getFirst(), OVER);

        delivery.adjust(google, "node-2");

        assertThat(rows.story(id)).containsExactly("IN_FLIGHT", "UNKNOWN", "READY", "IN_FLIGHT", "ACCEPTED");
        assertThat(platform.adjusted).containsExactly(List.of(intent.adjustment()));
    }

    @Test
    void where_a_second_copy_might_count_it_waits_for_a_person() {
        rows.ready(1);
        intend(claim(LONG).getFirst(), OVER);

        delivery.adjust(platform.restating(UnknownOutcome.HOLD), "node-2");

        assertThat(rows.states()).containsOnly(Map.entry(HELD, 1L));
        assertThat(platform.adjusted).isEmpty();
    }

    @Test
    void what_another_node_holds_is_left_alone() {
        rows.ready(3);
        claim(LONG);

        delivery.adjust(google, "node-2");

        assertThat(rows.states()).containsOnly(Map.entry(READY, 3L));
    }

    @Test
    void to_a_stopped_destination_nothing_goes_and_nothing_is_due_until_it_is_started_again() {
        rows.ready(2);
        var brakes = new BrakeStore(database.jdbi());
        brakes.set(DestinationBrake.Kind.STOPPED, "google", "Stopped by anna.", "Start it again.", "anna");

        delivery.adjust(google, "node-1");

        assertThat(platform.adjusted).isEmpty();
        assertThat(rows.states()).containsOnly(Map.entry(READY, 2L));
        assertThat(new AdjustmentStore(database.jdbi())
                        .nextDue(Set.of("google"), delivery.clock().instant()))
                .isEmpty();

        database.jdbi().useHandle(handle -> handle.execute("update brake set lifted_at = now(), lifted_by = 'anna'"));
        delivery.adjust(google, "node-1");

        assertThat(platform.adjusted).hasSize(2);
    }

    @Test
    void what_would_not_end_within_its_lease_is_not_begun() {
        rows.ready(1);
        var claimed = claim(Duration.ofSeconds(30)).getFirst();

        assertThat(delivery.adjustments.intend(dying, claimed, Duration.ofSeconds(90), LONG, delivery.now))
                .isEmpty();
        assertThat(claim(LONG)).hasSize(1);
    }

    @Test
    void a_late_writer_changes_nothing_and_its_answer_is_kept_as_evidence() {
        long id = rows.ready(1).getFirst();
        var late = intend(claim(LONG).getFirst(), OVER);
        platform.adjustmentAnswer = batch -> {
            throw new PlatformException(new Failure(FailureClass.TRANSIENT, "UNAVAILABLE", "gone"));
        };
        delivery.adjust(google, "node-2");

        var moved = delivery.adjustments.settle(
                dying,
                late.batch(),
                new Heard(Answer.TAKEN_IN, Optional.empty(), Optional.empty(), Optional.of("late"), Optional.empty()),
                Move.of(id, late.claimed().epoch(), ACCEPTED),
                Optional.empty());

        assertThat(moved).isFalse();
        assertThat(rows.states()).containsOnly(Map.entry(READY, 1L));
        assertThat(conversions.count("select count(*) from upload_batch where late"))
                .isEqualTo(1);
    }

    @Test
    void two_nodes_send_every_adjustment_once() {
        rows.ready(400);
        var nodes = new LinkedHashMap<String, Callable<Map<String, Delivered>>>();
        for (var node : new String[] {"node-1", "node-2"}) {
            nodes.put(node, () -> new Delivery(database, Map.of()).adjust(google, node));
        }

        Together.run(nodes);

        var sent = new HashMap<ConversionKey, Integer>();
        platform.adjusted.forEach(batch -> batch.forEach(one -> sent.merge(one.key(), 1, Integer::sum)));
        assertThat(sent)
                .hasSize(400)
                .allSatisfy((key, times) -> assertThat(times).isEqualTo(1));
        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 400L));
    }

    @Test
    void two_adjustments_of_one_conversion_are_never_under_way_together() {
        long id = rows.ready(1).getFirst();
        long conversion = Long.parseLong(rows.text(id, "conversion_id"));
        intend(claim(LONG).getFirst(), LONG);
        long next = rows.restate(conversion, "30.00", Instant.now().plusSeconds(60));

        assertThat(claim(LONG)).isEmpty();
        assertThatThrownBy(() -> conversions.execute("update adjustment set state = 'IN_FLIGHT' where id = " + next))
                .isInstanceOf(JdbiException.class)
                .hasMessageContaining("adjustment_under_way");
    }

    @Test
    void the_database_takes_no_adjustment_that_is_not_newer_than_the_one_before() {
        long id = rows.ready(1).getFirst();
        long conversion = Long.parseLong(rows.text(id, "conversion_id"));
        intend(claim(LONG).getFirst(), LONG);

        assertThatThrownBy(() -> rows.restate(conversion, "30.00", Instant.now().minusSeconds(60)))
                .isInstanceOf(JdbiException.class)
                .hasMessageContaining("not later than the one before");
    }

    @Test
    void what_is_frozen_stays_so() {
        long id = rows.ready(1).getFirst();
        intend(claim(LONG).getFirst(), LONG);

        assertThatThrownBy(() -> conversions.execute("update adjustment set payload = '{}' where id = " + id))
                .isInstanceOf(JdbiException.class)
                .hasMessageContaining("cannot change");
    }

    @Test
    void the_database_refuses_illegal_steps() {
        long id = rows.ready(1).getFirst();

        assertThatThrownBy(() -> conversions.execute("update adjustment set state = 'VERIFIED' where id = " + id))
                .isInstanceOf(JdbiException.class)
                .hasMessageContaining("cannot go from READY to VERIFIED");
    }

    @Test
    void what_was_sent_and_could_not_be_settled_in_time_expires_and_names_the_money() {
        long id = rows.ready(1).getFirst();
        platform.adjustmentAnswer = batch -> {
            throw new PlatformException(new Failure(FailureClass.TRANSIENT, "UNAVAILABLE", "gone"));
        };
        delivery.adjust(google, "node-1");
        delivery.later(Duration.ofDays(21));

        delivery.adjust(google, "node-1");

        assertThat(rows.states()).containsOnly(Map.entry(EXPIRED, 1L));
        assertThat(rows.text(id, "explanation")).contains("counting 10 EUR", "should be 20.00 EUR");
    }

    private List<Claimed> claim(Duration lease) {
        return delivery.adjustments.claim(
                "google", Set.of(Adjustment.Kind.values()), List.of(), dying.node(), lease, 100, delivery.now);
    }

    private Intent intend(Claimed claimed, Duration lease) {
        return delivery.adjustments
                .intend(dying, claimed, Duration.ZERO, lease, delivery.now)
                .orElseThrow();
    }

    @Test
    void what_is_in_flight_within_its_lease_is_left_alone() {
        rows.ready(1);
        intend(claim(LONG).getFirst(), LONG);

        delivery.adjust(google, "node-2");

        assertThat(rows.states()).containsOnly(Map.entry(IN_FLIGHT, 1L));
        assertThat(ConversionState.IN_FLIGHT.word().text()).isEqualTo("Sending");
    }
}
