package io.downfunnel.sandbox;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.databind.node.ArrayNode;

/** The faults that are switched on, and how often each has landed. They do not survive the sandbox. */
final class Faults {

    private static final class Armed {
        final Fault fault;
        int seen;
        int landed;

        Armed(Fault fault) {
            this.fault = fault;
        }

        synchronized boolean lands() {
            seen++;
            if (!fault.landsOn(seen, landed)) {
                return false;
            }
            landed++;
            return true;
        }

        synchronized ArrayNode into(ArrayNode list) {
            return list.add(fault.toJson().put("seen", seen).put("landed", landed));
        }
    }

    private final List<Armed> armed = new CopyOnWriteArrayList<>();

    void add(Fault fault) {
        armed.add(new Armed(fault));
    }

    /** Whether any fault is switched on at all. */
    boolean any() {
        return !armed.isEmpty();
    }

    void clear() {
        armed.clear();
    }

    /** The first fault, in the order they were switched on, that lands on this request. The ones behind it do not see it. */
    Optional<Fault> on(String vendor, Call call) {
        return armed.stream()
                .filter(one -> one.fault.concerns(vendor, call))
                .filter(Armed::lands)
                .map(one -> one.fault)
                .findFirst();
    }

    ArrayNode toJson() {
        ArrayNode list = Json.array();
        armed.forEach(one -> one.into(list));
        return list;
    }
}
