package io.downfunnel.sandbox.google.ads;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.downfunnel.sandbox.google.AdsDesk;
import io.downfunnel.sandbox.google.ConversionAction;
import io.downfunnel.sandbox.google.Customer;
import io.downfunnel.sandbox.google.UploadTally;

/** How the uploads of each client fared, whatever they were about. google.md §3.7. */
record ClientSummaryResource(AdsDesk desk) implements Resource {

    private static final String PREFIX = "offline_conversion_upload_client_summary.";

    private static final Set<String> ATTRIBUTES = Stream.of(
                    CustomerFields.ALL.stream(),
                    Summary.FIELDS.stream().map(PREFIX::concat),
                    Stream.of(PREFIX + "success_rate", PREFIX + "pending_rate"))
            .flatMap(fields -> fields)
            .collect(Collectors.toUnmodifiableSet());

    @Override
    public String name() {
        return "offline_conversion_upload_client_summary";
    }

    @Override
    public Set<String> attributes() {
        return ATTRIBUTES;
    }

    @Override
    public List<Map<String, String>> entities(Customer customer) {
        Set<String> own = desk.accounts().actionsOf(customer.id()).stream()
                .map(ConversionAction::id)
                .collect(Collectors.toSet());
        return desk.tallies().stream()
                .filter(tally -> own.contains(tally.action()) && tally.records() > 0)
                .collect(Collectors.groupingBy(UploadTally::route, TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(tallies -> fields(customer, new Summary(tallies, desk.now())))
                .toList();
    }

    private static Map<String, String> fields(Customer customer, Summary summary) {
        Map<String, String> fields = CustomerFields.of(customer);
        fields.putAll(summary.fields(PREFIX));
        fields.put(
                PREFIX + "resource_name",
                "customers/" + customer.id() + "/offlineConversionUploadClientSummaries/"
                        + fields.get(PREFIX + "client"));
        fields.put(PREFIX + "success_rate", summary.successRate());
        fields.put(PREFIX + "pending_rate", summary.pendingRate());
        return fields;
    }
}
