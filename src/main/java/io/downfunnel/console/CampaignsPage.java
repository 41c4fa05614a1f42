package io.downfunnel.console;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Platforms;
import io.downfunnel.report.CampaignReport;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.store.AdAccountStore;
import io.downfunnel.store.AdAccountStore.Known;
import io.downfunnel.store.CampaignReadStore;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.ReportWatchStore;

/** What did each campaign cost, and what came of it? */
@Path("/campaigns")
@Blocking
@Produces(MediaType.TEXT_HTML)
class CampaignsPage {
    private static final List<Integer> PERIODS = List.of(30, 90, 180, 365);
    private static final int USUAL = 90;
    private static final int ASTRAY = 20;

    private final AdAccountStore accounts;
    private final CampaignReadStore campaigns;
    private final ReportWatchStore watch;
    private final FunnelStore funnels;
    private final Platforms platforms;
    private final ConsoleConfig config;
    private final Clock clock;
    private final ConnectionNames names = ConnectionNames.installed();

    CampaignsPage(
            AdAccountStore accounts,
            CampaignReadStore campaigns,
            ReportWatchStore watch,
            FunnelStore funnels,
            Platforms platforms,
            ConsoleConfig config,
            Clock clock) {
        this.accounts = accounts;
        this.campaigns = campaigns;
        this.watch = watch;
        this.funnels = funnels;
        this.platforms = platforms;
        this.config = config;
        this.clock = clock;
    }

    record list(List<Choice> accounts, List<Choice> periods, CampaignsView view) implements TemplateInstance {}

    record Choice(String value, String text, boolean chosen) {}

    @GET
    public TemplateInstance list(
            @QueryParam("account") @DefaultValue("") String account,
            @QueryParam("days") @DefaultValue("") String days) {
        var known = accounts.all();
        var chosen = known.stream()
                .filter(each -> each.destination().equals(account))
                .findFirst()
                .or(() -> known.stream().findFirst());
        int period = PERIODS.stream()
                .filter(each -> Integer.toString(each).equals(days))
                .findFirst()
                .orElse(USUAL);
        return new list(
                known.stream()
                        .map(each -> new Choice(
                                each.destination(),
                                names.of(each.destination()),
                                Optional.of(each).equals(chosen)))
                        .toList(),
                PERIODS.stream()
                        .map(each -> new Choice(Integer.toString(each), each + " days", each == period))
                        .toList(),
                chosen.map(each -> view(each, period)).orElse(CampaignsView.NOTHING));
    }

    /** Of whole days only: today has just begun. */
    private CampaignsView view(Known account, int period) {
        var today = LocalDate.ofInstant(clock.instant(), account.facts().zone());
        var days = new Days(today.minusDays(period), today.minusDays(1));
        var report = CampaignReport.of(campaigns.spend(account, days), campaigns.results(account, days));
        var stages = stages(report);
        return CampaignsView.of(
                account,
                names.of(account.destination()),
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

    /** In the order of the funnel; what it does not know any more comes last. */
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
