package io.downfunnel.extract;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.downfunnel.domain.CrmStream;
import io.downfunnel.extract.salesforce.SalesforceClient;
import io.downfunnel.extract.salesforce.SalesforceException;
import io.downfunnel.store.CrmStore.Deletion;
import io.downfunnel.store.ExtractionStore.Claim;

/**
 * What was deleted for good and shows itself in no query any more. Salesforce keeps a log of it for 15 days at most
 * (salesforce.md §4.2).
 */
final class Deletions {
    private static final Duration KEPT = Duration.ofDays(15).minusMinutes(5);
    /** Salesforce wants more than a minute between start and end. */
    private static final Duration SHORTEST = Duration.ofMinutes(2);

    /**
     * @param watermark up to where the log was read
     * @param warning about what the log no longer has
     */
    record Log(List<Deletion> deletions, Instant watermark, Optional<String> warning) {}

    private final SalesforceClient salesforce;
    private final Retrying retrying;
    private final ExtractConfig config;

    Deletions(SalesforceClient salesforce, Retrying retrying, ExtractConfig config) {
        this.salesforce = salesforce;
        this.retrying = retrying;
        this.config = config;
    }

    /** History rows go with their opportunity, and a lead's history tells nothing new by its end. */
    static boolean concerns(CrmStream stream) {
        return switch (stream) {
            case LEAD, OPPORTUNITY, CONTACT, CONTACT_ROLE -> true;
            case LEAD_HISTORY, OPPORTUNITY_HISTORY -> false;
        };
    }

    /**
     * @param mark up to where the stream's changes were read: nothing is deleted before it could be saved
     * @return empty when there is no log to read yet
     */
    Optional<Log> read(Claim claim, Instant mark, Instant now) {
        var oldest = now.minus(KEPT);
        var wanted = claim.watermark().minus(config.overlap());
        var from = wanted.isBefore(oldest) ? oldest : wanted;
        if (!mark.isAfter(claim.watermark()) || Duration.between(from, mark).compareTo(SHORTEST) < 0) {
            return Optional.empty();
        }
        try {
            var log = retrying.call(() -> salesforce.deleted(claim.stream(), from, mark));
            var gap = wanted.isBefore(oldest) || log.earliestAvailable().isAfter(claim.watermark());
            return Optional.of(new Log(
                    log.deleted().stream()
                            .map(row -> new Deletion(RecordId.full(row.id()), row.at()))
                            .toList(),
                    log.latestCovered().isBefore(mark) ? log.latestCovered() : mark,
                    gap ? Optional.of(gap(claim)) : Optional.empty()));
        } catch (SalesforceException e) {
            if (!e.is("INVALID_REPLICATION_DATE")) {
                throw e;
            }
            return Optional.of(new Log(List.of(), mark, Optional.of(gap(claim))));
        }
    }

    private static String gap(Claim claim) {
        return "Salesforce no longer has its log of deleted records of " + claim.stream() + " since "
                + claim.watermark() + ": a record that was deleted for good meanwhile may still count here";
    }
}
