package io.downfunnel.system.attack;

import java.time.Duration;
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
 * @param circumstances what the harness did itself
 */
record History(
        List<CrmOutcome> crm,
        List<Conversion> conversions,
        List<Received> received,
        Map<String, Destination> rules,
        Circumstances circumstances) {

    History {
        crm = List.copyOf(crm);
        conversions = List.copyOf(conversions);
        received = List.copyOf(received);
        rules = Map.copyOf(rules);
    }

    /**
     * @param foul keys of conversions that it had refused
     * @param denied records whose person said no, and since when everybody could know
     * @param lease how long a node may keep what it has claimed
     */
    record Circumstances(Set<String> foul, Map<String, Instant> denied, Duration lease) {
        static final Circumstances ORDINARY = new Circumstances(Set.of(), Map.of(), NodePlace.LEASE);

        Circumstances {
            foul = Set.copyOf(foul);
            denied = Map.copyOf(denied);
        }

        Circumstances withFoul(Set<String> keys) {
            return new Circumstances(keys, denied, lease);
        }

        Circumstances withDenied(Map<String, Instant> records) {
            return new Circumstances(foul, records, lease);
        }
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
     * @param knownClick that it goes with a click ID which the platform gave out for this account
     * @param transitions oldest first
     * @param attempts oldest first
     * @param adjustments of what the platform counts, later
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
            boolean knownClick,
            List<Transition> transitions,
            List<Attempt> attempts,
            List<Adjustment> adjustments) {
        Conversion {
            transitions = List.copyOf(transitions);
            attempts = List.copyOf(attempts);
            adjustments = List.copyOf(adjustments);
        }
    }

    /**
     * @param attempts how often it was written down to be sent
     * @param frozenAt when it was first about to be sent; empty: never
     */
    record Adjustment(String kind, String state, int attempts, Optional<Instant> frozenAt) {}

    /**
     * @param from empty for the first one
     * @param batch it belongs to; empty: to none
     */
    record Transition(String from, String to, String reason, Optional<Long> batch, Instant at) {}

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
            Optional<Instant> clickedAt,
            Optional<String> place) {}
}
