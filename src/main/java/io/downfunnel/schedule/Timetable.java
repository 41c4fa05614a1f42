package io.downfunnel.schedule;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.quartz.Nonconcurrent;
import io.quarkus.scheduler.Scheduled;

/** The whole rhythm. Says when; who does what is decided by claims in the database. */
@ApplicationScoped
class Timetable {
    private static final String ZONE = "{downfunnel.time-zone}";
    /** For what comes every few minutes: where an hour comes twice, Quartz rests for the second. */
    private static final String UTC = "UTC";

    private static final String BY = "timetable";
    static final Duration LATE = Duration.ofDays(3);
    static final Duration VERY_LATE = Duration.ofDays(35);

    private final Sync sync;
    private final Watch watch;
    private final Retaining retaining;

    Timetable(Sync sync, Watch watch, Retaining retaining) {
        this.sync = sync;
        this.watch = watch;
        this.retaining = retaining;
    }

    @Scheduled(identity = "extract", cron = "{downfunnel.schedule.extract}", timeZone = ZONE)
    @Nonconcurrent
    void extract() {
        sync.read(BY, SyncWatcher.NOBODY);
    }

    @Scheduled(identity = "upload", cron = "{downfunnel.schedule.upload}", timeZone = ZONE)
    @Nonconcurrent
    void upload() {
        sync.upload(BY, SyncWatcher.NOBODY);
    }

    @Scheduled(identity = "reports", cron = "{downfunnel.schedule.reports}", timeZone = ZONE)
    @Nonconcurrent
    void reports() {
        sync.reports(BY, SyncWatcher.NOBODY);
    }

    @Scheduled(identity = "follow-up", cron = "{downfunnel.schedule.follow-up}", timeZone = UTC)
    @Nonconcurrent
    void followUp() {
        sync.followUp(BY, SyncWatcher.NOBODY);
    }

    @Scheduled(identity = "sweep", cron = "{downfunnel.schedule.sweep}", timeZone = ZONE)
    @Nonconcurrent
    void sweep() {
        sync.sweep(BY, LATE, SyncWatcher.NOBODY);
    }

    @Scheduled(identity = "long-sweep", cron = "{downfunnel.schedule.long-sweep}", timeZone = ZONE)
    @Nonconcurrent
    void longSweep() {
        sync.sweep(BY, VERY_LATE, SyncWatcher.NOBODY);
    }

    @Scheduled(identity = "audit", cron = "{downfunnel.schedule.audit}", timeZone = UTC)
    @Nonconcurrent
    void audit() {
        watch.audit(BY, SyncWatcher.NOBODY);
    }

    @Scheduled(identity = "watch", cron = "{downfunnel.schedule.watch}", timeZone = UTC)
    @Nonconcurrent
    void watch() {
        watch.look();
    }

    @Scheduled(identity = "trail", cron = "{downfunnel.schedule.trail}", timeZone = ZONE)
    @Nonconcurrent
    void trail() {
        watch.trail();
    }

    @Scheduled(identity = "retention", cron = "{downfunnel.schedule.retention}", timeZone = ZONE)
    @Nonconcurrent
    void retention() {
        retaining.remove(BY, SyncWatcher.NOBODY);
    }

    @Scheduled(identity = "probe", cron = "{downfunnel.schedule.probe}", timeZone = ZONE)
    @Nonconcurrent
    void probe() {
        watch.probe(BY, SyncWatcher.NOBODY);
    }
}
