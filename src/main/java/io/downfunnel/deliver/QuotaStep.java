package io.downfunnel.deliver;

import java.time.Instant;
import java.util.Optional;

import io.downfunnel.platform.Descriptor;
import io.downfunnel.store.CircuitStore.Endpoint;
import io.downfunnel.store.QuotaStore;

/** Keeps the books of a destination's quota during a run: what all nodes have used, what is planned with the rest. */
final class QuotaStep {
    private final QuotaStore store;
    private final String destination;
    private final Descriptor platform;
    private final QuotaPlan plan;

    QuotaStep(QuotaStore store, String destination, Descriptor platform, DeliverConfig config) {
        this.store = store;
        this.destination = destination;
        this.platform = platform;
        this.plan = new QuotaPlan(
                platform.requests(),
                platform.batching(),
                platform.largestBatch(),
                config.backlogWithin(),
                config.quotaReserve());
    }

    /** What may be sent next. */
    QuotaPlan.Share uploads(long backlog, Instant now) {
        long used = store.uploadsSince(destination, plan.dayBegan(now));
        var share = plan.share(backlog, used, now);
        note(Endpoint.UPLOAD, used, backlog, groupSize(share), share instanceof QuotaPlan.Share.Nothing, now);
        return share;
    }

    /** How many verdicts may be asked for; they have a quota of their own. */
    long verdicts(Instant now) {
        long used = store.verdictsSince(destination, plan.dayBegan(now));
        long left = Math.max(0, platform.requests().perDay() - used);
        note(Endpoint.VERDICT, used, 0, 1, left == 0, now);
        return left;
    }

    void asking(int verdicts, Instant now) {
        store.countVerdicts(destination, verdicts, now);
    }

    /** The pace of a minute is shared by all nodes that send. */
    void share(Pacer pacer, String node) {
        pacer.among(store.nodes(destination, node));
    }

    /** What is left is kept, and nothing that is ready may have it. */
    void keep(Instant now) {
        store.waits(destination, Endpoint.UPLOAD, plan.moreAt(now));
    }

    QuotaPlan plan() {
        return plan;
    }

    String usedUp() {
        return platform.name() + " takes " + platform.requests().perDay() + " requests a day, and they are used up.";
    }

    String kept() {
        return platform.name() + " takes " + platform.requests().perDay()
                + " requests a day; what is left of them is kept for conversions that expire soon or were sent before.";
    }

    private int groupSize(QuotaPlan.Share share) {
        return switch (share) {
            case QuotaPlan.Share.Anything(var requests, var size) -> size;
            case QuotaPlan.Share.Pressing(var requests, var size) -> size;
            case QuotaPlan.Share.Nothing() -> platform.batching();
        };
    }

    private void note(Endpoint endpoint, long used, long backlog, int groupSize, boolean usedUp, Instant now) {
        store.note(new QuotaStore.Use(
                destination,
                endpoint,
                used,
                platform.requests().perDay(),
                plan.dayBegan(now),
                backlog,
                groupSize,
                usedUp ? Optional.of(plan.moreAt(now)) : Optional.empty(),
                now));
    }
}
