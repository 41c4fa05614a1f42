package io.downfunnel.sandbox.google.ads;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.downfunnel.sandbox.google.AdsAccounts;
import io.downfunnel.sandbox.google.ConversionAction;
import io.downfunnel.sandbox.google.Customer;

/** What an account counts. google.md §3.8. */
record ConversionActionResource(AdsAccounts accounts) implements Resource {

    private static final Set<String> ATTRIBUTES = Stream.concat(
                    CustomerFields.ALL.stream(),
                    Stream.of(
                                    "resource_name",
                                    "id",
                                    "name",
                                    "type",
                                    "category",
                                    "status",
                                    "origin",
                                    "owner_customer",
                                    "primary_for_goal",
                                    "include_in_conversions_metric",
                                    "counting_type",
                                    "click_through_lookback_window_days",
                                    "value_settings.default_value",
                                    "value_settings.default_currency_code",
                                    "value_settings.always_use_default_value",
                                    "attribution_model_settings.attribution_model")
                            .map("conversion_action."::concat))
            .collect(Collectors.toUnmodifiableSet());

    static String resourceName(ConversionAction action) {
        return "customers/" + action.owner() + "/conversionActions/" + action.id();
    }

    @Override
    public String name() {
        return "conversion_action";
    }

    @Override
    public Set<String> attributes() {
        return ATTRIBUTES;
    }

    /** Those that a manager above owns are among them. */
    @Override
    public List<Map<String, String>> entities(Customer customer) {
        return Stream.concat(
                        accounts.actionsOf(customer.id()).stream(),
                        customer.manager().stream().flatMap(manager -> accounts.actionsOf(manager).stream()))
                .map(action -> fields(action, customer))
                .toList();
    }

    static Map<String, String> fields(ConversionAction action, Customer customer) {
        Map<String, String> fields = CustomerFields.of(customer);
        fields.put("conversion_action.resource_name", resourceName(action));
        fields.put("conversion_action.id", action.id());
        fields.put("conversion_action.name", action.name());
        fields.put("conversion_action.type", action.type().name());
        fields.put("conversion_action.category", action.category());
        fields.put("conversion_action.status", action.status());
        fields.put("conversion_action.origin", "WEBSITE");
        fields.put("conversion_action.owner_customer", "customers/" + action.owner());
        fields.put("conversion_action.primary_for_goal", String.valueOf(action.primary()));
        fields.put("conversion_action.include_in_conversions_metric", String.valueOf(action.primary()));
        fields.put("conversion_action.counting_type", action.onePerClick() ? "ONE_PER_CLICK" : "MANY_PER_CLICK");
        fields.put(
                "conversion_action.click_through_lookback_window_days",
                String.valueOf(action.window().toDays()));
        fields.put(
                "conversion_action.value_settings.default_value",
                action.value().amount().toPlainString());
        fields.put(
                "conversion_action.value_settings.default_currency_code",
                action.value().currency());
        fields.put(
                "conversion_action.value_settings.always_use_default_value",
                String.valueOf(action.value().always()));
        fields.put(
                "conversion_action.attribution_model_settings.attribution_model",
                "GOOGLE_SEARCH_ATTRIBUTION_DATA_DRIVEN");
        return fields;
    }
}
