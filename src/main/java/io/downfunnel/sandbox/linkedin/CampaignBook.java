package io.downfunnel.sandbox.linkedin;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.company.Campaign;
import io.downfunnel.sandbox.company.CampaignDay;
import io.downfunnel.sandbox.company.Company;

/**
 * The account's campaigns and what each of them did on each day. A test may ask for many more, which all do the same every
 * day: big accounts have other troubles than small ones.
 */
final class CampaignBook {
    private static final long FIRST_EXTRA = 420_000_000;

    /** What is reported of a campaign for one day (UTC). */
    record Day(String campaign, LocalDate day, long impressions, long clicks, BigDecimal cost, long tagConversions) {}

    record Known(String id, String name, String status) {}

    private final Company company;
    private final List<Campaign> own;
    private Map<LocalDate, List<Day>> days;
    private volatile int extra;

    CampaignBook(Company company) {
        this.company = company;
        this.own = company.campaigns().stream()
                .filter(campaign -> campaign.source() == Campaign.Source.LINKEDIN)
                .toList();
    }

    List<String> ids() {
        return all().map(Known::id).toList();
    }

    Optional<Known> find(String id) {
        return all().filter(campaign -> campaign.id().equals(id)).findFirst();
    }

    /** By id. */
    Stream<Known> all() {
        return Stream.concat(
                own.stream().map(campaign -> new Known(campaign.id(), campaign.name(), "ACTIVE")),
                IntStream.range(0, extra)
                        .mapToObj(n -> new Known(String.valueOf(FIRST_EXTRA + n), "LinkedIn | Extra " + n, "PAUSED")));
    }

    /** Nothing is reported of a campaign without activity, and nothing of the days after the sandbox's now. */
    Stream<Day> on(LocalDate day, Instant now) {
        if (day.isAfter(now.atZone(ZoneOffset.UTC).toLocalDate())) {
            return Stream.empty();
        }
        return Stream.concat(
                told().getOrDefault(day, List.of()).stream(),
                IntStream.range(0, extra)
                        .mapToObj(
                                n -> new Day(String.valueOf(FIRST_EXTRA + n), day, 100, 1, new BigDecimal("1.25"), 0)));
    }

    /** All of the company's own, for the books. */
    List<ObjectNode> daysUntil(Instant now) {
        return told().values().stream()
                .flatMap(List::stream)
                .filter(day -> !day.day().isAfter(now.atZone(ZoneOffset.UTC).toLocalDate()))
                .sorted(Comparator.comparing(Day::day).thenComparing(Day::campaign))
                .map(day -> Json.object()
                        .put("day", day.day().toString())
                        .put("campaign", day.campaign())
                        .put("impressions", day.impressions())
                        .put("clicks", day.clicks())
                        .put("cost", day.cost())
                        .put("tagConversions", day.tagConversions()))
                .toList();
    }

    void extra(int campaigns) {
        extra = campaigns;
    }

    /** Telling the company's story takes a while, so nobody who does not ask waits for it. */
    private synchronized Map<LocalDate, List<Day>> told() {
        if (days == null) {
            days = company.campaignDays().stream()
                    .filter(day -> day.campaign().source() == Campaign.Source.LINKEDIN)
                    .filter(day -> day.impressions() > 0)
                    .map(CampaignBook::reported)
                    .sorted(Comparator.comparing(Day::day))
                    .collect(Collectors.groupingBy(Day::day));
        }
        return days;
    }

    private static Day reported(CampaignDay day) {
        return new Day(
                day.campaign().id(),
                day.day(),
                day.impressions(),
                day.clicks(),
                day.cost(),
                Math.round(day.clicks() / day.campaign().clicksPerLead()));
    }
}
