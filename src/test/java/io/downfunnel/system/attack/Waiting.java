package io.downfunnel.system.attack;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Looking until something is so. */
final class Waiting {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private Waiting() {}

    /** @return whether it came about in time */
    static boolean until(Duration atMost, BooleanSupplier isSo) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            pass(BETWEEN_LOOKS);
        }
        return true;
    }

    static void mustBe(Duration atMost, BooleanSupplier isSo, Supplier<String> otherwise) {
        if (!until(atMost, isSo)) {
            throw new AssertionError(otherwise.get());
        }
    }

    static void pass(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
