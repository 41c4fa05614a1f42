package io.downfunnel.sandbox.salesforce;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Answers that did not fit into one page. A locator works once; two days later it does not work at all. */
final class Cursors {

    private static final Duration LIFE = Duration.ofDays(2);
    private static final int MANY = 100;

    /**
     * One page of an answer.
     *
     * @param locator of what is left, if anything is
     * @param size of the whole answer
     */
    record Page(Selection selection, List<Row> rows, Optional<String> locator, int size) {}

    private record Cursor(Rows answer, int next, int batchSize, Instant diesAt) {}

    private final Clock clock;
    private final Map<String, Cursor> open = new ConcurrentHashMap<>();

    Cursors(Clock clock) {
        this.clock = clock;
    }

    Page first(Rows answer, int batchSize) {
        return page(answer, 0, batchSize);
    }

    /** @param batchSize asked for with this call; empty to go on as before */
    Page more(String locator, Optional<Integer> batchSize) {
        Cursor cursor = open.remove(locator);
        if (cursor == null || cursor.diesAt().isBefore(clock.instant())) {
            throw Refusal.noSuchLocator();
        }
        return page(cursor.answer(), cursor.next(), batchSize.orElse(cursor.batchSize()));
    }

    void forget(String locator) {
        open.remove(locator);
    }

    void forgetAll() {
        open.clear();
    }

    int size() {
        return open.size();
    }

    private Page page(Rows answer, int from, int batchSize) {
        int to = Math.min(answer.rows().size(), from + batchSize);
        Optional<String> locator = to == answer.rows().size()
                ? Optional.empty()
                : Optional.of(remember(
                        new Cursor(answer, to, batchSize, clock.instant().plus(LIFE))));
        return new Page(
                answer.selection(),
                answer.rows().subList(from, to),
                locator,
                answer.rows().size());
    }

    private String remember(Cursor cursor) {
        if (open.size() > MANY) {
            open.values().removeIf(old -> old.diesAt().isBefore(clock.instant()));
        }
        String locator = "0r8" + UUID.randomUUID().toString().replace("-", "").substring(0, 15);
        open.put(locator, cursor);
        return locator;
    }
}
