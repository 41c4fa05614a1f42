package io.downfunnel.extract;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;

import io.downfunnel.domain.CrmStream;
import io.downfunnel.extract.salesforce.Described;
import io.downfunnel.extract.salesforce.SalesforceClient;

/**
 * Up to when a stream may be read. Salesforce shows a record some time after it stamped it, and says up to when
 * everything is shown; where it does not say, we stay further behind (salesforce.md §4.2).
 *
 * <p>What hangs together is cut at the same moment or later: an opportunity is never read ahead of its history rows, nor
 * of the lead that was converted to it, and a lead never ahead of its history.
 */
final class Bounds {
    private final SalesforceClient salesforce;
    private final Retrying retrying;
    private final Map<CrmStream, Described> described;
    private final ExtractConfig config;

    Bounds(SalesforceClient salesforce, Retrying retrying, Map<CrmStream, Described> described, ExtractConfig config) {
        this.salesforce = salesforce;
        this.retrying = retrying;
        this.described = described;
        this.config = config;
    }

    Instant of(CrmStream stream) {
        var now = retrying.call(salesforce::now);
        return within(stream)
                .filter(described::containsKey)
                .map(bounding -> shown(bounding, now))
                .min(Instant::compareTo)
                .orElse(now.minus(config.fallbackLag()));
    }

    private static Stream<CrmStream> within(CrmStream stream) {
        return switch (stream) {
            case OPPORTUNITY ->
                Stream.of(CrmStream.OPPORTUNITY, CrmStream.OPPORTUNITY_HISTORY, CrmStream.LEAD, CrmStream.LEAD_HISTORY);
            case LEAD -> Stream.of(CrmStream.LEAD, CrmStream.LEAD_HISTORY);
            case OPPORTUNITY_HISTORY, CONTACT_ROLE, CONTACT, LEAD_HISTORY -> Stream.of(stream);
        };
    }

    private Instant shown(CrmStream stream, Instant now) {
        if (!described.get(stream).replicateable()) {
            return now.minus(config.fallbackLag());
        }
        var covered = retrying.call(() -> salesforce.latestDateCovered(stream, now.minus(config.overlap()), now));
        var lagging = now.minus(config.lag());
        return covered.isBefore(lagging) ? covered : lagging;
    }
}
