package io.downfunnel.deliver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.downfunnel.platform.Descriptor;

/** How conversions are put into requests: pure arithmetic. */
final class Batches {
    private Batches() {}

    /** What must not be mixed: conversion actions, and halves of a batch that was refused. */
    record Kind(String action, Optional<Long> cohort) {}

    /**
     * How many events go into one request. The platform's own number, unless the backlog would take too long at that:
     * then as many as it takes to be done in time with the requests there are.
     *
     * @param requestsLeft today
     * @param inTime how long a backlog may take
     */
    static int size(long backlog, Descriptor platform, long requestsLeft, Duration inTime) {
        long requests = Math.max(1, platform.requests().perMinute() * inTime.toSeconds() / 60);
        long available = Math.max(1, Math.min(requests, requestsLeft));
        long needed = (backlog + available - 1) / available;
        return (int) Math.min(platform.largestBatch(), Math.max(platform.batching(), needed));
    }

    /** Groups of one kind, none larger than the size, in the order they came in. */
    static <T> List<List<T>> of(List<T> items, Function<T, Kind> kind, int size) {
        var groups = new LinkedHashMap<Kind, List<T>>();
        items.forEach(item -> groups.computeIfAbsent(kind.apply(item), none -> new ArrayList<>())
                .add(item));
        var batches = new ArrayList<List<T>>();
        for (var group : groups.values()) {
            for (int from = 0; from < group.size(); from += size) {
                batches.add(List.copyOf(group.subList(from, Math.min(from + size, group.size()))));
            }
        }
        return batches;
    }

    /**
     * The new cohort of a conversion whose batch was refused: the first half and the second half of a batch get numbers
     * of their own, which no other batch can get.
     *
     * @param position of the conversion in its batch
     */
    static long half(long batch, int position, int size) {
        return 2 * batch + (position < (size + 1) / 2 ? 0 : 1);
    }

    /** The cohort of a conversion that travels all alone. */
    static long alone(long conversion) {
        return -conversion;
    }
}
