package io.downfunnel.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the CRM tells of one way through the funnel: a lead, those merged into it, and the opportunity that it founded.
 *
 * @param lineage id of the root record
 * @param leads in any order
 * @param opportunities in any order; one at most, unless merges brought journeys together
 */
public record Journey(String lineage, List<LeadStory> leads, List<OpportunityStory> opportunities) {

    /**
     * @param id 18 characters
     * @param modifiedAt its last change of any kind
     * @param masterId the lead it was merged into
     * @param fields as they are now, by API name; a missing key means no value
     * @param currency code of the record
     * @param problem impossible data, in words
     * @param history rows of tracked fields, in any order; empty also where the CRM keeps none
     */
    public record LeadStory(
            String id,
            Instant createdAt,
            Instant modifiedAt,
            boolean deleted,
            Optional<String> masterId,
            Map<String, String> fields,
            Optional<String> currency,
            Optional<String> problem,
            List<FieldChange> history) {
        public LeadStory {
            fields = Map.copyOf(fields);
            history = List.copyOf(history);
        }
    }

    /** A row of a lead's history. */
    public record FieldChange(String id, Instant at, String field, Optional<String> from, Optional<String> to) {}

    /**
     * @param fields as they are now, by API name; a missing key means no value
     * @param amount as it is now
     * @param history in any order; empty also where we may not read it
     */
    public record OpportunityStory(
            String id,
            Instant createdAt,
            Instant modifiedAt,
            boolean deleted,
            Map<String, String> fields,
            Optional<BigDecimal> amount,
            Optional<String> currency,
            Optional<String> problem,
            List<Snapshot> history) {
        public OpportunityStory {
            fields = Map.copyOf(fields);
            history = List.copyOf(history);
        }
    }

    /**
     * A row of an opportunity's history: how it was from then on.
     *
     * @param closed whether the CRM counts a deal in this stage as closed; false also where that was never seen
     */
    public record Snapshot(
            String id,
            Instant at,
            Optional<String> stageName,
            Optional<BigDecimal> amount,
            Optional<String> problem,
            boolean closed) {

        /** In an open stage. */
        public Snapshot(
                String id,
                Instant at,
                Optional<String> stageName,
                Optional<BigDecimal> amount,
                Optional<String> problem) {
            this(id, at, stageName, amount, problem, false);
        }
    }

    public Journey {
        leads = List.copyOf(leads);
        opportunities = List.copyOf(opportunities);
    }
}
