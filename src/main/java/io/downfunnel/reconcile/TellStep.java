package io.downfunnel.reconcile;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jboss.logging.Logger;

import io.downfunnel.store.AlertStore;
import io.downfunnel.store.AlertStore.Entry;

/**
 * Posts alerts to a chat tool. Whoever cannot be reached is tried again with the next look, for as long as the alert is
 * open. The body is {@code {"text": "…"}} and nothing else: chat tools agree on that field, and some refuse every other.
 */
@ApplicationScoped
public class TellStep {
    private static final Logger LOG = Logger.getLogger(TellStep.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int TRIES = 2;
    /** Longer than all tries together, so that no other node posts the same meanwhile. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final AlertStore alerts;
    private final AlertsConfig config;
    private final ObjectMapper json;

    public TellStep(AlertStore alerts, AlertsConfig config, ObjectMapper json) {
        this.alerts = alerts;
        this.config = config;
        this.json = json;
    }

    /** @return how many alerts were posted */
    public int run() {
        return config.webhookUrl()
                .map(url -> {
                    try {
                        return tell(new Hook(url));
                    } catch (IllegalArgumentException e) {
                        LOG.warn(e.getMessage());
                        return 0;
                    }
                })
                .orElse(0);
    }

    private int tell(Hook hook) {
        int told = 0;
        try (var client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build()) {
            Optional<Entry> next = alerts.toTell(LEASE);
            while (next.isPresent() && heard(client, hook, next.get())) {
                alerts.told(next.get());
                told++;
                next = alerts.toTell(LEASE);
            }
        }
        return told;
    }

    /** One that is not heard keeps its lease, and those after it wait: whoever is down for one is down for all. */
    private boolean heard(HttpClient client, Hook hook, Entry entry) {
        var request = HttpRequest.newBuilder(hook.url())
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(entry)))
                .build();
        var trouble = "";
        for (int attempt = 0; attempt < TRIES; attempt++) {
            try {
                int status = client.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status / 100 == 2) {
                    return true;
                }
                trouble = "it answered " + status;
            } catch (IOException e) {
                trouble = e.getClass().getSimpleName();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        LOG.warnf(
                "alert %d could not be posted to %s (%s); it is tried again with the next look",
                entry.id(), hook.url().getHost(), trouble);
        return false;
    }

    private String body(Entry entry) {
        var text = entry.open()
                ? entry.alert().severity().text() + ": " + entry.alert().sentence()
                : "Over: " + entry.alert().sentence();
        try {
            return json.writeValueAsString(Map.of("text", text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A text can always be written", e);
        }
    }
}
