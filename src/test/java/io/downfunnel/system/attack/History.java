package io.downfunnel.system.attack;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What happened, told from three sides that do not know each other.
 *
 * @param crm what the CRM says of its records
 * @param conversions what we say
 * @param received what the platforms say
 * @param rules how each destination behaves
 * @param foul keys of conversions that the harness had refused on purpose
 */
record History(
        List<CrmOutcome> crm,
        List<Conversion> conversions,
        List<Received> received,
        Map<String, Destination> rules,
        Set<String> foul) {

    History {
        crm = List.copyOf(crm);
        conversions = List.copyOf(conversions);
        received = List.copyOf(received);
        rules = Map.copyOf(rules);
        foul = Set.copyOf(foul);
    }

    /**
     * A record that reached a stage, by its own history in the CRM.
     *
     * @param certain that it did; false: it may have, as a stage that was skipped counts as reached with the next one
     */
    record CrmOutcome(String record, String stage, boolean certain) {}

    /** @param verdicts whether it says later what counts */
    record Destination(boolean verdicts, Set<String> stages) {
        Destination {
            stages = Set.copyOf(stages);
        }
    }

    /**
     * @param record whose stage it is
     * @param lineage the root of the journey that the record belongs to
     * @param reason empty where the state says it all
     * @param dueAt when it is to be looked at next; empty: never, or at once
     * @param transitions oldest first
     * @param attempts oldest first
     */
    record Conversion(
            String key,
            String destination,
            String stage,
            String record,
            String lineage,
            int occurrence,
            Instant occurredAt,
            String state,
            String reason,
            Optional<Instant> dueAt,
            List<Transition> transitions,
            List<Attempt> attempts) {
        Conversion {
            transitions = List.copyOf(transitions);
            attempts = List.copyOf(attempts);
        }
    }

    /** @param from empty for the first one */
    record Transition(String from, String to, String reason, Instant at) {}

    /**
     * That it was written down to be sent.
     *
     * @param answer empty when none was heard
     */
    record Attempt(long batch, String node, Instant intendedAt, String answer, String payloadHash) {}

    /**
     * What a platform has under one key.
     *
     * @param received how often it came
     * @param counted how often it counts
     * @param payloads how many different ones came
     * @param reason why it does not count; empty when it does
     * @param restated how often its value was changed afterwards
     * @param clickedAt of the click it was counted for
     */
    record Received(
            String key,
            String destination,
            int received,
            int counted,
            int payloads,
            String reason,
            int restated,
            Optional<Instant> occurredAt,
            Optional<Instant> clickedAt) {}
}
