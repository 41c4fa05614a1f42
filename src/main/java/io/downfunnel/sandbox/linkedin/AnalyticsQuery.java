package io.downfunnel.sandbox.linkedin;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked of the analytics (linkedin.md §5.1).
 *
 * @param pivots one of the finder {@code analytics}, up to three of {@code statistics}
 * @param accounts ids; empty: not narrowed down by them
 * @param campaigns likewise
 * @param fields as the answer names them
 */
record AnalyticsQuery(
        List<String> pivots,
        Granularity granularity,
        LocalDate first,
        LocalDate last,
        Optional<List<String>> accounts,
        Optional<List<String>> campaigns,
        List<String> fields) {

    enum Granularity {
        ALL,
        DAILY,
        MONTHLY,
        YEARLY
    }

    private static final int MOST_PIVOTS = 3;
    private static final int MOST_FIELDS = 20;

    private static final Set<String> PIVOTS = Set.of(
            "ACCOUNT",
            "CAMPAIGN_GROUP",
            "CAMPAIGN",
            "CREATIVE",
            "COMPANY",
            "SHARE",
            "CONVERSION",
            "CARD_INDEX",
            "SERVING_LOCATION",
            "PLACEMENT_NAME",
            "IMPRESSION_DEVICE_TYPE",
            "MEMBER_COMPANY",
            "MEMBER_COMPANY_SIZE",
            "MEMBER_INDUSTRY",
            "MEMBER_SENIORITY",
            "MEMBER_JOB_TITLE",
            "MEMBER_JOB_FUNCTION",
            "MEMBER_COUNTRY_V2",
            "MEMBER_REGION_V2");

    private static final Set<String> FACETS =
            Set.of("accounts", "campaignGroups", "campaigns", "creatives", "shares", "companies");

    /** @throws BadParam for what LinkedIn refuses */
    static AnalyticsQuery of(RestLiRequest request, LocalDate today) {
        if (FACETS.stream().noneMatch(facet -> request.find(facet).isPresent())) {
            throw new BadParam("accounts");
        }
        Map<String, RestLiValue> range = request.get("dateRange").fields("dateRange");
        LocalDate first = day(range.get("start"));
        LocalDate last = range.containsKey("end") ? day(range.get("end")) : today;
        if (first.isAfter(last)) {
            throw new BadParam("dateRange");
        }
        return new AnalyticsQuery(
                pivots(request),
                granularity(request),
                first,
                last,
                ids(request, "accounts", Urn.ACCOUNT),
                ids(request, "campaigns", Urn.CAMPAIGN),
                fields(request));
    }

    private static List<String> pivots(RestLiRequest request) {
        List<String> pivots;
        if (request.finder("analytics")) {
            pivots = List.of(wrapped(request.get("pivot"), "pivot"));
        } else if (request.finder("statistics")) {
            pivots = request.get("pivots").texts("pivots");
        } else {
            throw new BadParam("q");
        }
        if (pivots.isEmpty() || pivots.size() > MOST_PIVOTS || !PIVOTS.containsAll(pivots)) {
            throw new BadParam("pivots");
        }
        return pivots;
    }

    private static Granularity granularity(RestLiRequest request) {
        try {
            return Granularity.valueOf(wrapped(request.get("timeGranularity"), "timeGranularity"));
        } catch (IllegalArgumentException e) {
            throw new BadParam("timeGranularity");
        }
    }

    /** Samples have it plain and as {@code (value:ALL)}. */
    private static String wrapped(RestLiValue value, String name) {
        return value.composed()
                ? value.field("value", name)
                        .orElseThrow(() -> new BadParam(name))
                        .text(name)
                : value.text(name);
    }

    private static LocalDate day(RestLiValue day) {
        if (day == null) {
            throw new BadParam("dateRange");
        }
        try {
            return LocalDate.of(part(day, "year"), part(day, "month"), part(day, "day"));
        } catch (DateTimeException e) {
            throw new BadParam("dateRange");
        }
    }

    private static int part(RestLiValue day, String part) {
        return day.field(part, "dateRange")
                .orElseThrow(() -> new BadParam("dateRange"))
                .number("dateRange");
    }

    private static Optional<List<String>> ids(RestLiRequest request, String facet, Urn kind) {
        return request.find(facet)
                .map(value -> value.texts(facet).stream()
                        .flatMap(urn -> kind.id(facet, urn).stream())
                        .toList());
    }

    /** Nothing is implicit: who names fields has to name the pivot values and the dates as well. */
    private static List<String> fields(RestLiRequest request) {
        List<String> fields = request.projection();
        if (fields.size() > MOST_FIELDS || !AnalyticsRow.FIELDS.containsAll(fields)) {
            throw new BadParam("fields");
        }
        return fields.isEmpty() ? List.of("impressions", "clicks") : fields;
    }
}
