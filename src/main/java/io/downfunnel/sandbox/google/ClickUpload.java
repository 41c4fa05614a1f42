package io.downfunnel.sandbox.google;

import java.time.Instant;
import java.util.List;

import io.downfunnel.sandbox.AdClick.Kind;

/**
 * One row of {@code UploadClickConversions} that broke none of the rules for rows.
 *
 * @param orderId empty when it has none
 * @param clickId empty when it has none; {@code kind} says nothing then
 * @param people lower-case hex hashes of e-mails and phones
 * @param consentDenied for the use of user data for ads
 * @param value plain digits; empty when it has none
 */
public record ClickUpload(
        String action,
        String orderId,
        Instant happenedAt,
        Kind kind,
        String clickId,
        List<String> people,
        boolean consentDenied,
        String value,
        String currency) {

    boolean hasClickId() {
        return !clickId.isEmpty();
    }

    IngestedEvent asEvent() {
        return IngestedEvent.of(this);
    }
}
