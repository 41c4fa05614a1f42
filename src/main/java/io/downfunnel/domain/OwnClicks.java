package io.downfunnel.domain;

/**
 * Clicks of ours, as the CRM dates them, that the platform has not told us about.
 *
 * @param neverSought how many the platform was never asked about
 * @param notFound how many it did not know when it was asked
 */
public record OwnClicks(long neverSought, long notFound) {

    public OwnClicks plus(OwnClicks other) {
        return new OwnClicks(neverSought + other.neverSought, notFound + other.notFound);
    }
}
