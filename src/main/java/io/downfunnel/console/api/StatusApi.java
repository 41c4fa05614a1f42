package io.downfunnel.console.api;

import java.util.List;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.console.Visitor;
import io.downfunnel.domain.Cliff;
import io.downfunnel.schedule.Cliffs;
import io.downfunnel.store.AlertStore;
import io.downfunnel.store.ConnectionReadStore;
import io.downfunnel.store.ConnectionReadStore.Connection;
import io.downfunnel.store.ConnectionReadStore.Freshness;

/** Does it run, will it keep running, and who am I? */
@Path("/api/v1")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Status")
public class StatusApi {
    private final AlertStore alerts;
    private final ConnectionReadStore connections;
    private final Cliffs cliffs;
    private final Visitor visitor;

    StatusApi(AlertStore alerts, ConnectionReadStore connections, Cliffs cliffs, Visitor visitor) {
        this.alerts = alerts;
        this.connections = connections;
        this.cliffs = cliffs;
        this.visitor = visitor;
    }

    public record Me(String name, String role) {}

    /** @param extracted up to when each object of the CRM is known */
    public record Health(List<Connection> connections, List<Freshness> extracted) {}

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
        return new Health(connections.connections(), connections.freshness());
    }

    @GET
    @Path("dates")
    @Operation(summary = "What ends when: tokens, terms, versions of interfaces")
    public List<Cliff> dates() {
        return cliffs.all();
    }
}
