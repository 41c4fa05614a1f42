package io.downfunnel.platform.google.ads;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.Optional;

import com.google.ads.googleads.v23.enums.ConversionTrackingStatusEnum.ConversionTrackingStatus;
import com.google.ads.googleads.v23.services.GoogleAdsRow;

import io.downfunnel.domain.AdAccountFacts;

/**
 * A Google Ads account as it shows itself (google.md §3.8).
 *
 * @param id ten digits
 * @param counts id of the account that counts its conversions; its own, unless a manager does so for several accounts
 * @param tracked whether conversions are counted at all
 */
record Customer(
        String id,
        String name,
        ZoneId zone,
        Currency currency,
        boolean manager,
        boolean autoTagging,
        String counts,
        boolean tracked,
        boolean termsAccepted,
        boolean enhanced) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    /** @throws IllegalArgumentException when zone or currency are none */
    static Customer of(GoogleAdsRow row) {
        var customer = row.getCustomer();
        var setting = customer.getConversionTrackingSetting();
        var id = Long.toString(customer.getId());
        try {
            return new Customer(
                    id,
                    customer.getDescriptiveName(),
                    ZoneId.of(customer.getTimeZone()),
                    Currency.getInstance(customer.getCurrencyCode()),
                    customer.getManager(),
                    customer.getAutoTaggingEnabled(),
                    Rows.text(Rows.lastNumber(setting.getGoogleAdsConversionCustomer()))
                            .orElse(id),
                    tracked(setting.getConversionTrackingStatus()),
                    setting.getAcceptedCustomerDataTerms(),
                    setting.getEnhancedConversionsForLeadsEnabled());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("No time zone: " + customer.getTimeZone(), e);
        }
    }

    private static boolean tracked(ConversionTrackingStatus status) {
        return switch (status) {
            case CONVERSION_TRACKING_MANAGED_BY_SELF,
                    CONVERSION_TRACKING_MANAGED_BY_THIS_MANAGER,
                    CONVERSION_TRACKING_MANAGED_BY_ANOTHER_MANAGER -> true;
            case NOT_CONVERSION_TRACKED, UNSPECIFIED, UNKNOWN, UNRECOGNIZED -> false;
        };
    }

    AdAccountFacts facts() {
        return new AdAccountFacts(id, name, zone, currency);
    }

    boolean countsItself() {
        return counts.equals(id);
    }

    /** Google Ads writes times in the account's zone and does not say so. */
    Optional<Instant> instant(String text) {
        try {
            return Rows.text(text)
                    // Some of them end in fractions of a second or a zone.
                    .map(its -> its.substring(0, Math.min(its.length(), 19)))
                    .map(its -> LocalDateTime.parse(its, TIME).atZone(zone).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** As people write it: 123-456-7890. */
    static String written(String digits) {
        return digits.length() == 10
                ? digits.substring(0, 3) + "-" + digits.substring(3, 6) + "-" + digits.substring(6)
                : digits;
    }
}
