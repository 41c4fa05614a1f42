package io.downfunnel.sandbox.google.ads;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.downfunnel.sandbox.google.Customer;

/** The fields of the account, which every resource has besides its own. */
final class CustomerFields {

    static final Set<String> ALL = Set.of(
            "customer.resource_name",
            "customer.id",
            "customer.descriptive_name",
            "customer.currency_code",
            "customer.time_zone",
            "customer.manager",
            "customer.test_account",
            "customer.status",
            "customer.auto_tagging_enabled",
            "customer.conversion_tracking_setting.google_ads_conversion_customer",
            "customer.conversion_tracking_setting.conversion_tracking_status",
            "customer.conversion_tracking_setting.accepted_customer_data_terms",
            "customer.conversion_tracking_setting.enhanced_conversions_for_leads_enabled");

    private CustomerFields() {}

    static String resourceName(Customer customer) {
        return "customers/" + customer.id();
    }

    /** A copy to which a resource adds its own. */
    static Map<String, String> of(Customer customer) {
        var fields = new HashMap<String, String>();
        String setting = "customer.conversion_tracking_setting.";
        fields.put("customer.resource_name", resourceName(customer));
        fields.put("customer.id", customer.id());
        fields.put("customer.descriptive_name", customer.name());
        fields.put("customer.currency_code", Customer.CURRENCY);
        fields.put("customer.time_zone", Customer.TIME_ZONE);
        fields.put("customer.manager", String.valueOf(customer.isManager()));
        fields.put("customer.test_account", "false");
        fields.put("customer.status", customer.enabled() ? "ENABLED" : "CANCELED");
        fields.put(
                "customer.auto_tagging_enabled",
                String.valueOf(customer.settings().autoTagging()));
        fields.put(setting + "google_ads_conversion_customer", "customers/" + customer.conversionCustomer());
        fields.put(
                setting + "conversion_tracking_status",
                customer.conversionCustomer().equals(customer.id())
                        ? "CONVERSION_TRACKING_MANAGED_BY_SELF"
                        : "CONVERSION_TRACKING_MANAGED_BY_ANOTHER_MANAGER");
        fields.put(
                setting + "accepted_customer_data_terms",
                String.valueOf(customer.settings().termsAccepted()));
        fields.put(
                setting + "enhanced_conversions_for_leads_enabled",
                String.valueOf(customer.settings().enhancedConversions()));
        return fields;
    }
}
