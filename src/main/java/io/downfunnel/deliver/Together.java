package io.downfunnel.deliver;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs several things at the same time and waits for them all. */
final class Together {
    private Together() {}

    /** @throws RuntimeException the first failure, after all have ended */
    static <K, V> Map<K, V> run(Map<K, Callable<V>> work) {
        var results = new LinkedHashMap<K, V>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new LinkedHashMap<K, Future<V>>();
            work.forEach((key, task) -> running.put(key, executor.submit(task)));
            for (var entry : running.entrySet()) {
                results.put(entry.getKey(), result(entry.getValue()));
            }
        }
        return results;
    }

    static <V> V result(Future<V> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Told to stop", e);
        }
    }
}
