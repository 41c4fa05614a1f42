package io.downfunnel.system.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The long forms, on request: {@code campaign}, a long attack, or {@code bugs}, all planted bugs one after the other. See
 * docs/reliability.md.
 */
final class AttackMain {

    private AttackMain() {}

    public static void main(String... what) {
        boolean fine = switch (what[0]) {
            case "campaign" -> campaign();
            case "bugs" -> bugs();
            default -> throw new IllegalArgumentException("campaign or bugs, not " + what[0]);
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
