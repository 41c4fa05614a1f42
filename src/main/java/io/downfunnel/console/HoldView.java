package io.downfunnel.console;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.downfunnel.console.Destinations.Obstacle;
import io.downfunnel.domain.DestinationBrake;
import io.downfunnel.domain.MappingGate;
import io.downfunnel.domain.Reason;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.Wording;
import io.downfunnel.store.GateStore.Trial;
import io.downfunnel.store.HoldReadStore.Group;
import io.downfunnel.store.ReleaseStore.Release;

/**
 * What stands on hold, and who let go what.
 *
 * @param summary all of it in a sentence
 */
public record HoldView(
        String summary,
        List<Item> items,
        TrialsView trials,
        List<DestinationRow> destinations,
        List<ReleaseRow> releases) {

    private static final Set<String> OF_GATES =
            Set.of(Reason.NEW_MAPPING.name(), Reason.CANARY_REFUSED.name(), Reason.POISON_RATE.name());

    public HoldView {
        items = List.copyOf(items);
        destinations = List.copyOf(destinations);
        releases = List.copyOf(releases);
    }

    /**
     * Something that waits for a word.
     *
     * @param title whose conversions
     * @param reason in a few words
     * @param words why, in a sentence or two
     * @param remedy what to do; empty when there is nothing to do
     * @param trial how a trial stands; empty where there is none
     * @param worth money by currency; empty when they have no value
     * @param expires when the first of them becomes worthless; its text is empty when none waits
     * @param href where they are listed
     * @param doors what a person may decide
     * @param many whether it takes an admin to release them all
     */
    public record Item(
            String id,
            String title,
            String reason,
            String words,
            String remedy,
            String trial,
            String count,
            String worth,
            When expires,
            String href,
            String destination,
            String stage,
            List<Door> doors,
            boolean many) {
        public Item {
            doors = List.copyOf(doors);
        }
    }

    /** A button: what it is called, and where it leads. */
    public record Door(String text, String action, boolean second) {
        /** Whether what waits is sent then. */
        public boolean releases() {
            return !action.equals("/hold/try-again");
        }

        /** Whether it belongs to the stop switch. */
        public boolean start() {
            return action.equals("/hold/start");
        }
    }

    /**
     * @param mark whether something is sent there
     * @param why not; empty while something is sent there
     * @param stoppable whether a person may stop it: nothing stands before it yet
     * @param elsewhere whether it is mended under Connections
     */
    public record DestinationRow(
            String id,
            String name,
            RunView.Mark mark,
            String why,
            String remedy,
            When since,
            boolean stoppable,
            boolean elsewhere) {}

    public record ReleaseRow(When at, String by, String what, String whose, String count) {}

    /** A closed gate with its trial. */
    record Gate(MappingGate gate, Trial trial) {}

    static List<Item> items(
            List<Group> held,
            List<Group> braked,
            List<DestinationBrake> brakes,
            List<Gate> gates,
            ZoneId zone,
            ConnectionNames names) {
        var ofDestinations = brakes.stream().map(brake -> item(brake, braked, zone, names));
        var ofGroups = held.stream().map(group -> item(group, gate(group, gates), zone, names));
        var waitsForNobody = gates.stream()
                .filter(each -> each.gate().state() != MappingGate.State.CANARY)
                .filter(each -> held.stream().noneMatch(group -> isOf(group, each.gate())))
                .map(each -> item(each, names));
        return Stream.of(ofDestinations, ofGroups, waitsForNobody)
                .flatMap(some -> some)
                .toList();
    }

    /** Its state may have changed since they were put on hold; the next run tells them so. */
    private static boolean isOf(Group group, MappingGate gate) {
        return gate.destination().equals(group.destination())
                && Optional.of(gate.stage()).equals(group.stage())
                && !group.sent()
                && OF_GATES.contains(group.reason());
    }

    private static Optional<Gate> gate(Group group, List<Gate> gates) {
        return gates.stream().filter(each -> isOf(group, each.gate())).findFirst();
    }

    /** Closed, and at present nothing of it waits. */
    private static Item item(Gate gate, ConnectionNames names) {
        var mapping = gate.gate();
        return new Item(
                "gate-" + mapping.destination() + "-" + mapping.stage(),
                mapping.mapping() + " → " + names.of(mapping.destination()),
                mapping.reason().map(Reason::title).orElse(""),
                mapping.words(),
                mapping.remedy(),
                "",
                "no conversion yet",
                "",
                When.NEVER,
                Link.to("/conversions")
                        .with("destination", mapping.destination())
                        .with("mapping", mapping.mapping())
                        .toString(),
                mapping.destination(),
                mapping.stage(),
                doors("", Optional.of(gate)),
                false);
    }

    private static Item item(DestinationBrake brake, List<Group> braked, ZoneId zone, ConnectionNames names) {
        var waiting = braked.stream()
                .filter(group -> group.destination().equals(brake.destination()))
                .findFirst();
        var door = brake.kind() == DestinationBrake.Kind.STOPPED
                ? new Door("Start it again", "/hold/start", false)
                : new Door("Let it go", "/hold/let-go", false);
        return new Item(
                "destination-" + brake.destination() + "-" + brake.kind().name().toLowerCase(java.util.Locale.ROOT),
                names.of(brake.destination()),
                brake.reason().title(),
                brake.words(),
                brake.remedy(),
                "",
                Wording.count(waiting.map(Group::conversions).orElse(0L), "conversion") + " ready",
                waiting.map(HoldView::worth).orElse(""),
                When.of(waiting.map(Group::expires), zone),
                Link.to("/conversions")
                        .with("state", "waiting")
                        .with("destination", brake.destination())
                        .toString(),
                brake.destination(),
                "",
                List.of(door),
                many(waiting));
    }

    private static Item item(Group group, Optional<Gate> gate, ZoneId zone, ConnectionNames names) {
        var stage = group.stage().orElse("");
        return new Item(
                "group-" + group.destination() + "-" + stage + "-" + group.reason(),
                group.mapping().orElse(stage) + " → " + names.of(group.destination()),
                Wording.ofReason(group.reason()),
                gate.map(each -> each.gate().words())
                        .or(group::words)
                        .map(Wording::sentence)
                        .orElse("The story of each conversion says why."),
                gate.map(each -> each.gate().remedy()).orElse(""),
                gate.filter(each -> each.gate().state() == MappingGate.State.CANARY)
                        .map(each -> trial(each.trial()))
                        .orElse(""),
                Wording.count(group.conversions(), "conversion"),
                worth(group),
                When.of(group.expires(), zone),
                Link.to("/conversions")
                        .with("state", "on-hold")
                        .with("destination", group.destination())
                        .with("reason", group.reason())
                        .toString(),
                group.destination(),
                stage,
                group.sent() ? List.of() : doors(group.reason(), gate),
                many(Optional.of(group)));
    }

    private static boolean many(Optional<Group> group) {
        return group.filter(some -> some.conversions() > Rights.RELEASED_BY_A_MARKETER)
                .isPresent();
    }

    private static String trial(Trial trial) {
        return trial.size() == 0
                ? "None has gone ahead yet; the next upload begins with them."
                : "%s went ahead: %d good, %d refused, %d without a word yet."
                        .formatted(Wording.number(trial.size()), trial.good(), trial.bad(), trial.pending());
    }

    private static List<Door> doors(String reason, Optional<Gate> gate) {
        if (reason.equals(Reason.VOLUME.name())) {
            return List.of(new Door("Release them", "/hold/release-volume", false));
        }
        return gate.map(each -> switch (each.gate().state()) {
                    case CANARY -> List.of(new Door("Send them without waiting", "/hold/open", true));
                    case REFUSED, POISONED ->
                        List.of(
                                new Door("Try it with others", "/hold/try-again", false),
                                new Door("Release them all", "/hold/open", true));
                    case OPEN -> List.<Door>of();
                })
                .orElse(List.of());
    }

    private static String worth(Group group) {
        return Wording.listed(group.value().stream().map(Wording::roughly).toList());
    }

    /** @param onTrial how many mappings are on trial, or will be */
    static String summary(List<Item> items, List<Group> groups, int onTrial, ZoneId zone) {
        if (items.isEmpty()) {
            return onTrial == 0
                    ? "Nothing is on hold: whatever is ready is sent when its time comes."
                    : "Nothing is on hold at present; " + Wording.count(onTrial, "mapping")
                            + (onTrial == 1 ? " is" : " are") + " to be tried out first, as said under Trials.";
        }
        var conversions = groups.stream().mapToLong(Group::conversions).sum();
        var first = groups.stream().map(Group::expires).min(Instant::compareTo);
        return Wording.count(conversions, "conversion") + " in " + Wording.count(items.size(), "group")
                + (conversions == 1 ? " waits" : " wait") + " for a word"
                + first.map(at -> "; the first becomes worthless on " + new Wording(zone).minute(at))
                        .orElse("") + ".";
    }

    static DestinationRow destination(Destinations.Now now, ZoneId zone) {
        var braked = now.obstacle() == Obstacle.STOPPED || now.obstacle() == Obstacle.REFUSES;
        return new DestinationRow(
                now.id(),
                now.name(),
                mark(now.obstacle()),
                now.why(),
                now.remedy(),
                When.of(now.since(), zone),
                !braked,
                !braked && now.obstacle() != Obstacle.NONE);
    }

    private static RunView.Mark mark(Obstacle obstacle) {
        return switch (obstacle) {
            case NONE -> new RunView.Mark("fine", "✓", "May be sent to");
            case STOPPED -> new RunView.Mark("broke", "×", "Stopped");
            case REFUSES -> new RunView.Mark("broke", "×", "Too many were refused");
            case UNCONNECTED -> new RunView.Mark("planned", "○", "Not connected");
            case BROKEN -> new RunView.Mark("needs-you", "!", "Does not work at present");
        };
    }

    static ReleaseRow release(Release release, ZoneId zone, ConnectionNames names) {
        return new ReleaseRow(
                When.of(release.at(), zone),
                release.by(),
                release.what().title(),
                release.mapping().map(name -> name + " → ").orElse("") + names.of(release.destination()),
                Wording.number(release.conversions()));
    }
}
