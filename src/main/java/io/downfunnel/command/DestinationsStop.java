package io.downfunnel.command;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Platforms;
import io.downfunnel.schedule.Releases;

/** The stop switch. */
@Command(
        name = "stop",
        description =
                "Send nothing to a destination from the next request on, until it is started again. Nothing is lost:"
                        + " the CRM is read and verdicts are asked for all the same.",
        mixinStandardHelpOptions = true)
class DestinationsStop implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The destination, as mappings call it.")
    String name;

    @Option(names = "--reason", required = true, description = "Why, for everybody to read.")
    String reason;

    @Spec
    CommandSpec spec;

    private final Platforms platforms;
    private final Releases releases;

    DestinationsStop(Platforms platforms, Releases releases) {
        this.platforms = platforms;
        this.releases = releases;
    }

    @Override
    public Integer call() {
        known(platforms, name, spec);
        if (reason.isBlank()) {
            throw new ParameterException(spec.commandLine(), "Say why: whoever wonders tomorrow reads it.");
        }
        var stopped = releases.stop(name, reason, user());
        spec.commandLine()
                .getOut()
                .println(
                        stopped
                                ? "Nothing is sent to " + name + " from the next request on. 'destinations start "
                                        + name + "' lets it go again."
                                : name + " was stopped already; 'destinations list' says by whom and why.");
        return ExitCode.FINE;
    }

    static String user() {
        return System.getProperty("user.name", "command");
    }

    static void known(Platforms platforms, String name, CommandSpec spec) {
        if (platforms.descriptor(name).isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "There is no destination " + name + ". There are: "
                            + String.join(
                                    ", ",
                                    platforms.descriptors().stream()
                                            .map(Descriptor::id)
                                            .toList())
                            + ". Nothing was changed.");
        }
    }
}
