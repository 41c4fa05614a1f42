package io.downfunnel.deliver;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

import io.smallrye.config.SmallRyeConfigBuilder;

import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.platform.OpenAccount;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.DeliveryStore;
import io.downfunnel.store.TestDatabase;

/** The delivery room on a database of a test, with a clock that the test turns. */
final class Delivery {
    final DeliveryStore store;
    final ConnectionStore connections;
    private final Map<String, String> settings;
    Instant now = Instant.now();

    Delivery(TestDatabase database, Map<String, String> settings) {
        this.store = new DeliveryStore(database.jdbi());
        this.connections = new ConnectionStore(database.jdbi());
        this.settings = settings;
    }

    DeliverConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(DeliverConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(DeliverConfig.class);
    }

    Map<String, Delivered> deliver(OpenAccount account) {
        return deliver(account, "node-1");
    }

    Map<String, Delivered> deliver(OpenAccount account, String node) {
        return new DeliverStep(store, connections, () -> Map.of(account.name(), account), config(), clock())
                .run(run(node));
    }

    Map<String, Delivered> verdicts(OpenAccount account) {
        return new VerdictStep(store, connections, () -> Map.of(account.name(), account), config(), clock())
                .run(run("node-1"));
    }

    static Run run(String node) {
        return new Run(1, node, Progress.unwatched());
    }

    void later(Duration time) {
        now = now.plus(time);
    }

    private Clock clock() {
        return Clock.fixed(now, ZoneOffset.UTC);
    }
}
