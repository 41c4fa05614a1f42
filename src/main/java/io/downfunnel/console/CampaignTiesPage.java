package io.downfunnel.console;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.TrailEntry;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.OpenAccount;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Platforms;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.TrailStore;

/** Which campaigns count which conversion action, and would I like others to? */
@Path("/connections/{platform}/campaigns")
@Blocking
@Produces(MediaType.TEXT_HTML)
class CampaignTiesPage {
    private static final int MOST = 1_000;

    private final Platforms platforms;
    private final FunnelStore funnels;
    private final Visitor visitor;
    private final TrailStore trail;

    CampaignTiesPage(Platforms platforms, FunnelStore funnels, Visitor visitor, TrailStore trail) {
        this.platforms = platforms;
        this.funnels = funnels;
        this.visitor = visitor;
        this.trail = trail;
    }

    /**
     * @param told what came of the last thing somebody did; empty: nothing is told
     * @param trouble why nothing can be shown or was changed, and what to do; empty while all is well
     * @param accounts that our access reaches, in words; empty where the platform does not say
     */
    record ties(String platform, String name, String told, String trouble, String accounts, List<TiesView> actions)
            implements TemplateInstance {}

    @GET
    public TemplateInstance show(
            @PathParam("platform") String platform, @QueryParam("told") @DefaultValue("") String told) {
        return page(account(platform), told.equals("tied") ? "Done. They count it from now on." : "", "");
    }

    /** Campaigns that count it already go on doing so. */
    @POST
    public Response tie(
            @PathParam("platform") String platform,
            @FormParam("action") @DefaultValue("") String action,
            @FormParam("campaign") List<String> campaigns) {
        var account = account(platform);
        if (action.isBlank() || campaigns.isEmpty() || campaigns.size() > MOST) {
            throw new BadRequestException("Choose at least one campaign; nothing was changed");
        }
        var chosen = new TreeSet<>(campaigns);
        try {
            account.account().associate(action, chosen);
        } catch (PlatformException e) {
            write(
                    account,
                    action,
                    chosen,
                    "; refused, in part or all of it: " + e.failure().code());
            return Response.ok(page(account, "", "Not all of it was done. " + why(account, e)))
                    .build();
        }
        write(account, action, chosen, "");
        return Response.seeOther(URI.create("/connections/" + platform + "/campaigns?told=tied"))
                .build();
    }

    private void write(OpenAccount account, String action, Set<String> campaigns, String outcome) {
        trail.append(new TrailEntry(
                visitor.getName(),
                TrailEntry.What.CAMPAIGNS_CHOSEN,
                account.name() + ", action " + action,
                "campaigns " + String.join(", ", campaigns) + outcome));
    }

    private OpenAccount account(String platform) {
        var account = platforms.accounts().get(platform);
        if (account == null || !offered(account)) {
            throw new NotFoundException();
        }
        return account;
    }

    static boolean offered(OpenAccount account) {
        return account.descriptor().can(Capability.ASSOCIATES_CAMPAIGNS)
                && account.descriptor().can(Capability.LISTS_CAMPAIGNS)
                && account.descriptor().can(Capability.LISTS_ACTIONS);
    }

    private TemplateInstance page(OpenAccount account, String told, String trouble) {
        var name = account.descriptor().name();
        try {
            var actions = TiesView.of(
                    account.account().conversionActions(), account.account().adCampaigns(), mappings(account.name()));
            return new ties(account.name(), name, told, trouble, accounts(account), actions);
        } catch (PlatformException e) {
            return new ties(account.name(), name, told, trouble.isEmpty() ? why(account, e) : trouble, "", List.of());
        }
    }

    private static String accounts(OpenAccount account) {
        return account.descriptor().can(Capability.LISTS_ACCOUNTS)
                ? account.account().reachable().stream()
                        .map(each -> each.name() + " (" + each.id() + ")")
                        .collect(Collectors.joining(", "))
                : "";
    }

    private static String why(OpenAccount account, PlatformException e) {
        var row = account.failures().of(e.failure().code());
        return row.cause() + (row.remedy().isEmpty() ? "" : " " + row.remedy());
    }

    private List<ConversionMapping> mappings(String destination) {
        return funnels.active().stream()
                .flatMap(version -> version.funnel().mappings().stream())
                .filter(mapping -> mapping.destination().equals(destination))
                .toList();
    }
}
