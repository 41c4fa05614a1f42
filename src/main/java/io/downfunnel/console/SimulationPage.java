package io.downfunnel.console;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.report.ConnectionNames;
import io.downfunnel.store.DraftStore;
import io.downfunnel.store.SimulationStore;
import io.downfunnel.store.SimulationStore.State;
import io.downfunnel.store.SimulationStore.Stored;

/** What would have been sent, what not and why, and what is different from what is sent now? */
@Path("/simulations/{id:\\d{1,18}}")
@Blocking
@Produces(MediaType.TEXT_HTML)
class SimulationPage {
    private final SimulationStore simulations;
    private final DraftStore drafts;
    private final Visitor visitor;
    private final ConsoleConfig config;
    private final ConnectionNames names = ConnectionNames.installed();

    SimulationPage(SimulationStore simulations, DraftStore drafts, Visitor visitor, ConsoleConfig config) {
        this.simulations = simulations;
        this.drafts = drafts;
        this.visitor = visitor;
        this.config = config;
    }

    record running(SimulationView.Underway view) implements TemplateInstance {}

    record live(SimulationView.Underway view) implements TemplateInstance {}

    record result(SimulationView view) implements TemplateInstance {}

    /** Whoever opens a result has looked at it: that is what an activation asks for. A browser that fetches ahead has not. */
    @GET
    public TemplateInstance show(long id, @HeaderParam("Sec-Purpose") @DefaultValue("") String purpose) {
        var stored = find(id);
        if (stored.state() != State.DONE) {
            return new running(underway(stored));
        }
        if (!purpose.contains("prefetch")) {
            simulations.look(id, visitor.getName());
        }
        return new result(SimulationView.of(stored, title(stored), config.timeZone(), names));
    }

    /** How far it is; once it has ended, the whole page is asked for anew. */
    @GET
    @Path("live")
    public Response live(long id) {
        var stored = find(id);
        var answer = Response.ok(new live(underway(stored)).render(), MediaType.TEXT_HTML_TYPE);
        return stored.state() == State.DONE
                ? answer.header("HX-Refresh", "true").build()
                : answer.build();
    }

    private SimulationView.Underway underway(Stored stored) {
        return SimulationView.underway(stored, title(stored), config.timeZone());
    }

    private String title(Stored stored) {
        return drafts.find(stored.draft()).map(draft -> draft.title()).orElse("");
    }

    private Stored find(long id) {
        return simulations.find(id).orElseThrow(NotFoundException::new);
    }
}
