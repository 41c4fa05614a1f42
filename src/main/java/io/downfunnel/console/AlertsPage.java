package io.downfunnel.console;

import java.util.List;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.console.WatchView.AlertView;
import io.downfunnel.store.AlertStore;

/** What do people have to know of now, and what had they to know of before? */
@Path("/alerts")
@Blocking
@Produces(MediaType.TEXT_HTML)
class AlertsPage {
    private static final int PAST = 100;

    private final AlertStore alerts;
    private final ConsoleConfig config;

    AlertsPage(AlertStore alerts, ConsoleConfig config) {
        this.alerts = alerts;
        this.config = config;
    }

    record list(List<AlertView> open, List<AlertView> past) implements TemplateInstance {}

    @GET
    public TemplateInstance list() {
        return new list(views(alerts.open()), views(alerts.past(PAST)));
    }

    private List<AlertView> views(List<AlertStore.Entry> entries) {
        return entries.stream()
                .map(entry -> AlertView.of(entry, config.timeZone()))
                .toList();
    }
}
