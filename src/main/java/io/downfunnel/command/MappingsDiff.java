package io.downfunnel.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import io.downfunnel.domain.Funnel;
import io.downfunnel.mappings.FunnelDiff;
import io.downfunnel.mappings.MappingFile;
import io.downfunnel.mappings.Reading;
import io.downfunnel.schedule.KnownNames;
import io.downfunnel.store.FunnelStore;

/** What an import would change, in words. */
@Command(
        name = "diff",
        description = "Say what the stages and mappings of a file would change.",
        mixinStandardHelpOptions = true)
class MappingsDiff implements Callable<Integer> {
    private static final Funnel NOTHING = new Funnel(java.util.List.of(), java.util.List.of(), java.util.List.of());

    @Parameters(paramLabel = "FILE", description = "The mapping file, YAML.")
    Path file;

    @Spec
    CommandSpec spec;

    private final FunnelStore funnels;
    private final KnownNames known;

    MappingsDiff(FunnelStore funnels, KnownNames known) {
        this.funnels = funnels;
        this.known = known;
    }

    @Override
    public Integer call() throws IOException {
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        var document = read(file, err);
        if (document.isEmpty()) {
            return ExitCode.BROKE;
        }
        return switch (MappingFile.read(document.get(), known.ask())) {
            case Reading.Refused(var problems) -> {
                err.println(file + " would be refused.");
                problems.forEach(problem -> err.println("  " + problem));
                yield ExitCode.NEEDS_YOU;
            }
            case Reading.Read(var funnel, var text, var notes) -> {
                notes.forEach(err::println);
                var active = funnels.active().map(Funnel.Version::funnel).orElse(NOTHING);
                var changes = FunnelDiff.between(active, funnel);
                out.println(changes.isEmpty() ? "No stage and no mapping would change." : String.join("\n", changes));
                yield ExitCode.FINE;
            }
        };
    }

    /** Empty when it cannot be read; why has been said then. */
    static Optional<String> read(Path file, PrintWriter err) throws IOException {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            err.println("There is no file " + file + ". Nothing was changed.");
            return Optional.empty();
        } catch (MalformedInputException e) {
            err.println(file + " is not UTF-8 text. Save it as UTF-8 and run this again. Nothing was changed.");
            return Optional.empty();
        }
    }
}
