package io.downfunnel.command;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import io.downfunnel.domain.TrailEntry;
import io.downfunnel.schedule.Sync;
import io.downfunnel.schedule.SyncSummary;
import io.downfunnel.store.TrailStore;

/** Everything once, now. */
@Command(
        name = "sync",
        description = "Run every step once, in order, until nothing is due.",
        mixinStandardHelpOptions = true)
class SyncCommand implements Callable<Integer> {
    @Option(names = "--once", description = "Once, and then end. The timetable of a serving node does the rest.")
    boolean once;

    @Option(names = "--json", description = "Print the result as one JSON object on standard output.")
    boolean asJson;

    @Spec
    CommandSpec spec;

    private final Sync sync;
    private final ObjectMapper json;
    private final Clock clock;
    private final TrailStore trail;

    SyncCommand(Sync sync, ObjectMapper json, Clock clock, TrailStore trail) {
        this.sync = sync;
        this.json = json;
        this.clock = clock;
        this.trail = trail;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        if (!once) {
            throw new ParameterException(
                    spec.commandLine(), "Say sync --once; for a node that works by the timetable, say serve.");
        }
        trail.append(new TrailEntry(DestinationsStop.user(), TrailEntry.What.SYNC_STARTED, "", "by the command"));
        var summary = run(sync, clock, "command");
        spec.commandLine().getOut().println(asJson ? json.writeValueAsString(summary) : SummaryText.of(summary));
        return exitCode(summary);
    }

    /** Runs a sync and shows its progress on the standard error. */
    static SyncSummary run(Sync sync, Clock clock, String startedBy) {
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        var summary = sync.once(startedBy, new TerminalProgress(err, clock, Terminal.ofStandardError()));
        summary.problems().forEach(problem -> err.println("! " + problem.text()));
        return summary;
    }

    private static int exitCode(SyncSummary summary) {
        return switch (summary.ending()) {
            case FINE -> ExitCode.FINE;
            case NEEDS_YOU -> ExitCode.NEEDS_YOU;
            case BROKE -> ExitCode.BROKE;
        };
    }
}
