package io.downfunnel.platform;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.downfunnel.domain.Cliff;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.Descriptor.Pace;
import io.downfunnel.platform.Descriptor.Setting;
import io.downfunnel.platform.OpenAccount.UnknownOutcome;
import io.downfunnel.platform.http.TokenShelf;

/**
 * Every ad platform there is, and the accounts on them that the settings open. A platform has one account, of its own
 * name; it is open when {@code downfunnel.<id>.enabled} says so, or when that is not set and every required setting is.
 */
public final class Platforms implements AutoCloseable {

    /** What a user may set for every platform, beside what the platform itself asks for. */
    public static final List<Setting> COMMON = List.of(
            Setting.optional(
                    "enabled", "Enabled", "Whether anything is sent there. Unset: when all it needs is set.", ""),
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
            Setting.optional(
                    "unknown-outcome",
                    "After an unknown outcome",
                    "hold: wait for a person; resend: send the same bytes again. Unset: resend where the platform"
                            + " drops duplicates, hold elsewhere.",
                    ""));

    /** In the place of a refresh token that is sealed. */
    private static final String ON_THE_SHELF = "granted by signing in";

    private final Map<String, AdPlatform> platforms;
    private final SettingsSource source;
    private final Connected connected;
    private final Clock clock;
    private final List<OpenAccount> retired = new ArrayList<>();
    private volatile Opened opened;

    /** The accounts, and the versions of the connections they were opened with. */
    private record Opened(Map<String, Long> versions, Map<String, OpenAccount> accounts) {
        private boolean still(String platform, Map<String, Long> now) {
            return java.util.Objects.equals(versions.get(platform), now.get(platform));
        }
    }

    public Platforms(Iterable<AdPlatform> platforms, SettingsSource source, Clock clock) {
        this(platforms, source, Connected.NOTHING, clock);
    }

    public Platforms(Iterable<AdPlatform> platforms, SettingsSource source, Connected connected, Clock clock) {
        this.platforms = new TreeMap<>();
        platforms.forEach(platform -> this.platforms.put(platform.descriptor().id(), platform));
        this.source = source;
        this.connected = connected;
        this.clock = clock;
    }

    /** Those that {@link ServiceLoader} finds. */
    public static Platforms installed(SettingsSource source, Clock clock) {
        return installed(source, Connected.NOTHING, clock);
    }

    /** The same with what people connected by signing in. */
    public static Platforms installed(SettingsSource source, Connected connected, Clock clock) {
        return new Platforms(ServiceLoader.load(AdPlatform.class), source, connected, clock);
    }

    /** All platforms that are installed, with an account or without, by id; each with what its settings leave it. */
    public List<Descriptor> descriptors() {
        var versions = connected.versions();
        return platforms.values().stream()
                .map(platform -> platform.descriptor(settings(platform, versions)))
                .sorted(Comparator.comparing(Descriptor::id))
                .toList();
    }

    /** Of a destination, with what its settings leave it; it need not have an account yet. */
    public Optional<Descriptor> descriptor(String destination) {
        return Optional.ofNullable(platforms.get(destination))
                .map(platform -> platform.descriptor(settings(platform, connected.versions())));
    }

    /** What a code means; empty for a destination whose platform is not installed. */
    public Optional<FailureTable> failures(String destination) {
        return Optional.ofNullable(platforms.get(destination)).map(AdPlatform::failures);
    }

    /** How a person signs in there; empty for a platform that is not installed, too. */
    public Optional<SignIn> signIn(String destination) {
        return Optional.ofNullable(platforms.get(destination))
                .flatMap(platform -> platform.signIn(settings(platform, connected.versions())));
    }

    /** What the settings say for a platform that is installed, secrets included. */
    public Settings settings(String destination) {
        return settings(platforms.get(destination), connected.versions());
    }

    /** Of the ways into the account, the one that stands in the settings: then nobody's sign-in is asked for. */
    public Optional<String> settingInstead(String destination) {
        return Optional.ofNullable(platforms.get(destination)).flatMap(this::settingInstead);
    }

    /** What ends when, of everything that is in use. */
    public List<Cliff> cliffs(LocalDate today) {
        var versions = connected.versions();
        return platforms.values().stream()
                .filter(platform -> enabled(platform, versions))
                .flatMap(platform -> platform.cliffs(settings(platform, versions), today).stream())
                .toList();
    }

    /**
     * The accounts that are open, by name; opened at the first call, since clients need the running application, and
     * opened anew when somebody has connected one anew. Who still holds the old one may go on using it.
     *
     * @throws SettingsException when an account that is enabled cannot be opened; it names the setting in full
     */
    public Map<String, OpenAccount> accounts() {
        var versions = connected.versions();
        var known = opened;
        if (known != null && known.versions().equals(versions)) {
            return known.accounts();
        }
        synchronized (this) {
            if (opened == null || !opened.versions().equals(versions)) {
                opened = reopened(opened, versions);
            }
            return opened.accounts();
        }
    }

    private Opened reopened(Opened before, Map<String, Long> versions) {
        var accounts = new TreeMap<String, OpenAccount>();
        for (var platform : platforms.values()) {
            var id = platform.descriptor().id();
            if (before != null && before.still(id, versions)) {
                Optional.ofNullable(before.accounts().get(id)).ifPresent(account -> accounts.put(id, account));
            } else if (enabled(platform, versions)) {
                accounts.put(id, open(platform, versions));
            }
        }
        if (before != null) {
            before.accounts().values().stream()
                    .filter(account -> accounts.get(account.name()) != account)
                    .forEach(retired::add);
        }
        return new Opened(Map.copyOf(versions), accounts);
    }

    private boolean enabled(AdPlatform platform, Map<String, Long> versions) {
        return find(platform.descriptor(), "enabled")
                .map(Boolean::parseBoolean)
                .orElseGet(() -> platform.complete(settings(platform, versions)));
    }

    private OpenAccount open(AdPlatform platform, Map<String, Long> versions) {
        var settings = settings(platform, versions);
        var descriptor = platform.descriptor(settings);
        try {
            return new OpenAccount(
                    descriptor.id(),
                    descriptor.with(pace(descriptor), batching(descriptor)),
                    platform.open(settings, clock, shelf(platform, settings, versions)),
                    platform.failures(),
                    unknownOutcome(descriptor));
        } catch (SettingsException e) {
            throw e.below("downfunnel." + descriptor.id() + ".");
        }
    }

    private TokenShelf shelf(AdPlatform platform, Settings settings, Map<String, Long> versions) {
        return signedIn(platform, versions)
                ? connected.shelf(platform.descriptor().id())
                : TokenShelf.of(platform.signIn()
                        .flatMap(signIn -> settings.find(signIn.refreshToken()))
                        .orElse(""));
    }

    /** What stands in the settings wins: whoever writes a file does so on purpose. */
    private boolean signedIn(AdPlatform platform, Map<String, Long> versions) {
        return versions.containsKey(platform.descriptor().id())
                && settingInstead(platform).isEmpty();
    }

    private Optional<String> settingInstead(AdPlatform platform) {
        return platform.signIn().stream()
                .flatMap(signIn -> Stream.concat(Stream.of(signIn.refreshToken()), signIn.instead().stream()))
                .filter(key -> find(platform.descriptor(), key).isPresent())
                .findFirst();
    }

    private Settings settings(AdPlatform platform, Map<String, Long> versions) {
        var descriptor = platform.descriptor();
        var values = new HashMap<String, String>();
        if (signedIn(platform, versions)) {
            platform.signIn().ifPresent(signIn -> values.put(signIn.refreshToken(), ON_THE_SHELF));
        }
        for (var setting : descriptor.settings()) {
            find(descriptor, setting.key())
                    .or(() -> setting.fallback().filter(fallback -> !fallback.isEmpty()))
                    .ifPresent(value -> values.put(setting.key(), value));
        }
        source.find("downfunnel." + Endpoint.ALLOW_PLAINTEXT)
                .ifPresent(allowed -> values.put(Endpoint.ALLOW_PLAINTEXT, allowed));
        return new Settings(values);
    }

    private Pace pace(Descriptor descriptor) {
        var usual = descriptor.requests();
        return new Pace(
                number(descriptor, "requests-at-once").orElse(usual.atOnce()),
                number(descriptor, "requests-per-minute").orElse(usual.perMinute()),
                number(descriptor, "requests-per-day").orElse(usual.perDay()),
                usual.day());
    }

    private int batching(Descriptor descriptor) {
        int batching = number(descriptor, "batching").orElse(descriptor.batching());
        if (batching > descriptor.largestBatch()) {
            throw new SettingsException(
                    "batching",
                    "is more than the " + descriptor.largestBatch() + " events that " + descriptor.name()
                            + " takes in a request");
        }
        return batching;
    }

    private Optional<Integer> number(Descriptor descriptor, String key) {
        return find(descriptor, key).map(text -> {
            try {
                int number = Integer.parseInt(text);
                if (number >= 1) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw new SettingsException(key, "is not a whole number");
            }
            throw new SettingsException(key, "is less than one");
        });
    }

    private UnknownOutcome unknownOutcome(Descriptor descriptor) {
        return switch (find(descriptor, "unknown-outcome").orElse("")) {
            case "hold" -> UnknownOutcome.HOLD;
            case "resend" -> UnknownOutcome.RESEND;
            case "" -> descriptor.can(Capability.DEDUPLICATES) ? UnknownOutcome.RESEND : UnknownOutcome.HOLD;
            default -> throw new SettingsException("unknown-outcome", "is neither hold nor resend");
        };
    }

    private Optional<String> find(Descriptor descriptor, String key) {
        return source.find("downfunnel." + descriptor.id() + "." + key)
                .map(String::strip)
                .filter(value -> !value.isEmpty());
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
