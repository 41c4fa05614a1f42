package io.downfunnel.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * What is to become of an adjustment that may still be decided about.
 *
 * @param at when the CRM changed; later than every adjustment before
 * @param basis what the CRM has now
 * @param before the value that the platform counts
 * @param after the value that it should count; empty for a retraction
 * @param state {@code READY}, {@code DELAYED}, {@code HELD}, {@code EXCLUDED} or {@code EXPIRED}
 * @param reason empty for an ordinary {@code READY}
 * @param explanation in a sentence or two about this very adjustment
 * @param dueAt of {@code DELAYED}: when the quiet period ends
 * @param expiresAt after this the platform takes no change
 * @param adjustment what is sent; present in {@code READY}, {@code DELAYED} and {@code HELD}
 */
public record AdjustmentDecision(
        Adjustment.Kind kind,
        Adjustment.Cause cause,
        Instant at,
        AdjustmentCase.Basis basis,
        Optional<Money> before,
        Optional<Money> after,
        ConversionState state,
        Optional<AdjustmentReason> reason,
        String explanation,
        Optional<Instant> dueAt,
        Instant expiresAt,
        Optional<Adjustment> adjustment) {

    /**
     * @param of what was decided about
     * @param existing the adjustment it is about; empty for a new one
     */
    public record Plan(AdjustmentCase of, Optional<AdjustmentCase.Past> existing, AdjustmentDecision decision) {}
}
