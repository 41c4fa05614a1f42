package io.downfunnel.sandbox.linkedin;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.SandboxAccounts;
import io.downfunnel.sandbox.SandboxClock;

/**
 * What campaigns cost and what was counted (linkedin.md §5.1). Without the right to read it the answer is empty, as it is
 * when nothing happened; beyond 15,000 rows it ends without a word.
 */
final class AnalyticsResource implements Resource {
    static final String REPORTING = "r_ads_reporting";

    private static final int MOST_ROWS = 15_000;

    /** An event shows up in reports up to a day after it was taken (linkedin.md §2.6). */
    private static final Duration INGESTION = Duration.ofHours(24);

    private final SandboxAccounts.LinkedIn ids;
    private final SandboxClock clock;
    private final CampaignBook campaigns;
    private final Credits credits;
    private final Ownership ownership;
    private final MetricValues metricValues;

    AnalyticsResource(
            SandboxAccounts.LinkedIn ids,
            SandboxClock clock,
            CampaignBook campaigns,
            Credits credits,
            Ownership ownership,
            MetricValues metricValues) {
        this.ids = ids;
        this.clock = clock;
        this.campaigns = campaigns;
        this.credits = credits;
        this.ownership = ownership;
        this.metricValues = metricValues;
    }

    @Override
    public String name() {
        return "adAnalytics";
    }

    /** Reporting is not asked for here: who lacks it gets an empty answer. */
    @Override
    public List<String> scopes() {
        return List.of(LinkedInTokens.ADS);
    }

    @Override
    public Answer answer(RestLiRequest request) {
        if (!request.call().method().equals("GET") || !request.steps().isEmpty()) {
            return LinkedInError.noSuchResource();
        }
        Instant now = clock.instant();
        var query = AnalyticsQuery.of(request, day(now));
        if (!request.grant().scopes().contains(REPORTING) || !permitted(query)) {
            return Page.empty();
        }
        Collection<AnalyticsRow> rows = rows(query, now);
        List<ObjectNode> shown = rows.stream()
                .limit(MOST_ROWS)
                .map(row -> row.toJson(query.fields()))
                .toList();
        return metricValues.take((long) shown.size() * query.fields().size(), now)
                ? Page.whole(shown)
                : LinkedInError.metricValues();
    }

    private boolean permitted(AnalyticsQuery query) {
        return query.accounts()
                        .map(accounts -> accounts.stream().anyMatch(ownership::sees))
                        .orElse(true)
                && query.campaigns()
                        .map(some -> some.stream().anyMatch(ownership::has))
                        .orElse(true)
                && ownership.sees(ownership.account());
    }

    private Collection<AnalyticsRow> rows(AnalyticsQuery query, Instant now) {
        var rows = new LinkedHashMap<AnalyticsRow.Key, AnalyticsRow>();
        boolean byRule = query.pivots().contains("CONVERSION");
        Map<LocalDate, List<Credits.Credit>> taken = new LinkedHashMap<>();
        credits.takenBy(now.minus(clock.shortened(INGESTION)))
                .forEach(credit -> taken.computeIfAbsent(credit.day(), any -> new ArrayList<>())
                        .add(credit));
        query.first().datesUntil(query.last().plusDays(1)).forEach(day -> {
            campaigns.on(day, now).filter(one -> wanted(query, one.campaign())).forEach(one -> {
                if (!byRule) {
                    row(rows, query, day, one.campaign(), "").ifPresent(row -> row.add(one));
                }
                if (one.tagConversions() > 0) {
                    row(rows, query, day, one.campaign(), ids.insightTag())
                            .ifPresent(row -> row.convert(one.tagConversions(), BigDecimal.ZERO));
                }
            });
            taken.getOrDefault(day, List.of()).stream()
                    .filter(credit -> wanted(query, credit.campaign()))
                    .forEach(credit -> row(rows, query, day, credit.campaign(), credit.rule())
                            .ifPresent(row -> row.convert(
                                    1, credit.value().isEmpty() ? BigDecimal.ZERO : new BigDecimal(credit.value()))));
        });
        return rows.values();
    }

    private static boolean wanted(AnalyticsQuery query, String campaign) {
        return query.campaigns().map(some -> some.contains(campaign)).orElse(true);
    }

    /** Empty where nothing is known by one of the pivots. */
    private Optional<AnalyticsRow> row(
            Map<AnalyticsRow.Key, AnalyticsRow> rows,
            AnalyticsQuery query,
            LocalDate day,
            String campaign,
            String rule) {
        var pivots = new ArrayList<String>();
        for (String pivot : query.pivots()) {
            switch (pivot) {
                case "ACCOUNT" -> pivots.add(Urn.ACCOUNT.of(ownership.account()));
                case "CAMPAIGN" -> pivots.add(Urn.CAMPAIGN.of(campaign));
                case "CONVERSION" -> pivots.add(Urn.RULE.of(rule));
                default -> {
                    return Optional.empty();
                }
            }
        }
        var key = switch (query.granularity()) {
            case DAILY -> new AnalyticsRow.Key(day, day, pivots);
            case MONTHLY ->
                new AnalyticsRow.Key(
                        day.with(TemporalAdjusters.firstDayOfMonth()),
                        day.with(TemporalAdjusters.lastDayOfMonth()),
                        pivots);
            case YEARLY ->
                new AnalyticsRow.Key(
                        day.with(TemporalAdjusters.firstDayOfYear()),
                        day.with(TemporalAdjusters.lastDayOfYear()),
                        pivots);
            case ALL -> new AnalyticsRow.Key(query.first(), query.last(), pivots);
        };
        return Optional.of(rows.computeIfAbsent(key, AnalyticsRow::new));
    }

    private static LocalDate day(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
