package io.downfunnel.benchmark;

import java.lang.management.ManagementFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import com.sun.management.OperatingSystemMXBean;

/** How fast this machine is at this moment. */
final class Machine {
    private Machine() {}

    /**
     * A fixed piece of work, so that figures of machines, and of moments of one machine, can be compared.
     *
     * @return MB hashed in a second
     */
    static long referenceLoop() {
        var data = new byte[1 << 20];
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long begin = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                data[i] ^= sha256(data)[0];
            }
            best = Math.min(best, System.nanoTime() - begin);
        }
        return 100_000_000_000L / best;
    }

    /** What this process has used of the processors so far, all threads. */
    static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
