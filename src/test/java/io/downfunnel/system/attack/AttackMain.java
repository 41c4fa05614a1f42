package io.downfunnel.system.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The long forms, on request: {@code campaign}, a long attack, or {@code bugs}, all planted bugs one after the other. See
 * docs/reliability.md. {@code rest} brings to rest what a campaign left behind, in the folder {@code attack.folder}, and says
 * what is wrong with its history.
 */
final class AttackMain {

    private AttackMain() {}

    public static void main(String... what) {
        boolean fine = switch (what[0]) {
            case "campaign" -> campaign();
            case "bugs" -> bugs();
            case "rest" -> rest(Path.of(System.getProperty("attack.folder")).toAbsolutePath());
            default -> throw new IllegalArgumentException("campaign, bugs or rest, not " + what[0]);
        };
        System.exit(fine ? 0 : 1);
    }

    private static boolean campaign() {
        long seed = Long.getLong("attack.seed", ThreadLocalRandom.current().nextLong(1_000_000_000));
        var size = new Plan.Size(Integer.getInteger("attack.kills", 500), Integer.getInteger("attack.events", 100_000));
        long began = System.nanoTime();
        var result = Attack.on(
                Program.BUILT,
                folder(),
                seed,
                size,
                line -> System.out.println(
                        Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s  " + line));
        System.out.println(result.summary());
        result.complaints().forEach(System.out::println);
        return result.complaints().isEmpty();
    }

    private static boolean rest(Path folder) {
        try (var arena =
                Arena.reopen(folder, Program.BUILT, Attack.leads(Integer.getInteger("attack.events", 100_000)))) {
            System.out.println(
                    arena.comesToRest(arena.place("last")) ? "It has come to rest" : "It does not come to rest");
            var history = new HistoryReader(arena.books(), arena.vendors()).read();
            var violations = Checker.check(history, Instant.now());
            System.out.println(Attack.found(history) + "\nverdicts " + Checker.counts(violations));
            System.out.println(Checker.report(violations));
            return violations.isEmpty();
        }
    }

    private static boolean bugs() {
        var passed = Stream.of(Scenario.values()).map(AttackMain::passesWithout).toList();
        var caught = Stream.of(PlantedBug.values()).map(AttackMain::caught).toList();
        System.out.printf(
                "%d of %d planted bugs found out; %d of %d scenarios passed without a bug%n",
                yes(caught), caught.size(), yes(passed), passed.size());
        return yes(caught) == caught.size() && yes(passed) == passed.size();
    }

    private static long yes(List<Boolean> answers) {
        return answers.stream().filter(answer -> answer).count();
    }

    private static boolean passesWithout(Scenario scenario) {
        var violations = scenario.violations(Program.BUILT, folder());
        System.out.println(scenario + " without a bug: " + Checker.report(violations));
        return violations.isEmpty();
    }

    private static boolean caught(PlantedBug bug) {
        var folder = folder();
        var violations =
                bug.scenario().violations(Nursery.plant(bug, folder.resolve("planted")), folder.resolve("arena"));
        boolean caught = violations.stream().anyMatch(one -> bug.verdicts().contains(one.verdict()));
        System.out.println(bug + " in " + bug.scenario() + (caught ? ": found out, " : ": NOT FOUND OUT, ")
                + Checker.report(violations));
        return caught;
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory(Path.of("target"), "attack-").toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
