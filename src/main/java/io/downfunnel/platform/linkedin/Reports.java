package io.downfunnel.platform.linkedin;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Currency;
import java.util.Optional;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.domain.AdReport;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.Money;

/**
 * What campaigns cost and what was counted (linkedin.md §5.1). An answer holds 15,000 rows and ends there without a word,
 * so one that is full is thrown away and asked for again in shorter pieces. An empty one may mean that we may not see what
 * there is.
 */
record Reports(Member member, AccountReader accounts) {
    private static final int MOST_ROWS = 15_000;
    private static final String REPORTING = "r_ads_reporting";

    private static final String COST =
            "q=analytics&pivot=CAMPAIGN&fields=dateRange,pivotValues,costInLocalCurrency,impressions,clicks";
    private static final String COUNTED = "q=statistics&pivots=List(CAMPAIGN,CONVERSION)"
            + "&fields=dateRange,pivotValues,externalWebsiteConversions,conversionValueInLocalCurrency";

    void costs(Days days, Consumer<AdReport.CampaignDay> into) {
        var currency = accounts.facts().currency();
        var names = accounts.campaignNames();
        each(days, COST, row -> {
            var campaign = campaign(row);
            into.accept(new AdReport.CampaignDay(
                    day(row),
                    campaign,
                    names.getOrDefault(campaign, campaign),
                    money(row.path("costInLocalCurrency"), currency),
                    row.path("impressions").asLong(),
                    row.path("clicks").asLong()));
        });
    }

    /**
     * Which day LinkedIn books a conversion on is not documented; we take it for that of the conversion. By conversion rule
     * its daily figures were seen to differ from those of Campaign Manager (linkedin.md §5.1).
     */
    void counted(Days days, Consumer<AdReport.CountedDay> into) {
        var currency = accounts.facts().currency();
        each(days, COUNTED, row -> {
            var counted = row.path("externalWebsiteConversions").decimalValue();
            if (counted.signum() > 0) {
                var rule = Urn.RULE
                        .firstId(row.path("pivotValues"))
                        .orElseThrow(() -> member.unreadable("A row of a report without a conversion rule"));
                into.accept(new AdReport.CountedDay(
                        day(row),
                        campaign(row),
                        rule,
                        AdReport.Dated.BY_CONVERSION,
                        counted,
                        row.has("conversionValueInLocalCurrency")
                                ? Optional.of(money(row.path("conversionValueInLocalCurrency"), currency))
                                : Optional.empty()));
            }
        });
    }

    private void each(Days days, String question, Consumer<JsonNode> row) {
        var first = days.first();
        var length = days.count();
        boolean anything = false;
        while (!first.isAfter(days.last())) {
            var window = new Days(first, earlier(first.plusDays(length - 1), days.last()));
            var rows = rows(window, question);
            if (rows.size() < MOST_ROWS) {
                anything |= !rows.isEmpty();
                rows.forEach(row);
                first = window.last().plusDays(1);
            } else if (window.count() > 1) {
                length = (window.count() + 1) / 2;
            } else {
                throw member.refusals().whole("ROWS_CUT_OFF", "On " + window.first());
            }
        }
        if (!anything) {
            refuseIfBlind();
        }
    }

    /** The account was there a moment ago, so all that may be missing is the right to read reports. */
    private void refuseIfBlind() {
        if (!member.scopes().contains(REPORTING)) {
            throw member.refusals().whole("NOTHING_SHOWN", "");
        }
    }

    private JsonNode rows(Days window, String question) {
        return member.elements(member.read(
                "/rest/adAnalytics?" + question + "&timeGranularity=DAILY&dateRange=" + RestLi.range(window)
                        + "&accounts=" + "List(" + member.accountUrn() + ")",
                "ACCOUNT_NOT_FOUND"));
    }

    private static LocalDate earlier(LocalDate one, LocalDate other) {
        return one.isBefore(other) ? one : other;
    }

    private LocalDate day(JsonNode row) {
        var start = row.path("dateRange").path("start");
        try {
            return LocalDate.of(
                    start.path("year").asInt(),
                    start.path("month").asInt(),
                    start.path("day").asInt());
        } catch (DateTimeException e) {
            throw member.unreadable("A row of a report without a day");
        }
    }

    private String campaign(JsonNode row) {
        return Urn.CAMPAIGN
                .firstId(row.path("pivotValues"))
                .orElseThrow(() -> member.unreadable("A row of a report without a campaign"));
    }

    /** LinkedIn writes thirteen decimals. What the currency does not have is dropped when it is nothing. */
    private Money money(JsonNode text, Currency currency) {
        try {
            var amount = new BigDecimal(text.asText()).stripTrailingZeros();
            var digits = Math.max(0, currency.getDefaultFractionDigits());
            return new Money(
                    amount.scale() < digits ? amount.setScale(digits, RoundingMode.UNNECESSARY) : amount, currency);
        } catch (NumberFormatException e) {
            throw member.unreadable("A row of a report without an amount");
        }
    }
}
