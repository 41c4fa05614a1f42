package io.downfunnel.console.api;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.console.ConsoleConfig;
import io.downfunnel.console.Refusal;
import io.downfunnel.console.SimulationView;
import io.downfunnel.console.Visitor;
import io.downfunnel.domain.Simulation;
import io.downfunnel.store.SimulationStore;
import io.downfunnel.store.SimulationStore.Look;
import io.downfunnel.store.SimulationStore.State;
import io.downfunnel.store.SimulationStore.Stored;

/** What a draft would have sent: how far the simulation is, and what it says. */
@Path("/api/v1/simulations/{id:\\d{1,18}}")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Drafts of mappings")
public class SimulationsApi {
    private static final String ID = "Id of the simulation";

    private final SimulationStore simulations;
    private final Visitor visitor;
    private final ConsoleConfig config;

    SimulationsApi(SimulationStore simulations, Visitor visitor, ConsoleConfig config) {
        this.simulations = simulations;
        this.visitor = visitor;
        this.config = config;
    }

    /**
     * @param state running, done, broke, or silent: its node has most likely stopped, and nobody goes on with it
     * @param liveVersion compared with; absent when none was in force
     * @param done leads and opportunities that were read
     * @param expected how many there are; absent while they are not counted
     * @param trouble why there will be no result, and what to do; empty while there may be one
     * @param looked who has looked at the result; absent: nobody has
     * @param sentence all of the result in a sentence; absent while there is none
     * @param result by mapping: by week, by reason of refusal, by what people are recognised by, and a few deals of each kind
     */
    public record SimulationStatus(
            long id,
            long draft,
            String state,
            LocalDate from,
            LocalDate to,
            Optional<Integer> liveVersion,
            Instant startedAt,
            String startedBy,
            Optional<Instant> finishedAt,
            long done,
            Optional<Long> expected,
            String trouble,
            Optional<Look> looked,
            Optional<String> sentence,
            Optional<Simulation> result) {}

    static String word(Stored stored) {
        return stored.silent() ? "silent" : Words.of(stored.state());
    }

    @GET
    @Operation(
            summary = "A simulation: how far it is and, once it is done, its result",
            description = "Reading it is not looking at it: that is said by itself.")
    public SimulationStatus show(@Parameter(description = ID) @PathParam("id") long id) {
        var stored = find(id);
        return new SimulationStatus(
                stored.id(),
                stored.draft(),
                word(stored),
                stored.days().first(),
                stored.days().last(),
                stored.liveVersion(),
                stored.startedAt(),
                stored.startedBy(),
                stored.finishedAt(),
                stored.done(),
                stored.expected(),
                SimulationView.trouble(stored, config.timeZone()),
                stored.looked(),
                stored.result().map(SimulationView::headline),
                stored.result());
    }

    @POST
    @Path("look")
    @Operation(
            summary = "Say that somebody has looked at the result",
            description =
                    "What opening the page of the result says in the console: an activation asks for it, and it stands there"
                            + " with the name of whose token it is. The first look counts; said again, it changes nothing.")
    public Look look(@Parameter(description = ID) @PathParam("id") long id) {
        var stored = find(id);
        if (stored.state() != State.DONE) {
            throw Refusal.conflict(
                    "There is nothing to look at yet",
                    "The simulation has no result: it is " + word(stored) + ".",
                    "Ask for it until its state is done; simulate the draft once more if it broke or fell silent.");
        }
        simulations.look(id, visitor.getName());
        return find(id).looked().orElseThrow(NotFoundException::new);
    }

    private Stored find(long id) {
        return simulations.find(id).orElseThrow(NotFoundException::new);
    }
}
