package io.downfunnel.sandbox.google;

import java.util.Optional;

/**
 * A Google Ads account. All of them count in EUR and in UTC.
 *
 * @param manager the id of the manager account above it
 * @param isManager whether it is a manager account itself: it has no campaigns
 * @param direct whether our identity is a user of it, rather than of its manager only or of neither
 * @param enabled an account that is not has been cancelled
 * @param conversionCustomer the id of the account that owns its conversion actions: its own, or its manager's
 */
public record Customer(
        String id,
        String name,
        Optional<String> manager,
        boolean isManager,
        boolean direct,
        boolean enabled,
        String conversionCustomer,
        Settings settings) {

    /** What people set up in the account. */
    public record Settings(boolean termsAccepted, boolean enhancedConversions, boolean autoTagging) {
        static final Settings ALL_SET = new Settings(true, true, true);
    }

    public static final String CURRENCY = "EUR";
    public static final String TIME_ZONE = "Etc/UTC";

    Customer with(Settings settings) {
        return new Customer(id, name, manager, isManager, direct, enabled, conversionCustomer, settings);
    }

    Customer countedBy(String other) {
        return new Customer(id, name, manager, isManager, direct, enabled, other, settings);
    }
}
