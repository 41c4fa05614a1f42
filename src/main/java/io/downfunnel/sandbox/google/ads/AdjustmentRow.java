package io.downfunnel.sandbox.google.ads;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * A {@code ConversionAdjustment} in words of no version.
 *
 * @param pair whether it names the conversion by its click and time
 * @param type empty when it has none
 * @param restated whether it has a restatement value, be it an empty one
 */
record AdjustmentRow(
        String action,
        String orderId,
        boolean pair,
        String gclid,
        String gclidDateTime,
        String dateTime,
        String type,
        boolean restated,
        Optional<BigDecimal> value,
        String currency,
        boolean people) {

    /** The conversion it is about; empty when it does not say. */
    String conversion() {
        String name = orderId + gclid + gclidDateTime;
        return name.isEmpty() ? "" : action + " " + name;
    }
}
