package io.downfunnel.command;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import io.downfunnel.platform.Platforms;
import io.downfunnel.schedule.Releases;

/** Takes the stop back. */
@Command(name = "start", description = "Send to a destination again that was stopped.", mixinStandardHelpOptions = true)
class DestinationsStart implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The destination, as mappings call it.")
    String name;

    @Spec
    CommandSpec spec;

    private final Platforms platforms;
    private final Releases releases;

    DestinationsStart(Platforms platforms, Releases releases) {
        this.platforms = platforms;
        this.releases = releases;
    }

    @Override
    public Integer call() {
        DestinationsStop.known(platforms, name, spec);
        var waiting = releases.start(name, DestinationsStop.user());
        spec.commandLine()
                .getOut()
                .println(waiting.map(
                                number -> "%s is sent to again; %,d conversions that are ready go with the next upload."
                                        .formatted(name, number))
                        .orElse(name + " was not stopped."));
        return ExitCode.FINE;
    }
}
