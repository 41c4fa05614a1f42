package io.downfunnel.connect;

import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.downfunnel.platform.Descriptor.Setting;
import io.downfunnel.platform.KeptSettings;
import io.downfunnel.platform.Settings;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.SettingStore;
import io.downfunnel.store.SettingStore.Change;
import io.downfunnel.store.SettingStore.Kept;
import io.downfunnel.store.SignInStore;
import io.downfunnel.store.sealed.SealException;
import io.downfunnel.store.sealed.Sealing;

/** What admins enter for connections, from the form to the store. Secrets go in and are never shown again. */
@Singleton
public class EnteredSettings {
    private static final Logger LOG = Logger.getLogger(EnteredSettings.class);

    private final SettingStore settings;
    private final KeptSettings kept;
    private final SignInStore signIns;
    private final ConnectionStore connections;
    private final Sealing sealing;
    private final Clock clock;
    private final boolean sandbox;

    @Inject
    public EnteredSettings(
            SettingStore settings,
            KeptSettings kept,
            SignInStore signIns,
            ConnectionStore connections,
            Sealing sealing,
            Clock clock,
            @ConfigProperty(name = "downfunnel.sandbox.enabled", defaultValue = "false") boolean sandbox) {
        this.settings = settings;
        this.kept = kept;
        this.signIns = signIns;
        this.connections = connections;
        this.sealing = sealing;
        this.clock = clock;
        this.sandbox = sandbox;
    }

    /**
     * What somebody entered. Prints no value.
     *
     * @param values by key; a secret that is not among them stays as it is
     * @param forgotten keys of what is not to be kept any more
     */
    public record Entered(Map<String, String> values, Set<String> forgotten) {
        public Entered {
            values = Map.copyOf(values);
            forgotten = Set.copyOf(forgotten);
        }

        @Override
        public String toString() {
            return "entered " + new TreeSet<>(values.keySet()) + ", forgotten " + new TreeSet<>(forgotten);
        }
    }

    public List<Kept> of(String connection) {
        return settings.of(connection);
    }

    /** Of all that is kept for a connection, for whoever changes it; 0: nothing is. */
    public long version(String connection) {
        return settings.versions().getOrDefault(connection, 0L);
    }

    /** What would be kept; nothing is yet. */
    public Settings candidate(String connection, Entered entered) {
        var values = new HashMap<>(kept.of(connection).values());
        values.keySet().removeAll(entered.forgotten());
        values.putAll(entered.values());
        return new Settings(values);
    }

    /** Only what is different from what is kept. */
    public Change change(String connection, List<Setting> known, Entered entered) {
        var before = settings.of(connection).stream().collect(Collectors.toMap(Kept::key, each -> each));
        var secret = known.stream().filter(Setting::secret).map(Setting::key).collect(Collectors.toSet());
        var texts = new HashMap<String, String>();
        var secrets = new HashMap<String, String>();
        entered.values().forEach((key, value) -> {
            if (secret.contains(key)) {
                secrets.put(key, value);
            } else if (!Optional.ofNullable(before.get(key))
                    .flatMap(Kept::value)
                    .equals(Optional.of(value))) {
                texts.put(key, value);
            }
        });
        var forgotten = entered.forgotten().stream().filter(before::containsKey).collect(Collectors.toSet());
        return new Change(texts, secrets, forgotten);
    }

    /**
     * In force on every node within a minute.
     *
     * @param seen the version that whoever changes it has seen
     * @return false when somebody else was faster; then nothing is changed
     * @throws SealException when this node cannot seal; then nothing is changed
     */
    public boolean keep(String connection, long seen, Change change, String by) {
        if (!settings.change(connection, seen, change, by)) {
            return false;
        }
        LOG.infof("Settings of %s were changed by %s: %s", connection, by, change);
        connections.tryNow(connection, clock.instant());
        return true;
    }

    /** Forgets what was entered and what was granted by signing in. The vendor is not told. */
    public void remove(String connection, String by) {
        boolean entered = settings.remove(connection, by);
        boolean granted = signIns.disconnect(connection, by);
        if (entered || granted) {
            LOG.infof("%s was removed by %s", connection, by);
        }
    }

    /** Then nothing that was entered is used. */
    public boolean inSandbox() {
        return sandbox;
    }

    /** Why nothing can be sealed here, so that no secret can be entered; empty when it can. */
    public Optional<String> trouble() {
        return sealing.trouble();
    }

    // A secret that was entered and not saved yet

    /**
     * Comes along with the form, so that nobody has to enter it twice: sealed for this connection, this key, and whoever
     * entered it. Empty where this node cannot seal: then it has to be entered once more.
     */
    public String carried(String connection, String key, String secret, String by) {
        try {
            return Base64.getUrlEncoder().encodeToString(sealing.seal().seal(secret, pocket(connection, key, by)));
        } catch (SealException e) {
            return "";
        }
    }

    /** What {@link #carried} made; empty for anything else. */
    public Optional<String> brought(String connection, String key, String carried, String by) {
        try {
            return Optional.of(
                    sealing.seal().open(Base64.getUrlDecoder().decode(carried), pocket(connection, key, by)));
        } catch (SealException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String pocket(String connection, String key, String by) {
        return connection + "/entered/" + key + "/" + by;
    }
}
