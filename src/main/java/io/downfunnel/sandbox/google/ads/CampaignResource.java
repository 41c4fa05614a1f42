package io.downfunnel.sandbox.google.ads;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.downfunnel.sandbox.google.Customer;

/** The campaigns of an account: what they cost and what was counted of them. google.md §3.9. */
record CampaignResource(AdCampaigns campaigns, CountedFacts counted) implements Resource {

    static final Set<String> METRICS = Stream.concat(
                    Stream.of("metrics.cost_micros", "metrics.impressions", "metrics.clicks"),
                    CountedFacts.METRICS.stream())
            .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> ATTRIBUTES = Stream.concat(
                    CustomerFields.ALL.stream(),
                    Stream.of(
                            "campaign.resource_name",
                            "campaign.id",
                            "campaign.name",
                            "campaign.status",
                            "campaign.advertising_channel_type"))
            .collect(Collectors.toUnmodifiableSet());

    @Override
    public String name() {
        return "campaign";
    }

    @Override
    public Set<String> attributes() {
        return ATTRIBUTES;
    }

    @Override
    public Set<String> segments() {
        return CountedFacts.SEGMENTS;
    }

    @Override
    public Set<String> metrics() {
        return METRICS;
    }

    @Override
    public List<Map<String, String>> entities(Customer customer) {
        return campaigns.of(customer).entrySet().stream()
                .map(campaign -> entity(customer, campaign.getKey(), campaign.getValue()))
                .toList();
    }

    @Override
    public List<Fact> facts(Customer customer, DateRange days) {
        return Stream.concat(
                        campaigns
                                .days(customer, days)
                                .map(day -> new Fact(
                                        AdCampaigns.resourceName(
                                                customer, day.campaign().id()),
                                        Map.of(FieldRules.DATE, day.day().toString()),
                                        AdCampaigns.metrics(day))),
                        counted.of(customer, click -> AdCampaigns.resourceName(customer, click.campaignId())).stream())
                .toList();
    }

    static Map<String, String> entity(Customer customer, String id, String name) {
        Map<String, String> fields = CustomerFields.of(customer);
        fields.put("campaign.resource_name", AdCampaigns.resourceName(customer, id));
        fields.put("campaign.id", id);
        fields.put("campaign.name", name);
        fields.put("campaign.status", name.contains("ebook") ? "PAUSED" : "ENABLED");
        fields.put(
                "campaign.advertising_channel_type", name.startsWith("Performance Max") ? "PERFORMANCE_MAX" : "SEARCH");
        return fields;
    }
}
