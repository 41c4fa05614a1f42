package io.downfunnel.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that is recorded about one lineage, from the click to the platform's verdict: the ground that an explanation
 * stands on. Times are instants; an empty {@code Optional} means that the record says nothing about it.
 *
 * @param organization name of the CRM organisation
 * @param pages where people see its records; empty where that is not known
 * @param root id of the CRM record that the lineage is named after, 18 characters
 * @param records the CRM records of the lineage, the oldest first; empty when only conversions are left of it
 * @param changes what the CRM's history tells of them, the oldest first
 * @param stages the stages it reached, the oldest first
 * @param conversions what was made of them, the oldest first
 */
public record JourneyRecord(
        String organization,
        Optional<CrmPages> pages,
        String root,
        List<CrmRecord> records,
        List<CrmChange> changes,
        List<Reached> stages,
        List<Conversion> conversions) {

    public JourneyRecord {
        records = List.copyOf(records);
        changes = List.copyOf(changes);
        stages = List.copyOf(stages);
        conversions = List.copyOf(conversions);
    }

    /**
     * @param object as the CRM calls it: Lead or Opportunity
     * @param mergedInto id of the record that it was merged into
     * @param convertedTo id of the opportunity that the lead became
     * @param testRecord left out of everything by the configuration
     * @param problem impossible data, in words
     * @param clicks the click IDs that it carries
     */
    public record CrmRecord(
            String object,
            String id,
            Instant createdAt,
            boolean deleted,
            Optional<String> mergedInto,
            Optional<String> convertedTo,
            boolean testRecord,
            Optional<String> problem,
            List<Click> clicks) {
        public CrmRecord {
            clicks = List.copyOf(clicks);
        }
    }

    /** A row of the CRM's own history. */
    public record CrmChange(
            String object, String recordId, Instant at, String field, Optional<String> from, Optional<String> to) {}

    /**
     * A stage event.
     *
     * @param occurrence 1 for the first time the lineage reached the stage
     * @param at when it was reached
     * @param evidence how we know
     * @param withdrawn empty while it stands
     * @param detectedAt when we found it
     */
    public record Reached(
            String stage,
            int occurrence,
            String object,
            String recordId,
            Instant at,
            StageEvent.Evidence evidence,
            Optional<Money> amount,
            Optional<String> problem,
            Optional<Withdrawn> withdrawn,
            Instant detectedAt,
            Matching matching) {}

    /** Why, and since when, a stage event no longer stands. */
    public record Withdrawn(StageEvent.Withdrawal why, Instant at) {}

    /** What is known about the click behind a stage event. */
    public sealed interface Matching {
        /** Still to be matched. */
        record Due() implements Matching {}

        /** No click ID was found; the person may still be known by hashed identifiers. */
        record WithoutClick(Instant at, Optional<Person> person) implements Matching {}

        /** It was matched, and what it was matched by was removed for its age. */
        record Removed(Instant at, Instant removedAt, Optional<Person> person) implements Matching {}

        /** At least one click ID was found, usable or not. */
        record WithClick(Instant at, Optional<Person> person, List<MatchedClick> clicks) implements Matching {
            public WithClick {
                clicks = List.copyOf(clicks);
            }
        }
    }

    /**
     * Whose identifiers and consent count.
     *
     * @param fit whether it can be used
     * @param rule which rule found the person
     * @param identifiers which hashed identifiers there are, in words; never their values
     */
    public record Person(String object, String recordId, String rule, List<String> identifiers) {
        public Person {
            identifiers = List.copyOf(identifiers);
        }
    }

    /**
     * @param fit whether it can be used
     * @param rule which rule of the click-ID order fired
     * @param object the kind of record that carries it
     */
    public record MatchedClick(Click click, Match.Fit fit, String rule, String object, String recordId) {}

    /**
     * A conversion and all that happened to it.
     *
     * @param reason code of the reason for its state
     * @param explanation the same in words
     * @param dueAt before it nothing happens to it by itself
     * @param expiresAt after it the platform would not count it
     * @param attempt how often it was sent
     * @param stopped why nothing is sent to its destination at present; empty when something is
     * @param removedAt when the full text of what was sent was removed for its age; empty while it is kept, and where there
     *     was none
     * @param transitions every change of state, the oldest first
     * @param attempts every upload batch it was in, the oldest first
     * @param adjustments what was to be changed about it afterwards, the oldest first
     */
    public record Conversion(
            String key,
            String mapping,
            int mappingVersion,
            String stage,
            int occurrence,
            String recordId,
            String destination,
            String action,
            Instant occurredAt,
            Optional<Money> value,
            ConversionState state,
            Optional<String> reason,
            Optional<String> explanation,
            Optional<Instant> dueAt,
            Instant expiresAt,
            int attempt,
            Instant since,
            Instant createdAt,
            Optional<String> stopped,
            Optional<Instant> removedAt,
            List<Transition> transitions,
            List<Attempt> attempts,
            List<Adjusted> adjustments) {
        public Conversion {
            transitions = List.copyOf(transitions);
            attempts = List.copyOf(attempts);
            adjustments = List.copyOf(adjustments);
        }
    }

    /**
     * A change to a conversion that a platform counts, and all that happened to it.
     *
     * @param id of its row
     * @param at when the CRM changed
     * @param after the value that the conversion was to have; empty for a retraction
     * @param attempt how often it was sent
     */
    public record Adjusted(
            long id,
            Adjustment.Kind kind,
            Adjustment.Cause cause,
            Instant at,
            Optional<Money> before,
            Optional<Money> after,
            ConversionState state,
            Optional<String> reason,
            Optional<String> explanation,
            Optional<Instant> dueAt,
            Instant expiresAt,
            int attempt,
            Instant since,
            List<Transition> transitions) {
        public Adjusted {
            transitions = List.copyOf(transitions);
        }
    }

    /** @param from empty: the conversion was made in this state */
    public record Transition(
            Instant at,
            Optional<ConversionState> from,
            ConversionState to,
            Optional<String> reason,
            Optional<String> explanation,
            Optional<String> failureClass,
            Optional<Long> run,
            Optional<Long> batch,
            int attempt,
            String node) {}

    /**
     * An upload batch as one conversion in it saw it.
     *
     * @param size how many conversions were in the batch
     * @param answer taken in, refused or broken; empty while none was heard
     * @param outcome what was answered for this conversion
     * @param verdict pending, counted, refused, mixed, forgotten or given up; empty where there is none to wait for
     * @param nextLook when the verdict is asked for again
     */
    public record Attempt(
            long batch,
            int size,
            String node,
            Instant intendedAt,
            Optional<Instant> answeredAt,
            Optional<String> answer,
            Optional<String> outcome,
            Optional<String> code,
            Optional<String> message,
            Optional<String> requestId,
            Optional<String> verdict,
            Optional<Instant> verdictAt,
            Optional<Instant> nextLook) {}
}
