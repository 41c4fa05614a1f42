package io.downfunnel.console.api;

import java.math.BigDecimal;
import java.time.LocalDate;
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

import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.console.Download;
import io.downfunnel.console.Refusal;
import io.downfunnel.domain.Money;
import io.downfunnel.report.CampaignFigures;
import io.downfunnel.report.CampaignReport.Immature;
import io.downfunnel.report.CampaignsCsv;
import io.downfunnel.report.CampaignsStep;
import io.downfunnel.store.AdAccountStore.Known;
import io.downfunnel.store.CampaignReadStore.Clicks;
import io.downfunnel.store.CampaignReadStore.Coverage;
import io.downfunnel.store.ReportWatchStore.Astray;

/** What each campaign cost, and what came of it. */
@Path("/api/v1/campaigns")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Campaigns")
public class CampaignsApi {
    private static final int LONGEST = 365;

    private final CampaignsStep campaigns;

    CampaignsApi(CampaignsStep campaigns) {
        this.campaigns = campaigns;
    }

    /**
     * @param zone whose midnight the days begin at
     * @param together all campaigns; without cost where it comes in several currencies
     * @param campaigns the dearest first
     * @param known how many days of the period were read whole
     * @param clicks of ours in the period, and how many of them have their campaign
     * @param untold clicks of ours that the platform was not asked about
     * @param immature stages that more journeys will reach: not all clicks of the period had the time
     * @param astray clicks that belong to another account, the latest first; some of them
     */
    public record Campaigns(
            String account,
            String accountId,
            String accountName,
            String zone,
            LocalDate from,
            LocalDate to,
            Campaign together,
            List<Campaign> campaigns,
            Coverage known,
            Clicks clicks,
            long untold,
            List<Immature> immature,
            List<AstrayClick> astray) {}

    /** @param clickThroughRate clicks for each impression; absent without impressions */
    public record Campaign(
            String id,
            Optional<String> name,
            Optional<Money> cost,
            long impressions,
            long clicks,
            Optional<BigDecimal> clickThroughRate,
            Optional<Money> costPerClick,
            List<Reached> stages) {
        static Campaign of(CampaignFigures figures, List<String> stages) {
            return new Campaign(
                    figures.id(),
                    figures.name(),
                    figures.cost(),
                    figures.impressions(),
                    figures.clicks(),
                    figures.clickThroughRate(),
                    figures.costPerClick(),
                    stages.stream()
                            .map(stage -> new Reached(stage, figures.journeys(stage), figures.costPer(stage)))
                            .toList());
        }
    }

    /**
     * @param journeys how many reached it, whenever that was
     * @param costPer absent where none did
     */
    public record Reached(String stage, long journeys, Optional<Money> costPer) {}

    /**
     * @param click its kind and last four characters
     * @param boughtWith the account; absent: the platform does not know the click
     */
    public record AstrayClick(LocalDate day, String click, String record, Optional<String> boughtWith) {
        static AstrayClick of(Astray astray) {
            return new AstrayClick(astray.day(), astray.clickId().toString(), astray.record(), astray.account());
        }
    }

    @GET
    @Operation(
            summary = "Campaigns of an ad account, with their cost and what came of their clicks",
            description =
                    "Up to yesterday, in the account's time zone. A stage that nobody reached has no cost per: it is"
                            + " neither cheap nor dear.")
    public Campaigns report(
            @Parameter(description = "A destination, such as google; left out: the first account")
                    @QueryParam("account")
                    Optional<String> account,
            @Parameter(description = "How many days, from 1 to 365") @QueryParam("days") @DefaultValue("90") int days) {
        return report(asked(account, days));
    }

    @GET
    @Path("export")
    @Produces(Download.CSV)
    @Operation(
            summary = "The same as a table",
            description = "One line for each campaign, the dearest first, and no sum of all.")
    @APIResponse(
            responseCode = "200",
            description = "CSV, with a line of headings",
            content = @Content(mediaType = Download.CSV, schema = @Schema(implementation = String.class)))
    public Response export(
            @Parameter(description = "A destination, such as google; left out: the first account")
                    @QueryParam("account")
                    Optional<String> account,
            @Parameter(description = "How many days, from 1 to 365") @QueryParam("days") @DefaultValue("90") int days) {
        var answer = asked(account, days);
        return Download.csv(answer.fileName(), out -> CampaignsCsv.write(answer, out));
    }

    private CampaignsStep.Answer asked(Optional<String> account, int days) {
        if (days < 1 || days > LONGEST) {
            throw Refusal.unclear("A period has from 1 to " + LONGEST + " days.", "Send another number of days.");
        }
        return campaigns.of(
                account.map(this::known).orElseGet(() -> campaigns.account("").orElseThrow(NotFoundException::new)),
                days);
    }

    private Known known(String destination) {
        return campaigns
                .account(destination)
                .filter(account -> account.destination().equals(destination))
                .orElseThrow(NotFoundException::new);
    }

    private static Campaigns report(CampaignsStep.Answer answer) {
        var account = answer.account();
        return new Campaigns(
                account.destination(),
                account.facts().id(),
                account.facts().name(),
                account.facts().zone().getId(),
                answer.days().first(),
                answer.days().last(),
                Campaign.of(answer.report().together(), answer.stages()),
                answer.report().campaigns().stream()
                        .map(each -> Campaign.of(each, answer.stages()))
                        .toList(),
                answer.coverage(),
                answer.clicks(),
                answer.untold(),
                answer.immature(),
                answer.astray().stream().map(AstrayClick::of).toList());
    }
}
