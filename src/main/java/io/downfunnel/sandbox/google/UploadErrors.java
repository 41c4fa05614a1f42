package io.downfunnel.sandbox.google;

import java.util.Map;

/** What Data Manager calls by one name and the Google Ads API by another. google.md §2.10, §3.4. */
final class UploadErrors {

    private static final String REASON = "PROCESSING_ERROR_REASON_";

    private static final Map<String, String> CODES = Map.of(
            REASON + "INVALID_GCLID",
            "UNPARSEABLE_GCLID",
            REASON + "INVALID_GBRAID",
            "UNPARSEABLE_GBRAID",
            REASON + "INVALID_WBRAID",
            "UNPARSEABLE_WBRAID",
            REASON + "ONE_PER_CLICK_CONVERSION_ACTION_NOT_PERMITTED_WITH_BRAID",
            "ONE_PER_CLICK_CONVERSION_ACTION_NOT_PERMITTED_WITH_BRAID",
            "PROCESSING_ERROR_OPERATING_ACCOUNT_MISMATCH_FOR_AD_IDENTIFIER",
            "INVALID_CUSTOMER_FOR_CLICK",
            REASON + "CONVERSION_PRECEDES_CLICK",
            "CONVERSION_PRECEDES_EVENT",
            REASON + "TOO_RECENT_CLICK",
            "TOO_RECENT_EVENT",
            REASON + "EVENT_TOO_OLD",
            "EXPIRED_EVENT",
            REASON + "CLICK_NOT_FOUND",
            "CLICK_NOT_FOUND",
            REASON + "DUPLICATE_GCLID",
            "CLICK_CONVERSION_ALREADY_EXISTS");

    private UploadErrors() {}

    /** A member of {@code ConversionUploadError}; {@code UNKNOWN} for what has none there. */
    static String code(String reason) {
        return reason.startsWith("PROCESSING_") ? CODES.getOrDefault(reason, "UNKNOWN") : reason;
    }
}
