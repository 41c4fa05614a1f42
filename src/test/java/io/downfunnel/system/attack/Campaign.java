package io.downfunnel.system.attack;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.downfunnel.system.attack.Plan.End;
import io.downfunnel.system.attack.Plan.Life;

/** Carries a plan out on an arena: two nodes that live short lives, and bad weather. */
final class Campaign {
    private static final Duration UNTIL_IT_WORKS = Duration.ofSeconds(90);
    private static final Duration UNTIL_THE_POINT = Duration.ofSeconds(12);
    private static final Duration AFTER_A_PAUSE = Duration.ofSeconds(2);
    private static final Duration SLOW_VENDOR = Duration.ofMillis(400);
    private static final int TRIES = 4;
    private static final int ROUNDS_AFTERWARDS = 6;
    private static final int CHANGES_A_ROUND = 12;
    private static final int CHANGES_A_FAULT = 6;

    private final Arena arena;
    private final Plan plan;
    private final Consumer<String> log;
    private final List<NodePlace> places;
    private final Queue<Life> lives;
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicInteger kills = new AtomicInteger();
    private final AtomicInteger missed = new AtomicInteger();
    private final AtomicInteger paused = new AtomicInteger();
    private final Queue<String> pointsCrashedAt = new ConcurrentLinkedQueue<>();
    private final Set<String> points = new TreeSet<>();

    Campaign(Arena arena, Plan plan, int atOnce, Consumer<String> log) {
        this.arena = arena;
        this.plan = plan;
        this.log = log;
        this.lives = new ConcurrentLinkedQueue<>(plan.lives());
        this.places = List.of(arena.place("one"), arena.place("two"));
        places.forEach(place -> place.set("LINKEDIN_BATCHING", "3")
                .set("GOOGLE_REQUESTS_AT_ONCE", Integer.toString(atOnce))
                .set("LINKEDIN_REQUESTS_AT_ONCE", Integer.toString(atOnce)));
    }

    Figures run() {
        var began = Instant.now();
        learnThePoints();
        slowVendors(SLOW_VENDOR);
        var weather = new WeatherMaker(arena, places, plan.weather(), log);
        var crm = new CrmLife(arena.vendors(), plan.seed());
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var people = executor.submit(() -> orEndIt(() -> crm.goOnWhile(() -> !lives.isEmpty())));
            var sky = executor.submit(() -> orEndIt(() -> weather.follow(this::progress)));
            var one = executor.submit(() -> liveAndDie(places.getFirst()));
            var other = executor.submit(() -> liveAndDie(places.getLast()));
            one.get();
            other.get();
            sky.get();
            people.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The harness itself failed", e.getCause());
        }
        slowVendors(Duration.ZERO);
        meetWhatIsStillArmed(crm);
        weather.clearUp();
        var underAttack = Duration.between(began, Instant.now());
        if (!arena.comesToRest(places.getFirst())) {
            log.accept("It does not come to rest");
        }
        return new Figures(
                plan.seed(),
                plan.lives().size() + plan.weather().size(),
                missed.get() + weather.missed(),
                kills.get(),
                weather.databaseCrashes(),
                paused.get(),
                List.copyOf(pointsCrashedAt),
                points.size(),
                crm.happened(),
                weather.landings(),
                underAttack,
                Duration.between(began, Instant.now()));
    }

    /** Without its weather or its people it would not be the attack that was planned: it ends at once. */
    private void orEndIt(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException | Error e) {
            lives.clear();
            throw e;
        }
    }

    /** A fault that met no request yet gets one: each node reads something new and sends it. */
    private void meetWhatIsStillArmed(CrmLife crm) {
        for (int round = 0;
                round < ROUNDS_AFTERWARDS && places.stream().anyMatch(place -> place.faultsArmed() > 0);
                round++) {
            for (var place : places) {
                crm.goOnFor(CHANGES_A_ROUND + CHANGES_A_FAULT * place.faultsArmed());
                Scenario.sync(place);
            }
        }
    }

    /** How far the campaign is, from 0 to 1. */
    private double progress() {
        return 1 - (double) lives.size() / plan.lives().size();
    }

    private void slowVendors(Duration by) {
        places.forEach(place -> {
            place.toGoogle().slow("events:ingest", by);
            place.toLinkedIn().slow("conversionEvents", by);
        });
    }

    /** The first node makes the tables and reads the CRM; points that the second one comes by are there in every life. */
    private void learnThePoints() {
        slowVendors(Duration.ofMillis(50));
        var first = places.getFirst();
        try (var node = first.program("sync", "--once", "--json").start()) {
            Waiting.mustBe(
                    UNTIL_IT_WORKS.plusMinutes(5),
                    () -> first.pointsHit().stream().anyMatch(point -> point.startsWith("after call Google")),
                    () -> "The first node sends nothing: " + node.said());
            var second = places.getLast();
            try (var other = second.program("sync", "--once", "--json").start()) {
                Waiting.until(
                        UNTIL_IT_WORKS,
                        () -> second.pointsHit().stream().anyMatch(point -> point.contains("verdict"))
                                || !other.alive());
                other.kill();
                arena.forget(second.name());
            }
            node.kill();
            arena.forget(first.name());
        }
        places.getLast().pointsHit().stream().filter(Campaign::reachable).forEach(points::add);
        log.accept("points: " + points.size());
    }

    private void liveAndDie(NodePlace place) {
        for (var life = lives.poll(); life != null; life = lives.poll()) {
            boolean landed = false;
            var within = List.copyOf(points);
            for (int attempt = 1; attempt <= TRIES && !landed; attempt++) {
                int before = place.pointsHit().size();
                landed = live(place, attempt == 1 ? life : atTheFirstTime(life), within);
                within = comeBySince(place, before, within);
            }
            if (!landed) {
                missed.incrementAndGet();
                log.accept("MISSED " + life);
            }
        }
    }

    /** What the node did not come by in its life is no plan for the next one: that dies at a point which it did come by. */
    private static List<String> comeBySince(NodePlace place, int before, List<String> otherwise) {
        var lately = place.pointsHit().stream()
                .skip(before)
                .filter(Campaign::reachable)
                .distinct()
                .sorted()
                .toList();
        return lately.isEmpty() ? otherwise : lately;
    }

    private static boolean reachable(String point) {
        return !point.startsWith("! halt ") && !point.endsWith("elsewhere");
    }

    private static Life atTheFirstTime(Life life) {
        return life.end() instanceof End.AtPoint(var which, var times)
                ? new Life(new End.AtPoint(which, 1), life.skew())
                : life;
    }

    /** @return whether it ended as planned */
    private boolean live(NodePlace place, Life life, List<String> within) {
        var name = place.name() + "-" + number.incrementAndGet();
        int before = place.pointsHit().size();
        try (var node = program(place, name, life, within).start()) {
            boolean works = Waiting.until(UNTIL_IT_WORKS, () -> !node.alive() || worksSince(place, before));
            boolean landed = works && node.alive() && end(place, node, life.end());
            if (!landed && haltedSince(place, before).isEmpty()) {
                return false;
            }
            haltedSince(place, before).forEach(halt -> {
                kills.incrementAndGet();
                pointsCrashedAt.add(halt);
            });
            log.accept("kill " + kills.get() + " of " + plan.lives().size() + ": " + name + " "
                    + haltedSince(place, before).stream()
                            .findFirst()
                            .orElse(life.end().toString()));
            return true;
        } finally {
            arena.forget(name);
        }
    }

    private Program program(NodePlace place, String name, Life life, List<String> within) {
        var program = place.program("sync", "--once", "--json").with("DOWNFUNNEL_NODE", name);
        if (!life.skew().isZero()) {
            program = program.withOption("-Dattack.skew=" + life.skew());
        }
        return life.end() instanceof End.AtPoint(var which, var times)
                ? program.withOption("-Dattack.at=" + within.get((int) (which * within.size())) + "@" + times)
                : program;
    }

    private static boolean worksSince(NodePlace place, int before) {
        return place.pointsHit().stream().skip(before).anyMatch(point -> point.contains(" call "));
    }

    private static List<String> haltedSince(NodePlace place, int before) {
        return place.pointsHit().stream()
                .skip(before)
                .filter(line -> line.startsWith("! halt "))
                .map(line -> line.substring("! halt ".length()))
                .toList();
    }

    private boolean end(NodePlace place, Program.Running node, End end) {
        return switch (end) {
            case End.AtRandom(var after) -> {
                Waiting.until(after, () -> !node.alive());
                yield kill(node);
            }
            case End.AtPoint(var which, var times) -> {
                boolean over = node.ended(UNTIL_THE_POINT);
                if (!over) {
                    kill(node);
                }
                yield false;
            }
            case End.AfterAPause(var after, var pause) -> {
                Waiting.until(after, () -> !node.alive());
                if (!node.alive()) {
                    yield false;
                }
                Signals.STOP.to(node.process().toHandle());
                Waiting.pass(pause);
                Signals.CONT.to(node.process().toHandle());
                paused.incrementAndGet();
                Waiting.until(AFTER_A_PAUSE, () -> !node.alive());
                kill(node);
                yield true;
            }
        };
    }

    private boolean kill(Program.Running node) {
        boolean met = node.alive();
        if (met) {
            node.kill();
            kills.incrementAndGet();
        }
        return met;
    }

    /** @param landings of each kind of weather */
    record Figures(
            long seed,
            int planned,
            int missed,
            int kills,
            int databaseCrashes,
            int pauses,
            List<String> crashedAt,
            int pointsKnown,
            int crmChanges,
            String landings,
            Duration underAttack,
            Duration whole) {
        double landedShare() {
            return 1 - (double) missed / planned;
        }
    }
}
