package io.downfunnel.sandbox.google.ads;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.downfunnel.sandbox.company.Company;
import io.downfunnel.sandbox.google.AdsDesk;
import io.downfunnel.sandbox.google.Customer;
import io.downfunnel.sandbox.google.ads.gaql.GaqlException;
import io.downfunnel.sandbox.google.ads.gaql.Query;

/** All that can be asked with a query. */
final class Reports {

    private final Map<String, Resource> resources;

    /** @param customerId the account that pays for the company's ads */
    Reports(AdsDesk desk, Company company, String customerId) {
        var campaigns = new AdCampaigns(desk, company, customerId);
        var counted = new CountedFacts(desk);
        resources = Stream.of(
                        new CustomerResource(campaigns, counted),
                        new CustomerClientResource(desk.accounts()),
                        new ConversionActionResource(desk.accounts()),
                        new CampaignResource(campaigns, counted),
                        new ClickViewResource(desk, campaigns),
                        new ClientSummaryResource(desk),
                        new ActionSummaryResource(desk))
                .collect(Collectors.toMap(Resource::name, Function.identity()));
    }

    /** @throws GaqlException when Google would refuse the query */
    Report report(Query query, Customer customer) {
        Resource resource = Optional.ofNullable(resources.get(query.from()))
                .orElseThrow(() -> new GaqlException(
                        "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE",
                        "'" + query.from() + "' is no resource, or none the sandbox has."));
        return new Report(resource, query, customer);
    }
}
