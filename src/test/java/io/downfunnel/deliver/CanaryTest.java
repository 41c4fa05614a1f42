package io.downfunnel.deliver;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.MappingGate;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.Verdict;
import io.downfunnel.store.ClaimStore.Which;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.TestDatabase;
import io.downfunnel.store.TrialStore;

import static io.downfunnel.domain.ConversionState.ACCEPTED;
import static io.downfunnel.domain.ConversionState.EXCLUDED;
import static io.downfunnel.domain.ConversionState.HELD;
import static io.downfunnel.domain.ConversionState.NEEDS_YOU;
import static io.downfunnel.domain.ConversionState.READY;
import static io.downfunnel.domain.ConversionState.VERIFIED;
import static org.assertj.core.api.Assertions.assertThat;

/** A mapping that is new is tried out with ten of its conversions, on a real database. */
class CanaryTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Failure BAD = new Failure(FailureClass.PERMANENT, "FIELD_REQUIRED", "a field");
    private static final Failure NO_CLICK = new Failure(FailureClass.EXPECTED, "NO_CLICK_FOUND", "no click");

    private static ConversionRows rows;
    private final FakeAccount platform = new FakeAccount();
    private final Delivery delivery = new Delivery(database, Map.of());

    @BeforeAll
    static void prepare() {
        rows = new ConversionRows(database);
    }

    @BeforeEach
    void clear() {
        rows.clear();
    }

    @Test
    void ten_go_ahead_and_the_others_follow_when_they_are_counted() {
        onTrial("google");
        rows.ready("google", 25);
        var google = platform.likeGoogleThatLooks(1);

        delivery.deliver(google);

        assertThat(platform.lookedAt)
                .singleElement()
                .satisfies(batch -> assertThat(batch).hasSize(10));
        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 10L), Map.entry(HELD, 15L));
        assertThat(rows.count("select count(*) from conversion where state = 'HELD' and reason = 'NEW_MAPPING'"))
                .isEqualTo(15);

        delivery.deliver(google);
        assertThat(platform.events()).isEqualTo(10);

        delivery.later(Duration.ofMinutes(31));
        delivery.verdicts(google);
        assertThat(rows.states()).containsOnly(Map.entry(VERIFIED, 10L), Map.entry(READY, 15L));
        assertThat(gate("google")).isEqualTo(MappingGate.State.OPEN);

        delivery.again(google);
        assertThat(platform.events()).isEqualTo(25);
        assertThat(platform.lookedAt).hasSize(1);
        assertThat(over()).satisfies(trial -> {
            assertThat(trial.ending()).isEqualTo(TrialStore.Ending.FOUND_GOOD);
            assertThat(trial.by()).isEmpty();
            assertThat(trial.sent()).isEqualTo(10);
            assertThat(trial.good()).isEqualTo(10);
        });
        assertThat(rows.count("select count(*) from trial_conversion")).isEqualTo(10);
    }

    @Test
    void where_no_verdicts_are_given_the_rest_follows_in_the_same_run() {
        onTrial("linkedin");
        rows.ready("linkedin", 25);

        delivery.deliver(platform.likeLinkedIn(5_000));

        assertThat(platform.received.stream().map(List::size)).containsExactly(10, 15);
        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 25L));
    }

    @Test
    void half_of_them_refused_closes_the_mapping_for_a_person() {
        onTrial("google");
        var ids = rows.ready("google", 25);
        platform.verdict = requestId -> new Verdict.Refused(List.of(new Verdict.Tally(BAD, 1)));
        var google = platform.likeGoogle(1);
        delivery.deliver(google);
        delivery.later(Duration.ofMinutes(31));

        delivery.verdicts(google);
        delivery.deliver(google);

        assertThat(gate("google")).isEqualTo(MappingGate.State.REFUSED);
        assertThat(rows.states()).containsOnly(Map.entry(NEEDS_YOU, 10L), Map.entry(HELD, 15L));
        assertThat(platform.events()).isEqualTo(10);
        assertThat(rows.text(ids.getFirst(), "reason")).isEqualTo("CANARY_REFUSED");
        assertThat(rows.text(ids.getFirst(), "explanation"))
                .contains("Google refused 10 of the first 10 conversions of “won”.")
                .contains("FIELD_REQUIRED");
    }

    @Test
    void what_is_refused_as_expected_speaks_for_the_mapping() {
        onTrial("google");
        rows.ready("google", 12);
        platform.verdict = requestId -> new Verdict.Refused(List.of(new Verdict.Tally(NO_CLICK, 1)));
        var google = platform.likeGoogle(1);
        delivery.deliver(google);
        delivery.later(Duration.ofMinutes(31));

        delivery.verdicts(google);

        assertThat(gate("google")).isEqualTo(MappingGate.State.OPEN);
        assertThat(rows.states()).containsOnly(Map.entry(EXCLUDED, 10L), Map.entry(READY, 2L));
    }

    @Test
    void a_single_one_is_the_whole_trial_where_there_are_no_others() {
        onTrial("google");
        rows.ready("google", 1);
        var google = platform.likeGoogle(1);
        delivery.deliver(google);
        delivery.later(Duration.ofMinutes(31));

        delivery.verdicts(google);

        assertThat(gate("google")).isEqualTo(MappingGate.State.OPEN);
    }

    @Test
    void a_mapping_without_conversions_stays_on_trial() {
        onTrial("google");

        delivery.deliver(platform.likeGoogle(1));

        assertThat(gate("google")).isEqualTo(MappingGate.State.CANARY);
    }

    @Test
    void those_that_can_tell_nothing_any_more_make_room_for_others() {
        onTrial("google");
        rows.ready("google", 25);
        var google = platform.likeGoogle(1);
        delivery.deliver(google);
        rows.execute("update conversion set state = 'HELD' where state = 'ACCEPTED'");
        rows.execute("update conversion set state = 'CANCELLED', due_at = null where batch_id is not null");

        delivery.deliver(google);

        assertThat(platform.events()).isEqualTo(20);
        assertThat(rows.count("select count(*) from canary")).isEqualTo(10);
    }

    @Test
    void those_in_doubt_make_room_for_others() {
        onTrial("linkedin");
        rows.ready("linkedin", 25);
        platform.answer = batch -> {
            throw new PlatformException(new Failure(FailureClass.UNKNOWN_OUTCOME, "NO_ANSWER", "Gone silent."));
        };
        delivery.deliver(platform.likeLinkedIn(10));
        assertThat(rows.count("select count(*) from conversion where reason = 'NO_ANSWER'"))
                .isEqualTo(10);
        platform.answer = FakeAccount::allAccepted;
        rows.execute("delete from circuit");
        delivery.later(Duration.ofHours(2));

        delivery.deliver(platform.likeLinkedIn(10));

        assertThat(gate("linkedin")).isEqualTo(MappingGate.State.OPEN);
        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 15L), Map.entry(HELD, 10L));
    }

    @Test
    void what_the_funnel_decides_anew_does_not_slip_past_the_gate() {
        onTrial("google");
        rows.ready("google", 25);

        var claimed = delivery.stores
                .claims()
                .claim("google", Which.ALL, List.of(), "node-1", Duration.ofMinutes(5), 100, delivery.now);

        assertThat(claimed).isEmpty();
    }

    @Test
    void what_was_claimed_before_the_mapping_changed_stays_here() {
        var ids = rows.ready("google", 3);
        var claimed = delivery.stores
                .claims()
                .claim("google", Which.ALL, List.of(), "node-1", Duration.ofMinutes(5), 100, delivery.now);
        onTrial("google");

        var intent = delivery.stores
                .intents()
                .intend(
                        Delivery.run("node-1"),
                        "google",
                        claimed,
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(5),
                        delivery.now);

        assertThat(intent).isEmpty();
        assertThat(rows.state(ids.getFirst())).isEqualTo(READY);
        assertThat(rows.text(ids.getFirst(), "leased_by")).isNull();
    }

    @RepeatedTest(5)
    void three_nodes_send_ten_ahead_together_and_not_thirty() {
        onTrial("google");
        rows.ready("google", 400);
        var google = platform.likeGoogleThatLooks(1);
        var nodes = new LinkedHashMap<String, Callable<Map<String, Delivered>>>();
        for (var node : List.of("node-1", "node-2", "node-3")) {
            nodes.put(node, () -> new Delivery(database, Map.of()).deliver(google, node));
        }

        Together.run(nodes);

        assertThat(platform.events()).isEqualTo(10);
        assertThat(rows.count("select count(*) from canary")).isEqualTo(10);
        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 10L), Map.entry(HELD, 390L));
    }

    @Test
    void a_node_that_died_after_its_choice_leaves_the_same_ten_to_the_next() {
        onTrial("google");
        rows.ready("google", 25);
        delivery.stores.gates().arrange(Delivery.run("dying"), "google");
        var chosen = delivery.stores
                .gates()
                .choose(delivery.stores.gates().find("google", "won").orElseThrow(), 10);

        delivery.deliver(platform.likeGoogle(1));

        assertThat(platform.received.stream().flatMap(List::stream).map(ConversionEvent::key))
                .containsExactlyInAnyOrderElementsOf(
                        chosen.stream().map(one -> one.event().key()).toList());
    }

    @Test
    void a_node_that_died_after_opening_leaves_the_rest_to_the_next() {
        onTrial("google");
        rows.ready("google", 5);
        delivery.stores.gates().arrange(Delivery.run("dying"), "google");
        rows.execute("update mapping_gate set state = 'OPEN', since = clock_timestamp()");

        delivery.deliver(platform.likeGoogle(1));

        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 5L));
    }

    @Test
    void what_the_platform_refuses_at_a_look_is_never_sent() {
        onTrial("google");
        var ids = rows.ready("google", 25);
        platform.look = batch -> Receipt.forEach(batch, Optional.empty(), event -> new Outcome.Rejected(BAD));

        delivery.deliver(platform.likeGoogleThatLooks(1));

        assertThat(platform.received).isEmpty();
        assertThat(gate("google")).isEqualTo(MappingGate.State.REFUSED);
        assertThat(rows.states()).containsOnly(Map.entry(HELD, 25L));

        delivery.deliver(platform.likeGoogleThatLooks(1));
        assertThat(rows.text(ids.getLast(), "explanation")).contains("None was sent");
        assertThat(over()).satisfies(trial -> {
            assertThat(trial.ending()).isEqualTo(TrialStore.Ending.REFUSED);
            assertThat(trial.sent()).isZero();
            assertThat(trial.sentence())
                    .hasValueSatisfying(why -> assertThat(why).contains("None was sent"));
        });
    }

    @Test
    void a_look_that_breaks_is_taken_again_when_the_connection_works() {
        onTrial("google");
        rows.ready("google", 25);
        platform.look = batch -> {
            throw new PlatformException(new Failure(FailureClass.AUTHENTICATION, "REVOKED_ACCESS_TOKEN", "revoked"));
        };
        delivery.deliver(platform.likeGoogleThatLooks(1));
        assertThat(platform.received).isEmpty();
        platform.look = FakeAccount::allAccepted;
        delivery.later(Duration.ofMinutes(16));

        delivery.deliver(platform.likeGoogleThatLooks(1));

        assertThat(platform.events()).isEqualTo(10);
    }

    @Test
    void nothing_is_tried_out_where_no_trial_is_wanted() {
        onTrial("google");
        rows.ready("google", 25);

        new Delivery(database, Map.of("downfunnel.brakes.canary-rows", "0")).deliver(platform.likeGoogle(1));

        assertThat(platform.events()).isEqualTo(25);
        assertThat(new TrialStore(database.jdbi()).over(20)).isEmpty();
    }

    private static TrialStore.Over over() {
        var over = new TrialStore(database.jdbi()).over(20);
        assertThat(over).hasSize(1);
        return over.getFirst();
    }

    private static void onTrial(String destination) {
        rows.execute("insert into mapping_gate (destination, stage, mapping, fingerprint, state) values ('"
                + destination + "', 'won', 'won', 'new', 'CANARY')");
    }

    private MappingGate.State gate(String destination) {
        return delivery.stores.gates().find(destination, "won").orElseThrow().state();
    }
}
