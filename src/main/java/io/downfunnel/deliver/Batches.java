package io.downfunnel.deliver;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How conversions are put into requests: pure arithmetic. */
final class Batches {
    private Batches() {}

    /** What must not be mixed: conversion actions, and halves of a batch that was refused. */
    record Kind(String action, Optional<Long> cohort) {}

    /**
     * Groups of one kind, none larger than the size, in the order they came in. A cohort is the half of an earlier batch
     * and stays whole, since it was split to ask a question.
     *
     * @param size of those that travel with anybody
     * @param largest the platform takes
     */
    static <T> List<List<T>> of(List<T> items, Function<T, Kind> kind, int size, int largest) {
        var groups = new LinkedHashMap<Kind, List<T>>();
        items.forEach(item -> groups.computeIfAbsent(kind.apply(item), none -> new ArrayList<>())
                .add(item));
        var batches = new ArrayList<List<T>>();
        groups.forEach((one, group) -> {
            int most = one.cohort().isPresent() ? largest : size;
            for (int from = 0; from < group.size(); from += most) {
                batches.add(List.copyOf(group.subList(from, Math.min(from + most, group.size()))));
            }
        });
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
