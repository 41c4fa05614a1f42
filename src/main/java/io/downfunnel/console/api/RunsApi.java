package io.downfunnel.console.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.console.Refusal;
import io.downfunnel.console.Visitor;
import io.downfunnel.schedule.Rhythm;
import io.downfunnel.schedule.Rhythm.Beat;
import io.downfunnel.schedule.SyncStarter;
import io.downfunnel.store.RunReadStore;
import io.downfunnel.store.RunReadStore.Run;
import io.downfunnel.store.RunStore;

/** Runs: what happens, what happened, what happens next. */
@Path("/api/v1")
@Blocking
@CustomDeserialization(Strictly.class)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Runs")
public class RunsApi {
    private static final int MOST = 200;
    private static final String SYNC = "sync";

    private final RunReadStore runs;
    private final RunStore book;
    private final SyncStarter sync;
    private final Rhythm rhythm;
    private final Visitor visitor;

    RunsApi(RunReadStore runs, RunStore book, SyncStarter sync, Rhythm rhythm, Visitor visitor) {
        this.runs = runs;
        this.book = book;
        this.sync = sync;
        this.rhythm = rhythm;
        this.visitor = visitor;
    }

    /** @param what {@code sync}, or an entry of the timetable */
    @Schema(name = "RunWish")
    public record Wish(String what) {}

    /** @param started false: this node is at it already */
    @Schema(name = "RunStarted")
    public record Started(boolean started) {}

    /** @param asked false: it has ended already, or somebody has asked before */
    public record Stopping(boolean asked) {}

    /** @param next empty where the timetable of this node rests */
    @Schema(name = "TimetableEntry")
    public record Entry(String what, String title, Optional<Instant> next) {}

    @GET
    @Path("runs")
    @Operation(summary = "Runs, the latest first")
    public List<Run> list(
            @Parameter(description = "Only runs with a smaller id: that of the last one of the page before")
                    @QueryParam("before")
                    Optional<Long> before,
            @Parameter(description = "How many, at most 200") @QueryParam("limit") @DefaultValue("30") int limit) {
        return runs.latest(before, Math.clamp(limit, 1, MOST));
    }

    @GET
    @Path("runs/{id:\\d{1,18}}")
    @Operation(summary = "A run with its steps")
    public Run show(@Parameter(description = "Id of the run") @PathParam("id") long id) {
        return runs.find(id).orElseThrow(NotFoundException::new);
    }

    @POST
    @Path("runs")
    @Operation(
            summary = "Start a sync, or a part of the timetable, at once",
            description =
                    "Returns when it has begun; the run that it becomes is among the latest ones. started is false while this node is"
                            + " at it already, so that a request sent again starts nothing twice.")
    public Started start(Wish wish) {
        if (wish == null || wish.what() == null) {
            throw Refusal.unclear("It does not say what to run.", "Say what: sync, or an entry of the timetable.");
        }
        if (wish.what().equals(SYNC)) {
            return new Started(sync.start(visitor.getName()));
        }
        var beat = Beat.named(wish.what())
                .orElseThrow(() -> Refusal.unclear(
                        "The timetable has no such entry.", "Say sync, or an entry of /api/v1/timetable."));
        return new Started(rhythm.now(beat, visitor.getName()));
    }

    @POST
    @Path("runs/{id:\\d{1,18}}/stop")
    @Operation(summary = "Stop a run after the current batch", description = "May be sent again: it stops once.")
    public Stopping stop(@Parameter(description = "Id of the run") @PathParam("id") long id) {
        show(id);
        return new Stopping(book.askToStop(id, visitor.getName()));
    }

    @GET
    @Path("timetable")
    @Operation(summary = "What runs by itself, and when next")
    public List<Entry> timetable() {
        return rhythm.entries().stream()
                .map(entry -> new Entry(entry.beat().id(), entry.beat().title(), entry.next()))
                .toList();
    }
}
