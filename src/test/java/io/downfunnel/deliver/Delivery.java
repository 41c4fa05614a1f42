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
import io.downfunnel.store.AdjustmentStore;
import io.downfunnel.store.AnswerStore;
import io.downfunnel.store.BrakeStore;
import io.downfunnel.store.CircuitStore;
import io.downfunnel.store.ClaimStore;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.DoubtStore;
import io.downfunnel.store.DueStore;
import io.downfunnel.store.GateStore;
import io.downfunnel.store.IntentStore;
import io.downfunnel.store.QuotaStore;
import io.downfunnel.store.TestDatabase;
import io.downfunnel.store.VerdictStore;

/** The delivery room on a database of a test, with a clock that the test turns. */
final class Delivery {
    final DeliverStep.Stores stores;
    final AdjustmentStore adjustments;
    private final VerdictStore verdicts;
    private final Map<String, String> settings;
    Instant now = Instant.now();

    Delivery(TestDatabase database, Map<String, String> settings) {
        var jdbi = database.jdbi();
        this.stores = new DeliverStep.Stores(
                new DueStore(jdbi),
                new ClaimStore(jdbi),
                new IntentStore(jdbi),
                new AnswerStore(jdbi),
                new DoubtStore(jdbi),
                new ConnectionStore(jdbi),
                new CircuitStore(jdbi),
                new QuotaStore(jdbi),
                new GateStore(jdbi),
                new BrakeStore(jdbi));
        this.adjustments = new AdjustmentStore(jdbi);
        this.verdicts = new VerdictStore(jdbi);
        this.settings = settings;
    }

    DeliverConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(DeliverConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(DeliverConfig.class);
    }

    BrakesConfig brakes() {
        return new SmallRyeConfigBuilder()
                .withMapping(BrakesConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(BrakesConfig.class);
    }

    Map<String, Delivered> deliver(OpenAccount account) {
        return deliver(account, "node-1");
    }

    Map<String, Delivered> deliver(OpenAccount account, String node) {
        return deliver(account, run(node));
    }

    Map<String, Delivered> deliver(OpenAccount account, Run run) {
        return step(account).run(run);
    }

    private DeliverStep step(OpenAccount account) {
        return new DeliverStep(
                stores, () -> Map.of(account.name(), account), config(), brakes(), ZoneOffset.UTC, clock());
    }

    Map<String, Delivered> again(OpenAccount account) {
        return step(account).again(run("node-1"));
    }

    Map<String, Delivered> verdicts(OpenAccount account) {
        return new VerdictStep(
                        verdicts,
                        new ConnectionStep.Books(stores.connections(), stores.circuits()),
                        stores.quotas(),
                        () -> Map.of(account.name(), account),
                        config(),
                        clock(),
                        one -> new BrakesStep(
                                stores.gates(),
                                stores.brakes(),
                                one,
                                brakes(),
                                ZoneOffset.UTC,
                                clock(),
                                new Words(one.descriptor().name(), one.failures())))
                .run(run("node-1"));
    }

    Map<String, Delivered> adjust(OpenAccount account, String node) {
        var changing = new SendAdjustmentsStep.Stores(
                adjustments, new ConnectionStep.Books(stores.connections(), stores.circuits()), stores.quotas());
        return new SendAdjustmentsStep(changing, () -> Map.of(account.name(), account), config(), clock())
                .run(run(node));
    }

    static Run run(String node) {
        return new Run(1, node, Progress.unwatched());
    }

    void later(Duration time) {
        now = now.plus(time);
    }

    Clock clock() {
        return Clock.fixed(now, ZoneOffset.UTC);
    }
}
