package io.downfunnel.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.downfunnel.domain.Alert.Severity;
import io.downfunnel.domain.Audit;
import io.downfunnel.domain.Finding;
import io.downfunnel.domain.Invariant;
import io.downfunnel.store.AlertStore;
import io.downfunnel.store.AuditStore;

/**
 * What the auditor found and what people are told, for a monitoring system. Every node answers for all of them, from the
 * database: whoever asks one node knows as much as whoever asks all.
 */
@Singleton
class WatchMetrics implements MeterBinder {
    /** All gauges of one scrape are of one look. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private record Look(Instant at, Optional<Audit> audit, Map<Severity, Long> alerts) {
        double violations(Invariant invariant) {
            return audit.stream()
                    .flatMap(done -> done.findings().stream())
                    .filter(finding -> finding.invariant() == invariant)
                    .mapToDouble(Finding::violations)
                    .findFirst()
                    .orElse(Double.NaN);
        }

        double age() {
            return audit.map(done -> Duration.between(done.checkedAt(), at).toMillis() / 1000.0)
                    .orElse(Double.NaN);
        }
    }

    private final AuditStore audits;
    private final AlertStore alerts;
    private final Clock clock;
    private Look latest = new Look(Instant.MIN, Optional.empty(), Map.of());

    WatchMetrics(AuditStore audits, AlertStore alerts, Clock clock) {
        this.audits = audits;
        this.alerts = alerts;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (var invariant : Invariant.values()) {
            Gauge.builder("downfunnel_invariant_violations", () -> look().violations(invariant))
                    .tag("invariant", invariant.name().toLowerCase(java.util.Locale.ROOT))
                    .description("Rows that cannot be, by the last audit; not a number before the first one")
                    .register(registry);
        }
        Gauge.builder("downfunnel_audit_age_seconds", () -> look().age())
                .description("Time since the last audit, by whichever node")
                .register(registry);
        for (var severity : Severity.values()) {
            Gauge.builder("downfunnel_alerts_open", () -> look().alerts().getOrDefault(severity, 0L))
                    .tag("severity", severity.name().toLowerCase(java.util.Locale.ROOT))
                    .description("Causes that a person has to know of")
                    .register(registry);
        }
    }

    private synchronized Look look() {
        var now = clock.instant();
        if (!latest.at().isAfter(now.minus(FRESH)) || latest.at().isAfter(now)) {
            latest = new Look(now, audits.latest(), alerts.counts());
        }
        return latest;
    }
}
