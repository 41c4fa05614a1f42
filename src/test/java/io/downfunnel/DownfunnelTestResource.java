package io.downfunnel;

import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import io.downfunnel.store.TestDatabase;

/**
 * A database of its own for a {@code @QuarkusTest}:
 *
 * <pre>{@code
 * @QuarkusTest
 * @QuarkusTestResource(DownfunnelTestResource.class)
 * }</pre>
 *
 * The timetable rests; a test that wants a step runs it.
 */
public final class DownfunnelTestResource implements QuarkusTestResourceLifecycleManager {
    private TestDatabase database;

    @Override
    public Map<String, String> start() {
        database = TestDatabase.open();
        return Map.of(
                "downfunnel.database.url", database.jdbcUrl(),
                "downfunnel.database.username", database.username(),
                "downfunnel.database.password", database.password(),
                "downfunnel.secrets.key-file", "target/test-secrets/downfunnel.key",
                "quarkus.scheduler.start-mode", "halted");
    }

    @Override
    public void stop() {
        database.close();
    }
}
