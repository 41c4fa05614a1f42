package io.downfunnel.reconcile;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.downfunnel.domain.Audit;
import io.downfunnel.domain.Cliff;
import io.downfunnel.domain.Cliff.Distance;
import io.downfunnel.domain.Concern;
import io.downfunnel.domain.Finding;
import io.downfunnel.domain.Wait;
import io.downfunnel.platform.AdPlatform;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.store.AlertStore;
import io.downfunnel.store.AlertStore.Changes;
import io.downfunnel.store.AlertStore.Entry;
import io.downfunnel.store.AuditStore;
import io.downfunnel.store.ReportWatchStore;
import io.downfunnel.store.TrailStore;
import io.downfunnel.store.WatchStore;

/**
 * Sees to it that nothing waits unnoticed: opens an alert for each cause, keeps it up to date, and closes it when the
 * cause is gone. Never touches a conversion. Safe on several nodes at once.
 */
@ApplicationScoped
public class WatchStep {
    private static final Logger LOG = Logger.getLogger(WatchStep.class);
    /** A new name does no harm; it is told so that people know which one their mapping means. */
    private static final Duration RENAMED_FOR = Duration.ofDays(7);

    private static final Set<Distance> TO_BE_TOLD = EnumSet.of(Distance.VERY_NEAR, Distance.OVER);

    private final WatchStore store;
    private final ReportWatchStore reports;
    private final AuditStore audits;
    private final AlertStore alerts;
    private final TrailStore trail;
    private final WatchdogConfig config;
    private final Telling telling;

    public WatchStep(
            WatchStore store,
            ReportWatchStore reports,
            AuditStore audits,
            AlertStore alerts,
            TrailStore trail,
            WatchdogConfig config,
            @ConfigProperty(name = "downfunnel.time-zone", defaultValue = "UTC") ZoneId zone) {
        this.store = store;
        this.reports = reports;
        this.audits = audits;
        this.alerts = alerts;
        this.trail = trail;
        this.config = config;
        var platforms = platforms();
        this.telling = new Telling(zone, connection -> name(platforms, connection));
    }

    private static Map<String, String> platforms() {
        return ServiceLoader.load(AdPlatform.class).stream()
                .map(platform -> platform.get().descriptor())
                .collect(Collectors.toMap(Descriptor::id, Descriptor::name));
    }

    /** {@code google/123} as Google/123, {@code linkedin, cost} as LinkedIn, cost; {@code salesforce} as Salesforce. */
    private static String name(Map<String, String> platforms, String connection) {
        var first = connection.replaceFirst("[/,].*", "");
        return platforms.getOrDefault(first, first.substring(0, 1).toUpperCase(Locale.ROOT) + first.substring(1))
                + connection.substring(first.length());
    }

    /**
     * @param cliffs all that are known
     * @return what changed since the last look, by whichever node
     */
    public Changes run(List<Cliff> cliffs) {
        store.allow(deadlines());
        var changes = alerts.settle(concerns(cliffs).stream().map(telling::of).toList());
        changes.opened().forEach(WatchStep::opened);
        changes.closed().forEach(WatchStep::closed);
        return changes;
    }

    private static void opened(Entry entry) {
        LOG.warnf(
                "alert %d opened, %s: %s",
                entry.id(), entry.alert().severity(), entry.alert().sentence());
    }

    private static void closed(Entry entry) {
        LOG.warnf(
                "alert %d closed, the cause is gone: %s",
                entry.id(), entry.alert().sentence());
    }

    private Map<Wait, Duration> deadlines() {
        var deadlines = new EnumMap<Wait, Duration>(Wait.class);
        for (var wait : Wait.values()) {
            deadlines.put(wait, deadline(wait));
        }
        return deadlines;
    }

    private Duration deadline(Wait wait) {
        return switch (wait) {
            case READY -> config.ready();
            case DELAYED -> config.delayed();
            case IN_FLIGHT -> config.inFlight();
            case IN_DOUBT -> config.inDoubt();
            case HELD -> config.held();
            case ACCEPTED -> config.accepted();
            case NEEDS_YOU -> config.needsYou();
        };
    }

    private List<Concern> concerns(List<Cliff> cliffs) {
        var concerns = new ArrayList<Concern>();
        concerns.addAll(store.overdue());
        concerns.addAll(store.braked());
        concerns.addAll(store.expiring(config.expiring()));
        concerns.addAll(store.broken(config.failing()));
        concerns.addAll(store.unknownCodes(config.unknownCode()));
        var today = LocalDate.ofInstant(audits.now(), ZoneOffset.UTC);
        cliffs.stream()
                .filter(cliff -> TO_BE_TOLD.contains(cliff.distance(today)))
                .map(cliff -> new Concern.Ending(cliff, cliff.daysLeft(today)))
                .forEach(concerns::add);
        concerns.addAll(reports.drifted(RENAMED_FOR));
        concerns.addAll(reports.strayed());
        audits.latest().map(WatchStep::violated).ifPresent(concerns::addAll);
        trail.latest()
                .flatMap(look -> look.broken().map(entry -> new Concern.TrailBroken(entry, look.at())))
                .ifPresent(concerns::add);
        var last = store.lastAudit();
        if (last.plus(config.audit()).isBefore(audits.now())) {
            concerns.add(new Concern.Unaudited(last, config.audit()));
        }
        return concerns;
    }

    private static List<Concern.Violated> violated(Audit audit) {
        return audit.broken().stream()
                .map(finding -> new Concern.Violated(finding.invariant(), finding.violations(), sample(finding)))
                .toList();
    }

    private static String sample(Finding finding) {
        return finding.sample().stream()
                .findFirst()
                .map(violation ->
                        "For example " + violation.key().or(violation::recordId).orElse("one without a key") + ": "
                                + violation.detail())
                .orElse("");
    }
}
