package io.downfunnel.command;

import java.time.Clock;
import java.util.concurrent.Callable;

import io.quarkus.runtime.Quarkus;
import org.eclipse.microprofile.config.inject.ConfigProperty;
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
    private final String host;
    private final int port;

    Serve(
            Sync steps,
            Clock clock,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.http.port") Integer port) {
        this.steps = steps;
        this.clock = clock;
        this.host = host;
        this.port = port == null ? 0 : port;
    }

    @Override
    public Integer call() {
        if (sync) {
            var err = spec.commandLine().getErr();
            err.println("The console is at http://" + host + ":" + port + ". Ctrl-C ends it.");
            var summary = SyncCommand.run(steps, clock, "command");
            err.println(SummaryText.of(summary));
            err.println("The console at http://" + host + ":" + port + " shows all of it. Ctrl-C ends it.");
        }
        Quarkus.waitForExit();
        return ExitCode.FINE;
    }
}
