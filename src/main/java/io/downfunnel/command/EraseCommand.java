package io.downfunnel.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.extract.EmailAddress;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.Sought;
import io.downfunnel.report.Wording;
import io.downfunnel.schedule.Erasures;
import io.downfunnel.store.ErasureStore.Extent;
import io.downfunnel.store.ErasureStore.Who;

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
        var who = who(person)
                .orElseThrow(
                        () -> new ParameterException(
                                spec.commandLine(),
                                "That is neither a record id of 15 or 18 characters nor an e-mail address. Nothing was removed."));
        if (reason.contains("@")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "The reason is kept, so it must not hold an e-mail address. Nothing was removed.");
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

    private static Optional<Who> who(String text) {
        if (text.contains("@")) {
            return EmailAddress.hash(text).map(Who.ByEmail::new);
        }
        return Sought.of(text) instanceof Sought.CrmRecord(var id)
                ? Optional.of(new Who.ByRecord(id))
                : Optional.empty();
    }

    private List<String> say(Extent extent) {
        var lines = new ArrayList<String>();
        var names = ConnectionNames.installed();
        lines.add((yes ? "Removed: " : "To be removed: ")
                + Wording.count(extent.records().size(), "record") + " ("
                + String.join(", ", extent.records()) + "), "
                + Wording.count(extent.conversionCount(), "conversion") + ", "
                + Wording.count(extent.adjustments(), "adjustment") + ".");
        extent.conversions()
                .forEach((destination, states) -> lines.add("  " + names.of(destination) + ": "
                        + Wording.listed(states.entrySet().stream()
                                .map(each -> "%,d %s"
                                        .formatted(
                                                each.getValue(),
                                                each.getKey().word().text()))
                                .toList())));
        if (extent.conversions().values().stream()
                .anyMatch(states -> states.keySet().stream().anyMatch(EraseCommand::left))) {
            lines.add(
                    "What has left for a platform stays counted there, and so do the hashes it keeps: ask the platform to"
                            + " delete them if the person wants that too.");
        }
        lines.add(
                yes
                        ? "Their records in the CRM are not touched. They stay removed here, whatever the CRM shows."
                        : "Nothing was removed yet. Add --yes to do it; it cannot be undone.");
        return lines;
    }

    private static boolean left(ConversionState state) {
        return switch (state) {
            case IN_FLIGHT, UNKNOWN, ACCEPTED, VERIFIED -> true;
            case EXCLUDED, DELAYED, HELD, READY, NEEDS_YOU, EXPIRED, CANCELLED, ERASED -> false;
        };
    }
}
