package io.downfunnel.sandbox.google.ads;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.downfunnel.sandbox.google.Customer;

/** What makes Google refuse a row of an upload before it looks for the click. google.md §3.3, §3.4. */
record UploadRules(ActionNames actions, Customer.Settings settings, Instant now) {

    static final String FAMILY = "conversionUploadError";

    private static final int MOST_PEOPLE = 5;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Set<String> KINDS = Set.of("hashed_email", "hashed_phone_number");
    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    List<AdsError> errors(UploadRow row) {
        var found = new ArrayList<AdsError>();
        if (row.closed()) {
            found.add(notAllowed());
        }
        found.addAll(actions.errors(row.action(), now));
        found.addAll(Moments.check(row.dateTime(), "conversion_date_time", now));
        clickIds(row, found);
        people(row, found);
        value(row, found);
        extras(row, found);
        return found;
    }

    static AdsError notAllowed() {
        return AdsError.of(
                "notAllowlistedError",
                "CUSTOMER_NOT_ALLOWLISTED_FOR_THIS_FEATURE",
                "The customer is not allowlisted for this feature. New integrations for offline conversions should use"
                        + " the Data Manager API.");
    }

    /** A gclid with a braid is sometimes taken, says google.md §3.3, and not when; here it never is. */
    private static void clickIds(UploadRow row, List<AdsError> found) {
        if (!row.gbraid().isEmpty() && !row.wbraid().isEmpty()) {
            found.add(error("GBRAID_WBRAID_BOTH_SET", "Only one of gbraid and wbraid may be set."));
        } else if (row.hasBraid() && !row.gclid().isEmpty()) {
            found.add(AdsError.unwanted("gclid"));
        }
        if (!row.hasClickId() && row.people().isEmpty()) {
            found.add(AdsError.missing("gclid"));
        }
    }

    private void people(UploadRow row, List<AdsError> found) {
        if (!row.people().isEmpty() && !settings.termsAccepted()) {
            found.add(error(
                    "CUSTOMER_NOT_ACCEPTED_CUSTOMER_DATA_TERMS",
                    "The customer has not accepted the customer data terms."));
        } else if (!row.people().isEmpty() && !settings.enhancedConversions()) {
            found.add(error(
                    "CUSTOMER_NOT_ENABLED_ENHANCED_CONVERSIONS_FOR_LEADS",
                    "Enhanced conversions for leads are not enabled in the account."));
        }
        if (row.people().size() > MOST_PEOPLE) {
            found.add(AdsError.of("collectionSizeError", "TOO_MANY", "At most 5 user identifiers per conversion.")
                    .at("user_identifiers"));
        }
        for (int at = 0; at < row.people().size(); at++) {
            UploadRow.Identifier identifier = row.people().get(at);
            String path = "user_identifiers[" + at + "]";
            if (!KINDS.contains(identifier.kind())) {
                found.add(error("UNSUPPORTED_USER_IDENTIFIER", "Only hashed e-mails and phone numbers are supported.")
                        .at(path));
            } else if (!SHA256.matcher(identifier.value()).matches()) {
                found.add(error("INVALID_USER_IDENTIFIER", "The identifier is no SHA-256 in hex.")
                        .at(path + "." + identifier.kind()));
            }
        }
    }

    private static void value(UploadRow row, List<AdsError> found) {
        if (!row.currency().isEmpty() && !CURRENCIES.contains(row.currency())) {
            found.add(AdsError.of("currencyCodeError", "UNSUPPORTED", "Not an ISO 4217 code.")
                    .at("currency_code"));
        }
        if (row.value().filter(value -> value.signum() < 0).isPresent()) {
            found.add(AdsError.of("rangeError", "TOO_LOW", "The value must not be negative.")
                    .at("conversion_value"));
        }
    }

    private static void extras(UploadRow row, List<AdsError> found) {
        if (row.orderId().contains("@")) {
            found.add(error("ORDER_ID_CONTAINS_PII", "The order id contains personal data.")
                    .at("order_id"));
        }
        if (row.personalization()) {
            found.add(AdsError.unwanted("consent.ad_personalization"));
        }
        if (row.external()) {
            found.add(error(
                            "EXTERNAL_ATTRIBUTION_DATA_SET_FOR_NON_EXTERNALLY_ATTRIBUTED_CONVERSION_ACTION",
                            "The conversion action is not externally attributed.")
                    .at("external_attribution_data"));
        }
        if (row.customVariables()) {
            found.add(error("CUSTOM_VARIABLE_NOT_ENABLED", "The account has no enabled custom variables.")
                    .at("custom_variables"));
        }
        if (row.cart() && row.hasBraid()) {
            found.add(AdsError.unwanted("cart_data"));
        }
    }

    private static AdsError error(String code, String message) {
        return AdsError.of(FAMILY, code, message);
    }
}
