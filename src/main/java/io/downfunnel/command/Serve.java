package io.downfunnel.command;

import java.util.concurrent.Callable;

import io.quarkus.runtime.Quarkus;
import picocli.CommandLine.Command;

/** Console and timetable, until somebody stops it. */
@Command(
        name = "serve",
        description = "Run the console and the timetable, until stopped.",
        mixinStandardHelpOptions = true)
class Serve implements Callable<Integer> {
    @Override
    public Integer call() {
        Quarkus.waitForExit();
        return ExitCode.FINE;
    }
}
