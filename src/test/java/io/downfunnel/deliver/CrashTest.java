package io.downfunnel.deliver;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.EveryRow;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.FailureRow;
import io.downfunnel.domain.Move;
import io.downfunnel.domain.Run;
import io.downfunnel.store.AnswerStore.Heard;
import io.downfunnel.store.AnswerStore.Heard.Answer;
import io.downfunnel.store.ClaimStore.Claimed;
import io.downfunnel.store.ClaimStore.Which;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.IntentStore.Intent;
import io.downfunnel.store.TestDatabase;

import static io.downfunnel.domain.ConversionState.ACCEPTED;
import static io.downfunnel.domain.ConversionState.HELD;
import static io.downfunnel.domain.ConversionState.IN_FLIGHT;
import static io.downfunnel.domain.ConversionState.READY;
import static org.assertj.core.api.Assertions.assertThat;

/** A node dies between two phases, or comes back too late. */
class CrashTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration OVER = Duration.ofMillis(-1);
    private static final Heard TAKEN_IN =
            new Heard(Answer.TAKEN_IN, Optional.empty(), Optional.empty(), Optional.of("request-1"), Optional.empty());

    private static ConversionRows rows;
    private final FakeAccount platform = new FakeAccount();
    private final Delivery delivery = new Delivery(database, Map.of());
    private final Run dying = Delivery.run("dying-node");

    @BeforeAll
    static void prepare() {
        rows = new ConversionRows(database);
    }

    @BeforeEach
    void clear() {
        rows.clear();
    }

    private List<Claimed> claim(String destination, Duration lease) {
        return delivery.stores
                .claims()
                .claim(destination, Which.ALL, List.of(), dying.node(), lease, 100, delivery.now);
    }

    private Intent intend(List<Claimed> claimed, String destination, Duration lease) {
        return delivery.stores
                .intents()
                .intend(dying, destination, claimed, Duration.ZERO, lease, delivery.now)
                .orElseThrow();
    }

    private List<Move> accepted(Intent intent) {
        return intent.uploads().stream()
                .map(upload -> Move.of(upload.claimed().id(), upload.claimed().epoch(), ACCEPTED))
                .toList();
    }

    @Test
    void what_a_node_claimed_before_it_died_is_sent_by_another_when_the_lease_is_over() {
        rows.ready("linkedin", 3);
        claim("linkedin", OVER);

        delivery.deliver(platform.likeLinkedIn(10));

        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 3L));
    }

    @Test
    void what_another_node_holds_is_left_alone() {
        rows.ready("linkedin", 3);
        claim("linkedin", LONG);

        delivery.deliver(platform.likeLinkedIn(10));

        assertThat(rows.states()).containsOnly(Map.entry(READY, 3L));
        assertThat(platform.received).isEmpty();
    }

    @Test
    void what_was_in_flight_when_its_node_died_is_sent_again_where_duplicates_are_dropped() {
        long id = rows.ready("google", 1).getFirst();
        var intent = intend(claim("google", LONG), "google", OVER);

        delivery.deliver(platform.likeGoogle(1));

        assertThat(rows.story(id)).containsExactly("IN_FLIGHT", "UNKNOWN", "READY", "IN_FLIGHT", "ACCEPTED");
        assertThat(platform.received.element())
                .containsExactly(intent.uploads().getFirst().event());
    }

    @Test
    void what_was_in_flight_when_its_node_died_waits_for_a_person_where_a_copy_would_count() {
        long id = rows.ready("linkedin", 1).getFirst();
        intend(claim("linkedin", LONG), "linkedin", OVER);

        delivery.deliver(platform.likeLinkedIn(1));

        assertThat(rows.state(id)).isEqualTo(HELD);
        assertThat(rows.text(id, "explanation")).contains("did not come back");
        assertThat(platform.received).isEmpty();
    }

    @EveryRow(codes = "NODE_LOST")
    void of_what_a_lost_node_was_sending_nobody_knows_the_outcome(FailureRow row, String name) {
        long id = rows.ready(name, 1).getFirst();
        intend(claim(name, LONG), name, OVER);

        delivery.deliver(platform.silent(name));

        assertThat(rows.state(id)).isEqualTo(HELD);
        assertThat(rows.texts("""
                select from_state || ' ' || to_state || ' ' || reason || ' ' || coalesce(failure_class, '-')
                  from conversion_transition where conversion_id = %d and reason is not null order by id""".formatted(id)))
                .containsExactly(
                        "IN_FLIGHT UNKNOWN " + row.code() + " -",
                        "UNKNOWN HELD " + row.code() + " " + row.failureClass());
        assertThat(platform.received).isEmpty();
    }

    @Test
    void what_is_in_flight_within_its_lease_is_left_alone() {
        rows.ready("google", 1);
        intend(claim("google", LONG), "google", LONG);

        delivery.deliver(platform.likeGoogle(1));

        assertThat(rows.states()).containsOnly(Map.entry(IN_FLIGHT, 1L));
    }

    @Test
    void a_late_writer_changes_nothing_and_its_answer_is_kept_as_evidence() {
        long id = rows.ready("google", 1).getFirst();
        var late = intend(claim("google", LONG), "google", OVER);
        platform.answer = batch -> {
            throw new io.downfunnel.platform.PlatformException(new io.downfunnel.domain.Failure(
                    io.downfunnel.domain.FailureClass.TRANSIENT, "UNAVAILABLE", "gone"));
        };
        delivery.deliver(platform.likeGoogle(1));
        assertThat(rows.state(id)).isEqualTo(READY);

        var moved =
                delivery.stores.answers().settle(dying, late.batch(), TAKEN_IN, List.of(), accepted(late), List.of());

        assertThat(moved).isEmpty();
        assertThat(rows.state(id)).isEqualTo(READY);
        assertThat(rows.count("select count(*) from upload_batch where late and request_id = 'request-1'"))
                .isEqualTo(1);
    }

    @Test
    void a_late_answer_resolves_the_doubt_that_was_left() {
        long id = rows.ready("linkedin", 1).getFirst();
        var late = intend(claim("linkedin", LONG), "linkedin", OVER);
        delivery.deliver(platform.likeLinkedIn(1));
        assertThat(rows.state(id)).isEqualTo(HELD);

        delivery.stores.answers().settle(dying, late.batch(), TAKEN_IN, List.of(), accepted(late), List.of());

        assertThat(rows.state(id)).isEqualTo(ACCEPTED);
    }

    @Test
    void what_would_not_end_within_its_lease_is_not_begun() {
        rows.ready("google", 1);
        var claimed = claim("google", Duration.ofSeconds(30));

        var intent =
                delivery.stores.intents().intend(dying, "google", claimed, Duration.ofSeconds(90), LONG, delivery.now);

        assertThat(intent).isEmpty();
        assertThat(rows.states()).containsOnly(Map.entry(READY, 1L));
        assertThat(claim("google", LONG)).hasSize(1);
    }

    @Test
    void what_is_frozen_stays_so() {
        rows.ready("google", 1);
        intend(claim("google", LONG), "google", OVER);
        var before = frozenAt();

        delivery.deliver(platform.likeGoogle(1));

        assertThat(frozenAt()).isEqualTo(before);
    }

    private static long frozenAt() {
        return rows.count("select cast(extract(epoch from frozen_at) * 1000000 as bigint) from conversion_payload");
    }

    @Test
    void the_database_refuses_every_step_that_the_domain_refuses_and_no_other() {
        for (var from : ConversionState.values()) {
            for (var to : ConversionState.values()) {
                var allowed = rows.count(
                        "select case when conversion_may_become('" + from + "', '" + to + "') then 1 else 0 end");
                assertThat(allowed == 1 || from == to)
                        .as(from + " to " + to)
                        .isEqualTo(from.mayBecome(to) || from == to);
            }
        }
    }
}
