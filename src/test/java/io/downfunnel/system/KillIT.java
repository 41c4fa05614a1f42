package io.downfunnel.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Power cuts in the middle of a sync, again and again. */
class KillIT {
    private static final int KILLS = 21;
    /** So many of them from its first word to Salesforce on, the others from its first event to Google on. */
    private static final int EARLY_KILLS = 5;

    private static final int LEADS = 1_500;
    private static final long LONGEST_EARLY_LIFE_MS = 3_000;
    private static final long LONGEST_LATE_LIFE_MS = 1_500;
    private static final Duration UNTIL_IT_WORKS = Duration.ofSeconds(90);
    private static final int SYNCS_TO_THE_END = 8;

    @Test
    void nothing_is_lost_and_nothing_counted_twice_however_often_it_is_killed(@TempDir Path folder) {
        long seed = Long.getLong("kill.seed", 20_261_122L);
        System.out.println("KillIT: -Dkill.seed=" + seed);
        try (var installation = new Installation(folder, LEADS, 900)
                .with("DOWNFUNNEL_DELIVER_LEASE", "PT8S")
                .with("DOWNFUNNEL_DELIVER_CALL_DEADLINE", "PT4S")
                .with("DOWNFUNNEL_DELIVER_LEASE_MARGIN", "PT1S")
                .with("DOWNFUNNEL_LINKEDIN_BATCHING", "3")) {
            slowVendors(installation);

            int inMidSync = killAgainAndAgain(installation, new Random(seed));
            installation.clearFaults();
            syncToTheEnd(installation);

            assertThat(inMidSync).as("kills while it was at work").isGreaterThanOrEqualTo(15);
            installation.database(books -> {
                theKillsCameInTheMiddleOfThings(books);
                books.areInOrder();
                everyConversionCameToAnEnd(books);
                googleCountedEachOnce(installation, books);
                linkedInReceivedEachOnceAndDoubtsWaitForAPerson(installation, books);
                return null;
            });
            assertThat(serversOf(folder)).as("database servers left behind").isEmpty();
        }
    }

    /** So that a power cut finds requests under way. */
    private static void slowVendors(Installation installation) {
        installation.faults("""
                [{"vendor":"google","kind":"slow","path":"ingest","millis":600,"times":100000},
                 {"vendor":"linkedin","kind":"slow","millis":800,"times":100000},
                 {"vendor":"salesforce","kind":"slow","path":"Soap","millis":100,"times":100000}]""");
    }

    /** @return how many of the kills met a process that was alive */
    private static int killAgainAndAgain(Installation installation, Random random) {
        int met = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
            boolean early = kill <= EARLY_KILLS;
            var vendor = early ? "salesforce" : "google";
            long before = requests(installation, vendor);
            installation.with("DOWNFUNNEL_NODE", "kill-" + kill);
            try (var application = installation.start("sync", "--once", "--json")) {
                await(() -> requests(installation, vendor) > before || !application.alive(), UNTIL_IT_WORKS);
                long life = random.nextLong(early ? LONGEST_EARLY_LIFE_MS : LONGEST_LATE_LIFE_MS);
                await(() -> !application.alive(), Duration.ofMillis(life));
                if (application.alive()) {
                    application.kill();
                    met++;
                }
                System.out.println("KillIT: kill " + kill + " came " + life + " ms after the first word to " + vendor);
            }
        }
        return met;
    }

    private static long requests(Installation installation, String vendor) {
        var totals = installation.books(vendor + "?list=none").path("totals");
        return totals.path(vendor.equals("salesforce") ? "calls" : "requests").asLong();
    }

    private static void syncToTheEnd(Installation installation) {
        installation.with("DOWNFUNNEL_NODE", "survivor");
        for (int sync = 1; sync <= SYNCS_TO_THE_END; sync++) {
            var ended = installation.sync();
            assertThat(ended.exitCode()).as(ended.said()).isIn(0, 2);
            if (ended.json().findValues("sent").stream().allMatch(sent -> sent.asInt() == 0)) {
                return;
            }
        }
        throw new AssertionError("There is no end to what is sent");
    }

    private static void theKillsCameInTheMiddleOfThings(OurBooks books) {
        var steps = books.texts("""
                select s.step from run r join run_step s on s.run_id = r.id
                 where r.node like 'kill-%' and s.state = 'running'""");
        System.out.println("KillIT: killed in "
                + steps.stream().collect(Collectors.groupingBy(step -> step, TreeMap::new, Collectors.counting())));
        assertThat(steps)
                .as("steps in which it was killed")
                .hasSizeGreaterThanOrEqualTo(15)
                .contains("Deliver");
        assertThat(books.count("select count(*) from conversion_transition where reason = 'NODE_LOST'"))
                .as("conversions that were under way when the power went")
                .isPositive();
    }

    private static void everyConversionCameToAnEnd(OurBooks books) {
        assertThat(books.standings())
                .as("%s", books.states())
                .noneMatch(one -> Set.of("READY", "IN_FLIGHT", "UNKNOWN").contains(one.state()))
                .noneMatch(
                        one -> one.destination().equals("google") && one.state().equals("ACCEPTED"));
    }

    private static void googleCountedEachOnce(Installation installation, OurBooks books) {
        var booked = installation.booked("google", "conversions");
        assertThat(booked).isNotEmpty().allSatisfy(one -> {
            assertThat(one.path("payloads").asInt()).as(one.toString()).isEqualTo(1);
            assertThat(one.path("drifts").asInt()).as(one.toString()).isZero();
            assertThat(one.path("restatements")).as(one.toString()).isEmpty();
        });
        assertThat(booked).extracting(one -> one.path("transactionId").asText()).doesNotHaveDuplicates();
        assertThat(ids(
                        booked.stream()
                                .filter(one -> one.path("counted").asBoolean())
                                .toList(),
                        "transactionId"))
                .isEqualTo(books.keys("google", "VERIFIED"));
        assertThat(ids(booked, "transactionId")).isEqualTo(books.intended("google"));
    }

    /** What LinkedIn may have received and did not confirm is never sent again by itself. */
    private static void linkedInReceivedEachOnceAndDoubtsWaitForAPerson(Installation installation, OurBooks books) {
        var totals = installation.books("linkedin").path("totals");
        assertThat(totals.path("countedMoreThanOnce").asInt()).isZero();
        assertThat(totals.path("receivedMoreThanOnce").asInt()).isZero();

        var received = ids(installation.booked("linkedin", "conversions"), "eventId");
        var held = books.keys("linkedin", "HELD");
        assertThat(received).isNotEmpty().containsAll(books.keys("linkedin", "ACCEPTED"));
        assertThat(union(books.keys("linkedin", "ACCEPTED"), held)).containsAll(received);
        assertThat(books.standings())
                .filteredOn(one ->
                        one.destination().equals("linkedin") && one.state().equals("HELD"))
                .isNotEmpty()
                .allMatch(one -> one.reason().equals("NODE_LOST"));
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        var all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }

    private static Set<String> ids(List<JsonNode> conversions, String field) {
        return conversions.stream().map(one -> one.path(field).asText()).collect(Collectors.toSet());
    }

    private static List<String> serversOf(Path folder) {
        var left = new ArrayList<String>();
        ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(command -> command.contains(folder.toString()))
                .forEach(left::add);
        return left;
    }

    /** Looks until it is so, at most for this long. */
    private static void await(BooleanSupplier isSo, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!isSo.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
