package io.downfunnel.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import io.downfunnel.domain.Node;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.CheckItem.State;
import io.downfunnel.store.ProbeStore;

/**
 * Looks now and then whether every connection still answers, also those that have nothing to send: a version that was
 * switched off or a token that ended is noticed before the night in which it matters. Changes nothing.
 */
@ApplicationScoped
public class ProbeStep {
    private final ProbeStore probes;
    private final Node node;

    public ProbeStep(ProbeStore probes, Node node) {
        this.probes = probes;
        this.node = node;
    }

    /** @param failing the connections of which something has to be mended */
    public record Probed(int looked, List<String> failing) {}

    /** @param looks a live look at each connection */
    public Probed run(Map<String, Supplier<List<CheckItem>>> looks) {
        var failing = new ArrayList<String>();
        looks.forEach((connection, look) -> {
            var items = look.get();
            var worst =
                    items.stream().filter(item -> item.state() == State.FAILED).toList();
            if (!worst.isEmpty()) {
                failing.add(connection);
            }
            probes.keep(connection, node.name(), worst.isEmpty(), found(items, worst), remedy(worst));
        });
        return new Probed(looks.size(), failing);
    }

    private static String found(List<CheckItem> items, List<CheckItem> worst) {
        return worst.isEmpty()
                ? "It answers, and none of the %d lines of its checklist is red.".formatted(items.size())
                : worst.stream()
                        .map(item -> item.name() + ": " + item.found())
                        .reduce((one, other) -> one + " " + other)
                        .orElseThrow();
    }

    private static String remedy(List<CheckItem> worst) {
        return worst.stream().findFirst().map(CheckItem::remedy).orElse("");
    }
}
