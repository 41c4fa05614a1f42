package io.downfunnel.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import io.downfunnel.mappings.Known;
import io.downfunnel.schedule.KnownNames;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.FunnelStore.Import;

/** A mapping file into force, or nothing at all. */
@Command(
        name = "import",
        description = "Put the stages and mappings of a file into force. A file with a mistake changes nothing.",
        mixinStandardHelpOptions = true)
class MappingsImport implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The mapping file, YAML.")
    Path file;

    @Option(names = "--note", description = "Why, kept with the version.", defaultValue = "")
    String note;

    @Spec
    CommandSpec spec;

    private final FunnelStore funnels;
    private final KnownNames known;

    MappingsImport(FunnelStore funnels, KnownNames known) {
        this.funnels = funnels;
        this.known = known;
    }

    @Override
    public Integer call() throws IOException {
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        var document = MappingsDiff.read(file, err);
        if (document.isEmpty()) {
            return ExitCode.BROKE;
        }
        return switch (put(document.get())) {
            case Import.Activated(var version, var notes) -> {
                notes.forEach(err::println);
                out.println("Version " + version.number() + " is in force. The next sync decides by it about everything"
                        + " that was not sent yet.");
                yield ExitCode.FINE;
            }
            case Import.Unchanged(var version) -> {
                out.println("Nothing changed: version " + version.number() + " is this very file.");
                yield ExitCode.FINE;
            }
            case Import.Refused(var reasons) -> {
                err.println(file + " is refused; the mappings in force stay as they are.");
                reasons.problems().forEach(problem -> err.println("  " + problem));
                yield ExitCode.NEEDS_YOU;
            }
        };
    }

    /** What is refused may name a field that the CRM has got since we looked. */
    private Import put(String document) {
        var imported = put(document, known.ask());
        return imported instanceof Import.Refused ? put(document, known.askTheCrm()) : imported;
    }

    private Import put(String document, Known names) {
        return funnels.put(document, names, System.getProperty("user.name", "command"), note);
    }
}
