package io.downfunnel.deliver;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.Verdict;
import io.downfunnel.store.ConnectionStore.Health;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.TestDatabase;

import static io.downfunnel.domain.ConversionState.ACCEPTED;
import static io.downfunnel.domain.ConversionState.CANCELLED;
import static io.downfunnel.domain.ConversionState.DELAYED;
import static io.downfunnel.domain.ConversionState.EXCLUDED;
import static io.downfunnel.domain.ConversionState.EXPIRED;
import static io.downfunnel.domain.ConversionState.HELD;
import static io.downfunnel.domain.ConversionState.NEEDS_YOU;
import static io.downfunnel.domain.ConversionState.READY;
import static io.downfunnel.domain.ConversionState.VERIFIED;
import static org.assertj.core.api.Assertions.assertThat;

class DeliverStepTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

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
    void what_is_ready_is_sent_and_accepted() {
        rows.ready("google", 7);

        var done = delivery.deliver(platform.likeGoogle(1));

        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 7L));
        assertThat(platform.received).hasSize(7).allMatch(batch -> batch.size() == 1);
        assertThat(done.get("google").accepted()).isEqualTo(7);
        assertThat(done.get("google").sent()).isEqualTo(7);
    }

    @Test
    void run_again_at_once_it_sends_nothing() {
        rows.ready("google", 3);
        delivery.deliver(platform.likeGoogle(1));

        delivery.deliver(platform.likeGoogle(1));

        assertThat(platform.events()).isEqualTo(3);
    }

    @Test
    void every_step_of_a_conversion_is_written_down() {
        long id = rows.ready("google", 1).getFirst();
        delivery.deliver(platform.likeGoogle(1));
        delivery.later(Duration.ofMinutes(31));
        delivery.verdicts(platform.likeGoogle(1));

        assertThat(rows.story(id)).containsExactly("IN_FLIGHT", "ACCEPTED", "VERIFIED");
        assertThat(rows.state(id)).isEqualTo(VERIFIED);
    }

    @Test
    void a_verdict_is_not_asked_for_before_its_time() {
        rows.ready("google", 1);
        delivery.deliver(platform.likeGoogle(1));
        delivery.later(Duration.ofMinutes(29));

        delivery.verdicts(platform.likeGoogle(1));

        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 1L));
        assertThat(delivery.stores.dues().nextDue(List.of("google", "linkedin"), delivery.now))
                .singleElement()
                .satisfies(due -> assertThat(due.at())
                        .isBetween(
                                delivery.now.plus(Duration.ofSeconds(50)), delivery.now.plus(Duration.ofSeconds(61))));
    }

    @Test
    void where_no_verdict_will_come_acceptance_is_the_last_word_and_says_so() {
        long id = rows.ready("linkedin", 1).getFirst();

        delivery.deliver(platform.likeLinkedIn(5_000));

        assertThat(rows.text(id, "explanation")).contains("does not say later");
        assertThat(delivery.stores.dues().nextDue(List.of("google", "linkedin"), delivery.now))
                .isEmpty();
    }

    @Test
    void a_rejected_one_needs_a_person_and_the_spared_ones_go_at_once() {
        var ids = rows.ready("linkedin", 100);
        var guilty = keysOf(ids.subList(40, 43));
        platform.answer = batch -> refuseNamed(batch, guilty);

        var done = delivery.deliver(platform.likeLinkedIn(5_000));

        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 97L), Map.entry(NEEDS_YOU, 3L));
        assertThat(platform.received).hasSize(2);
        assertThat(done.get("linkedin").sent()).isEqualTo(100);
        assertThat(done.get("linkedin").postponed()).isZero();
        assertThat(rows.text(ids.get(40), "explanation")).contains("field");
    }

    @Test
    void guilty_ones_that_nobody_names_are_found_by_halving() {
        var ids = rows.ready("linkedin", 256);
        var guilty = keysOf(List.of(ids.get(17), ids.get(200)));
        platform.answer = batch -> refuseUnnamed(batch, guilty);

        delivery.deliver(platform.likeLinkedIn(5_000));

        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 254L), Map.entry(NEEDS_YOU, 2L));
        assertThat(rows.state(ids.get(17))).isEqualTo(NEEDS_YOU);
        assertThat(rows.state(ids.get(200))).isEqualTo(NEEDS_YOU);
        assertThat(platform.received).hasSizeLessThanOrEqualTo(1 + 2 * 2 * 8);
    }

    @Test
    void an_outage_leaves_the_work_where_it_was_and_tells_which_connection() {
        rows.ready("linkedin", 10);
        platform.answer = batch -> {
            throw new PlatformException(new Failure(FailureClass.AUTHENTICATION, "REVOKED_ACCESS_TOKEN", "revoked"));
        };

        var done = delivery.deliver(platform.likeLinkedIn(5));

        assertThat(rows.states()).containsOnly(Map.entry(READY, 10L));
        assertThat(platform.received).hasSize(1);
        var status = delivery.stores.connections().find("linkedin").orElseThrow();
        assertThat(status.health()).isEqualTo(Health.STOPPED);
        assertThat(status.remedy()).contains("Grant access anew");
        assertThat(done.get("linkedin").waitsFor())
                .hasValueSatisfying(why -> assertThat(why).contains("Next try"));
    }

    @Test
    void a_stopped_destination_is_tried_again_after_a_quarter_of_an_hour_with_one_request_first() {
        rows.ready("linkedin", 10);
        platform.answer = batch -> {
            throw new PlatformException(new Failure(FailureClass.CONFIGURATION, "NONEXISTENT_VERSION", "gone"));
        };
        delivery.deliver(platform.likeLinkedIn(5));
        delivery.later(Duration.ofMinutes(14));
        delivery.deliver(platform.likeLinkedIn(5));
        assertThat(platform.received).hasSize(1);
        platform.answer = FakeAccount::allAccepted;
        delivery.later(Duration.ofMinutes(2));

        delivery.deliver(platform.likeLinkedIn(5));

        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 10L));
        assertThat(delivery.stores.connections().find("linkedin").orElseThrow().health())
                .isEqualTo(Health.FINE);
    }

    @Test
    void a_conversion_action_that_is_set_up_wrongly_does_not_hold_up_the_others() {
        rows.ready("linkedin", "1", 4);
        rows.ready("linkedin", "2", 4);
        platform.answer = batch -> {
            if (batch.getFirst().action().equals("1")) {
                throw new PlatformException(
                        new Failure(FailureClass.CONFIGURATION, "NO_AD_ACCOUNTS_FOUND", "No ad accounts found"),
                        PlatformException.Scope.ACTION,
                        Optional.empty(),
                        null);
            }
            return FakeAccount.allAccepted(batch);
        };

        delivery.deliver(platform.likeLinkedIn(2));

        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 4L), Map.entry(READY, 4L));
        assertThat(delivery.stores
                        .connections()
                        .find("linkedin/1")
                        .orElseThrow()
                        .health())
                .isEqualTo(Health.STOPPED);
        assertThat(delivery.stores.dues().nextDue(List.of("linkedin"), delivery.now))
                .as("what its conversions wait for is a person, so that nothing is due")
                .isEmpty();
    }

    @Test
    void throttling_waits_for_the_instant_the_platform_names_and_costs_no_try() {
        var ids = rows.ready("google", 2);
        var reset = delivery.now.plus(Duration.ofMinutes(3));
        platform.answer = batch -> {
            throw new PlatformException(
                    new Failure(FailureClass.THROTTLED, "RATE_LIMIT_EXCEEDED", "slower"), Optional.of(reset), null);
        };
        delivery.deliver(platform.likeGoogle(2));
        assertThat(rows.text(ids.getFirst(), "attempt")).isEqualTo("0");
        platform.answer = FakeAccount::allAccepted;
        delivery.later(Duration.ofMinutes(4));

        delivery.deliver(platform.likeGoogle(2));

        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 2L));
    }

    @Test
    void an_unknown_outcome_is_sent_again_where_the_platform_drops_duplicates() {
        long id = rows.ready("google", 1).getFirst();
        platform.answer = batch -> {
            throw new PlatformException(new Failure(FailureClass.UNKNOWN_OUTCOME, "NO_ANSWER", "Gone silent."));
        };
        delivery.deliver(platform.likeGoogle(1));
        assertThat(rows.story(id)).containsExactly("IN_FLIGHT", "UNKNOWN", "READY");
        platform.answer = FakeAccount::allAccepted;
        delivery.later(Duration.ofMinutes(2));

        delivery.deliver(platform.likeGoogle(1));

        assertThat(rows.state(id)).isEqualTo(ACCEPTED);
        var sent = List.copyOf(platform.received);
        assertThat(sent.get(0)).isEqualTo(sent.get(1));
    }

    @Test
    void whose_place_is_occupied_is_not_counted_unless_it_may_be_there_from_an_earlier_try() {
        long heard = rows.ready("google", 1).getFirst();
        delivery.deliver(platform.likeGoogle(1));
        long doubted = rows.ready("google", 1).getFirst();
        platform.answer = batch -> {
            throw new PlatformException(new Failure(FailureClass.UNKNOWN_OUTCOME, "NO_ANSWER", "Gone silent."));
        };
        delivery.deliver(platform.likeGoogle(1));
        platform.answer = FakeAccount::allAccepted;
        delivery.later(Duration.ofMinutes(2));
        delivery.deliver(platform.likeGoogle(1));
        platform.verdict = requestId -> new Verdict.Refused(List.of(new Verdict.Tally(
                new Failure(FailureClass.OCCUPIED, "DUPLICATE_GCLID", "Another one has this click and second."), 1)));
        delivery.later(Duration.ofMinutes(31));

        delivery.verdicts(platform.likeGoogle(1));

        assertThat(rows.state(heard)).isEqualTo(EXCLUDED);
        assertThat(rows.text(heard, "explanation")).contains("Another one has this click and second.");
        assertThat(rows.state(doubted)).isEqualTo(VERIFIED);
    }

    @Test
    void where_an_answer_says_that_a_place_is_occupied_the_same_holds() {
        long doubted = rows.ready("google", 1).getFirst();
        platform.answer = batch -> {
            throw new PlatformException(new Failure(FailureClass.UNKNOWN_OUTCOME, "NO_ANSWER", "Gone silent."));
        };
        delivery.deliver(platform.likeGoogle(1));
        long heard = rows.ready("google", 1).getFirst();
        platform.answer = batch -> Receipt.forEach(
                batch,
                Optional.empty(),
                event -> new Outcome.Duplicate(new Failure(FailureClass.OCCUPIED, "THERE", "One is there already.")));
        delivery.later(Duration.ofMinutes(2));

        delivery.deliver(platform.likeGoogle(1));

        assertThat(rows.state(doubted)).isEqualTo(ACCEPTED);
        assertThat(rows.state(heard)).isEqualTo(EXCLUDED);
    }

    @Test
    void an_unknown_outcome_waits_for_a_person_where_a_second_copy_would_count() {
        long id = rows.ready("linkedin", 1).getFirst();
        platform.answer = batch -> {
            throw new PlatformException(new Failure(FailureClass.UNKNOWN_OUTCOME, "NO_ANSWER", "Gone silent."));
        };

        delivery.deliver(platform.likeLinkedIn(1));

        assertThat(rows.state(id)).isEqualTo(HELD);
        assertThat(rows.text(id, "explanation")).contains("Gone silent.").contains("waits for you");
    }

    @Test
    void a_code_nobody_knows_is_tried_three_times_and_then_held() {
        long id = rows.ready("google", 1).getFirst();
        platform.answer = batch -> Receipt.forEach(
                batch,
                Optional.empty(),
                event -> new Outcome.Rejected(new Failure(FailureClass.UNCLASSIFIED, "BRAND_NEW", "what?")));
        for (int i = 0; i < 5; i++) {
            delivery.deliver(platform.likeGoogle(1));
            delivery.later(Duration.ofHours(1));
        }

        assertThat(rows.state(id)).isEqualTo(HELD);
        assertThat(platform.received).hasSize(3);
        assertThat(rows.text(id, "explanation")).contains("does not know");
    }

    @Test
    void what_could_not_be_sent_in_time_expires() {
        long id = rows.ready("google", 1).getFirst();
        delivery.later(Duration.ofDays(31));

        delivery.deliver(platform.likeGoogle(1));

        assertThat(rows.state(id)).isEqualTo(EXPIRED);
        assertThat(platform.received).isEmpty();
    }

    @Test
    void what_was_put_off_after_it_was_sent_is_sent_again_when_its_time_has_come() {
        long id = rows.ready("google", 1).getFirst();
        rows.execute("update conversion set state = 'DELAYED', due_at = now() + interval '1 hour'");
        rows.execute("update conversion_payload set frozen_at = now()");
        delivery.deliver(platform.likeGoogle(1));
        assertThat(rows.state(id)).isEqualTo(DELAYED);
        delivery.later(Duration.ofMinutes(61));

        delivery.deliver(platform.likeGoogle(1));

        assertThat(rows.state(id)).isEqualTo(ACCEPTED);
    }

    @Test
    void what_was_delayed_before_it_was_ever_sent_waits_for_a_new_decision() {
        long id = rows.ready("google", 1).getFirst();
        rows.execute("update conversion set state = 'DELAYED', due_at = now() - interval '1 hour'");

        delivery.deliver(platform.likeGoogle(1));

        assertThat(rows.state(id)).isEqualTo(DELAYED);
    }

    @Test
    void the_last_look_keeps_back_what_was_denied() {
        long id = rows.denied("google");

        delivery.deliver(platform.likeGoogle(1));

        assertThat(rows.state(id)).isEqualTo(EXCLUDED);
        assertThat(platform.received).isEmpty();
    }

    @Test
    void what_is_not_what_was_decided_is_never_sent_and_a_person_is_told() {
        long id = rows.ready("google", 1).getFirst();
        rows.execute("update conversion_payload set payload = jsonb_set(payload, '{value}', '\"99\"')");

        delivery.deliver(platform.likeGoogle(1));

        assertThat(platform.received).isEmpty();
        assertThat(rows.state(id)).isEqualTo(HELD);
        assertThat(rows.text(id, "reason")).isEqualTo("PAYLOAD_CHANGED");
    }

    @Test
    void what_is_not_what_was_sent_before_is_never_sent_even_with_a_hash_that_fits() {
        long id = rows.ready("google", 1).getFirst();
        platform.answer = batch -> {
            throw new PlatformException(new Failure(FailureClass.UNKNOWN_OUTCOME, "NO_ANSWER", "Gone silent."));
        };
        delivery.deliver(platform.likeGoogle(1));
        long other = rows.ready("google", 1).getFirst();
        rows.execute("update conversion_payload p set payload = o.payload, hash = o.hash from conversion_payload o"
                + " where p.conversion_id = " + id + " and o.conversion_id = " + other);
        rows.execute("update conversion set state = 'CANCELLED' where id = " + other);
        platform.answer = FakeAccount::allAccepted;
        delivery.later(Duration.ofMinutes(2));

        delivery.deliver(platform.likeGoogle(1));

        rows.execute("update conversion set state = 'READY' where id = " + id);
        delivery.deliver(platform.likeGoogle(1));

        assertThat(platform.received).hasSize(1);
        assertThat(rows.text(id, "reason")).isEqualTo("PAYLOAD_CHANGED");
        assertThat(rows.text(id, "explanation")).contains("was not sent");
    }

    @Test
    void the_last_look_keeps_back_what_the_crm_took_back() {
        long id = rows.ready("google", 1).getFirst();
        rows.execute("""
                with event as (
                    insert into stage_event (organization_id, lineage, stage, occurrence, object, record_id, occurred_at,
                                             evidence, withdrawn_at, withdrawal)
                    values (1, 'x', 'won', 1, 'Opportunity', 'x', now(), 'history', now(), 'untold') returning id)
                update conversion set stage_event_id = event.id from event""");

        delivery.deliver(platform.likeGoogle(1));

        assertThat(rows.state(id)).isEqualTo(CANCELLED);
        assertThat(platform.received).isEmpty();
    }

    @Test
    void a_backlog_too_big_for_the_quota_is_sent_in_groups() {
        rows.ready("google", 50);
        var account = platform.likeGoogle(1);
        var slow = new io.downfunnel.platform.OpenAccount(
                "google",
                account.descriptor().with(new io.downfunnel.platform.Descriptor.Pace(8, 60_000_000, 5), 1),
                platform,
                account.failures(),
                account.unknownOutcome());

        delivery.deliver(slow);

        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 50L));
        assertThat(platform.received).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void a_verdict_that_never_comes_is_told() {
        long id = rows.ready("google", 1).getFirst();
        platform.verdict = requestId -> new Verdict.Pending();
        delivery.deliver(platform.likeGoogle(1));
        for (int i = 0; i < 12; i++) {
            delivery.later(Duration.ofHours(8));
            delivery.verdicts(platform.likeGoogle(1));
        }

        assertThat(rows.state(id)).isEqualTo(HELD);
        assertThat(rows.text(id, "reason")).isEqualTo("VERDICT_MISSING");
    }

    private static Set<ConversionKey> keysOf(List<Long> ids) {
        return ids.stream().map(id -> new ConversionKey(rows.text(id, "key"))).collect(Collectors.toSet());
    }

    private static Receipt refuseNamed(List<ConversionEvent> batch, Set<ConversionKey> guilty) {
        var keys = batch.stream().map(ConversionEvent::key).collect(Collectors.toCollection(HashSet::new));
        keys.retainAll(guilty);
        if (keys.isEmpty()) {
            return FakeAccount.allAccepted(batch);
        }
        var failure = new Failure(FailureClass.PERMANENT, "FIELD_REQUIRED", "a field");
        return Receipt.forEach(
                batch,
                Optional.empty(),
                event -> keys.contains(event.key()) ? new Outcome.Rejected(failure) : new Outcome.Spared());
    }

    private static Receipt refuseUnnamed(List<ConversionEvent> batch, Set<ConversionKey> guilty) {
        var failure = new Failure(FailureClass.PERMANENT, "INVALID_EVENT", "something");
        return batch.stream().map(ConversionEvent::key).anyMatch(guilty::contains)
                ? Receipt.forEach(batch, Optional.empty(), event -> new Outcome.Suspect(failure))
                : FakeAccount.allAccepted(batch);
    }
}
