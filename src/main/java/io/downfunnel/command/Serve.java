package io.downfunnel.command;

import java.time.Clock;
import java.util.concurrent.Callable;

import io.quarkus.runtime.Quarkus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import io.downfunnel.schedule.Sync;

/** Console and timetable, until somebody stops it. */
@Command(
        name = "serve",
        description = "Run the console and the timetable, until stopped.",
        mixinStandardHelpOptions = true)
class Serve implements Callable<Integer> {
    @Option(names = "--sync", description = "Also sync once at the start, and show it.")
    boolean sync;

    @Spec
    CommandSpec spec;

    private final Sync steps;
    private final Clock clock;
    private final SetUp setUp;
    private final ConsoleAddress address;

    Serve(Sync steps, Clock clock, SetUp setUp, ConsoleAddress address) {
        this.steps = steps;
        this.clock = clock;
        this.setUp = setUp;
        this.address = address;
    }

    @Override
    public Integer call() {
        var err = spec.commandLine().getErr();
        if (sync) {
            err.println("The console is at " + address + ". Ctrl-C ends it.");
            var summary = SyncCommand.run(steps, clock, "command");
            err.println(SummaryText.of(summary));
            err.println("The console at " + address + " shows all of it. Ctrl-C ends it.");
        }
        setUp.tell(err);
        Quarkus.waitForExit();
        return ExitCode.FINE;
    }
}
