package io.downfunnel.system.attack;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

import io.downfunnel.system.attack.Plan.Vendor;
import io.downfunnel.system.attack.Plan.Weather;
import io.downfunnel.system.attack.WireFault.Kind;

/** Lets the planned weather happen while the nodes live, evenly spread. */
final class WeatherMaker {
    private final Arena arena;
    private final List<NodePlace> places;
    private final List<Weather> planned;
    private final Consumer<String> log;
    private final Map<String, Integer> landed = new TreeMap<>();
    private final Map<Vendor, Integer> refusals = new EnumMap<>(Vendor.class);
    private int armed;
    private int databaseCrashes;
    private int quotaFaults;

    WeatherMaker(Arena arena, List<NodePlace> places, List<Weather> planned, Consumer<String> log) {
        this.arena = arena;
        this.places = places;
        this.planned = planned;
        this.log = log;
    }

    void follow(DoubleSupplier progress) {
        for (int i = 0; i < planned.size(); i++) {
            double due = (double) i / planned.size();
            Waiting.mustBe(
                    java.time.Duration.ofMinutes(30),
                    () -> progress.getAsDouble() >= due,
                    () -> "The campaign does not go on");
            happen(planned.get(i));
        }
    }

    private void happen(Weather weather) {
        switch (weather) {
            case Weather.DatabaseCrash(var how) -> {
                switch (how) {
                    case KILLED -> arena.database().kill();
                    case STOPPED_IMMEDIATELY -> arena.database().stopImmediately();
                }
                arena.database().start();
                databaseCrashes++;
                note("database " + how);
            }
            case Weather.DatabaseFrozen(var time) -> {
                arena.database().freeze();
                Waiting.pass(time);
                arena.database().thaw();
                note("database frozen");
            }
            case Weather.CommitUnheard(var node) -> arm(places.get(node).toDatabase(), WireFault.of(Kind.LOSE_COMMIT));
            case Weather.WireBreaks(var node, var vendor, var how) ->
                arm(wire(places.get(node), vendor), WireFault.of(how, vendor.path()));
            case Weather.DatabaseWireBreaks(var node, var how) ->
                arm(places.get(node).toDatabase(), WireFault.of(how));
            case Weather.TokenRevoked(var vendor, var time) -> {
                var name = vendor.name().toLowerCase(java.util.Locale.ROOT);
                arena.vendors().control(name + "/revoke", "{}");
                Waiting.pass(time);
                arena.vendors().control(name + "/restore", "{}");
                note("token revoked at " + name);
            }
            case Weather.QuotaSpent(var vendor, var requests) -> {
                arena.vendors().faults("""
                        {"vendor":"%s","kind":"rate-minute","path":"%s","times":%d}""".formatted(
                                vendor.name().toLowerCase(java.util.Locale.ROOT),
                                vendor.path().replace(":", "."),
                                requests));
                quotaFaults++;
                refusals.merge(vendor, requests, Integer::sum);
            }
        }
    }

    private void arm(FaultProxy wire, WireFault fault) {
        wire.arm(fault);
        armed++;
    }

    private static FaultProxy wire(NodePlace place, Vendor vendor) {
        return switch (vendor) {
            case SALESFORCE -> place.toSalesforce();
            case GOOGLE -> place.toGoogle();
            case LINKEDIN -> place.toLinkedIn();
        };
    }

    private void note(String what) {
        landed.merge(what, 1, Integer::sum);
        log.accept(what);
    }

    /** Ends what has not happened yet. */
    void clearUp() {
        int broken = places.stream()
                .flatMap(place -> place.wires().stream())
                .mapToInt(FaultProxy::landed)
                .sum();
        landed.put("wires broken, late or commits unheard", broken);
        places.forEach(place -> place.wires().forEach(FaultProxy::unspent));
        int refused = (int) arena.vendors().landed();
        landed.put("requests refused for a spent quota", refused);
        arena.vendors().clearFaults();
    }

    int databaseCrashes() {
        return databaseCrashes;
    }

    /** How much of what was planned did not happen. */
    int missed() {
        return armed
                - landed.get("wires broken, late or commits unheard")
                + (landed.get("requests refused for a spent quota") == 0 ? quotaFaults : 0);
    }

    String landings() {
        return landed.toString();
    }
}
