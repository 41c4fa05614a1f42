package io.downfunnel.sandbox.google.ads;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.downfunnel.sandbox.AdClick;
import io.downfunnel.sandbox.company.Campaign;
import io.downfunnel.sandbox.company.CampaignDay;
import io.downfunnel.sandbox.company.Company;
import io.downfunnel.sandbox.google.AdsDesk;
import io.downfunnel.sandbox.google.Customer;

/** The campaigns of an account: the company's, and those that only clicks of tests know of. */
final class AdCampaigns {

    /** A million of these is one EUR. */
    private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);

    private final AdsDesk desk;
    private final Company company;
    private final String payer;
    private final Supplier<List<CampaignDay>> days;

    AdCampaigns(AdsDesk desk, Company company, String payer) {
        this.desk = desk;
        this.company = company;
        this.payer = payer;
        this.days = new Supplier<>() {
            private List<CampaignDay> told;

            @Override
            public synchronized List<CampaignDay> get() {
                told = told == null
                        ? company.campaignDays().stream()
                                .filter(day -> day.campaign().source() == Campaign.Source.GOOGLE)
                                .toList()
                        : told;
                return told;
            }
        };
    }

    static String resourceName(Customer customer, String campaign) {
        return "customers/" + customer.id() + "/campaigns/" + campaign;
    }

    /** Names by id. */
    Map<String, String> of(Customer customer) {
        var names = new LinkedHashMap<String, String>();
        if (customer.id().equals(payer)) {
            company.campaigns().stream()
                    .filter(campaign -> campaign.source() == Campaign.Source.GOOGLE)
                    .forEach(campaign -> names.put(campaign.id(), campaign.name()));
        }
        clicks(customer).stream()
                .map(AdClick::campaignId)
                .filter(id -> id.matches("\\d+"))
                .forEach(id -> names.putIfAbsent(id, "Campaign " + id));
        return names;
    }

    List<AdClick> clicks(Customer customer) {
        return desk.clicks().all().stream()
                .filter(click -> click.platform() == AdClick.Platform.GOOGLE)
                .filter(click -> click.accountId().equals(customer.id()))
                .toList();
    }

    List<CampaignDay> days(Customer customer) {
        return customer.id().equals(payer) ? days.get() : List.of();
    }

    static Map<String, BigDecimal> metrics(CampaignDay day) {
        return Map.of(
                "metrics.cost_micros",
                day.cost().multiply(MICROS),
                "metrics.impressions",
                BigDecimal.valueOf(day.impressions()),
                "metrics.clicks",
                BigDecimal.valueOf(day.clicks()));
    }
}
