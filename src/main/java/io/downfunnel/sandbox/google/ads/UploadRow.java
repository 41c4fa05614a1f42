package io.downfunnel.sandbox.google.ads;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A {@code ClickConversion} in words of no version.
 *
 * @param personalization whether consent for it is given or denied, which has no business here
 * @param closed whether it has an IP address or session attributes, which newcomers may not send
 */
record UploadRow(
        String gclid,
        String gbraid,
        String wbraid,
        String action,
        String dateTime,
        Optional<BigDecimal> value,
        String currency,
        String orderId,
        List<Identifier> people,
        boolean consentDenied,
        boolean personalization,
        boolean closed,
        boolean external,
        boolean customVariables,
        boolean cart) {

    /** @param kind such as {@code hashed_email} */
    record Identifier(String kind, String value) {}

    boolean hasClickId() {
        return !clickId().isEmpty();
    }

    String clickId() {
        return gclid + gbraid + wbraid;
    }

    boolean hasBraid() {
        return !gbraid.isEmpty() || !wbraid.isEmpty();
    }
}
