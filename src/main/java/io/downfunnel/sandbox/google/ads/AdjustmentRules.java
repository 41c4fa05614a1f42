package io.downfunnel.sandbox.google.ads;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.downfunnel.sandbox.google.ConversionAction;

/** What makes Google refuse an adjustment before it looks for the conversion. google.md §3.5. */
record AdjustmentRules(ActionNames actions, Instant now) {

    static final String FAMILY = "conversionAdjustmentUploadError";

    List<AdsError> errors(AdjustmentRow row) {
        var found = new ArrayList<>(actions.errors(row.action(), now));
        found.addAll(Moments.check(row.dateTime(), "adjustment_date_time", now));
        conversion(row, found);
        switch (row.type()) {
            case "" -> found.add(AdsError.missing("adjustment_type"));
            case "RETRACTION" -> retraction(row, found);
            case "RESTATEMENT" -> restatement(row, found);
            default ->
                found.add(error(
                        "CONVERSION_ACTION_NOT_ELIGIBLE_FOR_ENHANCEMENT",
                        "Conversions that were uploaded cannot be enhanced."));
        }
        if (row.people()) {
            found.add(AdsError.unwanted("user_identifiers"));
        }
        return found;
    }

    private void conversion(AdjustmentRow row, List<AdsError> found) {
        if (row.pair() && !row.orderId().isEmpty()) {
            found.add(error("GCLID_DATE_TIME_PAIR_AND_ORDER_ID_BOTH_SET", "Only one of them may name the conversion."));
        } else if (row.pair()) {
            if (row.gclid().isEmpty()) {
                found.add(AdsError.missing("gclid_date_time_pair.gclid"));
            }
            found.addAll(Moments.check(row.gclidDateTime(), "gclid_date_time_pair.conversion_date_time", now));
        } else if (row.orderId().isEmpty()) {
            found.add(AdsError.missing("order_id"));
        } else if (row.orderId().contains("@")) {
            found.add(error("ORDER_ID_CONTAINS_PII", "The order id contains personal data.")
                    .at("order_id"));
        }
    }

    private static void retraction(AdjustmentRow row, List<AdsError> found) {
        if (row.restated()) {
            found.add(AdsError.unwanted("restatement_value"));
        }
    }

    private void restatement(AdjustmentRow row, List<AdsError> found) {
        if (row.value().isEmpty()) {
            found.add(AdsError.missing("restatement_value.adjusted_value"));
        } else if (row.value().get().signum() < 0) {
            found.add(AdsError.of("rangeError", "TOO_LOW", "The value must not be negative.")
                    .at("restatement_value.adjusted_value"));
        }
        if (actions.find(row.action())
                .map(ConversionAction::value)
                .filter(ConversionAction.DefaultValue::always)
                .isPresent()) {
            found.add(error(
                    "CANNOT_RESTATE_CONVERSION_ACTION_THAT_ALWAYS_USES_DEFAULT_CONVERSION_VALUE",
                    "The conversion action always uses its default value."));
        }
    }

    private static AdsError error(String code, String message) {
        return AdsError.of(FAMILY, code, message);
    }
}
