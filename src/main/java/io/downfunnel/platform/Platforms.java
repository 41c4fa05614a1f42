package io.downfunnel.platform;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.downfunnel.domain.Cliff;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.Descriptor.Setting;

/**
 * Every ad platform there is, and the accounts on them that the settings open. A platform has one account, of its own
 * name; it is open when {@code downfunnel.<id>.enabled} says so, or when that is not set and every required setting is.
 */
public final class Platforms implements AutoCloseable {

    /** What a user may set for every platform, beside what the platform itself asks for. */
    public static final List<Setting> COMMON = List.of(
            Setting.choice(
                    "enabled",
                    "Enabled",
                    "Whether anything is sent there. Unset: when all it needs is set.",
                    "",
                    "true",
                    "false"),
            Setting.optional(
                    "requests-per-minute",
                    "Requests a minute",
                    "Requests a minute, at most. Lower it where other programs share the vendor's quota.",
                    ""),
            Setting.optional("requests-at-once", "Requests at once", "Requests at the same time, at most.", ""),
            Setting.optional("requests-per-day", "Requests a day", "Requests a day, at most.", ""),
            Setting.optional(
                    "batching",
                    "Events in a request",
                    "How many events go into one request, as long as the backlog does not ask for more.",
                    ""),
            Setting.choice(
                    "unknown-outcome",
                    "After an unknown outcome",
                    "hold: wait for a person; resend: send the same bytes again. Unset: resend where the platform"
                            + " drops duplicates, hold elsewhere.",
                    "",
                    "hold",
                    "resend"));

    private final Map<String, AdPlatform> platforms;
    private final SettingsSource source;
    private final Connected connected;
    private final KeptSettings kept;
    private final Clock clock;
    private final List<OpenAccount> retired = new ArrayList<>();
    private volatile Opened opened;

    /** Which sign-ins and which settings there are, by platform. */
    private record Versions(Map<String, Long> signIns, Map<String, Long> settings) {
        private boolean same(String platform, Versions other) {
            return Objects.equals(signIns.get(platform), other.signIns.get(platform))
                    && Objects.equals(settings.get(platform), other.settings.get(platform));
        }
    }

    /**
     * The accounts, and the versions of the connections they were opened with.
     *
     * @param troubles why an account could not be opened with what was entered in the console, by platform
     */
    private record Opened(Versions versions, Map<String, OpenAccount> accounts, Map<String, String> troubles) {}

    public Platforms(Iterable<AdPlatform> platforms, SettingsSource source, Clock clock) {
        this(platforms, source, Connected.NOTHING, clock);
    }

    public Platforms(Iterable<AdPlatform> platforms, SettingsSource source, Connected connected, Clock clock) {
        this(platforms, source, connected, KeptSettings.NOTHING, clock);
    }

    /** The same with what people entered in the console. */
    public Platforms(
            Iterable<AdPlatform> platforms,
            SettingsSource source,
            Connected connected,
            KeptSettings kept,
            Clock clock) {
        this.platforms = new TreeMap<>();
        platforms.forEach(platform -> this.platforms.put(platform.descriptor().id(), platform));
        this.source = source;
        this.connected = connected;
        this.kept = kept;
        this.clock = clock;
    }

    /** Those that {@link ServiceLoader} finds. */
    public static Platforms installed(SettingsSource source, Clock clock) {
        return installed(source, Connected.NOTHING, clock);
    }

    /** The same with what people connected by signing in. */
    public static Platforms installed(SettingsSource source, Connected connected, Clock clock) {
        return installed(source, connected, KeptSettings.NOTHING, clock);
    }

    /** The same with what people entered in the console, too. */
    public static Platforms installed(SettingsSource source, Connected connected, KeptSettings kept, Clock clock) {
        return new Platforms(ServiceLoader.load(AdPlatform.class), source, connected, kept, clock);
    }

    /** All platforms that are installed, with an account or without, by id; each with what its settings leave it. */
    public List<Descriptor> descriptors() {
        return setups(versions())
                .map(Setup::descriptor)
                .sorted(Comparator.comparing(Descriptor::id))
                .toList();
    }

    /** Of a destination, with what its settings leave it; it need not have an account yet. */
    public Optional<Descriptor> descriptor(String destination) {
        return setup(destination).map(Setup::descriptor);
    }

    /** What a code means; empty for a destination whose platform is not installed. */
    public Optional<FailureTable> failures(String destination) {
        return Optional.ofNullable(platforms.get(destination)).map(AdPlatform::failures);
    }

    /** How a person signs in there; empty for a platform that is not installed, too. */
    public Optional<SignIn> signIn(String destination) {
        return setup(destination).flatMap(setup -> setup.platform().signIn(setup.settings()));
    }

    /** What the settings say for a platform that is installed, secrets included. */
    public Settings settings(String destination) {
        return setup(destination).orElseThrow().settings();
    }

    /** Of the ways into the account, the one that stands in the settings: then nobody's sign-in is asked for. */
    public Optional<String> settingInstead(String destination) {
        return setup(destination).flatMap(Setup::instead);
    }

    /** Does a file or the environment set it? Then nothing that is entered in the console changes it. */
    public boolean setElsewhere(String destination, String key) {
        return new Given(destination, source, Settings.NONE).elsewhere(key).isPresent();
    }

    /** What a file or the environment says; empty when neither does, and of what is to be read by nobody. */
    public Optional<String> elsewhere(String destination, Setting setting) {
        return new Given(destination, source, Settings.NONE)
                .elsewhere(setting.key())
                .filter(any -> !setting.secret());
    }

    /**
     * Why what was entered in the console could not be used by this node; then the account before goes on, if there was one.
     * Empty when it could, and for a platform that is not installed.
     */
    public Optional<String> trouble(String destination) {
        return Optional.ofNullable(opened().troubles().get(destination));
    }

    /**
     * Opens an account with these settings in the place of those that are kept. Nobody else uses it, and nothing is kept;
     * whoever asks closes it.
     *
     * @param instead of what was entered in the console before
     * @return empty when something is missing still, such as somebody who signs in
     * @throws SettingsException when a value is missing or impossible; it names the setting in full
     */
    public Optional<OpenAccount> tryOut(String destination, Settings instead) {
        var platform = platforms.get(destination);
        return new Setup(
                        platform,
                        new Given(destination, source, instead),
                        connected.versions().containsKey(destination))
                .tryOut(connected, clock);
    }

    /** What ends when, of everything that is in use. */
    public List<Cliff> cliffs(LocalDate today) {
        return setups(versions())
                .filter(Setup::enabled)
                .flatMap(setup -> setup.platform().cliffs(setup.settings(), today).stream())
                .toList();
    }

    /**
     * The accounts that are open, by name; opened at the first call, since clients need the running application, and
     * opened anew when somebody has connected one anew or entered other settings for it. Who still holds the old one may go
     * on using it. One that cannot be opened with what was entered in the console stays as it was: see {@link #trouble}.
     *
     * @throws SettingsException when an account that is enabled cannot be opened; it names the setting in full
     */
    public Map<String, OpenAccount> accounts() {
        return opened().accounts();
    }

    private Opened opened() {
        var versions = versions();
        var known = opened;
        if (known != null && known.versions().equals(versions)) {
            return known;
        }
        synchronized (this) {
            if (opened == null || !opened.versions().equals(versions)) {
                opened = reopened(opened, versions);
            }
            return opened;
        }
    }

    private Opened reopened(Opened before, Versions versions) {
        var accounts = new TreeMap<String, OpenAccount>();
        var troubles = new TreeMap<String, String>();
        setups(versions).forEach(setup -> {
            var id = setup.id();
            var old = Optional.ofNullable(before).map(then -> then.accounts().get(id));
            if (before != null && before.versions().same(id, versions)) {
                old.ifPresent(account -> accounts.put(id, account));
                Optional.ofNullable(before.troubles().get(id)).ifPresent(trouble -> troubles.put(id, trouble));
                return;
            }
            var trouble = unreadable(id, versions);
            try {
                if (trouble.isEmpty() && setup.enabled()) {
                    accounts.put(id, setup.open(connected, clock));
                }
            } catch (SettingsException e) {
                if (!versions.settings().containsKey(id)) {
                    throw e;
                }
                trouble = Optional.of(e.getMessage());
            }
            trouble.ifPresent(why -> {
                old.ifPresent(account -> accounts.put(id, account));
                troubles.put(id, why);
            });
        });
        if (before != null) {
            before.accounts().values().stream()
                    .filter(account -> accounts.get(account.name()) != account)
                    .forEach(retired::add);
        }
        return new Opened(versions, accounts, troubles);
    }

    private Optional<String> unreadable(String platform, Versions versions) {
        return Optional.ofNullable(versions.settings().get(platform))
                .flatMap(version -> kept.trouble(platform, version));
    }

    private Versions versions() {
        return new Versions(Map.copyOf(connected.versions()), Map.copyOf(kept.versions()));
    }

    private Optional<Setup> setup(String destination) {
        return Optional.ofNullable(platforms.get(destination)).map(platform -> setup(platform, versions()));
    }

    private Stream<Setup> setups(Versions versions) {
        return platforms.values().stream().map(platform -> setup(platform, versions));
    }

    private Setup setup(AdPlatform platform, Versions versions) {
        var id = platform.descriptor().id();
        var version = versions.settings().get(id);
        return new Setup(
                platform,
                new Given(id, source, version == null ? Settings.NONE : kept.of(id, version)),
                versions.signIns().containsKey(id));
    }

    /** The old accounts only now: a step may have used one for hours, and people connect anew a few times a year. */
    @Override
    public synchronized void close() {
        retired.forEach(account -> account.account().close());
        if (opened != null) {
            opened.accounts().values().forEach(account -> account.account().close());
        }
    }
}
