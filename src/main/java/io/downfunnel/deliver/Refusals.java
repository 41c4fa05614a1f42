package io.downfunnel.deliver;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What was answered, and how much of it was refused for good.
 *
 * @param name of the mapping; empty: of several
 * @param byCode refusals with each code
 */
record Refusals(String name, long answered, Map<String, Long> byCode) {

    /** @param code empty: taken in, counted, or refused as expected */
    record Counted(Optional<String> code, long conversions) {}

    static Refusals of(String name, List<Counted> counts) {
        var byCode = new TreeMap<String, Long>();
        counts.forEach(count -> count.code().ifPresent(code -> byCode.merge(code, count.conversions(), Long::sum)));
        return new Refusals(
                name, counts.stream().mapToLong(Counted::conversions).sum(), byCode);
    }

    static Refusals all(Collection<Refusals> some) {
        var byCode = some.stream()
                .flatMap(each -> each.byCode().entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum, TreeMap::new));
        return new Refusals("", some.stream().mapToLong(Refusals::answered).sum(), byCode);
    }

    long refused() {
        return byCode.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The most frequent one. */
    Optional<Map.Entry<String, Long>> cause() {
        return byCode.entrySet().stream().max(Comparator.comparingLong(Map.Entry::getValue));
    }
}
