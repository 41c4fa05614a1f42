package io.downfunnel.console;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

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

import io.downfunnel.schedule.Rhythm;
import io.downfunnel.store.RunReadStore;
import io.downfunnel.store.RunStore;

/** Is it running, did it run, and what did each step do? */
@Path("/runs")
@Blocking
@Produces(MediaType.TEXT_HTML)
class RunsPage {
    private static final int PAGE = 30;

    private final RunReadStore runs;
    private final RunStore book;
    private final Rhythm rhythm;
    private final ConsoleConfig config;
    private final Visitor visitor;
    private final Clock clock;

    RunsPage(RunReadStore runs, RunStore book, Rhythm rhythm, ConsoleConfig config, Clock clock, Visitor visitor) {
        this.runs = runs;
        this.book = book;
        this.rhythm = rhythm;
        this.config = config;
        this.visitor = visitor;
        this.clock = clock;
    }

    /** @param older where the next page is; empty on the last one */
    record list(List<RunView> runs, String older, List<TimetableRow> timetable) implements TemplateInstance {}

    /** @param next its text is empty where the timetable rests */
    record TimetableRow(String id, String title, When next) {}

    record run(RunView run) implements TemplateInstance {}

    record live(RunView run) implements TemplateInstance {}

    @GET
    public TemplateInstance list(@QueryParam("before") Optional<Long> before) {
        var found = runs.latest(before, PAGE + 1);
        var shown = found.stream().limit(PAGE).map(this::view).toList();
        var older = found.size() > PAGE
                ? Link.to("/runs")
                        .with("before", Long.toString(shown.getLast().id()))
                        .toString()
                : "";
        return new list(
                shown,
                older,
                rhythm.entries().stream()
                        .map(entry -> new TimetableRow(
                                entry.beat().id(), entry.beat().title(), When.of(entry.next(), config.timeZone())))
                        .toList());
    }

    /** The run that it becomes is the first of the list. */
    @POST
    @Path("now/{beat}")
    public Response now(@PathParam("beat") String beat) {
        rhythm.now(Rhythm.Beat.named(beat).orElseThrow(NotFoundException::new), visitor.getName());
        return Response.seeOther(URI.create("/runs")).build();
    }

    /** Also when it has ended meanwhile: its page tells. */
    @POST
    @Path("{id:\\d{1,18}}/stop")
    public Response stop(@PathParam("id") long id) {
        find(id);
        book.askToStop(id, visitor.getName());
        return Response.seeOther(URI.create("/runs/" + id)).build();
    }

    @GET
    @Path("{id:\\d{1,18}}")
    public TemplateInstance show(long id) {
        return new run(find(id));
    }

    @GET
    @Path("{id:\\d{1,18}}/live")
    public TemplateInstance live(long id) {
        return new live(find(id));
    }

    private RunView find(long id) {
        return runs.find(id).map(this::view).orElseThrow(NotFoundException::new);
    }

    private RunView view(RunReadStore.Run run) {
        return RunView.of(run, config.timeZone(), clock.instant());
    }
}
