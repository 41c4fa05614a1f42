package io.downfunnel.command;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import io.downfunnel.domain.DestinationBrake;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Platforms;
import io.downfunnel.platform.SettingsException;
import io.downfunnel.store.BrakeStore;

/** Every destination, and what stands in its way. */
@Command(
        name = "list",
        description = "List every destination, and whether something is sent there.",
        mixinStandardHelpOptions = true)
class DestinationsList implements Callable<Integer> {
    @Option(names = "--json", description = "Print the list as one JSON object on standard output.")
    boolean asJson;

    @Spec
    CommandSpec spec;

    private final Platforms platforms;
    private final BrakeStore brakes;
    private final ObjectMapper json;

    DestinationsList(Platforms platforms, BrakeStore brakes, ObjectMapper json) {
        this.platforms = platforms;
        this.brakes = brakes;
        this.json = json;
    }

    /**
     * @param connected whether there is an account to send to
     * @param trouble why no account can be opened; empty: each that is meant to be is open
     * @param brake STOPPED or POISON_RATE; empty: nobody and nothing has stopped it
     */
    private record Line(
            String name,
            boolean connected,
            Optional<String> trouble,
            Optional<String> brake,
            Optional<Instant> since,
            Optional<String> why) {
        static Line of(String name, Accounts accounts, Optional<DestinationBrake> brake) {
            return new Line(
                    name,
                    accounts.open().contains(name),
                    accounts.trouble(),
                    brake.map(one -> one.kind().name()),
                    brake.map(DestinationBrake::since),
                    brake.map(DestinationBrake::sentence));
        }

        String text() {
            return why.map(words -> name + "  stopped since " + since.orElseThrow() + ". " + words)
                    .orElseGet(() -> name + "  " + unstopped());
        }

        private String unstopped() {
            return trouble.map(words -> "nothing is sent: " + words)
                    .orElse(connected ? "sending" : "not connected: nothing is sent there");
        }
    }

    /** One that cannot be opened keeps all others closed, too. */
    private record Accounts(Set<String> open, Optional<String> trouble) {
        static Accounts of(Platforms platforms) {
            try {
                return new Accounts(platforms.accounts().keySet(), Optional.empty());
            } catch (SettingsException e) {
                return new Accounts(Set.of(), Optional.of(e.getMessage()));
            }
        }
    }

    private record Lines(List<Line> destinations) {}

    @Override
    public Integer call() throws JsonProcessingException {
        var accounts = Accounts.of(platforms);
        var lines = new ArrayList<Line>();
        for (var name : platforms.descriptors().stream().map(Descriptor::id).toList()) {
            lines.add(Line.of(name, accounts, brakes.standing(name).stream().findFirst()));
        }
        var out = spec.commandLine().getOut();
        if (asJson) {
            out.println(json.writeValueAsString(new Lines(lines)));
        } else {
            lines.forEach(line -> out.println(line.text()));
        }
        return accounts.trouble().isEmpty() ? ExitCode.FINE : ExitCode.NEEDS_YOU;
    }
}
