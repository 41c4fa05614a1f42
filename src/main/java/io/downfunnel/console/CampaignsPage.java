package io.downfunnel.console;

import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

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

    record list(List<Choice> accounts, List<Choice> periods, CampaignsView view) implements TemplateInstance {}

    record Choice(String value, String text, boolean chosen) {}

    @GET
    public TemplateInstance list(
            @QueryParam("account") @DefaultValue("") String account,
            @QueryParam("days") @DefaultValue("") String days) {
        var chosen = campaigns.account(account);
        int period = CampaignsStep.PERIODS.stream()
                .filter(each -> Integer.toString(each).equals(days))
                .findFirst()
                .orElse(CampaignsStep.USUAL);
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
                chosen.map(each -> view(each, period)).orElse(CampaignsView.NOTHING));
    }

    private CampaignsView view(Known account, int period) {
        return CampaignsView.of(campaigns.of(account, period), names.of(account.destination()));
    }
}
