package io.downfunnel.system.attack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import io.downfunnel.system.attack.WireFault.Kind;

/**
 * What will be done to an installation, made from a seed: the same seed makes the same plan. When exactly each thing
 * happens is up to the machine.
 *
 * @param lives how each life of a node ends, one after the other, on two nodes
 * @param weather what happens around them meanwhile, spread over the lives
 */
record Plan(long seed, List<Life> lives, List<Weather> weather) {

    Plan {
        lives = List.copyOf(lives);
        weather = List.copyOf(weather);
    }

    /** How much of everything. */
    record Size(int kills, int events) {
        int databaseCrashes() {
            return Math.max(1, kills / 6);
        }

        int pauses() {
            return Math.max(1, kills / 15);
        }

        int lostCommits() {
            return Math.max(1, kills / 5);
        }

        /** Of Google, by which it receives something twice for certain. */
        int lostAnswers() {
            return Math.max(2, kills / 10);
        }

        int brokenWires() {
            return kills / 2;
        }

        int badAccounts() {
            return Math.max(1, kills / 20);
        }
    }

    /** @param skew of the node's clock while it lives */
    record Life(End end, Duration skew) {}

    /** How a life ends; always as by a power cut. */
    sealed interface End {
        /** So long after its first word to a vendor. */
        record AtRandom(Duration after) implements End {}

        /** At the so-manieth time that it comes by a point; which point is drawn from those that are known by then. */
        record AtPoint(double which, int times) implements End {}

        /** Frozen for longer than its lease, woken up, and ended a little later. */
        record AfterAPause(Duration after, Duration pause) implements End {}
    }

    /** What happens to others than nodes. */
    sealed interface Weather {
        enum DatabaseEnd {
            KILLED,
            STOPPED_IMMEDIATELY
        }

        record DatabaseCrash(DatabaseEnd how) implements Weather {}

        record DatabaseFrozen(Duration time) implements Weather {}

        /** @param node 0 or 1 */
        record CommitUnheard(int node) implements Weather {}

        record WireBreaks(int node, Vendor vendor, Kind how) implements Weather {}

        record DatabaseWireBreaks(int node, Kind how) implements Weather {}

        /** The account is taken away for a while. */
        record TokenRevoked(Vendor vendor, Duration time) implements Weather {}

        /** So many requests are refused because there were too many. */
        record QuotaSpent(Vendor vendor, int requests) implements Weather {}
    }

    enum Vendor {
        SALESFORCE("Soap"),
        GOOGLE("events:ingest"),
        LINKEDIN("conversionEvents");

        private final String path;

        Vendor(String path) {
            this.path = path;
        }

        /** Where its requests of consequence go. */
        String path() {
            return path;
        }
    }

    private static final Duration LONGEST_LIFE = Duration.ofMillis(4_500);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final List<Kind> BREAKS = List.of(
            Kind.RESET_BEFORE, Kind.RESET_DURING, Kind.RESET_AFTER, Kind.LOSE_ANSWER, Kind.HALF_OPEN, Kind.DELAY);

    static Plan of(long seed, Size size) {
        var random = new Random(seed);
        var lives = new ArrayList<Life>();
        for (int i = 0; i < size.kills(); i++) {
            lives.add(new Life(end(random, i, size), skew(random)));
        }
        Collections.shuffle(lives, random);
        return new Plan(seed, lives, weather(random, size));
    }

    /** Pauses first, then named points and moments by turns: the order is drawn afterwards. */
    private static End end(Random random, int number, Size size) {
        if (number < size.pauses()) {
            return new End.AfterAPause(upTo(random, LONGEST_LIFE), PAUSE);
        }
        return number % 2 == 0
                ? new End.AtPoint(random.nextDouble(), 1 + random.nextInt(2))
                : new End.AtRandom(upTo(random, LONGEST_LIFE));
    }

    /** Every fourth node has a wrong clock. */
    private static Duration skew(Random random) {
        return random.nextInt(4) > 0 ? Duration.ZERO : Duration.ofSeconds(random.nextBoolean() ? 90 : -90);
    }

    private static List<Weather> weather(Random random, Size size) {
        var weather = new ArrayList<Weather>();
        for (int i = 0; i < size.databaseCrashes(); i++) {
            weather.add(new Weather.DatabaseCrash(
                    i % 2 == 0 ? Weather.DatabaseEnd.KILLED : Weather.DatabaseEnd.STOPPED_IMMEDIATELY));
        }
        for (int i = 0; i < size.lostCommits(); i++) {
            weather.add(new Weather.CommitUnheard(i % 2));
        }
        for (int i = 0; i < size.lostAnswers(); i++) {
            weather.add(new Weather.WireBreaks(i % 2, Vendor.GOOGLE, Kind.LOSE_ANSWER));
        }
        for (int i = 0; i < size.brokenWires(); i++) {
            var how = BREAKS.get(i % BREAKS.size());
            var whose = i / BREAKS.size() % (Vendor.values().length + 1);
            weather.add(
                    whose == Vendor.values().length
                            ? new Weather.DatabaseWireBreaks(random.nextInt(2), how)
                            : new Weather.WireBreaks(random.nextInt(2), Vendor.values()[whose], how));
        }
        for (int i = 0; i < size.badAccounts(); i++) {
            var vendor = i % 2 == 0 ? Vendor.GOOGLE : Vendor.LINKEDIN;
            weather.add(new Weather.TokenRevoked(vendor, Duration.ofSeconds(3)));
            weather.add(new Weather.QuotaSpent(i % 2 == 0 ? Vendor.LINKEDIN : Vendor.GOOGLE, 2));
            weather.add(new Weather.DatabaseFrozen(Duration.ofSeconds(3)));
        }
        Collections.shuffle(weather, random);
        return weather;
    }

    private static Duration upTo(Random random, Duration longest) {
        return Duration.ofMillis(random.nextLong(longest.toMillis()));
    }
}
