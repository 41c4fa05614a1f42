package io.downfunnel.report;

import java.io.Writer;
import java.util.List;
import java.util.stream.Stream;

import io.downfunnel.domain.Days;

/**
 * What campaigns cost and brought, as a table for a spreadsheet. It has no sum of all: a spreadsheet adds, and not everything
 * in it can be added.
 */
public final class CampaignsCsv {
    private CampaignsCsv() {}

    /** All campaigns of the answer, the dearest first; closes what it writes to. */
    public static void write(CampaignsStep.Answer answer, Writer out) {
        try (var csv = new SpreadsheetCsv(out, headings(answer.stages()))) {
            answer.report().campaigns().forEach(each -> add(csv, answer, each));
        }
    }

    private static List<String> headings(List<String> stages) {
        return Stream.concat(
                        Stream.of(
                                "account",
                                "from",
                                "to",
                                "campaign id",
                                "campaign",
                                "impressions",
                                "clicks",
                                "clicks per impression",
                                "cost",
                                "currency",
                                "cost per click"),
                        stages.stream().flatMap(stage -> Stream.of(stage, "cost per " + stage)))
                .toList();
    }

    private static void add(SpreadsheetCsv csv, CampaignsStep.Answer answer, CampaignFigures campaign) {
        Days days = answer.days();
        var row = csv.row()
                .text(answer.account().facts().id())
                .plain(days.first())
                .plain(days.last())
                .text(campaign.id())
                .text(campaign.name().orElse(""))
                .number(campaign.impressions())
                .number(campaign.clicks())
                .number(campaign.clickThroughRate())
                .money(campaign.cost())
                .number(campaign.costPerClick().map(cost -> cost.amount()));
        answer.stages()
                .forEach(stage -> row.number(campaign.journeys(stage))
                        .number(campaign.costPer(stage).map(cost -> cost.amount())));
        row.end();
    }
}
