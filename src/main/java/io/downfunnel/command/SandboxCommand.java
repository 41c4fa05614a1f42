package io.downfunnel.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import io.downfunnel.sandbox.SandboxMain;
import io.downfunnel.sandbox.SandboxSettings;

/** The simulated vendors alone, for tests and rehearsals that want to see them survive a node, or a node them. */
@Command(
        name = "sandbox",
        description = "Run the simulated Salesforce, Google and LinkedIn alone, until stopped. Prints their URL.",
        mixinStandardHelpOptions = true)
class SandboxCommand implements Callable<Integer>, Standalone {
    @Option(names = "--port", description = "Port on the loopback address; 0: that of last time, or a free one.")
    int port;

    @Option(
            names = "--directory",
            description = "Where its books are. A node with the same downfunnel.sandbox.directory finds it there.",
            defaultValue = "data/sandbox")
    Path directory;

    @Option(names = "--leads", description = "How many leads the company has.")
    int leads = SandboxSettings.DEFAULT_LEADS;

    @Option(names = "--seed", description = "The same seed makes the same company.")
    long seed = SandboxSettings.DEFAULT_SEED;

    @Option(names = "--speed", description = "By how much the vendors' waiting times are divided.")
    int speed = SandboxSettings.DEFAULT_SPEED;

    @Override
    public Integer call() throws InterruptedException {
        SandboxMain.run(SandboxSettings.in(directory)
                .withPort(port)
                .withLeads(leads)
                .withSeed(seed)
                .withSpeed(speed));
        return ExitCode.FINE;
    }
}
