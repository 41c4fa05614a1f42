package io.downfunnel.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

import com.sun.management.GarbageCollectionNotificationInfo;

/** How much of the heap was used from a moment on. */
final class Heap {
    private static final AtomicLong SURVIVED = new AtomicLong();

    private Heap() {}

    static void begin() {
        pools().forEach(MemoryPoolMXBean::resetPeakUsage);
        ManagementFactory.getGarbageCollectorMXBeans()
                .forEach(bean -> ((NotificationEmitter) bean)
                        .addNotificationListener(
                                (notification, handback) -> after(GarbageCollectionNotificationInfo.from(
                                        (CompositeData) notification.getUserData())),
                                null,
                                null));
    }

    private static void after(GarbageCollectionNotificationInfo collection) {
        long left = collection.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                .filter(pool -> pools().anyMatch(each -> each.getName().equals(pool.getKey())))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
        SURVIVED.accumulateAndGet(left, Math::max);
    }

    static String inWords() {
        long peak = pools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        return "heap: peak %d MB, at most %d MB after a collection".formatted(peak >> 20, SURVIVED.get() >> 20);
    }

    private static Stream<MemoryPoolMXBean> pools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP);
    }
}
