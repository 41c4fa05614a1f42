package io.downfunnel.console;

import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.report.CampaignsCsv;
import io.downfunnel.report.CampaignsStep;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.store.AdAccountStore.Known;

/** What did each campaign cost, and what came of it? */
@Path("/campaigns")
@Blocking
@Produces(MediaType.TEXT_HTML)
class CampaignsPage {
    private final CampaignsStep campaigns;
    private final ConnectionNames names = ConnectionNames.installed();

    CampaignsPage(CampaignsStep campaigns) {
        this.campaigns = campaigns;
    }

    /** @param export where the same is as a table */
    record list(List<Choice> accounts, List<Choice> periods, CampaignsView view, String export)
            implements TemplateInstance {}

    record Choice(String value, String text, boolean chosen) {}

    @GET
    public TemplateInstance list(
            @QueryParam("account") @DefaultValue("") String account,
            @QueryParam("days") @DefaultValue("") String days) {
        var chosen = campaigns.account(account);
        int period = period(days);
        return new list(
                campaigns.accounts().stream()
                        .map(each -> new Choice(
                                each.destination(),
                                names.of(each.destination()),
                                Optional.of(each).equals(chosen)))
                        .toList(),
                CampaignsStep.PERIODS.stream()
                        .map(each -> new Choice(Integer.toString(each), each + " days", each == period))
                        .toList(),
                chosen.map(each -> view(each, period)).orElse(CampaignsView.NOTHING),
                Link.to("/campaigns/export")
                        .with("account", chosen.map(Known::destination).orElse(""))
                        .with("days", Integer.toString(period))
                        .toString());
    }

    @GET
    @Path("export")
    @Produces(Download.CSV)
    public Response export(
            @QueryParam("account") @DefaultValue("") String account,
            @QueryParam("days") @DefaultValue("") String days) {
        var answer = campaigns.of(campaigns.account(account).orElseThrow(NotFoundException::new), period(days));
        return Download.csv(answer.fileName(), out -> CampaignsCsv.write(answer, out));
    }

    private static int period(String days) {
        return CampaignsStep.PERIODS.stream()
                .filter(each -> Integer.toString(each).equals(days))
                .findFirst()
                .orElse(CampaignsStep.USUAL);
    }

    private CampaignsView view(Known account, int period) {
        return CampaignsView.of(campaigns.of(account, period), names.of(account.destination()));
    }
}
