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

/** How the uploads for each conversion action fared, by client. google.md §3.7. */
record ActionSummaryResource(AdsDesk desk) implements Resource {

    private static final String PREFIX = "offline_conversion_upload_conversion_action_summary.";

    private static final Set<String> ATTRIBUTES = Stream.of(
                    CustomerFields.ALL.stream(),
                    Summary.FIELDS.stream().map(PREFIX::concat),
                    Stream.of(PREFIX + "conversion_action_id", PREFIX + "conversion_action_name"))
            .flatMap(fields -> fields)
            .collect(Collectors.toUnmodifiableSet());

    @Override
    public String name() {
        return "offline_conversion_upload_conversion_action_summary";
    }

    @Override
    public Set<String> attributes() {
        return ATTRIBUTES;
    }

    @Override
    public List<Map<String, String>> entities(Customer customer) {
        List<UploadTally> tallies = desk.tallies();
        return desk.accounts().actionsOf(customer.id()).stream()
                .filter(action -> action.type() == ConversionAction.Type.UPLOAD_CLICKS && !action.removed())
                .flatMap(action -> ofAction(action, customer, tallies))
                .toList();
    }

    /** An action that has had no upload yet has a line that says so. */
    private Stream<Map<String, String>> ofAction(
            ConversionAction action, Customer customer, List<UploadTally> tallies) {
        var byRoute = tallies.stream()
                .filter(tally -> tally.action().equals(action.id()) && tally.records() > 0)
                .collect(Collectors.groupingBy(UploadTally::route, TreeMap::new, Collectors.toList()));
        return byRoute.isEmpty()
                ? Stream.of(fields(
                        action,
                        customer,
                        Map.of(PREFIX + "client", "GOOGLE_ADS_API", PREFIX + "status", "NO_RECENT_UPLOAD")))
                : byRoute.values().stream()
                        .map(some -> fields(action, customer, new Summary(some, desk.now()).fields(PREFIX)));
    }

    private static Map<String, String> fields(ConversionAction action, Customer customer, Map<String, String> summary) {
        Map<String, String> fields = CustomerFields.of(customer);
        fields.putAll(summary);
        fields.put(
                PREFIX + "resource_name",
                "customers/" + customer.id() + "/offlineConversionUploadConversionActionSummaries/" + action.id() + "~"
                        + summary.get(PREFIX + "client"));
        fields.put(PREFIX + "conversion_action_id", action.id());
        fields.put(PREFIX + "conversion_action_name", action.name());
        return fields;
    }
}
