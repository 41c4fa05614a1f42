package io.downfunnel.simulate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.downfunnel.domain.Reason;
import io.downfunnel.domain.Simulation.Kind;
import io.downfunnel.domain.Simulation.Sample;

/**
 * A few deals of each kind: those whose conversion keys come first. Keys are hashes, so that this is a fair sample, and it is
 * the same however often and in whatever order the records are read.
 */
final class Samples {
    private static final int OF_A_KIND = 5;
    private static final int OF_A_REASON = 3;

    private record Drawer(Kind kind, Optional<Reason> reason) {
        static final Comparator<Drawer> IN_ORDER = Comparator.comparing(Drawer::kind)
                .thenComparing(drawer -> drawer.reason().map(Reason::ordinal).orElse(-1));

        int size() {
            return reason.isPresent() ? OF_A_REASON : OF_A_KIND;
        }
    }

    private final Map<Drawer, TreeMap<String, Sample>> drawers = new TreeMap<>(Drawer.IN_ORDER);

    /** @param reason of its own, for a kind that is sampled by reason */
    void offer(Kind kind, Optional<Reason> reason, String key, Supplier<Sample> sample) {
        var drawer = new Drawer(kind, reason);
        var kept = drawers.computeIfAbsent(drawer, any -> new TreeMap<>());
        if (kept.size() < drawer.size() || key.compareTo(kept.lastKey()) < 0) {
            kept.put(key, sample.get());
            if (kept.size() > drawer.size()) {
                kept.pollLastEntry();
            }
        }
    }

    List<Sample> all() {
        var all = new ArrayList<Sample>();
        drawers.values().forEach(kept -> all.addAll(kept.values()));
        return all;
    }
}
