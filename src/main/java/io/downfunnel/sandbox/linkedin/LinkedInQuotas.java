package io.downfunnel.sandbox.linkedin;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Quota;
import io.downfunnel.sandbox.SandboxClock;

/** 600 requests a minute and 500,000 a day (UTC) for each member's token. Minutes are as short as the sandbox is fast. */
final class LinkedInQuotas {

    private static final int PER_MINUTE = 600;
    private static final int PER_DAY = 500_000;

    private record Buckets(Quota minute, Quota day) {}

    private final SandboxClock clock;
    private final Map<String, Buckets> byMember = new ConcurrentHashMap<>();
    private volatile int perMinute = PER_MINUTE;
    private volatile int perDay = PER_DAY;

    LinkedInQuotas(SandboxClock clock) {
        this.clock = clock;
    }

    Optional<Answer> exceeded(String member) {
        Buckets buckets = byMember.computeIfAbsent(
                member,
                any -> new Buckets(
                        new Quota(perMinute, clock.shortened(Duration.ofMinutes(1))),
                        new Quota(perDay, Duration.ofDays(1))));
        if (!buckets.day().take(clock.instant())) {
            return Optional.of(LinkedInError.dayQuota());
        }
        return buckets.minute().take(clock.instant()) ? Optional.empty() : Optional.of(LinkedInError.minuteQuota());
    }

    /** Starts counting anew. */
    void limit(int perMinute, int perDay) {
        this.perMinute = perMinute;
        this.perDay = perDay;
        byMember.clear();
    }

    void reset() {
        limit(PER_MINUTE, PER_DAY);
    }
}
