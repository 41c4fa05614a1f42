package io.downfunnel.deliver;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

import io.downfunnel.platform.Descriptor.Pace;

/**
 * How the requests of a day are spent: one event in each while they last, and groups only where a backlog would otherwise
 * not be done in time. Some are kept for what cannot wait: what was sent before, and what expires before there are more.
 *
 * @param pace what the platform allows
 * @param usual events a request where nothing speaks for more
 * @param largest most events a request
 * @param inTime how long a backlog may take
 * @param reserve percent of a day's requests that are kept for what cannot wait
 */
record QuotaPlan(Pace pace, int usual, int largest, Duration inTime, int reserve) {

    /** Long enough for some of the last 24 hours' requests to have become old. */
    private static final Duration SOME = Duration.ofHours(1);

    /** What is spent next. */
    sealed interface Share {
        /** So many requests may go, each with so many events. */
        record Anything(long requests, int groupSize) implements Share {}

        /** Only the reserve is left, for what cannot wait. */
        record Pressing(long requests, int groupSize) implements Share {}

        /** Nothing more for now. */
        record Nothing() implements Share {}
    }

    /** @param used requests that count for the same day as the next one, by all nodes */
    Share share(long backlog, long used, Instant now) {
        long left = Math.max(0, pace.perDay() - used);
        long kept = (long) pace.perDay() * reserve / 100;
        if (left == 0) {
            return new Share.Nothing();
        }
        return left <= kept
                ? new Share.Pressing(left, groupSize(backlog, left, now))
                : new Share.Anything(left - kept, groupSize(backlog, left - kept, now));
    }

    private int groupSize(long backlog, long left, Instant now) {
        var time = shorter(inTime, Duration.between(now, dayEnds(now)));
        long timely = Math.max(1, pace.perMinute() * time.toSeconds() / 60);
        long requests = Math.min(timely, left);
        long needed = (backlog + requests - 1) / requests;
        return (int) Math.min(largest, Math.max(usual, needed));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Since when requests count for the same day as one that leaves now. */
    Instant dayBegan(Instant now) {
        return switch (pace.day()) {
            case UTC -> midnight(now);
            case ANY -> now.minus(1, ChronoUnit.DAYS);
        };
    }

    /** When there will be more requests, once there are none. */
    Instant moreAt(Instant now) {
        return switch (pace.day()) {
            case UTC -> dayEnds(now);
            case ANY -> now.plus(SOME);
        };
    }

    private Instant dayEnds(Instant now) {
        return switch (pace.day()) {
            case UTC -> midnight(now).plus(1, ChronoUnit.DAYS);
            case ANY -> now.plus(1, ChronoUnit.DAYS);
        };
    }

    /** What expires until then cannot wait for the next day's requests. */
    Instant pressingUntil(Instant now) {
        return dayEnds(now).plus(inTime);
    }

    private static Instant midnight(Instant now) {
        return now.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).toInstant();
    }
}
