package io.downfunnel.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * A journey reached a stage of the funnel.
 *
 * @param lineage id of the journey's root CRM record
 * @param stage name of the stage
 * @param occurrence 1 for the first time
 * @param object of the record that tells of it
 * @param recordId 18 characters
 * @param occurredAt by the CRM's history; see {@code evidence}
 * @param evidence how we know when
 * @param historyId the history row that tells of it; empty when no row does
 * @param amount of the opportunity at that moment; empty for a lead and where nobody typed one
 * @param currency code of the record, as the CRM writes it; empty where it names none
 * @param crmStage the opportunity's stage in the CRM at that moment
 * @param problem impossible data of the record, in words
 * @param withdrawal why it no longer stands; empty while it does
 * @param sequel what the CRM tells of the deal since
 */
public record StageEvent(
        String lineage,
        String stage,
        int occurrence,
        CrmObject object,
        String recordId,
        Instant occurredAt,
        Evidence evidence,
        Optional<String> historyId,
        Optional<BigDecimal> amount,
        Optional<String> currency,
        Optional<String> crmStage,
        Optional<String> problem,
        Optional<Withdrawal> withdrawal,
        Sequel sequel) {

    public enum Evidence {
        /** A history row has the instant. */
        HISTORY,
        /** The record's creation is the event. */
        CREATED,
        /** The stage was skipped and is taken to have been reached with the next one. */
        INFERRED,
        /** No history is kept: the record showed it when it was last modified, and it may have been earlier. */
        OBSERVED
    }

    /** Why an event no longer stands. */
    public enum Withdrawal {
        /** The CRM's history, or the stage's definition, no longer tells of it. */
        UNTOLD,
        /** The record was deleted in the CRM. */
        DELETED,
        /** Its record turned out to belong to another journey, which has this event already. */
        MERGED
    }

    public StageEvent {
        if (occurrence < 1) {
            throw new IllegalArgumentException("Occurrences count from 1");
        }
    }

    /** An event of which nothing further is told. */
    public StageEvent(
            String lineage,
            String stage,
            int occurrence,
            CrmObject object,
            String recordId,
            Instant occurredAt,
            Evidence evidence,
            Optional<String> historyId,
            Optional<BigDecimal> amount,
            Optional<String> currency,
            Optional<String> crmStage,
            Optional<String> problem,
            Optional<Withdrawal> withdrawal) {
        this(
                lineage,
                stage,
                occurrence,
                object,
                recordId,
                occurredAt,
                evidence,
                historyId,
                amount,
                currency,
                crmStage,
                problem,
                withdrawal,
                new Sequel(amount, occurredAt, Optional.empty(), Optional.empty()));
    }

    /**
     * The amount that counts now: of a deal that reached the stage again and is counted each time, what it was at this
     * occurrence; else what it is today.
     *
     * @param eachTime whether every occurrence is a conversion of its own
     */
    public Optional<BigDecimal> amountInForce(boolean eachTime) {
        return eachTime && sequel.again().isPresent() ? amount : sequel.amount();
    }

    /** The same event, no longer standing. */
    public StageEvent withdrawn(Withdrawal why) {
        return new StageEvent(
                lineage,
                stage,
                occurrence,
                object,
                recordId,
                occurredAt,
                evidence,
                historyId,
                amount,
                currency,
                crmStage,
                problem,
                Optional.of(why),
                sequel);
    }
}
