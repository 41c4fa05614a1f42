package io.downfunnel.command;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import io.downfunnel.domain.Cliff;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.Finding;
import io.downfunnel.extract.SalesforceCheck;
import io.downfunnel.mappings.Unchangeable;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Platforms;
import io.downfunnel.report.Wording;
import io.downfunnel.schedule.Cliffs;
import io.downfunnel.schedule.KnownNames;
import io.downfunnel.schedule.Watch;
import io.downfunnel.store.CircuitStore.Endpoint;
import io.downfunnel.store.ConnectionReadStore;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.QuotaStore.Use;

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
    private final KnownNames known;
    private final ConnectionReadStore connections;
    private final Watch watch;
    private final Cliffs cliffs;
    private final Clock clock;
    private final ObjectMapper json;

    CheckCommand(
            SalesforceCheck salesforce,
            Platforms platforms,
            FunnelStore funnels,
            KnownNames known,
            ConnectionReadStore connections,
            Watch watch,
            Cliffs cliffs,
            Clock clock,
            ObjectMapper json) {
        this.salesforce = salesforce;
        this.platforms = platforms;
        this.funnels = funnels;
        this.known = known;
        this.connections = connections;
        this.watch = watch;
        this.cliffs = cliffs;
        this.clock = clock;
        this.json = json;
    }

    private record Checklist(String connection, List<CheckItem> items) {}

    /** @param records whether all that must be true of our own records is */
    private record Checklists(List<Checklist> connections, List<CheckItem> records, List<Ending> cliffs) {}

    /** @param on the first day on which it may be gone */
    private record Ending(
            String connection,
            String what,
            String on,
            long daysLeft,
            Cliff.Distance distance,
            String then,
            String remedy,
            String source) {}

    @Override
    public Integer call() throws JsonProcessingException {
        var lists = new ArrayList<Checklist>();
        lists.add(new Checklist("salesforce", salesforce.items()));
        platforms.accounts().forEach((name, account) -> {
            var items = new ArrayList<>(account.account().check(actions(name)));
            items.addAll(changes(name));
            items.addAll(delivery(name, account.descriptor().name()));
            lists.add(new Checklist(name, items));
        });
        var records = watch.everything("command").map(CheckCommand::items).orElseGet(List::of);
        var ends = ends();
        if (asJson) {
            spec.commandLine().getOut().println(json.writeValueAsString(new Checklists(lists, records, endings())));
        } else {
            lists.forEach(this::print);
            print(new Checklist("our own records", records));
            print(new Checklist("what ends when", ends));
        }
        var red = Stream.of(lists.stream().flatMap(list -> list.items().stream()), records.stream(), ends.stream())
                .flatMap(items -> items)
                .anyMatch(item -> item.state() == CheckItem.State.FAILED);
        return red ? ExitCode.NEEDS_YOU : ExitCode.FINE;
    }

    private List<Ending> endings() {
        var today = cliffs.today();
        return cliffs.all().stream()
                .map(cliff -> new Ending(
                        cliff.connection(),
                        cliff.what(),
                        cliff.on().toString(),
                        cliff.daysLeft(today),
                        cliff.distance(today),
                        cliff.then(),
                        cliff.remedy(),
                        cliff.source()))
                .toList();
    }

    private List<CheckItem> ends() {
        var today = cliffs.today();
        return cliffs.all().stream()
                .map(cliff -> {
                    var found = "%s, %,d days left. %s".formatted(cliff.on(), cliff.daysLeft(today), cliff.then());
                    return switch (cliff.distance(today)) {
                        case FAR -> CheckItem.ok(cliff.what(), found);
                        case NEAR, VERY_NEAR -> CheckItem.warning(cliff.what(), found, cliff.remedy());
                        case OVER -> CheckItem.failed(cliff.what(), found, cliff.remedy());
                    };
                })
                .toList();
    }

    /** What mappings ask of it that it cannot do once a conversion is counted. */
    private List<CheckItem> changes(String name) {
        var changes = Map.of(name, known.ask().accounts().get(name).changes());
        return funnels.active().map(version -> Unchangeable.notes(version.funnel(), changes)).stream()
                .flatMap(List::stream)
                .map(note -> CheckItem.warning(
                        "Changes after sending",
                        note,
                        "Set a hold-back in the mapping, or \"ignore\" under \"afterwards\"."))
                .toList();
    }

    /** What delivery knows of it: the use of its quota, and whether it is left alone just now. */
    private List<CheckItem> delivery(String name, String platform) {
        var items = new ArrayList<CheckItem>();
        connections.quotas().stream()
                .filter(use -> use.connection().equals(name))
                .map(use -> quota(platform, use))
                .forEach(items::add);
        connections.leftAlone().stream()
                .filter(each -> (each.how().name() + "/").startsWith(name + "/"))
                .map(each -> CheckItem.warning(
                        platform + each.how().name().substring(name.length()) + ": " + word(each.endpoint()),
                        "Left alone since " + Wording.utc(each.how().since()) + ": "
                                + each.how().message().orElse("it does not answer."),
                        "Nothing: it is tried again at "
                                + each.how().nextTryAt().map(Wording::utc).orElse("once") + "."))
                .forEach(items::add);
        return items;
    }

    private CheckItem quota(String platform, Use use) {
        var name = platform + ": quota of " + word(use.endpoint());
        var found = "%,d of %,d requests used since %s; events a request: %,d."
                .formatted(use.used(), use.allowed(), Wording.utc(use.countedFrom()), use.groupSize());
        return use.moreAt()
                .filter(clock.instant()::isBefore)
                .map(at -> CheckItem.warning(
                        name,
                        found + " No more of them before " + Wording.utc(at) + ".",
                        "Nothing: what waits goes by itself then. If it happens often, ask " + platform
                                + " for a larger quota."))
                .orElseGet(() -> CheckItem.ok(name, found));
    }

    private static String word(Endpoint endpoint) {
        return switch (endpoint) {
            case UPLOAD -> "uploads";
            case VERDICT -> "verdicts";
        };
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
