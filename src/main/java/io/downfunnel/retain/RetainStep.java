package io.downfunnel.retain;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;

import io.downfunnel.domain.Leaving;
import io.downfunnel.domain.Retention;
import io.downfunnel.domain.Retention.What;
import io.downfunnel.domain.Run;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Platforms;
import io.downfunnel.store.AgedClickStore;
import io.downfunnel.store.AgedPayloadStore;
import io.downfunnel.store.AgedRecordStore;
import io.downfunnel.store.Estimate;
import io.downfunnel.store.RetentionStore;
import io.downfunnel.store.RetentionStore.Chosen;
import io.downfunnel.store.RetentionStore.Night;

/**
 * Removes personal data that has served and is past its time, batch by batch. Whatever goes changes nothing about what was
 * sent or will be sent.
 */
@Singleton
public class RetainStep {
    private static final int PAYLOADS = 2_000;
    private static final int RECORDS = 500;

    /**
     * @param night what went; empty when another node is at it
     * @param whole whether it came to its end
     */
    public record Retained(Optional<Night> night, boolean whole) {}

    /** What would go: how many conversions' payloads, records and clicks. */
    public record Tonight(Estimate payloads, Estimate records, Estimate clicks) {}

    private final RetentionStore store;
    private final AgedPayloadStore payloads;
    private final AgedRecordStore records;
    private final AgedClickStore clicks;
    private final Map<String, Duration> adjustable;
    private final Retention usual;
    private final Clock clock;

    @Inject
    RetainStep(
            RetentionStore store,
            AgedPayloadStore payloads,
            AgedRecordStore records,
            AgedClickStore clicks,
            Platforms platforms,
            RetentionConfig config,
            Clock clock) {
        this(
                store,
                payloads,
                records,
                clicks,
                platforms.descriptors().stream().collect(Collectors.toMap(Descriptor::id, RetainStep::adjustable)),
                usual(config),
                clock);
    }

    /**
     * @param adjustable for how long each destination takes changes of a conversion
     * @param usual what is in force until an admin decides otherwise
     */
    public RetainStep(
            RetentionStore store,
            AgedPayloadStore payloads,
            AgedRecordStore records,
            AgedClickStore clicks,
            Map<String, Duration> adjustable,
            Retention usual,
            Clock clock) {
        this.store = store;
        this.payloads = payloads;
        this.records = records;
        this.clicks = clicks;
        this.adjustable = Map.copyOf(adjustable);
        this.usual = usual;
        this.clock = clock;
    }

    private static Duration adjustable(Descriptor descriptor) {
        return descriptor.adjusts() ? descriptor.adjusting().within() : Duration.ZERO;
    }

    private static Retention usual(RetentionConfig config) {
        var periods = new EnumMap<What, Integer>(What.class);
        put(periods, What.PAYLOADS, config.payloadDays(), "payload-days");
        put(periods, What.IDENTIFIERS, config.identifierMonths(), "identifier-months");
        return new Retention(periods);
    }

    private static void put(Map<What, Integer> periods, What what, int period, String key) {
        if (period == 0) {
            return;
        }
        if (period < what.least()) {
            throw new IllegalArgumentException("downfunnel.retention." + key + " is " + period + "; it takes "
                    + what.least() + " " + what.unit() + " or more, or 0 for good");
        }
        periods.put(what, period);
    }

    /** What is wrong in the settings is refused at the start, and not in the night. */
    void begin(@Observes StartupEvent start) {}

    // How long

    public Retention usual() {
        return usual;
    }

    /** On all nodes; read anew each time. */
    public Retention inForce() {
        return inForce(store.chosen());
    }

    private Retention inForce(Map<What, Chosen> chosen) {
        var periods = new EnumMap<What, Integer>(What.class);
        for (var what : What.values()) {
            Optional.ofNullable(chosen.get(what))
                    .map(Chosen::period)
                    .orElse(usual.period(what))
                    .ifPresent(period -> periods.put(what, period));
        }
        return new Retention(periods);
    }

    /**
     * @param wanted empty: for good
     * @param before what was in force when the person decided
     * @return false when somebody else has changed it meanwhile: nothing is changed then
     */
    public boolean choose(What what, Optional<Integer> wanted, Optional<Integer> before, String by) {
        return store.choose(what, wanted, before, usual.period(what), by);
    }

    // What goes

    /** Of large tables a part is looked at. What goes because of something else that goes first is not among it. */
    public Tonight tonight(Retention retention) {
        var rule = rule(retention);
        return new Tonight(
                retention.period(What.PAYLOADS).isEmpty() ? Estimate.NONE : payloads.estimate(rule),
                records.estimate(rule),
                clicks.estimate(rule));
    }

    /** Until nothing is left that may go. One node at a time; what one that died has left is taken up by the next. */
    public Retained run(Run run) {
        return store.alone(() -> remove(run)).orElse(new Retained(Optional.empty(), true));
    }

    private Retained remove(Run run) {
        var rule = rule(inForce());
        store.begin(run.id());
        boolean whole = removePayloads(run, rule) && removeRecords(run, rule) && removeClicks(run, rule);
        if (whole) {
            store.finish(run.id(), payloads.oldest(), records.oldest());
        }
        return new Retained(store.night(run.id()), whole);
    }

    private Leaving rule(Retention retention) {
        return new Leaving(retention, adjustable, clock.instant());
    }

    /** @return false when somebody has asked to stop */
    private boolean removePayloads(Run run, Leaving rule) {
        if (rule.before(What.PAYLOADS).isEmpty()) {
            return true;
        }
        var page = new AgedPayloadStore.Page(0, 0, List.of());
        do {
            if (!run.progress().goesOn()) {
                return false;
            }
            page = payloads.page(page.last(), PAYLOADS, rule);
            if (!page.leaving().isEmpty()) {
                payloads.remove(page.leaving(), rule, run.id());
            }
            run.progress().advance(page.looked());
        } while (page.looked() > 0);
        return true;
    }

    private boolean removeRecords(Run run, Leaving rule) {
        for (var kind : records.kinds()) {
            var page = new AgedRecordStore.Page(0, "", List.of());
            do {
                if (!run.progress().goesOn()) {
                    return false;
                }
                page = records.page(kind, page.last(), RECORDS, rule);
                if (!page.leaving().isEmpty()) {
                    records.remove(kind, page.leaving(), rule, run.id());
                }
                run.progress().advance(page.looked());
            } while (page.looked() > 0);
        }
        return true;
    }

    private boolean removeClicks(Run run, Leaving rule) {
        var day = Optional.<LocalDate>empty();
        do {
            if (!run.progress().goesOn()) {
                return false;
            }
            day = clicks.removeClicks(day, rule, run.id());
        } while (day.isPresent());
        while (clicks.removeResponses(rule, run.id()) > 0) {
            if (!run.progress().goesOn()) {
                return false;
            }
        }
        return true;
    }
}
