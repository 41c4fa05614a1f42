package io.downfunnel.simulate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.convert.AdjustConfig;
import io.downfunnel.convert.AdjustStep;
import io.downfunnel.convert.ConvertStep;
import io.downfunnel.convert.SomePlatforms;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.extract.DetectStep;
import io.downfunnel.mappings.Known;
import io.downfunnel.match.MatchStep;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.store.AdjustmentPlanStore;
import io.downfunnel.store.ConversionStore;
import io.downfunnel.store.DossierStore;
import io.downfunnel.store.DueStore;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.MatchStore;
import io.downfunnel.store.StageEventStore;

/** The steps of production on a database of a test, and the simulation beside them. */
final class Production {
    static final Map<String, Descriptor> DESTINATIONS =
            Map.of("google", SomePlatforms.ADJUSTING, "linkedin", SomePlatforms.LINKEDIN);
    static final Duration QUIET = Duration.ofHours(24);
    private static final Run RUN = new Run(1, "node-1", Progress.unwatched());

    private final Jdbi jdbi;
    final FunnelStore funnels;

    Production(Jdbi jdbi) {
        this.jdbi = jdbi;
        this.funnels = new FunnelStore(jdbi);
    }

    /** Nothing waits for a trial. */
    Funnel.Version bringIntoForce(String document) {
        funnels.put(document, Known.NOTHING, "test", "");
        jdbi.useHandle(handle -> handle.execute("update mapping_gate set state = 'OPEN'"));
        return funnels.active().orElseThrow();
    }

    /** From the CRM's records to decided conversions. */
    void decide(Instant now) {
        new DetectStep(funnels, new StageEventStore(jdbi)).run(RUN);
        new MatchStep(funnels, new MatchStore(jdbi)).run(RUN);
        new ConvertStep(
                        funnels,
                        new ConversionStore(jdbi),
                        new DueStore(jdbi),
                        DESTINATIONS,
                        Clock.fixed(now, ZoneOffset.UTC))
                .run(RUN);
    }

    /** Whether a wait is over, without any news of the CRM. */
    boolean hasWork(Instant now) {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        select exists (select from conversion where state = 'DELAYED' and due_at <= :now)
                            or exists (select from adjustment where state = 'DELAYED' and due_at <= :now)""").bind("now", now).mapTo(Boolean.class).one());
    }

    /** All that is ready is taken in by the platforms and counted at once. */
    List<String> send() {
        return jdbi.inTransaction(handle -> {
            var ready = handle.createQuery("select key from conversion where state = 'READY'")
                    .mapTo(String.class)
                    .list();
            handle.execute("""
                    update conversion_payload set frozen_at = now()
                     where conversion_id in (select id from conversion where state = 'READY')""");
            handle.execute("update conversion set state = 'IN_FLIGHT' where state = 'READY'");
            handle.execute("update conversion set state = 'ACCEPTED' where state = 'IN_FLIGHT'");
            handle.execute("update conversion set state = 'VERIFIED' where state = 'ACCEPTED'");
            return ready;
        });
    }

    /** What changed of them afterwards is told at once, too. */
    void adjust(Instant now) {
        new AdjustStep(
                        funnels,
                        new AdjustmentPlanStore(jdbi),
                        DESTINATIONS,
                        new SmallRyeConfigBuilder()
                                .withMapping(AdjustConfig.class)
                                .build()
                                .getConfigMapping(AdjustConfig.class),
                        Clock.fixed(now, ZoneOffset.UTC))
                .run(RUN);
        jdbi.useTransaction(handle -> {
            handle.execute("update adjustment set frozen_at = now() where state = 'READY'");
            for (var step : List.of("READY IN_FLIGHT", "IN_FLIGHT ACCEPTED", "ACCEPTED VERIFIED")) {
                var states = step.split(" ");
                handle.execute("update adjustment set state = ? where state = ?", states[1], states[0]);
            }
        });
    }

    SimulateStep simulation(Instant present) {
        return simulation(present, UPLOADS_EVERY_NIGHT);
    }

    SimulateStep simulation(Instant present, UploadTimes uploads) {
        return new SimulateStep(
                new DossierStore(jdbi), DESTINATIONS, uploads, QUIET, Clock.fixed(present, ZoneOffset.UTC));
    }

    static final UploadTimes UPLOADS_EVERY_NIGHT = new UploadTimes() {
        @Override
        public ZoneId zone() {
            return ZoneOffset.UTC;
        }

        @Override
        public List<Instant> between(Instant from, Instant to) {
            return java.util.stream.Stream.iterate(
                            from.truncatedTo(java.time.temporal.ChronoUnit.DAYS).plus(Duration.ofMinutes(285)),
                            night -> night.isBefore(to),
                            night -> night.plus(Duration.ofDays(1)))
                    .filter(night -> !night.isBefore(from))
                    .toList();
        }
    };
}
