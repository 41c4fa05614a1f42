package io.downfunnel.platform;

import java.time.Clock;
import java.util.HashMap;
import java.util.Optional;
import java.util.stream.Stream;

import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.Descriptor.Pace;
import io.downfunnel.platform.OpenAccount.UnknownOutcome;
import io.downfunnel.platform.http.TokenShelf;

/**
 * A platform with what is given for it at a moment.
 *
 * @param connected whether somebody has signed in
 */
record Setup(AdPlatform platform, Given given, boolean connected) {
    /** In the place of a refresh token that is sealed. */
    private static final String ON_THE_SHELF = "granted by signing in";

    String id() {
        return platform.descriptor().id();
    }

    Descriptor descriptor() {
        return platform.descriptor(settings());
    }

    /** Of the ways into the account, the one that is given: then nobody's sign-in is asked for. */
    Optional<String> instead() {
        return platform.signIn().stream()
                .flatMap(signIn -> Stream.concat(Stream.of(signIn.refreshToken()), signIn.instead().stream()))
                .filter(key -> given.find(key).isPresent())
                .findFirst();
    }

    boolean signedIn() {
        return connected && instead().isEmpty();
    }

    Settings settings() {
        return settings(signedIn());
    }

    private Settings settings(boolean somebodySignsIn) {
        var values = new HashMap<String, String>();
        if (somebodySignsIn) {
            platform.signIn().ifPresent(signIn -> values.put(signIn.refreshToken(), ON_THE_SHELF));
        }
        for (var setting : platform.descriptor().settings()) {
            given.find(setting.key())
                    .or(() -> setting.fallback().filter(fallback -> !fallback.isEmpty()))
                    .ifPresent(value -> values.put(setting.key(), value));
        }
        given.elsewhere()
                .find("downfunnel." + Endpoint.ALLOW_PLAINTEXT)
                .ifPresent(allowed -> values.put(Endpoint.ALLOW_PLAINTEXT, allowed));
        return new Settings(values);
    }

    boolean enabled() {
        return given.find("enabled").map(Boolean::parseBoolean).orElseGet(() -> platform.complete(settings()));
    }

    /** @throws SettingsException that names the setting in full */
    OpenAccount open(Connected others, Clock clock) {
        return open(settings(), others, clock);
    }

    /**
     * Opens it if all that it needs is given, and otherwise looks at what is.
     *
     * @return empty when something is missing that somebody may yet give, be it by signing in
     * @throws SettingsException for what is given and cannot be used, or what nobody but the form could give
     */
    Optional<OpenAccount> tryOut(Connected others, Clock clock) {
        platform.descriptor().settings().stream()
                .filter(setting -> setting.fallback().isEmpty()
                        && given.find(setting.key()).isEmpty())
                .findFirst()
                .ifPresent(setting -> {
                    throw new SettingsException(setting.key(), "is not set").below(prefix());
                });
        if (enabled()) {
            return Optional.of(open(others, clock));
        }
        try {
            // As if somebody had signed in, so that everything else is looked at.
            open(settings(instead().isEmpty()), others, clock).account().close();
        } catch (SettingsException e) {
            if (given.find(e.key().substring(prefix().length())).isPresent()) {
                throw e;
            }
        }
        return Optional.empty();
    }

    private OpenAccount open(Settings settings, Connected others, Clock clock) {
        var descriptor = platform.descriptor(settings);
        try {
            return new OpenAccount(
                    descriptor.id(),
                    descriptor.with(pace(descriptor), batching(descriptor)),
                    platform.open(settings, clock, shelf(settings, others)),
                    platform.failures(),
                    unknownOutcome(descriptor));
        } catch (SettingsException e) {
            throw e.below(prefix());
        }
    }

    private String prefix() {
        return "downfunnel." + id() + ".";
    }

    private TokenShelf shelf(Settings settings, Connected others) {
        return signedIn()
                ? others.shelf(id())
                : TokenShelf.of(platform.signIn()
                        .flatMap(signIn -> settings.find(signIn.refreshToken()))
                        .orElse(""));
    }

    private Pace pace(Descriptor descriptor) {
        var usual = descriptor.requests();
        return new Pace(
                number("requests-at-once").orElse(usual.atOnce()),
                number("requests-per-minute").orElse(usual.perMinute()),
                number("requests-per-day").orElse(usual.perDay()),
                usual.day());
    }

    private int batching(Descriptor descriptor) {
        int batching = number("batching").orElse(descriptor.batching());
        if (batching > descriptor.largestBatch()) {
            throw new SettingsException(
                    "batching",
                    "is more than the " + descriptor.largestBatch() + " events that " + descriptor.name()
                            + " takes in a request");
        }
        return batching;
    }

    private Optional<Integer> number(String key) {
        return given.find(key).map(text -> {
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
        return switch (given.find("unknown-outcome").orElse("")) {
            case "hold" -> UnknownOutcome.HOLD;
            case "resend" -> UnknownOutcome.RESEND;
            case "" -> descriptor.can(Capability.DEDUPLICATES) ? UnknownOutcome.RESEND : UnknownOutcome.HOLD;
            default -> throw new SettingsException("unknown-outcome", "is neither hold nor resend");
        };
    }
}
