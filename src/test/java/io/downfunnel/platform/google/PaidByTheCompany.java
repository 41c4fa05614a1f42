package io.downfunnel.platform.google;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import io.downfunnel.domain.Days;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.sandbox.company.Campaign;
import io.downfunnel.sandbox.company.Company;

/** What the sandbox's company paid to Google, as it was made up, and not as the Google Ads API tells it. */
final class PaidByTheCompany {
    private PaidByTheCompany() {}

    static Map<String, BigDecimal> in(Days days, Visitor visitor) {
        var health = visitor.get("/__sandbox/health").json();
        var paid = new HashMap<String, BigDecimal>();
        new Company(
                        health.path("seed").asLong(),
                        Instant.parse(health.path("anchor").asText()).minus(Company.QUIET),
                        health.path("leads").asInt(),
                        "1234567890",
                        "510000001")
                .campaignDays().stream()
                        .filter(day -> day.campaign().source() == Campaign.Source.GOOGLE)
                        .filter(day -> days.contains(day.day()))
                        .forEach(day -> paid.merge(day.campaign().id(), day.cost(), BigDecimal::add));
        return paid;
    }
}
