package io.downfunnel.sandbox.google.ads;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.downfunnel.sandbox.google.AdsAccounts;
import io.downfunnel.sandbox.google.ConversionAction;
import io.downfunnel.sandbox.google.Customer;

/**
 * Finds the conversion action that a row names. Of its resource name only the id is looked at; it must be the account's
 * own, or that of the manager above. google.md §3.3.
 *
 * @param family of the errors: uploads and adjustments have the same ones, each in a family of its own
 */
record ActionNames(AdsAccounts accounts, Customer customer, String family) {

    private static final Pattern NAME = Pattern.compile("customers/\\d+/conversionActions/(\\d+)");

    Optional<ConversionAction> find(String resourceName) {
        Matcher name = NAME.matcher(resourceName);
        return name.matches()
                ? accounts.action(name.group(1))
                        .filter(action -> action.owner().equals(customer.id())
                                || action.owner().equals(customer.conversionCustomer()))
                : Optional.empty();
    }

    List<AdsError> errors(String resourceName, Instant now) {
        if (resourceName.isEmpty()) {
            return List.of(AdsError.missing("conversion_action"));
        }
        if (!NAME.matcher(resourceName).matches()) {
            return List.of(AdsError.of(
                            "requestError",
                            "RESOURCE_NAME_MALFORMED",
                            "Resource name '" + resourceName + "' is malformed.")
                    .at("conversion_action"));
        }
        Optional<ConversionAction> action = find(resourceName);
        if (action.isEmpty()) {
            return error("NO_CONVERSION_ACTION_FOUND", "The customer has no conversion action of this id.");
        }
        if (action.get().type() != ConversionAction.Type.UPLOAD_CLICKS) {
            return error("INVALID_CONVERSION_ACTION_TYPE", "The conversion action takes no uploads of clicks.");
        }
        return action.get().knownEverywhere(now)
                ? List.of()
                : error("TOO_RECENT_CONVERSION_ACTION", "The conversion action was created too recently.");
    }

    private List<AdsError> error(String code, String message) {
        return List.of(AdsError.of(family, code, message).at("conversion_action"));
    }
}
