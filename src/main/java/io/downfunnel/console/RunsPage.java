package io.downfunnel.console;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.store.RunReadStore;

/** Is it running, did it run, and what did each step do? */
@Path("/runs")
@Blocking
@Produces(MediaType.TEXT_HTML)
class RunsPage {
    private static final int PAGE = 30;

    private final RunReadStore runs;
    private final ConsoleConfig config;
    private final Clock clock;

    RunsPage(RunReadStore runs, ConsoleConfig config, Clock clock) {
        this.runs = runs;
        this.config = config;
        this.clock = clock;
    }

    /** @param older where the next page is; empty on the last one */
    record list(List<RunView> runs, String older) implements TemplateInstance {}

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
        return new list(shown, older);
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
