package io.downfunnel.command;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkus.picocli.runtime.PicocliCommandLineFactory;
import org.jboss.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How the command line behaves, in both readings. */
@Dependent
class CommandLines {
    @Produces
    @Singleton
    CommandLine forTheRun(PicocliCommandLineFactory factory) {
        return prepare(factory.create());
    }

    static CommandLine forALook() {
        return prepare(new CommandLine(Downfunnel.class, CommandLines::withoutCollaborators));
    }

    private static CommandLine prepare(CommandLine line) {
        return line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((mistake, args) -> explain(mistake))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    Logger.getLogger(CommandLines.class).errorf(failure, "%s broke", command.getCommandName());
                    return ExitCode.BROKE;
                });
    }

    private static int explain(ParameterException mistake) {
        var line = mistake.getCommandLine();
        line.getErr().println(mistake.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(mistake, line.getErr())) {
            line.usage(line.getErr());
        }
        return ExitCode.BROKE;
    }

    private static <K> K withoutCollaborators(Class<K> type) throws Exception {
        var constructors = type.getDeclaredConstructors();
        if (constructors.length != 1) {
            return CommandLine.defaultFactory().create(type);
        }
        var constructor = constructors[0];
        constructor.setAccessible(true);
        try {
            return type.cast(constructor.newInstance(new Object[constructor.getParameterCount()]));
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(type + " does more in its constructor than keep what it is given", e);
        }
    }
}
