package io.downfunnel.system.attack;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;

import io.downfunnel.system.attack.History.Attempt;
import io.downfunnel.system.attack.History.Conversion;
import io.downfunnel.system.attack.History.CrmOutcome;
import io.downfunnel.system.attack.History.Received;
import io.downfunnel.system.attack.History.Transition;
import io.downfunnel.system.attack.Violation.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

/** Each verdict is reached by a history made for it, and by no history that is in order. */
class CheckerTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private final List<CrmOutcome> crm = new ArrayList<>(List.of(new CrmOutcome("lead-1", "qualified", true)));
    private final List<Conversion> ours = new ArrayList<>(List.of(verified("google"), accepted("linkedin")));
    private final List<Received> theirs = new ArrayList<>(List.of(counted("google"), counted("linkedin")));
    private History.Circumstances circumstances = History.Circumstances.ORDINARY;

    private static Conversion verified(String destination) {
        return conversion(
                destination,
                "VERIFIED",
                "COUNTED",
                step("", "READY"),
                step("READY", "IN_FLIGHT"),
                step("IN_FLIGHT", "ACCEPTED"),
                step("ACCEPTED", "VERIFIED"));
    }

    private static Conversion accepted(String destination) {
        return conversion(
                destination,
                "ACCEPTED",
                "LAST_WORD",
                step("", "READY"),
                step("READY", "IN_FLIGHT"),
                step("IN_FLIGHT", "ACCEPTED"));
    }

    private static Conversion conversion(String destination, String state, String reason, Transition... steps) {
        return new Conversion(
                "key-" + destination,
                destination,
                "qualified",
                "lead-1",
                "lead-1",
                1,
                NOON,
                state,
                reason,
                Optional.empty(),
                false,
                List.of(steps),
                List.of(attempt(1, "aa")),
                List.of());
    }

    private static Conversion tried(Conversion one, Attempt... attempts) {
        return new Conversion(
                one.key(),
                one.destination(),
                one.stage(),
                one.record(),
                one.lineage(),
                one.occurrence(),
                one.occurredAt(),
                one.state(),
                one.reason(),
                one.dueAt(),
                one.knownClick(),
                one.transitions(),
                List.of(attempts),
                one.adjustments());
    }

    private static Transition step(String from, String to) {
        return step(from, to, "", 0);
    }

    private static Transition step(String from, String to, String reason, int seconds) {
        return new Transition(
                from,
                to,
                reason,
                to.equals("IN_FLIGHT") || from.equals("IN_FLIGHT") ? Optional.of(1L) : Optional.empty(),
                NOON.plusSeconds(seconds));
    }

    private static Attempt attempt(long batch, String hash) {
        return new Attempt(batch, "node", NOON, "taken in", hash);
    }

    private static Received counted(String destination) {
        return received(destination, 1, 1, 1, "", 0);
    }

    private static Received received(
            String destination, int times, int counted, int payloads, String reason, int restated) {
        return new Received(
                "key-" + destination,
                destination,
                times,
                counted,
                payloads,
                reason,
                restated,
                Optional.of(NOON),
                Optional.of(NOON.minusSeconds(60)),
                Optional.empty());
    }

    private List<Violation> check() {
        return Checker.check(
                new History(crm, ours, theirs, HistoryReader.RULES, circumstances), NOON.plusSeconds(3_600));
    }

    private void finds(Verdict verdict, String words) {
        assertThat(check()).anySatisfy(one -> {
            assertThat(one.verdict()).isEqualTo(verdict);
            assertThat(one.what()).contains(words);
        });
    }

    private void google(UnaryOperator<Conversion> change) {
        ours.set(0, change.apply(ours.getFirst()));
    }

    @Test
    void a_history_in_order_is_found_to_be_so() {
        assertThat(check()).isEmpty();
    }

    @Test
    void an_outcome_of_the_crm_without_a_conversion_is_lost() {
        crm.add(new CrmOutcome("lead-2", "qualified", true));
        finds(Verdict.LOST, "lead-2 reached qualified");
    }

    @Test
    void a_merged_record_is_found_by_the_root_of_its_journey() {
        google(one -> new Conversion(
                one.key(),
                "google",
                "qualified",
                "deal-1",
                "lead-1",
                1,
                NOON,
                one.state(),
                one.reason(),
                one.dueAt(),
                one.knownClick(),
                one.transitions(),
                one.attempts(),
                one.adjustments()));
        crm.add(new CrmOutcome("deal-1", "qualified", false));
        assertThat(check()).isEmpty();
    }

    @Test
    void what_never_came_to_rest_is_lost() {
        google(one -> conversion("google", "READY", "", step("", "READY")));
        finds(Verdict.LOST, "never came to rest");
    }

    @Test
    void what_still_waits_for_its_verdict_is_lost_where_there_is_one() {
        google(one -> accepted("google"));
        finds(Verdict.LOST, "never came to rest");
    }

    @Test
    void what_we_call_accepted_and_the_platform_never_saw_is_lost() {
        theirs.remove(1);
        finds(Verdict.LOST, "the platform never saw it");
    }

    @Test
    void what_we_call_verified_and_the_platform_does_not_count_is_lost() {
        theirs.set(0, received("google", 1, 0, 1, "CLICK_NOT_FOUND", 0));
        finds(Verdict.LOST, "does not count it");
    }

    @Test
    void what_was_given_up_although_the_platform_has_nothing_against_it_is_lost() {
        google(one -> conversion(
                "google",
                "NEEDS_YOU",
                "TOO_MANY_REQUESTS",
                step("", "READY"),
                step("READY", "IN_FLIGHT"),
                step("IN_FLIGHT", "NEEDS_YOU")));
        theirs.removeFirst();
        finds(Verdict.LOST, "has nothing against it");
    }

    @Test
    void what_the_harness_had_refused_may_need_somebody() {
        google(one -> conversion(
                "google",
                "NEEDS_YOU",
                "INVALID_EVENT",
                step("", "READY"),
                step("READY", "IN_FLIGHT"),
                step("IN_FLIGHT", "NEEDS_YOU")));
        theirs.removeFirst();
        circumstances = circumstances.withFoul(Set.of("key-google"));
        assertThat(check()).isEmpty();
    }

    @Test
    void a_doubt_may_wait_for_a_person_whether_or_not_it_counts() {
        ours.set(
                1,
                conversion(
                        "linkedin",
                        "HELD",
                        "NODE_LOST",
                        step("", "READY"),
                        step("READY", "IN_FLIGHT"),
                        step("IN_FLIGHT", "UNKNOWN"),
                        step("UNKNOWN", "HELD")));
        assertThat(check()).isEmpty();
        theirs.remove(1);
        assertThat(check()).isEmpty();
    }

    @Test
    void what_counts_twice_is_doubled() {
        theirs.set(1, received("linkedin", 2, 2, 1, "", 0));
        finds(Verdict.DOUBLED, "counts 2 times");
    }

    @Test
    void one_outcome_under_two_names_is_doubled() {
        var one = ours.getFirst();
        ours.add(new Conversion(
                "other-key",
                "google",
                "qualified",
                "lead-1",
                "lead-1",
                1,
                NOON,
                one.state(),
                one.reason(),
                one.dueAt(),
                one.knownClick(),
                one.transitions(),
                one.attempts(),
                one.adjustments()));
        finds(Verdict.DOUBLED, "two names");
    }

    @Test
    void what_the_platform_has_and_we_do_not_know_is_a_phantom() {
        ours.removeFirst();
        finds(Verdict.PHANTOM, "none of ours");
    }

    @Test
    void what_arrived_more_often_than_it_was_written_down_is_a_phantom() {
        theirs.set(0, received("google", 2, 1, 1, "", 0));
        finds(Verdict.PHANTOM, "arrived 2 times");
    }

    @Test
    void a_resend_that_was_written_down_is_none() {
        google(one -> tried(one, attempt(1, "aa"), attempt(2, "aa")));
        theirs.set(0, received("google", 2, 1, 1, "", 0));
        assertThat(check()).isEmpty();
    }

    @Test
    void what_the_crm_never_told_is_a_phantom() {
        crm.clear();
        finds(Verdict.PHANTOM, "the CRM does not know");
    }

    @Test
    void two_contents_under_one_name_have_drifted() {
        google(one -> tried(one, attempt(1, "aa"), attempt(2, "aa")));
        theirs.set(0, received("google", 2, 1, 2, "", 0));
        finds(Verdict.DRIFTED, "2 different contents");
    }

    @Test
    void an_intent_that_changes_from_try_to_try_has_drifted() {
        google(one -> tried(one, attempt(1, "aa"), attempt(2, "bb")));
        finds(Verdict.DRIFTED, "not the same each time");
    }

    @Test
    void what_counts_and_happened_before_its_click_is_wrongly_ordered() {
        theirs.set(
                0,
                new Received(
                        "key-google",
                        "google",
                        1,
                        1,
                        1,
                        "",
                        0,
                        Optional.of(NOON),
                        Optional.of(NOON.plusSeconds(1)),
                        Optional.empty()));
        finds(Verdict.WRONGLY_ORDERED, "before its click");
    }

    @Test
    void an_adjustment_of_what_does_not_count_is_wrongly_ordered() {
        theirs.set(0, received("google", 1, 0, 1, "CLICK_NOT_FOUND", 1));
        finds(Verdict.WRONGLY_ORDERED, "before there was anything to correct");
    }

    @Test
    void a_state_without_a_reason_is_unexplained() {
        google(one -> conversion("google", "EXCLUDED", "", step("", "EXCLUDED")));
        finds(Verdict.UNEXPLAINED, "without a reason");
    }

    @Test
    void transitions_that_do_not_lead_to_the_state_are_unexplained() {
        google(one -> conversion("google", "VERIFIED", "", step("", "READY"), step("READY", "IN_FLIGHT")));
        finds(Verdict.UNEXPLAINED, "its transitions end in IN_FLIGHT");
    }

    @Test
    void a_gap_in_the_transitions_is_unexplained() {
        google(one -> conversion("google", "ACCEPTED", "", step("", "READY"), step("IN_FLIGHT", "ACCEPTED")));
        finds(Verdict.UNEXPLAINED, "it goes on from IN_FLIGHT");
    }

    @Test
    void a_step_that_the_domain_forbids_is_unexplained() {
        google(one -> conversion("google", "VERIFIED", "", step("", "READY"), step("READY", "VERIFIED")));
        finds(Verdict.UNEXPLAINED, "no way leads from READY to VERIFIED");
    }

    @Test
    void what_counts_and_we_call_refused_is_unexplained() {
        google(one -> conversion(
                "google",
                "NEEDS_YOU",
                "DUPLICATE",
                step("", "READY"),
                step("READY", "IN_FLIGHT"),
                step("IN_FLIGHT", "NEEDS_YOU")));
        finds(Verdict.UNEXPLAINED, "the platform counts it");
    }

    @Test
    void what_was_sent_against_the_persons_word_is_unlawful() {
        theirs.set(0, received("google", 1, 0, 1, "PROCESSING_ERROR_REASON_DENIED_CONSENT", 0));
        finds(Verdict.UNLAWFUL, "denied");
    }

    @Test
    void what_was_sent_after_the_person_said_no_is_unlawful() {
        circumstances = circumstances.withDenied(Map.of("lead-1", NOON.minusSeconds(1)));
        finds(Verdict.UNLAWFUL, "had said no");
    }

    @Test
    void what_was_sent_before_the_person_said_no_is_not() {
        circumstances = circumstances.withDenied(Map.of("lead-1", NOON.plusSeconds(1)));
        assertThat(check()).isEmpty();
    }

    @Test
    void an_answer_to_another_batch_is_wrongly_ordered() {
        google(one -> conversion(
                "google",
                "VERIFIED",
                "COUNTED",
                step("", "READY"),
                step("READY", "IN_FLIGHT"),
                new Transition("IN_FLIGHT", "ACCEPTED", "", Optional.of(7L), NOON),
                step("ACCEPTED", "VERIFIED")));
        finds(Verdict.WRONGLY_ORDERED, "another batch");
    }

    @Test
    void a_node_that_is_given_up_too_soon_is_wrongly_ordered() {
        ours.set(1, givenUpAfter(3));
        finds(Verdict.WRONGLY_ORDERED, "before its lease was over");
        ours.set(1, givenUpAfter(8));
        assertThat(check()).isEmpty();
    }

    private static Conversion givenUpAfter(int seconds) {
        return conversion(
                "linkedin",
                "HELD",
                "NODE_LOST",
                step("", "READY"),
                step("READY", "IN_FLIGHT"),
                new Transition("IN_FLIGHT", "UNKNOWN", "NODE_LOST", Optional.empty(), NOON.plusSeconds(seconds)),
                step("UNKNOWN", "HELD"));
    }

    @Test
    void a_click_that_the_platform_gave_out_and_does_not_recognise_has_drifted() {
        google(one -> new Conversion(
                one.key(),
                "google",
                "qualified",
                "lead-1",
                "lead-1",
                1,
                NOON,
                "EXCLUDED",
                "CLICK_NOT_FOUND",
                one.dueAt(),
                true,
                List.of(
                        step("", "READY"),
                        step("READY", "IN_FLIGHT"),
                        step("IN_FLIGHT", "ACCEPTED"),
                        step("ACCEPTED", "EXCLUDED")),
                one.attempts(),
                one.adjustments()));
        theirs.set(0, received("google", 1, 0, 1, "PROCESSING_ERROR_REASON_CLICK_NOT_FOUND", 0));
        finds(Verdict.DRIFTED, "gave out itself");
    }

    @Test
    void two_of_one_click_in_one_second_are_lost_and_whose_click_only_the_platform_knows_is_not() {
        var excluded = List.of(
                step("", "READY"),
                step("READY", "IN_FLIGHT"),
                step("IN_FLIGHT", "ACCEPTED"),
                step("ACCEPTED", "EXCLUDED"));
        google(one -> clicked(one, one.key(), true, one.state(), one.transitions()));
        theirs.set(0, placed("key-google", 1, ""));
        theirs.add(placed("key-other", 0, "PROCESSING_ERROR_REASON_DUPLICATE_GCLID"));

        ours.add(clicked(ours.getFirst(), "key-other", false, "EXCLUDED", excluded));
        assertThat(check()).noneMatch(one -> one.what().contains("with one click"));

        ours.set(ours.size() - 1, clicked(ours.getFirst(), "key-other", true, "EXCLUDED", excluded));
        finds(Verdict.LOST, "2 of ours with one click were sent as of one second");
    }

    private static Conversion clicked(
            Conversion one, String key, boolean known, String state, List<Transition> transitions) {
        return new Conversion(
                key,
                "google",
                one.stage(),
                "record of " + key,
                "lineage of " + key,
                1,
                NOON,
                state,
                one.reason(),
                one.dueAt(),
                known,
                transitions,
                one.attempts(),
                one.adjustments());
    }

    private static Received placed(String key, int counted, String reason) {
        return new Received(
                key,
                "google",
                1,
                counted,
                1,
                reason,
                0,
                Optional.of(NOON),
                Optional.of(NOON.minusSeconds(60)),
                Optional.of("555 click " + NOON));
    }

    private static Conversion adjusted(Conversion one, History.Adjustment adjustment) {
        return new Conversion(
                one.key(),
                one.destination(),
                one.stage(),
                one.record(),
                one.lineage(),
                one.occurrence(),
                one.occurredAt(),
                one.state(),
                one.reason(),
                one.dueAt(),
                one.knownClick(),
                one.transitions(),
                one.attempts(),
                List.of(adjustment));
    }

    @Test
    void a_value_that_was_adjusted_may_change() {
        theirs.set(0, received("google", 2, 1, 2, "", 1));
        google(one -> adjusted(one, restatement("VERIFIED", 60)));
        assertThat(check()).isEmpty();
    }

    private static History.Adjustment restatement(String state, int seconds) {
        return new History.Adjustment("RESTATEMENT", state, 1, Optional.of(NOON.plusSeconds(seconds)));
    }

    @Test
    void a_value_that_changed_without_an_adjustment_has_drifted() {
        theirs.set(0, received("google", 1, 1, 1, "", 1));
        finds(Verdict.DRIFTED, "no adjustment");
    }

    @Test
    void an_adjustment_before_its_conversion_counts_is_wrongly_ordered() {
        google(one -> adjusted(one, restatement("VERIFIED", -1)));
        finds(Verdict.WRONGLY_ORDERED, "before it counted");
    }

    @Test
    void an_adjustment_that_never_came_to_rest_is_lost() {
        google(one -> adjusted(one, restatement("IN_FLIGHT", 60)));
        finds(Verdict.LOST, "RESTATEMENT never came to rest");
    }

    @Test
    void every_verdict_is_reported_once_with_an_example() {
        crm.clear();
        theirs.set(1, received("linkedin", 3, 2, 1, "", 0));
        assertThat(Checker.report(check())).contains("DOUBLED", "PHANTOM", "key-linkedin");
    }
}
