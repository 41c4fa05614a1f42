package io.downfunnel.command;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What the arguments ask for, known before anything starts. */
public sealed interface Invocation {

    /** Everything is said and done: help, version, a mistake, or a command that needs nothing of us. */
    record Answered(int exitCode) implements Invocation {}

    /** Console and timetable. */
    record Serve() implements Invocation {}

    /** One task that ends by itself. */
    record OneTask() implements Invocation {}

    static Invocation of(String... args) {
        return of(CommandLines.forALook(), args);
    }

    private static Invocation of(CommandLine line, String... args) {
        CommandLine.ParseResult parsed;
        try {
            parsed = line.parseArgs(args);
        } catch (ParameterException mistake) {
            return new Answered(line.execute(args));
        }
        if (CommandLine.printHelpIfRequested(parsed)) {
            return new Answered(ExitCode.FINE);
        }
        var commands = parsed.asCommandLineList();
        return switch (commands.getLast().getCommand()) {
            case Standalone command -> new Answered(line.execute(args));
            case Downfunnel command -> new Serve();
            case io.downfunnel.command.Serve command -> new Serve();
            case Object command -> new OneTask();
        };
    }
}
