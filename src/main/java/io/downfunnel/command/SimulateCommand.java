package io.downfunnel.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import io.downfunnel.domain.Days;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.Simulation;
import io.downfunnel.mappings.MappingFile;
import io.downfunnel.mappings.Reading;
import io.downfunnel.schedule.KnownNames;
import io.downfunnel.simulate.AskedDays;
import io.downfunnel.simulate.SimulateStep;
import io.downfunnel.simulate.UploadTimes;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.SimulationJson;

/** What a mapping file would have sent. */
@Command(
        name = "simulate",
        description =
                "Say what the stages and mappings of a file would have sent, and what not and why, compared with those"
                        + " in force. Sends nothing, changes nothing.",
        mixinStandardHelpOptions = true)
class SimulateCommand implements Callable<Integer> {
    @Option(names = "--mappings", paramLabel = "FILE", required = true, description = "The mapping file, YAML.")
    Path file;

    @Option(
            names = "--from",
            paramLabel = "DATE",
            required = true,
            description = "The first day on which something happened, such as 2026-09-01.")
    String from;

    @Option(
            names = "--to",
            paramLabel = "DATE",
            required = true,
            description = "The last day, at most 13 months in all.")
    String to;

    @Option(names = "--json", description = "Print the result as one JSON object on standard output.")
    boolean asJson;

    @Spec
    CommandSpec spec;

    private final SimulateStep simulate;
    private final FunnelStore funnels;
    private final KnownNames known;
    private final UploadTimes uploads;
    private final Clock clock;

    SimulateCommand(SimulateStep simulate, FunnelStore funnels, KnownNames known, UploadTimes uploads, Clock clock) {
        this.simulate = simulate;
        this.funnels = funnels;
        this.known = known;
        this.uploads = uploads;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        var days = days();
        var err = spec.commandLine().getErr();
        var document = MappingsDiff.read(file, err);
        if (document.isEmpty()) {
            return ExitCode.BROKE;
        }
        return switch (MappingFile.read(document.get(), known.ask())) {
            case Reading.Refused(var problems) -> {
                err.println(file + " would be refused, so there is nothing to simulate.");
                problems.forEach(problem -> err.println("  " + problem));
                yield ExitCode.NEEDS_YOU;
            }
            case Reading.Read(var funnel, var text, var notes) -> {
                notes.forEach(err::println);
                yield tell(run(funnel, days), err);
            }
        };
    }

    private Days days() {
        return switch (AskedDays.of(from, to, LocalDate.ofInstant(clock.instant(), uploads.zone()))) {
            case AskedDays.Fine(var days) -> days;
            case AskedDays.Wrong(var sentence) -> throw new ParameterException(spec.commandLine(), sentence);
        };
    }

    private Simulation run(Funnel funnel, Days days) {
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        var progress = new CommandProgress("simulate", new TerminalProgress(err, clock, Terminal.ofStandardError()));
        var simulation = simulate.run(funnel, funnels.active(), days, progress);
        progress.finished("%,d leads and opportunities, %,d journeys that reached a mapped stage"
                .formatted(simulation.records(), simulation.journeys()));
        return simulation;
    }

    private int tell(Simulation simulation, PrintWriter err) {
        spec.commandLine().getOut().println(asJson ? SimulationJson.write(simulation) : SimulationText.of(simulation));
        simulation.notes().forEach(note -> err.println("! " + note));
        if (simulation.records() == 0) {
            err.println(
                    "! No lead and no opportunity is stored, so there is no history to simulate: run sync --once first.");
            return ExitCode.NEEDS_YOU;
        }
        return ExitCode.FINE;
    }
}
