package io.downfunnel.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.ErasureText;
import io.downfunnel.schedule.Erasures;
import io.downfunnel.store.ErasureStore.Extent;

/** The right to be forgotten. */
@Command(
        name = "erase",
        description = {
            "Remove a person's data for good: click IDs, hashed identifiers and fields of all their leads and contacts, and"
                    + " of every conversion made with them. It stays removed when the CRM shows the records again."
                    + " Without --yes it only says what would be removed."
        },
        mixinStandardHelpOptions = true)
class EraseCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "PERSON",
            description = "Record id of a lead or contact, or an e-mail address, which is hashed at once and not kept.")
    String person;

    @Option(names = "--yes", description = "Do it. It cannot be undone.")
    boolean yes;

    @Option(names = "--reason", defaultValue = "", description = "For the record, without personal data.")
    String reason;

    @Spec
    CommandSpec spec;

    private final Erasures erasures;

    EraseCommand(Erasures erasures) {
        this.erasures = erasures;
    }

    @Override
    public Integer call() {
        var who = Erasures.named(person)
                .orElseThrow(
                        () -> new ParameterException(
                                spec.commandLine(),
                                "That is neither a record id of 15 or 18 characters nor an e-mail address. Nothing was removed."));
        if (!Erasures.mayBeKept(reason)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "The reason is kept, so it must not hold an e-mail address, nor more than 500 characters. Nothing was"
                            + " removed.");
        }
        var extent = yes ? erasures.erase(who, DestinationsStop.user(), reason) : erasures.look(who);
        var out = spec.commandLine().getOut();
        if (extent.isEmpty()) {
            out.println(
                    "Nobody is known by that, so there is nothing to remove. An opportunity is not a person: name the"
                            + " lead or the contact.");
            return ExitCode.BROKE;
        }
        say(extent.get()).forEach(out::println);
        return ExitCode.FINE;
    }

    private List<String> say(Extent extent) {
        var text = ErasureText.of(extent, ConnectionNames.installed());
        var lines = new ArrayList<String>();
        lines.add((yes ? "Removed: " : "To be removed: ") + text.counted() + " (" + String.join(", ", text.records())
                + ").");
        text.conversions().forEach(line -> lines.add("  " + line));
        if (!text.sent().isEmpty()) {
            lines.add(text.sent());
        }
        lines.add(
                yes
                        ? "Their records in the CRM are not touched. They stay removed here, whatever the CRM shows."
                        : "Nothing was removed yet. Add --yes to do it; it cannot be undone.");
        return lines;
    }
}
