package io.downfunnel.system.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.downfunnel.Ports;
import io.downfunnel.system.attack.History.Circumstances;
import io.downfunnel.system.attack.Violation.Verdict;
import io.downfunnel.system.attack.WireFault.Kind;

/** A short attack that is aimed at one thing. */
enum Scenario {
    GOOD_DAY {
        @Override
        Circumstances play(Arena arena) {
            rest(arena, arena.place("one"));
            return Circumstances.ORDINARY;
        }
    },

    ANSWERS_LOST {
        /** Enough to be about some that Google counts; most of its clicks it does not know. */
        private static final int LOST = 12;

        @Override
        Circumstances play(Arena arena) {
            var place = withoutCircuits(arena.place("one"));
            for (int i = 0; i < LOST; i++) {
                place.toGoogle().arm(WireFault.of(Kind.LOSE_ANSWER, Plan.Vendor.GOOGLE.path()));
            }
            place.toLinkedIn().arm(WireFault.of(Kind.LOSE_ANSWER, Plan.Vendor.LINKEDIN.path()));
            rest(arena, place);
            landed(place.toGoogle().landed(), LOST);
            landed(place.toLinkedIn().landed(), 1);
            return Circumstances.ORDINARY;
        }
    },

    POWER_CUT_WHILE_READING {
        @Override
        Circumstances play(Arena arena) {
            var place = arena.place("one");
            dieAt(arena, place, "before commit ExtractionStore.finish@2");
            rest(arena, place);
            return Circumstances.ORDINARY;
        }
    },

    POWER_CUT_AFTER_THE_CALL {
        @Override
        Circumstances play(Arena arena) {
            var place = arena.place("one");
            dieAt(arena, place, "after call GoogleAccount.upload@1");
            rest(arena, place);
            return Circumstances.ORDINARY;
        }
    },

    SHOWN_LATE {
        @Override
        Circumstances play(Arena arena) {
            var place = arena.place("one").set("SALESFORCE_FALLBACK_LAG", "PT1S");
            rest(arena, place);
            var begun = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            workingLeads(arena, 3)
                    .forEach(lead -> arena.vendors().control("salesforce/update", """
                            {"object":"Lead","id":"%s","fields":{"Status":"Qualified"},"at":"%s","visibleAt":"%s"}""".formatted(
                                    lead, begun, begun.plus(Duration.ofMinutes(8)))));
            sync(place);
            arena.vendors().control("clock", "{\"advance\":\"PT9M\"}");
            rest(arena, place);
            return Circumstances.ORDINARY;
        }
    },

    WAKES_UP_TOO_LATE {
        @Override
        Circumstances play(Arena arena) {
            var sleeper = arena.place("one");
            var other = arena.place("two");
            sleeper.toGoogle().slow(Plan.Vendor.GOOGLE.path(), Duration.ofMillis(2_800));
            other.toGoogle().slow(Plan.Vendor.GOOGLE.path(), Duration.ofMillis(2_800));
            try (var asleep = sleeper.program("sync", "--once", "--json").start()) {
                inFlight(arena, "one", asleep);
                Signals.STOP.to(asleep.process().toHandle());
                try (var awake = other.program("sync", "--once", "--json").start()) {
                    inFlight(arena, "two", awake);
                    Signals.CONT.to(asleep.process().toHandle());
                    asleep.end(PATIENCE);
                    awake.end(PATIENCE);
                }
            }
            rest(arena, other);
            return Circumstances.ORDINARY;
        }

        /** A conversion that the one had under way is under way at this node. */
        private void inFlight(Arena arena, String node, Program.Running running) {
            Waiting.mustBe(
                    PATIENCE,
                    () -> arena.tablesAreThere() && arena.count("""
                            select count(*) from conversion
                             where destination = 'google' and state = 'IN_FLIGHT' and leased_by = '%s' and (attempt > 1 or '%s' = 'one')""".formatted(node, node)) > 0,
                    () -> node + " has nothing under way: " + running.said());
        }
    },

    CLOCK_AHEAD {
        @Override
        Circumstances play(Arena arena) {
            var right = arena.place("one");
            var ahead = arena.place("two");
            right.toGoogle().slow(Plan.Vendor.GOOGLE.path(), Duration.ofMillis(1_500));
            right.set("GOOGLE_REQUESTS_AT_ONCE", "1");
            try (var one = right.program("sync", "--once", "--json").start()) {
                Waiting.mustBe(
                        PATIENCE,
                        () -> right.pointsHit().contains("before call GoogleAccount.upload"),
                        () -> "Nothing is sent: " + one.said());
                try (var two = ahead.program("sync", "--once", "--json")
                        .withOption("-Dattack.skew=PT60S")
                        .start()) {
                    two.end(PATIENCE);
                }
                one.end(PATIENCE);
            }
            rest(arena, right);
            return Circumstances.ORDINARY;
        }
    },

    OTHER_CONFIGURATION {
        @Override
        Circumstances play(Arena arena) {
            rest(arena, arena.place("one"));
            return Circumstances.ORDINARY;
        }

        /** The same company, read anew into an empty database and with an edited mapping, gives everything the same name. */
        @Override
        List<Violation> violations(Arena arena, Circumstances circumstances) {
            var before = keys(arena);
            arena.database().empty();
            var place = arena.place("two")
                    .set(
                            "MAPPINGS_FILE",
                            edited(arena.folder().resolve("mappings.yaml")).toString())
                    .set("GOOGLE_ENABLED", "false")
                    .set("LINKEDIN_ENABLED", "false");
            sync(place);
            var after = keys(arena);
            return after.equals(before)
                    ? List.of()
                    : List.of(new Violation(
                            Verdict.DOUBLED,
                            "after an edit of the mappings the same outcomes have other keys, and would count again",
                            List.of(
                                    "before: " + before.stream().limit(3).toList(),
                                    "after: " + after.stream().limit(3).toList())));
        }

        private Set<String> keys(Arena arena) {
            return arena.books()
                    .withHandle(handle -> handle.createQuery("select key from conversion where destination = 'google'")
                            .mapTo(String.class)
                            .collect(Collectors.toCollection(TreeSet::new)));
        }

        private Path edited(Path file) {
            try {
                var mappings = Files.readString(Path.of("config", "mappings.yaml"));
                return Files.writeString(file, mappings.replace("attribution-window: 90d", "attribution-window: 89d"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    },

    TOO_MANY_REQUESTS {
        @Override
        Circumstances play(Arena arena) {
            var place = arena.place("one");
            arena.vendors().faults("""
                    [{"vendor":"google","kind":"rate-minute","path":"ingest","after":2,"times":2},
                     {"vendor":"linkedin","kind":"rate-minute","path":"conversionEvents","times":1}]""");
            rest(arena, place);
            landed(arena.vendors().landed(), 3);
            return Circumstances.ORDINARY;
        }
    },

    ANSWERS_OF_A_GATEWAY {
        @Override
        Circumstances play(Arena arena) {
            var place = arena.place("one");
            arena.vendors().faults("""
                    [{"vendor":"linkedin","kind":"html-200","path":"conversionEvents","times":1},
                     {"vendor":"linkedin","kind":"empty-200","path":"conversionEvents","times":1},
                     {"vendor":"google","kind":"html-200","path":"ingest","times":2},
                     {"vendor":"google","kind":"empty-200","path":"ingest","times":2}]""");
            rest(arena, place);
            landed(arena.vendors().landed(), 6);
            return Circumstances.ORDINARY;
        }
    },

    CONSENT_TAKEN_BACK {
        @Override
        Circumstances play(Arena arena) {
            var place = arena.place("one");
            place.toGoogle().cut();
            place.toLinkedIn().cut();
            sync(place);
            var waiting = arena.books()
                    .withHandle(handle ->
                            handle.createQuery("""
                            select distinct c.record_id from conversion c join stage_event e on e.id = c.stage_event_id
                             where c.state = 'READY' and e.object = 'Lead' and c.attempt = 0
                             order by c.record_id limit 5""").mapTo(String.class).list());
            if (waiting.isEmpty()) {
                throw new AssertionError("Nobody is left to take their consent back");
            }
            waiting.forEach(lead -> arena.vendors().control("salesforce/update", """
                            {"object":"Lead","id":"%s","fields":{"Ad_Consent__c":"Denied"}}""".formatted(lead)));
            var denied = Instant.now();
            Waiting.pass(Duration.ofSeconds(3));
            place.toGoogle().mend();
            place.toLinkedIn().mend();
            rest(arena, place);
            return Circumstances.ORDINARY.withDenied(
                    waiting.stream().collect(Collectors.toMap(lead -> lead, lead -> denied)));
        }
    },

    ONE_CLICK_IN_ONE_SECOND {
        private static final int CLICKS = 3;
        private static final int LEADS_OF_EACH = 4;

        /**
         * What a mass update does to colleagues who came by one click, and to one person who is there several times: with the
         * youngest leads, whose clicks still count. Two minutes ago, so that none waits until its second is over.
         */
        @Override
        Circumstances play(Arena arena) {
            var place = arena.place("one").set("SALESFORCE_FALLBACK_LAG", "PT1S");
            rest(arena, place);
            var clicks = arena.books()
                    .withHandle(handle -> handle.createQuery("""
                            select distinct payload ->> 'click'
                              from conversion join conversion_payload on conversion_id = conversion.id
                             where destination = 'google' and state = 'VERIFIED' and click_kind = 'GCLID'
                             order by 1 limit %d""".formatted(CLICKS))
                            .mapTo(String.class)
                            .list());
            var leads = workingLeads(arena, LEADS).reversed().subList(0, CLICKS * LEADS_OF_EACH);
            var second = Instant.now().minus(Duration.ofMinutes(2)).truncatedTo(ChronoUnit.SECONDS);
            for (int i = 0; i < leads.size(); i++) {
                arena.vendors().control("salesforce/update", """
                        {"object":"Lead","id":"%s","fields":{"GCLID__c":"%s","Status":"Qualified"},"at":"%s"}""".formatted(
                                leads.get(i), clicks.get(i % clicks.size()), second));
            }
            Waiting.pass(Duration.ofSeconds(3));
            rest(arena, place);
            landed(arena.count("""
                    select count(*) from conversion
                     where destination = 'google' and (state = 'VERIFIED' or reason like '%%DUPLICATE_GCLID')
                       and occurred_at = '%s'""".formatted(second)), clicks.size() + 1);
            return Circumstances.ORDINARY;
        }
    },

    LONG_OUTAGE {
        private static final int TRIES = 12;
        private static final int SYNCS_IN_VAIN = 6;

        @Override
        Circumstances play(Arena arena) {
            var place = withoutCircuits(arena.place("one"))
                    .set("DELIVER_FIRST_RETRY", "PT0.1S")
                    .set("DELIVER_LONGEST_RETRY", "PT0.2S");
            var google = "http://127.0.0.1:" + place.toGoogle().port();
            place.set("GOOGLE_DATA_MANAGER_URL", "http://127.0.0.1:" + Ports.free());
            for (int syncs = 0; syncs < SYNCS_IN_VAIN && !triedOftenEnough(arena); syncs++) {
                try (var node = place.program("sync", "--once", "--json").start()) {
                    Waiting.until(PATIENCE, () -> !node.alive() || place.sends() && triedOftenEnough(arena));
                    node.process().destroyForcibly();
                    node.end(PATIENCE);
                }
                arena.forget("one");
            }
            if (!triedOftenEnough(arena)) {
                throw new AssertionError("It does not try again and again");
            }
            place.set("GOOGLE_DATA_MANAGER_URL", google);
            rest(arena, place);
            return Circumstances.ORDINARY;
        }

        private boolean triedOftenEnough(Arena arena) {
            return arena.tablesAreThere()
                    && arena.count("select count(*) from conversion where destination = 'google' and (attempt >= "
                                    + TRIES + " or state = 'HELD')")
                            > 0;
        }
    };

    private static final int LEADS = 200;
    private static final int SYNCS = 4;
    static final Duration PATIENCE = Duration.ofMinutes(2);

    /** @return what is wrong after it was played on this application; empty for one that works */
    List<Violation> violations(Path application, Path folder) {
        try (var arena = Arena.open(folder, application, LEADS)) {
            return violations(arena, play(arena));
        }
    }

    abstract Circumstances play(Arena arena);

    List<Violation> violations(Arena arena, Circumstances circumstances) {
        return Checker.check(new HistoryReader(arena.books(), arena.vendors()).read(circumstances), Instant.now());
    }

    /** However much gets lost, nothing is left alone. */
    static NodePlace withoutCircuits(NodePlace place) {
        return place.set("DELIVER_BROKEN_IN_A_ROW", "1000").set("DELIVER_BREAKER_WINDOW", "1000");
    }

    /** Syncs until nothing is left to do; one that never gets there is a finding of the checker's. */
    static void rest(Arena arena, NodePlace place) {
        for (int sync = 1; sync <= SYNCS; sync++) {
            sync(place);
            if (arena.rests()) {
                return;
            }
        }
    }

    static void sync(NodePlace place) {
        try (var node = place.program("sync", "--once", "--json").start()) {
            node.end(PATIENCE);
        }
    }

    static void dieAt(Arena arena, NodePlace place, String point) {
        try (var node = place.program("sync", "--once", "--json")
                .withOption("-Dattack.at=" + point)
                .start()) {
            node.end(PATIENCE);
        }
        if (place.pointsHit().stream().noneMatch(line -> line.startsWith("! halt"))) {
            throw new AssertionError("It never came by " + point + ": " + place.pointsHit());
        }
        arena.forget(place.name());
    }

    static List<String> workingLeads(Arena arena, int number) {
        return arena
                .vendors()
                .records("select Id from Lead where Status = 'Working' and IsConverted = false order by Id", false)
                .stream()
                .map(lead -> lead.path("Id").asText())
                .limit(number)
                .toList();
    }

    static void landed(long times, long needed) {
        if (times < needed) {
            throw new AssertionError("The fault landed " + times + " times, and " + needed + " were planned");
        }
    }
}
