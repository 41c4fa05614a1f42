package io.downfunnel.sandbox.salesforce;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OrgTest {
    private static final Instant NOW = Instant.parse("2026-11-28T05:00:00Z");

    private final Org org = new Org();
    private final ObjectType leads = Schema.STANDARD.type("Lead");

    @Test
    void whoever_reads_goes_on_while_a_transaction_waits_to_be_committed() throws Exception {
        org.commitLater(NOW, NOW.plusSeconds(6), () -> org.table(leads).nextId());
        var reading = new CountDownLatch(1);
        var waiting = new CountDownLatch(1);
        var read = CompletableFuture.supplyAsync(() -> org.read(() -> {
            reading.countDown();
            await(waiting);
            return org.visible(leads.field("Status"))
                    && org.kept(leads, leads.draft(org.table(leads).nextId()).row())
                    && org.oldestTransaction().isPresent();
        }));
        await(reading);
        var committing = Thread.ofPlatform().daemon().start(() -> org.settle(NOW.plusSeconds(6)));
        while (committing.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        waiting.countDown();

        assertThat(read.get(30, TimeUnit.SECONDS))
                .as("seen as before the commit")
                .isTrue();
        assertThat(committing.join(Duration.ofSeconds(30))).isTrue();
        assertThat(org.read(org::oldestTransaction)).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
