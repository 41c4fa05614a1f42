package io.downfunnel.store;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A figure that many look at and that is dear to find out. As long as it is cheap it is found out for everybody; once it is
 * dear, one asks and the others read what was known before, which is older by a few times what it costs.
 */
final class Remembered<T> {
    private static final Duration CHEAP = Duration.ofMillis(40);
    /** So that asking takes a twentieth of the time at most, however many look. */
    private static final long REST = 20;

    private final Supplier<T> dear;
    private final LongSupplier nanoClock;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile Known<T> known;

    /** @param until when nobody has to ask again, by the clock of nanoseconds */
    private record Known<T>(T value, long until, boolean cheap) {}

    Remembered(Supplier<T> dear) {
        this(dear, System::nanoTime);
    }

    Remembered(Supplier<T> dear, LongSupplier nanoClock) {
        this.dear = dear;
        this.nanoClock = nanoClock;
    }

    T get() {
        var before = known;
        if (before == null || before.cheap()) {
            return ask();
        }
        if (nanoClock.getAsLong() - before.until() < 0 || !asking.tryLock()) {
            return before.value();
        }
        try {
            return ask();
        } finally {
            asking.unlock();
        }
    }

    private T ask() {
        long began = nanoClock.getAsLong();
        var value = dear.get();
        long ended = nanoClock.getAsLong();
        long took = ended - began;
        known = new Known<>(value, ended + took * REST, took < CHEAP.toNanos());
        return value;
    }
}
