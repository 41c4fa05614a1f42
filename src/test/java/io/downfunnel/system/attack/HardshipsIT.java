package io.downfunnel.system.attack;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

/** Not enough disk, not enough memory, and data that nobody takes. */
class HardshipsIT {
    private static final int LEADS = 400;
    private static final int DISK_MEGABYTES = 200;
    private static final Duration FULL_FOR = Duration.ofSeconds(5);
    private static final int ENDED_BY_THE_MACHINE = 3;

    @TempDir
    Path folder;

    @Test
    void nothing_is_sent_that_cannot_be_written_down_and_work_goes_on_when_there_is_room_again() {
        var place = folder.resolve("postgres");
        try (var disk = SmallDisk.mount(place, DISK_MEGABYTES)
                .orElseGet(() -> abort("NOT RUN: a small disk cannot be mounted here; it takes root"))) {
            var database = DatabaseServer.create(place, disk.within());
            try (var arena = Arena.open(folder, Program.BUILT, LEADS, database)) {
                var node = arena.place("one");
                node.toGoogle().slow(Plan.Vendor.GOOGLE.path(), Duration.ofMillis(200));
                try (var running = node.program("sync", "--once", "--json").start()) {
                    Waiting.mustBe(
                            Scenario.PATIENCE,
                            () -> node.pointsHit().contains("after call GoogleAccount.upload"),
                            () -> "Nothing is sent: " + running.said());
                    disk.fill();
                    running.ended(FULL_FOR);
                    disk.free();
                    running.ended(Scenario.PATIENCE);
                }
                assertThat(database.log()).as("the disk was full").contains("No space left");
                if (!database.alive()) {
                    database.start();
                }
                arena.forget("one");
                Scenario.rest(arena, node);
                isInOrder(arena, Set.of());
            }
        }
    }

    @Test
    void a_node_without_memory_ends_at_once_and_loses_nothing() {
        try (var arena = Arena.open(folder, Program.BUILT, LEADS)) {
            var node = arena.place("one");
            for (var point : List.of(
                    "before call GoogleAccount.upload@3",
                    "after call GoogleAccount.upload@2",
                    "before commit MatchStore.match@1")) {
                try (var running = withoutMemory(node, point).start()) {
                    assertThat(running.end(Scenario.PATIENCE))
                            .as("how it ended at %s; it said: %s", point, running.said())
                            .isEqualTo(ENDED_BY_THE_MACHINE);
                }
                assertThat(node.pointsHit()).contains("! memory " + point);
                arena.forget("one");
            }
            Scenario.rest(arena, node);
            isInOrder(arena, Set.of());
        }
    }

    /** As for somebody who starts the jar without the options of our script. */
    @Test
    void half_a_node_that_lives_on_without_memory_is_in_nobodys_way() {
        try (var arena = Arena.open(folder, Program.BUILT, LEADS)) {
            var half = arena.place("one");
            var point = "after call GoogleAccount.upload@2";
            try (var running = withoutMemory(half, point)
                    .withOption("-XX:-ExitOnOutOfMemoryError")
                    .start()) {
                Waiting.mustBe(
                        Scenario.PATIENCE,
                        () -> half.pointsHit().contains("! memory " + point),
                        () -> "It does not come by " + point + ": " + running.said());
                Scenario.rest(arena, arena.place("two"));
            }
            arena.forget("one");
            Scenario.rest(arena, arena.place("two"));
            isInOrder(arena, Set.of());
        }
    }

    private static Program withoutMemory(NodePlace node, String point) {
        return node.program("sync", "--once", "--json")
                .withOption("-Xmx96m")
                .withOption("-Dattack.action=memory")
                .withOption("-Dattack.at=" + point);
    }

    private static void isInOrder(Arena arena, Set<String> foul) {
        var history =
                new HistoryReader(arena.books(), arena.vendors()).read(History.Circumstances.ORDINARY.withFoul(foul));
        var violations = Checker.check(history, Instant.now());
        assertThat(violations).as(Checker.report(violations)).isEmpty();
    }

    private static final int IN_A_BATCH = 500;
    private static final int LEADS_FOR_A_BATCH = 7_000;
    /** Conversions of a new mapping are on hold until its destination is looked at for the first time. */
    private static final Set<String> SENDABLE = Set.of("READY", "HELD");

    @Test
    void exactly_the_bad_rows_of_a_batch_are_named_however_many_there_are() {
        long seed = Long.getLong("attack.seed", 20_261_122L);
        try (var arena = Arena.open(folder, Program.BUILT, LEADS_FOR_A_BATCH)) {
            var node = arena.place("one").set("LINKEDIN_BATCHING", Integer.toString(IN_A_BATCH));
            decideEverything(arena, node);
            arena.database().keepAsTemplate();
            for (int bad : numbers()) {
                arena.database().backToTemplate();
                arena.vendors().control("reset", "{}");
                var foul = refuse(arena, bad, new Random(seed + bad));

                Scenario.rest(arena, node);

                assertThat(keys(arena, Set.of("NEEDS_YOU")))
                        .as("%d bad rows of %d", bad, IN_A_BATCH)
                        .isEqualTo(foul);
                isInOrder(arena, foul);
            }
        }
    }

    /** Few numbers as a rule; with {@code -Dattack.poison=all} from 0 to 500 in steps of 25. */
    private static List<Integer> numbers() {
        return System.getProperty("attack.poison", "").equals("all")
                ? IntStream.rangeClosed(0, IN_A_BATCH / 25)
                        .map(step -> step * 25)
                        .boxed()
                        .toList()
                : List.of(1, IN_A_BATCH / 2, IN_A_BATCH);
    }

    private static void decideEverything(Arena arena, NodePlace node) {
        node.set("GOOGLE_ENABLED", "false").set("LINKEDIN_ENABLED", "false");
        Scenario.sync(node);
        node.set("LINKEDIN_ENABLED", "true");
        assertThat(keys(arena, SENDABLE)).as("rows for LinkedIn").hasSizeGreaterThanOrEqualTo(IN_A_BATCH);
    }

    private static Set<String> refuse(Arena arena, int number, Random random) {
        var keys = new ArrayList<>(keys(arena, SENDABLE));
        Collections.sort(keys);
        Collections.shuffle(keys, random);
        var foul = new HashSet<>(keys.subList(0, number));
        foul.forEach(key -> arena.vendors().control("linkedin/refuse-event", "{\"eventId\":\"" + key + "\"}"));
        return foul;
    }

    private static Set<String> keys(Arena arena, Set<String> states) {
        return Set.copyOf(arena.books()
                .withHandle(handle -> handle.createQuery(
                                "select key from conversion where destination = 'linkedin' and state in (<states>)"
                                        .replace("<states>", "'" + String.join("', '", states) + "'"))
                        .mapTo(String.class)
                        .list()));
    }
}
