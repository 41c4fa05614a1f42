package io.downfunnel.sandbox.microsoft;

import java.time.Duration;

import io.downfunnel.sandbox.Quota;
import io.downfunnel.sandbox.SandboxClock;

/**
 * Calls a minute, of one user in all services. How many there are is not public: "the details are internal and subject to
 * change" (services-protocol). Minutes are as short as the sandbox is fast.
 */
final class MicrosoftQuota {
    private static final int PER_MINUTE = 120;

    private final SandboxClock clock;
    private Quota minute;

    MicrosoftQuota(SandboxClock clock) {
        this.clock = clock;
        limit(PER_MINUTE);
    }

    void limit(int perMinute) {
        minute = new Quota(perMinute, clock.shortened(Duration.ofMinutes(1)));
    }

    void reset() {
        limit(PER_MINUTE);
    }

    boolean take() {
        return minute.take(clock.instant());
    }
}
