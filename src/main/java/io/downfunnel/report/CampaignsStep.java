package io.downfunnel.report;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Platforms;
import io.downfunnel.report.CampaignReport.Immature;
import io.downfunnel.store.AdAccountStore;
import io.downfunnel.store.AdAccountStore.Known;
import io.downfunnel.store.CampaignReadStore;
import io.downfunnel.store.CampaignReadStore.Clicks;
import io.downfunnel.store.CampaignReadStore.Coverage;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.ReportWatchStore;
import io.downfunnel.store.ReportWatchStore.Astray;

/** Puts together what the campaigns of an account cost in a period, and what came of their clicks. Changes nothing. */
@Singleton
public class CampaignsStep {
    public static final List<Integer> PERIODS = List.of(30, 90, 180, 365);
    public static final int USUAL = 90;
    private static final int ASTRAY = 20;

    private final AdAccountStore accounts;
    private final CampaignReadStore campaigns;
    private final ReportWatchStore watch;
    private final FunnelStore funnels;
    private final Platforms platforms;
    private final Clock clock;

    public CampaignsStep(
            AdAccountStore accounts,
            CampaignReadStore campaigns,
            ReportWatchStore watch,
            FunnelStore funnels,
            Platforms platforms,
            Clock clock) {
        this.accounts = accounts;
        this.campaigns = campaigns;
        this.watch = watch;
        this.funnels = funnels;
        this.platforms = platforms;
        this.clock = clock;
    }

    /**
     * @param days in the account's time zone
     * @param stages in the order of the funnel; what it does not know any more comes last
     * @param untold clicks of ours that the platform was not asked about
     * @param immature stages that more journeys will reach
     * @param astray clicks that belong to another account, the latest first; some of them
     */
    public record Answer(
            Known account,
            Days days,
            CampaignReport report,
            List<String> stages,
            Coverage coverage,
            Clicks clicks,
            long untold,
            List<Immature> immature,
            List<Astray> astray) {

        /** Of a table of it, without its ending. */
        public String fileName() {
            return "campaigns-" + account.destination() + "-" + days.first() + "-to-" + days.last();
        }
    }

    public List<Known> accounts() {
        return accounts.all();
    }

    /** The one that is asked for, by its destination, or else the first; empty where no account has told anything. */
    public Optional<Known> account(String destination) {
        var known = accounts.all();
        return known.stream()
                .filter(each -> each.destination().equals(destination))
                .findFirst()
                .or(() -> known.stream().findFirst());
    }

    /**
     * Of whole days only: today has just begun.
     *
     * @param period how many days, up to yesterday
     */
    public Answer of(Known account, int period) {
        var today = LocalDate.ofInstant(clock.instant(), account.facts().zone());
        var days = new Days(today.minusDays(period), today.minusDays(1));
        var report = CampaignReport.of(campaigns.spend(account, days), campaigns.results(account, days));
        var stages = stages(report);
        return new Answer(
                account,
                days,
                report,
                stages,
                campaigns.coverage(account, days),
                campaigns.clicks(account, days),
                campaigns.untold(account, days, kinds(account)),
                CampaignReport.immature(stages, campaigns.lags(), days.last(), today),
                watch.astray(account.destination(), ASTRAY));
    }

    private List<ClickId.Kind> kinds(Known account) {
        return platforms
                .descriptor(account.destination())
                .map(Descriptor::clickIds)
                .orElse(List.of());
    }

    private List<String> stages(CampaignReport report) {
        var funnel = funnels.active()
                .map(version -> version.funnel().stages().stream()
                        .map(FunnelStage::name)
                        .toList())
                .orElse(List.of());
        return Stream.concat(
                        funnel.stream(),
                        report.together().journeys().keySet().stream().sorted())
                .distinct()
                .toList();
    }
}
