package io.downfunnel.console;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.health.api.Wellness;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

import io.downfunnel.domain.Audit;
import io.downfunnel.domain.Finding;
import io.downfunnel.store.AuditStore;

/**
 * Whether the last look found all invariants kept, under {@code /q/health/well}. Of the kind "well", because this is
 * about the record that all nodes share: as "live" or "ready" it would make an orchestrator restart nodes, or take them
 * out of service one after the other, which mends nothing and stops the work. {@code /q/health/live} and
 * {@code /q/health/ready} never see it; {@code /q/health}, which adds everything up, does.
 */
@Wellness
@ApplicationScoped
class InvariantsCheck implements HealthCheck {
    private final AuditStore audits;

    InvariantsCheck(AuditStore audits) {
        this.audits = audits;
    }

    @Override
    public HealthCheckResponse call() {
        var answer = HealthCheckResponse.named("invariants");
        return audits.latest()
                .map(audit -> answer(audit, answer.status(audit.broken().isEmpty())))
                .orElseGet(() -> answer.up().withData("checkedAt", "never").build());
    }

    private static HealthCheckResponse answer(
            Audit audit, org.eclipse.microprofile.health.HealthCheckResponseBuilder answer) {
        answer.withData("checkedAt", audit.checkedAt().toString()).withData("conversions", audit.conversions());
        for (Finding broken : audit.broken()) {
            answer.withData(broken.invariant().name(), broken.violations());
        }
        return answer.build();
    }
}
