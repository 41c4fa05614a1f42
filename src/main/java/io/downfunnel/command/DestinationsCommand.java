package io.downfunnel.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Where conversions go, and whether they may. */
@Command(
        name = "destinations",
        description = "List destinations; stop and start sending to one.",
        mixinStandardHelpOptions = true,
        subcommands = {DestinationsList.class, DestinationsStop.class, DestinationsStart.class})
class DestinationsCommand implements Standalone, Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
