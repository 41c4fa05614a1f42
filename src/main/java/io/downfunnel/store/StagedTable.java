package io.downfunnel.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.downfunnel.domain.AdReport;

/**
 * Where rows of a read are kept until it is complete.
 *
 * @param key columns of which no two rows may have the same
 * @param line a row without its epoch, which comes first
 */
record StagedTable<T extends AdReport>(String name, String columns, String key, Function<T, CopyLine> line) {

    static final List<String> NAMES = List.of("staged_cost", "staged_counted", "staged_click", "staged_form_response");

    static final StagedTable<AdReport.CampaignDay> COST = new StagedTable<>(
            "staged_cost",
            "day, campaign, name, cost, currency, impressions, clicks",
            "day, campaign",
            row -> new CopyLine()
                    .add(row.day())
                    .add(row.campaign())
                    .add(row.campaignName())
                    .add(row.cost().amount())
                    .add(row.cost().currency().getCurrencyCode())
                    .add(row.impressions())
                    .add(row.clicks()));

    static final StagedTable<AdReport.CountedDay> COUNTED = new StagedTable<>(
            "staged_counted",
            "day, campaign, action, dated, counted, value, currency",
            "day, campaign, action, dated",
            row -> new CopyLine()
                    .add(row.day())
                    .add(row.campaign())
                    .add(row.action())
                    .add(row.dated().name())
                    .add(row.counted())
                    .addNumber(row.value().map(io.downfunnel.domain.Money::amount))
                    .add(row.value().map(value -> value.currency().getCurrencyCode())));

    static final StagedTable<AdReport.ClickDay> CLICK = new StagedTable<>(
            "staged_click",
            "day, kind, value, account, campaign, name, ad_group, ad_group_name, keyword, device",
            "kind, value",
            row -> new CopyLine()
                    .add(row.day())
                    .add(row.clickId().kind().name())
                    .add(row.clickId().value())
                    .add(row.account())
                    .add(row.campaign())
                    .add(row.campaignName())
                    .add(row.adGroup())
                    .add(row.adGroupName())
                    .add(row.keyword())
                    .add(row.device()));

    /** Without a campaign where there is none: an empty one is not to be taken for one. */
    static final StagedTable<AdReport.FormLead> FORM_RESPONSE = new StagedTable<>(
            "staged_form_response",
            "day, response, submitted_at, test, campaign, name, emails",
            "response",
            row -> new CopyLine()
                    .add(row.day())
                    .add(row.response().value())
                    .add(row.submittedAt())
                    .add(row.test())
                    .add(Optional.of(row.campaign()).filter(campaign -> !campaign.isEmpty()))
                    .add(Optional.of(row.campaignName()).filter(name -> !name.isEmpty()))
                    .add(row.emails().stream().sorted().collect(Collectors.joining(" "))));

    String copy() {
        return "copy %s (%s, epoch) from stdin".formatted(name, columns);
    }

    /** How many rows there are, and how many different ones. */
    String count() {
        return "select count(*), count(distinct (%s)) from %s where epoch = :epoch".formatted(key, name);
    }
}
