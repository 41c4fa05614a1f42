package io.downfunnel.sandbox.google.ads;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.downfunnel.sandbox.google.Customer;

/** The account itself, and what its campaigns cost and counted together. */
record CustomerResource(AdCampaigns campaigns, CountedFacts counted) implements Resource {

    @Override
    public String name() {
        return "customer";
    }

    @Override
    public Set<String> attributes() {
        return CustomerFields.ALL;
    }

    @Override
    public Set<String> segments() {
        return CountedFacts.SEGMENTS;
    }

    @Override
    public Set<String> metrics() {
        return CampaignResource.METRICS;
    }

    @Override
    public List<Map<String, String>> entities(Customer customer) {
        return List.of(CustomerFields.of(customer));
    }

    @Override
    public List<Fact> facts(Customer customer, DateRange days) {
        String name = CustomerFields.resourceName(customer);
        return Stream.concat(
                        campaigns
                                .days(customer, days)
                                .map(day -> new Fact(name, date(day.day()), AdCampaigns.metrics(day))),
                        counted.of(customer, click -> name).stream())
                .toList();
    }

    private static Map<String, String> date(LocalDate day) {
        return Map.of(FieldRules.DATE, day.toString());
    }
}
