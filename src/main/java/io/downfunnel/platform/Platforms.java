package io.downfunnel.platform;

import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.Descriptor.Pace;
import io.downfunnel.platform.Descriptor.Setting;
import io.downfunnel.platform.OpenAccount.UnknownOutcome;

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

    private final Map<String, AdPlatform> platforms;
    private final SettingsSource source;
    private final Clock clock;
    private volatile Map<String, OpenAccount> accounts;

    public Platforms(Iterable<AdPlatform> platforms, SettingsSource source, Clock clock) {
        this.platforms = new TreeMap<>();
        platforms.forEach(platform -> this.platforms.put(platform.descriptor().id(), platform));
        this.source = source;
        this.clock = clock;
    }

    /** Those that {@link ServiceLoader} finds. */
    public static Platforms installed(SettingsSource source, Clock clock) {
        return new Platforms(ServiceLoader.load(AdPlatform.class), source, clock);
    }

    /** All platforms that are installed, with an account or without, by id; each with what its settings leave it. */
    public List<Descriptor> descriptors() {
        return platforms.values().stream()
                .map(platform -> platform.descriptor(settings(platform.descriptor())))
                .sorted(Comparator.comparing(Descriptor::id))
                .toList();
    }

    /** Of a destination, with what its settings leave it; it need not have an account yet. */
    public Optional<Descriptor> descriptor(String destination) {
        return Optional.ofNullable(platforms.get(destination))
                .map(platform -> platform.descriptor(settings(platform.descriptor())));
    }

    /** What a code means; empty for a destination whose platform is not installed. */
    public Optional<FailureTable> failures(String destination) {
        return Optional.ofNullable(platforms.get(destination)).map(AdPlatform::failures);
    }

    /**
     * The accounts that are open, by name; opened at the first call, since clients need the running application.
     *
     * @throws SettingsException when an account that is enabled cannot be opened; it names the setting in full
     */
    public Map<String, OpenAccount> accounts() {
        var known = accounts;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            if (accounts == null) {
                accounts = platforms.values().stream()
                        .filter(this::enabled)
                        .map(this::open)
                        .collect(Collectors.toMap(
                                OpenAccount::name, Function.identity(), (one, other) -> one, TreeMap::new));
            }
            return accounts;
        }
    }

    private boolean enabled(AdPlatform platform) {
        return find(platform.descriptor(), "enabled")
                .map(Boolean::parseBoolean)
                .orElseGet(() -> platform.complete(settings(platform.descriptor())));
    }

    private OpenAccount open(AdPlatform platform) {
        var settings = settings(platform.descriptor());
        var descriptor = platform.descriptor(settings);
        try {
            return new OpenAccount(
                    descriptor.id(),
                    descriptor.with(pace(descriptor), batching(descriptor)),
                    platform.open(settings, clock),
                    platform.failures(),
                    unknownOutcome(descriptor));
        } catch (SettingsException e) {
            throw e.below("downfunnel." + descriptor.id() + ".");
        }
    }

    private Settings settings(Descriptor descriptor) {
        var values = new HashMap<String, String>();
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

    @Override
    public void close() {
        var open = accounts;
        if (open != null) {
            open.values().forEach(account -> account.account().close());
        }
    }
}
