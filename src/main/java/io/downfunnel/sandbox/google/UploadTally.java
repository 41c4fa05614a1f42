package io.downfunnel.sandbox.google;

import java.time.Instant;
import java.util.Map;

/**
 * The events of one request for one conversion action, as diagnostics count them.
 *
 * @param route by which API
 * @param job of the Google Ads API; 0 where there is none
 * @param errors how many of the records failed, by member of {@code ConversionUploadError}
 * @param pending whether there is no verdict yet
 */
public record UploadTally(
        Route route, String action, Instant at, long job, int records, Map<String, Integer> errors, boolean pending) {

    public enum Route {
        DATA_MANAGER,
        ADS_API
    }

    public int failed() {
        return pending
                ? 0
                : errors.values().stream().mapToInt(Integer::intValue).sum();
    }

    public int waiting() {
        return pending ? records : 0;
    }

    public int successful() {
        return records - failed() - waiting();
    }
}
