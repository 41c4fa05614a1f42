package io.downfunnel.sandbox.google.ads;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.downfunnel.sandbox.AdClick;
import io.downfunnel.sandbox.google.AdsDesk;
import io.downfunnel.sandbox.google.Customer;
import io.downfunnel.sandbox.google.ads.gaql.GaqlException;

/** Single clicks, of one day in the last 90 at a time. google.md §3.9. */
record ClickViewResource(AdsDesk desk, AdCampaigns campaigns) implements Resource {

    private static final int DAYS = 90;

    private static final Set<String> ATTRIBUTES = Stream.concat(
                    CustomerFields.ALL.stream(),
                    Stream.of(
                            "click_view.resource_name",
                            "click_view.gclid",
                            "click_view.ad_group_ad",
                            "click_view.keyword",
                            "click_view.keyword_info.text",
                            "click_view.keyword_info.match_type",
                            "ad_group.resource_name",
                            "ad_group.id",
                            "ad_group.name",
                            "campaign.resource_name",
                            "campaign.id",
                            "campaign.name",
                            "campaign.status",
                            "campaign.advertising_channel_type"))
            .collect(Collectors.toUnmodifiableSet());

    @Override
    public String name() {
        return "click_view";
    }

    @Override
    public Set<String> attributes() {
        return ATTRIBUTES;
    }

    @Override
    public Set<String> segments() {
        return Set.of(FieldRules.DATE, "segments.ad_network_type", "segments.device");
    }

    @Override
    public Set<String> metrics() {
        return Set.of("metrics.clicks");
    }

    @Override
    public void check(Report.Checked query) {
        if (!query.days().singleDay()) {
            throw new GaqlException(
                    "clickViewError",
                    "EXPECTED_FILTER_ON_A_SINGLE_DAY",
                    "A query of click_view must have a filter on a single day.");
        }
        LocalDate today = desk.now().atZone(ZoneOffset.UTC).toLocalDate();
        if (query.days().from().orElseThrow().isBefore(today.minusDays(DAYS))) {
            throw new GaqlException(
                    "clickViewError", "DATE_TOO_OLD", "click_view reaches back 90 days and no further.");
        }
    }

    @Override
    public List<Map<String, String>> entities(Customer customer) {
        Map<String, String> names = campaigns.of(customer);
        return clicks(customer).map(click -> fields(click, customer, names)).toList();
    }

    @Override
    public List<Fact> facts(Customer customer, DateRange days) {
        return clicks(customer)
                .map(click -> new Fact(
                        resourceName(click, customer),
                        Map.of(
                                FieldRules.DATE,
                                day(click),
                                "segments.ad_network_type",
                                "SEARCH",
                                "segments.device",
                                click.value().hashCode() % 3 == 0 ? "MOBILE" : "DESKTOP"),
                        Map.of("metrics.clicks", BigDecimal.ONE)))
                .toList();
    }

    private Stream<AdClick> clicks(Customer customer) {
        return campaigns.clicks(customer).stream().filter(click -> click.kind() == AdClick.Kind.GCLID);
    }

    private static String day(AdClick click) {
        return click.clickedAt().atZone(ZoneOffset.UTC).toLocalDate().toString();
    }

    private static String resourceName(AdClick click, Customer customer) {
        return "customers/" + customer.id() + "/clickViews/" + day(click) + "~" + click.value();
    }

    private static Map<String, String> fields(AdClick click, Customer customer, Map<String, String> names) {
        String campaign = click.campaignId();
        String group = campaign + "01";
        Map<String, String> fields = CampaignResource.entity(customer, campaign, names.getOrDefault(campaign, ""));
        fields.put("click_view.resource_name", resourceName(click, customer));
        fields.put("click_view.gclid", click.value());
        fields.put("click_view.ad_group_ad", "customers/" + customer.id() + "/adGroupAds/" + group + "~" + group + "1");
        fields.put(
                "click_view.keyword", "customers/" + customer.id() + "/adGroupCriteria/" + group + "~" + group + "2");
        fields.put("click_view.keyword_info.text", "factory planning");
        fields.put("click_view.keyword_info.match_type", "PHRASE");
        fields.put("ad_group.resource_name", "customers/" + customer.id() + "/adGroups/" + group);
        fields.put("ad_group.id", group);
        fields.put("ad_group.name", "Ad group " + group);
        return fields;
    }
}
