package io.downfunnel.platform.google.ads;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.TreeMap;

/**
 * How many operations this node has asked of Google Ads within the last 24 hours: every question, every single change, every
 * upload is one (google.md §3.2). How many there may be belongs to the Cloud project, and Google Ads does not tell.
 */
final class Operations {
    /** The level that Google mostly grants by itself. */
    static final int EXPLORER = 2_880;

    static final int BASIC = 15_000;

    private static final Duration DAY = Duration.ofDays(1);

    private final Clock clock;
    private final TreeMap<Instant, Long> byMinute = new TreeMap<>();

    Operations(Clock clock) {
        this.clock = clock;
    }

    synchronized void count() {
        var now = clock.instant();
        byMinute.headMap(now.minus(DAY)).clear();
        byMinute.merge(now.truncatedTo(ChronoUnit.MINUTES), 1L, Long::sum);
    }

    synchronized long lastDay() {
        return byMinute.tailMap(clock.instant().minus(DAY)).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
