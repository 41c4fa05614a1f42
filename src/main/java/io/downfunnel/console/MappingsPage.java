package io.downfunnel.console;

import java.net.URI;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.report.ConnectionNames;
import io.downfunnel.schedule.Drafts;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.GateStore;

/** What is sent, for which stage, with which value? What was it before, and what shall it be? */
@Path("/mappings")
@Blocking
@Produces(MediaType.TEXT_HTML)
class MappingsPage {
    private static final int VERSIONS = 50;

    private final FunnelStore funnels;
    private final Drafts drafts;
    private final GateStore gates;
    private final Visitor visitor;
    private final ConsoleConfig config;
    private final ConnectionNames names = ConnectionNames.installed();

    MappingsPage(FunnelStore funnels, Drafts drafts, GateStore gates, Visitor visitor, ConsoleConfig config) {
        this.funnels = funnels;
        this.drafts = drafts;
        this.gates = gates;
        this.visitor = visitor;
        this.config = config;
    }

    record mappings(MappingsView view, String told) implements TemplateInstance {}

    /**
     * @param differences to the version in force, in sentences; empty when there is none
     * @param current whether it is the one in force
     */
    record version(MappingsView.VersionRow version, String document, List<String> differences, boolean current)
            implements TemplateInstance {}

    @GET
    public TemplateInstance show(@QueryParam("told") @DefaultValue("") String told) {
        var versions = funnels.versions();
        return new mappings(
                MappingsView.of(
                        funnels.active(),
                        versions.stream().limit(VERSIONS).toList(),
                        drafts.open(),
                        gates.closed(),
                        config.timeZone(),
                        names),
                told(told));
    }

    private static String told(String code) {
        return switch (code) {
            case "activated" ->
                "It is in force. The next sync decides by it about everything that was not sent yet. Mappings that send"
                        + " something else than before are tried out with a few conversions first.";
            case "discarded" -> "The draft is discarded.";
            default -> "";
        };
    }

    @GET
    @Path("versions/{number:\\d{1,9}}")
    public TemplateInstance version(int number) {
        var document = funnels.document(number).orElseThrow(NotFoundException::new);
        var inForce = funnels.active();
        var entry = funnels.versions().stream()
                .filter(each -> each.number() == number)
                .findFirst()
                .orElseThrow(NotFoundException::new);
        return new version(
                MappingsView.version(entry, config.timeZone()),
                document,
                drafts.against(inForce, document),
                inForce.filter(live -> live.number() == number).isPresent());
    }

    /** A new draft: of what is in force, or of an earlier version that is to come back. */
    @POST
    @Path("drafts")
    public Response begin(@FormParam("version") Optional<Integer> version) {
        var id = drafts.begin(version, Optional.empty(), visitor.getName()).orElseThrow(NotFoundException::new);
        return Response.seeOther(URI.create("/mappings/drafts/" + id)).build();
    }
}
