package io.downfunnel.sandbox.google.ads;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.downfunnel.sandbox.AdClick;
import io.downfunnel.sandbox.company.Campaign;
import io.downfunnel.sandbox.company.CampaignDay;
import io.downfunnel.sandbox.company.Company;
import io.downfunnel.sandbox.google.AdsDesk;
import io.downfunnel.sandbox.google.Customer;

/**
 * The campaigns of an account: the company's, those that only clicks of tests know of, and as many more as a test asks for,
 * which all do the same every day: big accounts have other troubles than small ones.
 */
final class AdCampaigns {

    /** A million of these is one EUR. */
    private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);

    private static final long FIRST_EXTRA = 22_000_000_000L;
    private static final int EXTRA_IMPRESSIONS = 100;
    private static final BigDecimal EXTRA_COST = new BigDecimal("1.25");

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
            extra().forEach(campaign -> names.put(campaign.id(), campaign.name()));
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

    Stream<CampaignDay> days(Customer customer, DateRange asked) {
        if (!customer.id().equals(payer)) {
            return Stream.empty();
        }
        return Stream.concat(
                days.get().stream().filter(day -> asked.contains(day.day())),
                extra().flatMap(campaign ->
                        known(asked).map(day -> new CampaignDay(campaign, day, EXTRA_IMPRESSIONS, 1, EXTRA_COST))));
    }

    /** Those of the asked days on which there were campaigns: as long as the company has existed, and until now. */
    private Stream<LocalDate> known(DateRange asked) {
        var first = day(company.anchor().minus(Company.HISTORY));
        return first.datesUntil(day(desk.now()).plusDays(1)).filter(asked::contains);
    }

    private Stream<Campaign> extra() {
        return IntStream.range(0, desk.extraCampaigns())
                .mapToObj(n -> new Campaign(
                        Campaign.Source.GOOGLE,
                        String.valueOf(FIRST_EXTRA + n),
                        "Search | Extra " + n,
                        0,
                        1.0 / EXTRA_IMPRESSIONS,
                        EXTRA_COST,
                        0,
                        0,
                        0,
                        0,
                        0));
    }

    private static LocalDate day(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate();
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
