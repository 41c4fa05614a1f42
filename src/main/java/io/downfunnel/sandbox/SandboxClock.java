package io.downfunnel.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** The sandbox's time: that of a clock underneath, moved forward by control calls, and its waiting times shortened. */
public final class SandboxClock extends Clock {

    private final Clock underneath;
    private final int speed;
    private final AtomicReference<Duration> ahead;

    SandboxClock(Clock underneath, int speed, Duration ahead) {
        this.underneath = underneath;
        this.speed = speed;
        this.ahead = new AtomicReference<>(ahead);
    }

    /** A waiting time of the real vendor, as long as it takes here. Lives of tokens and ages of clicks are not waiting times. */
    public Duration shortened(Duration waitingTime) {
        return waitingTime.dividedBy(speed);
    }

    /** How far this clock is ahead of the one underneath. */
    public Duration ahead() {
        return ahead.get();
    }

    void advance(Duration by) {
        ahead.accumulateAndGet(by, Duration::plus);
    }

    @Override
    public Instant instant() {
        return underneath.instant().plus(ahead.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.offset(underneath.withZone(zone), ahead.get());
    }
}
