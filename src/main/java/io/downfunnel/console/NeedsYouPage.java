package io.downfunnel.console;

import java.net.URI;
import java.util.Optional;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.platform.Platforms;
import io.downfunnel.report.Causes;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.RefusedCsv;
import io.downfunnel.schedule.Replays;
import io.downfunnel.store.NeedsYouReadStore;
import io.downfunnel.store.ReplayStore.Which;

/** What was refused, why, what is it worth, who can mend it, and what then? */
@Path("/needs-you")
@Blocking
@Produces(MediaType.TEXT_HTML)
class NeedsYouPage {
    private static final int EXAMPLES = 3;

    private final NeedsYouReadStore refused;
    private final Replays replays;
    private final Platforms platforms;
    private final ConsoleConfig config;
    private final Visitor visitor;
    private final ConnectionNames names = ConnectionNames.installed();

    NeedsYouPage(
            NeedsYouReadStore refused, Replays replays, Platforms platforms, ConsoleConfig config, Visitor visitor) {
        this.refused = refused;
        this.replays = replays;
        this.platforms = platforms;
        this.config = config;
        this.visitor = visitor;
    }

    record causes(NeedsYouView view) implements TemplateInstance {}

    @GET
    public TemplateInstance show() {
        var groups = refused.groups();
        var causes = new Causes(platforms);
        var zone = config.timeZone();
        return new causes(NeedsYouView.of(
                groups.stream()
                        .map(group -> NeedsYouView.cause(
                                group,
                                refused.samples(group.destination(), group.code(), EXAMPLES),
                                causes.of(group.destination(), group.code()),
                                zone,
                                names))
                        .toList(),
                groups,
                zone));
    }

    @POST
    @Path("replay")
    public Response replay(
            @FormParam("destination") String destination,
            @FormParam("code") Optional<String> code,
            @FormParam("key") Optional<String> key) {
        return told(replays.replay(which(destination, code, key), visitor.getName()));
    }

    @POST
    @Path("give-up")
    public Response giveUp(
            @FormParam("destination") String destination,
            @FormParam("code") Optional<String> code,
            @FormParam("key") Optional<String> key,
            @FormParam("reason") @DefaultValue("") String reason) {
        try {
            return told(replays.cancel(which(destination, code, key), reason, visitor.getName()));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
    }

    /** Never all of a destination at once: a person decides about a cause, or about one conversion. */
    private static Which which(String destination, Optional<String> code, Optional<String> key) {
        if (destination == null || destination.isBlank() || code.isPresent() == key.isPresent()) {
            throw new BadRequestException("The form lacks what it is about; nothing was changed");
        }
        return new Which(destination, code, key);
    }

    private static Response told(long run) {
        return Response.seeOther(URI.create("/runs/" + run)).build();
    }

    @GET
    @Path("export")
    @Produces(Download.CSV)
    public Response export(
            @QueryParam("destination") @DefaultValue("") String destination,
            @QueryParam("code") @DefaultValue("") String code) {
        return Download.csv("needs-you", out -> {
            try (var csv = new RefusedCsv(out)) {
                refused.each(destination, code, each -> csv.add(code, each));
            }
        });
    }
}
