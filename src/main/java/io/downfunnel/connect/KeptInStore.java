package io.downfunnel.connect;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.downfunnel.platform.KeptSettings;
import io.downfunnel.platform.Settings;
import io.downfunnel.store.SettingStore;
import io.downfunnel.store.SettingValueStore;

/**
 * What was entered in the console, on whichever node. In the sandbox it is as if nothing were: what was entered for real
 * accounts does not mix with simulated ones.
 */
@Singleton
public class KeptInStore implements KeptSettings {
    private static final Logger LOG = Logger.getLogger(KeptInStore.class);

    private final SettingStore settings;
    private final SettingValueStore values;
    private final boolean sandbox;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Map<String, Long> told = new ConcurrentHashMap<>();

    private record Known(long version, Settings settings, Optional<String> trouble) {}

    @Inject
    public KeptInStore(
            SettingStore settings,
            SettingValueStore values,
            @ConfigProperty(name = "downfunnel.sandbox.enabled", defaultValue = "false") boolean sandbox) {
        this.settings = settings;
        this.values = values;
        this.sandbox = sandbox;
    }

    @Override
    public Map<String, Long> versions() {
        return sandbox ? Map.of() : settings.versions();
    }

    @Override
    public Settings of(String connection, long version) {
        return known(connection, version).settings();
    }

    @Override
    public Optional<String> trouble(String connection, long version) {
        return known(connection, version).trouble();
    }

    /** Opened once a version: what is asked for on every page need not be opened each time. */
    private Known known(String connection, long version) {
        var before = known.get(connection);
        if (before != null && before.version() == version) {
            return before;
        }
        var values = this.values.of(connection);
        var fresh = new Known(version, new Settings(values.byKey()), values.trouble());
        if (fresh.trouble().isEmpty()) {
            known.put(connection, fresh);
        } else if (!Objects.equals(told.put(connection, version), version)) {
            // Looked at again each time, since somebody may put the key file back; said once.
            LOG.warnf(
                    "What was entered for %s cannot be used here: %s",
                    connection, fresh.trouble().get());
        }
        return fresh;
    }
}
