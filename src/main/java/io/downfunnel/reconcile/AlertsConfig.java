package io.downfunnel.reconcile;

import java.net.URI;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** Who is told of alerts besides the console, the log and the metrics. */
@ConfigMapping(prefix = "downfunnel.alerts")
public interface AlertsConfig {
    /**
     * An incoming web hook of a chat tool. Each alert that opens or closes is posted there once, as JSON with one field,
     * {@code text}. No personal data. Without encryption only to this machine.
     */
    Optional<URI> webhookUrl();
}
