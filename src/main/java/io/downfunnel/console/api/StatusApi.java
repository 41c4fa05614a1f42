package io.downfunnel.console.api;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.console.Visitor;
import io.downfunnel.domain.Audit;
import io.downfunnel.domain.Cliff;
import io.downfunnel.schedule.Cliffs;
import io.downfunnel.store.AlertStore;
import io.downfunnel.store.AuditStore;
import io.downfunnel.store.ConnectionReadStore;
import io.downfunnel.store.ConnectionReadStore.Budget;
import io.downfunnel.store.ConnectionReadStore.Connection;
import io.downfunnel.store.ConnectionReadStore.Freshness;
import io.downfunnel.store.ConnectionReadStore.LeftAlone;
import io.downfunnel.store.QuotaStore.Use;

/** Does it run, will it keep running, and who am I? */
@Path("/api/v1")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Status")
public class StatusApi {
    private final AlertStore alerts;
    private final ConnectionReadStore connections;
    private final Cliffs cliffs;
    private final AuditStore audits;
    private final Visitor visitor;
    private final Clock clock;

    StatusApi(
            AlertStore alerts,
            ConnectionReadStore connections,
            Cliffs cliffs,
            AuditStore audits,
            Visitor visitor,
            Clock clock) {
        this.alerts = alerts;
        this.connections = connections;
        this.cliffs = cliffs;
        this.audits = audits;
        this.visitor = visitor;
        this.clock = clock;
    }

    public record LastAudit(Optional<Audit> audit) {}

    public record Me(String name, String role) {}

    /**
     * @param extracted up to when each object of the CRM is known
     * @param leftAlone what a connection is used for and is left alone for a while, the rest going on
     */
    public record Health(List<Connection> connections, List<Freshness> extracted, List<LeftAlone> leftAlone) {}

    /**
     * @param crm API calls of today, in UTC
     * @param platforms what we count ourselves of each platform's quota
     */
    public record Quotas(List<Budget> crm, List<Use> platforms) {}

    @GET
    @Path("me")
    @Operation(summary = "Whose token this is, and what it may do")
    public Me me() {
        return new Me(visitor.getName(), visitor.getRole());
    }

    @GET
    @Path("alerts")
    @Operation(summary = "What people should know about now")
    public List<AlertStore.Entry> alerts() {
        return alerts.open();
    }

    @GET
    @Path("connections")
    @Operation(summary = "How connections fare, and how fresh the CRM's data is")
    public Health connections() {
        return new Health(connections.connections(), connections.freshness(), connections.leftAlone());
    }

    @GET
    @Path("quotas")
    @Operation(summary = "How much of each vendor's quota is used")
    public Quotas quotas() {
        return new Quotas(
                connections.budgetOf(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)), connections.quotas());
    }

    @GET
    @Path("invariants")
    @Operation(
            summary = "Was anything lost, counted twice, or cannot be explained?",
            description = "What the auditor found when it looked last; absent before it did.")
    public LastAudit invariants() {
        return new LastAudit(audits.latest());
    }

    @GET
    @Path("dates")
    @Operation(summary = "What ends when: tokens, terms, versions of interfaces")
    public List<Cliff> dates() {
        return cliffs.all();
    }
}
