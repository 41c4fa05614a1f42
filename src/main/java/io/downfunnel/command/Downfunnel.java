package io.downfunnel.command;

import java.util.concurrent.Callable;

import io.quarkus.picocli.runtime.annotations.TopCommand;
import io.quarkus.runtime.Quarkus;
import picocli.CommandLine.Command;

/** The whole command line; without a command it serves. */
@TopCommand
@Command(
        name = "downfunnel",
        header = "Tells ad platforms what became of their clicks.",
        description = "Without a command: serve.",
        subcommands = {
            Serve.class,
            SyncCommand.class,
            ExplainCommand.class,
            SimulateCommand.class,
            CheckCommand.class,
            MappingsCommand.class,
            DestinationsCommand.class,
            EraseCommand.class,
            SandboxCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "[COMMAND]",
        footer = {"", "Exit codes: 0 all fine, 1 it broke, 2 something needs a human."})
class Downfunnel implements Callable<Integer> {
    @Override
    public Integer call() {
        Quarkus.waitForExit();
        return ExitCode.FINE;
    }
}
