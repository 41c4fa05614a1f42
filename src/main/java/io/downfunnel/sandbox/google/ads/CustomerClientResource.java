package io.downfunnel.sandbox.google.ads;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.downfunnel.sandbox.google.AdsAccounts;
import io.downfunnel.sandbox.google.Customer;

/** An account and, if it is a manager, those below it. */
record CustomerClientResource(AdsAccounts accounts) implements Resource {

    private static final Set<String> ATTRIBUTES = Stream.concat(
                    CustomerFields.ALL.stream(),
                    Stream.of(
                                    "resource_name",
                                    "client_customer",
                                    "id",
                                    "descriptive_name",
                                    "currency_code",
                                    "time_zone",
                                    "manager",
                                    "hidden",
                                    "test_account",
                                    "level",
                                    "status")
                            .map("customer_client."::concat))
            .collect(Collectors.toUnmodifiableSet());

    @Override
    public String name() {
        return "customer_client";
    }

    @Override
    public Set<String> attributes() {
        return ATTRIBUTES;
    }

    @Override
    public List<Map<String, String>> entities(Customer customer) {
        return Stream.concat(
                        Stream.of(client(customer, customer, 0)),
                        accounts.below(customer.id()).stream().map(below -> client(customer, below, 1)))
                .toList();
    }

    private static Map<String, String> client(Customer asked, Customer client, int level) {
        Map<String, String> fields = CustomerFields.of(asked);
        fields.put("customer_client.resource_name", "customers/" + asked.id() + "/customerClients/" + client.id());
        fields.put("customer_client.client_customer", CustomerFields.resourceName(client));
        fields.put("customer_client.id", client.id());
        fields.put("customer_client.descriptive_name", client.name());
        fields.put("customer_client.currency_code", Customer.CURRENCY);
        fields.put("customer_client.time_zone", Customer.TIME_ZONE);
        fields.put("customer_client.manager", String.valueOf(client.isManager()));
        fields.put("customer_client.hidden", "false");
        fields.put("customer_client.test_account", "false");
        fields.put("customer_client.level", String.valueOf(level));
        fields.put("customer_client.status", client.enabled() ? "ENABLED" : "CANCELED");
        return fields;
    }
}
