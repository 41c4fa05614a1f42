package io.downfunnel.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import io.downfunnel.domain.Audit;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.Finding;
import io.downfunnel.extract.SalesforceCheck;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Platforms;
import io.downfunnel.schedule.Watch;
import io.downfunnel.store.FunnelStore;

/** Every connection's checklist, looked through live. */
@Command(
        name = "check",
        description =
                "Look through every connection's checklist and our own records, live, and say how to mend what is red.",
        mixinStandardHelpOptions = true)
class CheckCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print the checklists as one JSON object on standard output.")
    boolean asJson;

    @Spec
    CommandSpec spec;

    private final SalesforceCheck salesforce;
    private final Platforms platforms;
    private final FunnelStore funnels;
    private final Watch watch;
    private final ObjectMapper json;

    CheckCommand(SalesforceCheck salesforce, Platforms platforms, FunnelStore funnels, Watch watch, ObjectMapper json) {
        this.salesforce = salesforce;
        this.platforms = platforms;
        this.funnels = funnels;
        this.watch = watch;
        this.json = json;
    }

    private record Checklist(String connection, List<CheckItem> items) {}

    /** @param records whether all that must be true of our own records is */
    private record Checklists(List<Checklist> connections, List<CheckItem> records) {}

    @Override
    public Integer call() throws JsonProcessingException {
        var lists = new ArrayList<Checklist>();
        lists.add(new Checklist("salesforce", salesforce.items()));
        platforms
                .accounts()
                .forEach((name, account) ->
                        lists.add(new Checklist(name, account.account().check(actions(name)))));
        var records = watch.everything("command").map(CheckCommand::items).orElseGet(List::of);
        if (asJson) {
            spec.commandLine().getOut().println(json.writeValueAsString(new Checklists(lists, records)));
        } else {
            lists.forEach(this::print);
            print(new Checklist("our own records", records));
        }
        var red = Stream.concat(lists.stream().flatMap(list -> list.items().stream()), records.stream())
                .anyMatch(item -> item.state() == CheckItem.State.FAILED);
        return red ? ExitCode.NEEDS_YOU : ExitCode.FINE;
    }

    private static List<CheckItem> items(Audit audit) {
        return audit.findings().stream()
                .map(finding -> finding.holds()
                        ? CheckItem.ok(
                                finding.invariant().kept(), "%,d conversions looked at".formatted(audit.conversions()))
                        : CheckItem.failed(
                                finding.invariant().kept(),
                                "%,d conversions %s"
                                        .formatted(
                                                finding.violations(),
                                                finding.invariant().broken()),
                                finding.sample().stream()
                                        .map(Finding.Violation::detail)
                                        .findFirst()
                                        .map(detail -> "For example: " + detail
                                                + " See the alert on the overview for what to do.")
                                        .orElse("")))
                .toList();
    }

    /** What the mappings in force send there. */
    private Set<String> actions(String destination) {
        return funnels.active().stream()
                .flatMap(version -> version.funnel().mappings().stream())
                .filter(mapping -> mapping.destination().equals(destination))
                .map(ConversionMapping::action)
                .collect(Collectors.toSet());
    }

    private void print(Checklist list) {
        var out = spec.commandLine().getOut();
        out.println(list.connection());
        for (var item : list.items()) {
            out.printf("  %-8s %s: %s%n", item.state(), item.name(), item.found());
            if (!item.remedy().isEmpty()) {
                out.printf("  %-8s -> %s%n", "", item.remedy());
            }
        }
    }
}
