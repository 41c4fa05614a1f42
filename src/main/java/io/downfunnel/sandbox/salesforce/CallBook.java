package io.downfunnel.sandbox.salesforce;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;

/** The simulator's own record of what it was asked and what it served. Keeps the latest calls only. */
final class CallBook {

    private static final int KEPT = 5_000;

    /**
     * @param what operation, and with queries the text of it
     * @param outcome {@code ok} or the code of the refusal
     */
    record Entry(Instant at, String operation, String what, String outcome, int rows) {}

    private final Deque<Entry> latest = new ArrayDeque<>();
    private final Map<String, Integer> byOperation = new TreeMap<>();
    private final Map<String, Integer> byRefusal = new TreeMap<>();
    private long rowsServed;
    private int tokensIssued;

    synchronized void served(Instant at, String operation, String what, int rows) {
        byOperation.merge(operation, 1, Integer::sum);
        rowsServed += rows;
        tokensIssued += operation.equals("token") ? 1 : 0;
        keep(new Entry(at, operation, what, "ok", rows));
    }

    synchronized void refused(Instant at, String operation, String what, String code) {
        byOperation.merge(operation, 1, Integer::sum);
        byRefusal.merge(code, 1, Integer::sum);
        keep(new Entry(at, operation, what, code, 0));
    }

    synchronized List<Entry> latest() {
        return new ArrayList<>(latest);
    }

    synchronized ObjectNode totals() {
        ObjectNode totals = Json.object();
        totals.put(
                        "calls",
                        byOperation.values().stream()
                                .mapToInt(Integer::intValue)
                                .sum())
                .put("rowsServed", rowsServed)
                .put("tokensIssued", tokensIssued)
                .put(
                        "refused",
                        byRefusal.values().stream().mapToInt(Integer::intValue).sum());
        byOperation.forEach((operation, calls) -> totals.put("calls." + operation, calls));
        byRefusal.forEach((code, calls) -> totals.put("refused." + code, calls));
        return totals;
    }

    synchronized void clear() {
        latest.clear();
        byOperation.clear();
        byRefusal.clear();
        rowsServed = 0;
        tokensIssued = 0;
    }

    private void keep(Entry entry) {
        latest.addLast(entry);
        if (latest.size() > KEPT) {
            latest.removeFirst();
        }
    }
}
