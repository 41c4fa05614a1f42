package io.downfunnel.system.attack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the tests: an application with a bug in it must be found out, and the one without must pass the same scenario. Some
 * of them each time, drawn by a seed that is printed; all of them with {@code -Dattack.bugs=all}.
 */
class PlantedBugsIT {
    private static final String SOME = "3";
    private static final List<PlantedBug> DRAWN = drawn();

    @TempDir
    Path folder;

    private static List<PlantedBug> drawn() {
        var number = System.getProperty("attack.bugs", SOME);
        long seed = Long.getLong("attack.bugs.seed", ThreadLocalRandom.current().nextLong(1_000_000));
        var all = new ArrayList<>(List.of(PlantedBug.values()));
        if (Stream.of(PlantedBug.values()).anyMatch(bug -> bug.name().equals(number))) {
            return List.of(PlantedBug.valueOf(number));
        }
        if (number.equals("all")) {
            return all;
        }
        System.out.println("PlantedBugsIT: -Dattack.bugs.seed=" + seed);
        Collections.shuffle(all, new Random(seed));
        return all.subList(0, Integer.parseInt(number));
    }

    static List<PlantedBug> bugs() {
        return DRAWN;
    }

    static List<Scenario> scenarios() {
        return DRAWN.stream().map(PlantedBug::scenario).distinct().toList();
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void a_planted_bug_is_found_out(PlantedBug bug) {
        var application = Nursery.plant(bug, folder.resolve("planted"));

        var violations = bug.scenario().violations(application, folder.resolve("arena"));

        System.out.println("PlantedBugsIT: " + bug + " in " + bug.scenario() + ": " + Checker.report(violations));
        assertThat(violations)
                .extracting(Violation::verdict)
                .as("verdicts on %s", bug)
                .containsAnyElementsOf(bug.verdicts());
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void without_a_bug_the_same_scenario_is_passed(Scenario scenario) {
        var violations = scenario.violations(Program.BUILT, folder.resolve("arena"));

        assertThat(violations).as(Checker.report(violations)).isEmpty();
    }
}
