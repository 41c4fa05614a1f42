package io.downfunnel.console;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.downfunnel.domain.Days;
import io.downfunnel.domain.Money;
import io.downfunnel.report.CampaignFigures;
import io.downfunnel.report.CampaignReport;
import io.downfunnel.report.CampaignReport.Immature;
import io.downfunnel.report.CampaignsStep;
import io.downfunnel.report.Wording;
import io.downfunnel.store.AdAccountStore.Known;
import io.downfunnel.store.CampaignReadStore.Clicks;
import io.downfunnel.store.CampaignReadStore.Coverage;
import io.downfunnel.store.ReportWatchStore.Astray;

/**
 * Campaigns of an account in the reader's words.
 *
 * @param summary the first sentence
 * @param basis whose days and whose money it is
 * @param notes what has to be known to read the figures right
 * @param stages headings of the columns that follow cost per click
 * @param rows the first is all of them together
 * @param more how many campaigns are not shown; empty: none
 * @param platform its name
 */
public record CampaignsView(
        String summary,
        String basis,
        List<String> notes,
        List<Stage> stages,
        List<Row> rows,
        String more,
        String platform,
        List<Lost> astray) {
    /** Where no account has told anything. */
    static final CampaignsView NOTHING = new CampaignsView("", "", List.of(), List.of(), List.of(), "", "", List.of());

    private static final int SHOWN = 100;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);

    /** @param young not all clicks of the period have had the time to get there */
    public record Stage(String name, boolean young) {}

    /** @param per cost for each of them; empty where there is none */
    public record Cell(String label, String per, String count) {}

    public record Row(
            String name,
            String id,
            String impressions,
            String clicks,
            String rate,
            String cost,
            String perClick,
            List<Cell> cells) {}

    /** @param where the click belongs, in words */
    public record Lost(String day, String click, String record, String explain, String where) {}

    public CampaignsView {
        notes = List.copyOf(notes);
        stages = List.copyOf(stages);
        rows = List.copyOf(rows);
        astray = List.copyOf(astray);
    }

    static CampaignsView of(CampaignsStep.Answer answer, String platform) {
        return of(
                answer.account(),
                platform,
                answer.days(),
                answer.report(),
                answer.stages(),
                answer.coverage(),
                answer.clicks(),
                answer.untold(),
                answer.immature(),
                answer.astray());
    }

    private static CampaignsView of(
            Known account,
            String platform,
            Days days,
            CampaignReport report,
            List<String> stages,
            Coverage coverage,
            Clicks clicks,
            long untold,
            List<Immature> immature,
            List<Astray> astray) {
        var rows = new ArrayList<Row>();
        if (!report.campaigns().isEmpty()) {
            rows.add(row(report.together(), "All campaigns", stages));
            report.campaigns().stream()
                    .limit(SHOWN)
                    .map(each -> row(each, each.name().orElse("Campaign without a name"), stages))
                    .forEach(rows::add);
        }
        int left = report.campaigns().size() - SHOWN;
        return new CampaignsView(
                summary(days, report, stages, coverage),
                platform + " account " + account.facts().name() + " ("
                        + account.facts().id() + "). Days begin at midnight in "
                        + account.facts().zone().getId() + ", money is "
                        + account.facts().currency().getCurrencyCode()
                        + " where nothing else is said.",
                notes(platform, days, coverage, clicks, untold, immature),
                stages.stream()
                        .map(stage -> new Stage(
                                stage,
                                immature.stream().anyMatch(each -> each.stage().equals(stage))))
                        .toList(),
                rows,
                left > 0
                        ? Wording.count(left, "campaign") + " that cost less " + (left == 1 ? "is" : "are")
                                + " not shown."
                        : "",
                platform,
                astray.stream().map(each -> lost(each, platform)).toList());
    }

    private static String summary(Days days, CampaignReport report, List<String> stages, Coverage coverage) {
        var period = "From " + day(days.first()) + " to " + day(days.last());
        if (coverage.days() == 0) {
            return period + " there are no figures yet.";
        }
        var all = report.together();
        if (report.campaigns().isEmpty()) {
            return period + " no campaign cost anything or was seen.";
        }
        var brought = stages.stream()
                .filter(stage -> all.journeys(stage) > 0)
                .map(stage -> Wording.number(all.journeys(stage)) + " reached “" + stage + "”")
                .toList();
        return period + " " + Wording.count(report.campaigns().size(), "campaign") + " cost "
                + all.cost().map(Wording::roughly).orElse("money in several currencies") + " for "
                + Wording.count(all.clicks(), "click")
                + (brought.isEmpty() ? "." : "; of the people who clicked, " + Wording.listed(brought) + ".");
    }

    private static List<String> notes(
            String platform, Days days, Coverage coverage, Clicks clicks, long untold, List<Immature> immature) {
        var notes = new ArrayList<String>();
        if (coverage.days() == 0) {
            notes.add(
                    "Nothing was read of these days. Reports are read every night, and by every sync; the run's last step says"
                            + " what was read or what stood in the way.");
        } else if (coverage.days() < days.count()) {
            notes.add(Wording.number(coverage.days()) + " of these " + days.count()
                    + " days were read so far, the latest is "
                    + day(coverage.last().orElseThrow())
                    + ". The others have no figures yet and are missing in every sum.");
        }
        if (clicks.all() == 0) {
            notes.add("No click of these days that the CRM knows was looked up at " + platform
                    + ", so nobody can say which campaign brought whom. Either the CRM has no click IDs of this platform, or"
                    + " it does not tell single clicks.");
        } else if (clicks.placed() < clicks.all()) {
            notes.add("This account has the campaign of " + Wording.number(clicks.placed()) + " of "
                    + Wording.count(clicks.all(), "click")
                    + " that the CRM has of these days. What the others brought is in no figure here, so the true cost is"
                    + " lower.");
        }
        if (clicks.all() > 0 && untold > 0) {
            notes.add("Of " + Wording.count(untold, "more click") + " of these days that the CRM has, " + platform
                    + " does not tell the campaign. What they brought is in no figure here either.");
        }
        immature.forEach(each -> notes.add("“" + each.stage() + "” is not complete: nine of ten get there within "
                + Wording.count(each.days(), "day") + " of their click, so clicks since " + day(each.since())
                + " may still bring more."));
        return notes;
    }

    private static Row row(CampaignFigures figures, String name, List<String> stages) {
        return new Row(
                name,
                figures.id(),
                Wording.number(figures.impressions()),
                Wording.number(figures.clicks()),
                figures.clickThroughRate().map(CampaignsView::percent).orElse(""),
                money(figures.cost()),
                money(figures.costPerClick()),
                stages.stream()
                        .map(stage -> new Cell(
                                "Per " + stage, money(figures.costPer(stage)), Wording.number(figures.journeys(stage))))
                        .toList());
    }

    private static String money(Optional<Money> money) {
        return money.map(each -> Wording.money(new Money(
                        each.amount()
                                .setScale(
                                        Math.max(0, each.currency().getDefaultFractionDigits()), RoundingMode.HALF_UP),
                        each.currency())))
                .orElse("");
    }

    private static String percent(BigDecimal share) {
        return share.movePointRight(2).setScale(2, RoundingMode.HALF_UP) + " %";
    }

    private static Lost lost(Astray click, String platform) {
        return new Lost(
                day(click.day()),
                click.clickId().toString(),
                click.record(),
                Link.to("/explain").with("q", click.record()).toString(),
                click.account().map(account -> "Bought with account " + account).orElse("Not known to " + platform));
    }

    private static String day(LocalDate day) {
        return DAY.format(day);
    }
}
