package io.downfunnel.sandbox.google;

import java.time.Duration;
import java.util.Optional;

import io.downfunnel.sandbox.Quota;
import io.downfunnel.sandbox.SandboxClock;

/** Requests per minute and per day, writing and reading apart. Minutes are as short as the sandbox is fast, days are days. */
final class GoogleQuotas {

    private static final class Bucket {
        final String name;
        final Quota minute;
        final Quota day;

        Bucket(String name, SandboxClock clock, int perMinute, int perDay) {
            this.name = name;
            this.minute = new Quota(perMinute, clock.shortened(Duration.ofMinutes(1)));
            this.day = new Quota(perDay, Duration.ofDays(1));
        }

        void limit(int perMinute, int perDay) {
            minute.limit(perMinute);
            day.limit(perDay);
        }
    }

    private final SandboxClock clock;
    private final int perMinute;
    private final int perDay;
    private final Bucket writing;
    private final Bucket reading;

    GoogleQuotas(SandboxClock clock, int perMinute, int perDay) {
        this.clock = clock;
        this.perMinute = perMinute;
        this.perDay = perDay;
        this.writing = new Bucket("Mutate", clock, perMinute, perDay);
        this.reading = new Bucket("Read", clock, perMinute, perDay);
    }

    /** Takes one request out of its quota, or names the limit that is used up. */
    Optional<String> exceeded(boolean write) {
        Bucket bucket = write ? writing : reading;
        if (!bucket.day.take(clock.instant())) {
            return Optional.of("Ingestion" + bucket.name + "RequestsPerDayPerProject");
        }
        return bucket.minute.take(clock.instant())
                ? Optional.empty()
                : Optional.of("Ingestion" + bucket.name + "RequestsPerMinutePerProject");
    }

    void limit(int perMinute, int perDay) {
        writing.limit(perMinute, perDay);
        reading.limit(perMinute, perDay);
    }

    void reset() {
        limit(perMinute, perDay);
    }
}
