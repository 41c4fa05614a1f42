package io.downfunnel.extract;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Singleton;

import io.downfunnel.extract.salesforce.SalesforceException;
import io.downfunnel.extract.salesforce.SalesforceSettings;
import io.downfunnel.extract.salesforce.Session;
import io.downfunnel.platform.Descriptor.Setting;
import io.downfunnel.platform.KeptSettings;
import io.downfunnel.platform.Settings;
import io.downfunnel.platform.SettingsException;

/**
 * How we get into the organisation: key by key what stands in a file or the environment, and otherwise what was entered in
 * the console.
 */
@Singleton
public class SalesforceAccess {
    /** What can be entered in the console. */
    public static final List<Setting> SETTINGS = List.of(
            Setting.required(
                    "login-url",
                    "Address of the organisation",
                    "Such as https://example.my.salesforce.com: in Setup under My Domain. For client-credentials it has to be"
                            + " this one, and not login.salesforce.com."),
            Setting.choice(
                    "auth",
                    "How we prove who we are",
                    "client-credentials: with a consumer secret. jwt-bearer: with a private key whose certificate the app knows.",
                    "client-credentials",
                    "client-credentials",
                    "jwt-bearer"),
            Setting.required(
                    "client-id",
                    "Consumer key",
                    "Of the External Client App or connected app: in its OAuth settings, Consumer Key and Secret."),
            Setting.secret("client-secret", "Consumer secret", "From the same place; for client-credentials only."),
            Setting.optional("username", "User name", "Of the integration user; for jwt-bearer only.", ""),
            Setting.optional(
                    "private-key-file",
                    "Private key file",
                    "Path of a file on every node: the private key, PKCS#8 in PEM form; for jwt-bearer only.",
                    ""),
            Setting.choice(
                    "audience",
                    "Whom the assertion is for",
                    "https://test.salesforce.com for a sandbox organisation; for jwt-bearer only.",
                    "https://login.salesforce.com",
                    "https://login.salesforce.com",
                    "https://test.salesforce.com"));

    private final ExtractConfig config;
    private final KeptSettings kept;

    public SalesforceAccess(ExtractConfig config, KeptSettings kept) {
        this.config = config;
        this.kept = kept;
    }

    /** All of the room's settings. */
    ExtractConfig config() {
        return config;
    }

    /** What the connection is called. */
    public String connection() {
        return config.connection();
    }

    /** Another one whenever something else was entered. */
    long version() {
        return kept.versions().getOrDefault(connection(), 0L);
    }

    /** @throws SalesforceException that names the setting, when one is missing or cannot be used */
    SalesforceSettings settings() {
        return settings(kept.of(connection()));
    }

    /** The same with other entries in the place of those that are kept. */
    SalesforceSettings settings(Settings entered) {
        var given = new HashMap<>(entered.values());
        SETTINGS.forEach(setting -> elsewhere(setting.key()).ifPresent(value -> given.put(setting.key(), value)));
        return Connection.settings(new Settings(given), config);
    }

    /** Is enough given that Salesforce can be asked? */
    public boolean complete() {
        try {
            return settings().batchSize() > 0;
        } catch (SalesforceException e) {
            return false;
        }
    }

    /** Does a file or the environment set it? Then nothing that is entered in the console changes it. */
    public boolean setElsewhere(String key) {
        return elsewhere(key).isPresent();
    }

    /** What a file or the environment says; empty when neither does, and of what is to be read by nobody. */
    public Optional<String> elsewhere(Setting setting) {
        return elsewhere(setting.key()).filter(any -> !setting.secret());
    }

    private Optional<String> elsewhere(String key) {
        return (switch (key) {
                    case "login-url" -> config.loginUrl();
                    case "auth" ->
                        config.auth()
                                .map(auth ->
                                        auth.name().toLowerCase(Locale.ROOT).replace('_', '-'));
                    case "client-id" -> config.clientId();
                    case "client-secret" -> config.clientSecret();
                    case "username" -> config.username();
                    case "private-key-file" -> config.privateKeyFile().map(Path::toString);
                    case "audience" -> config.audience();
                    default -> Optional.<String>empty();
                })
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    /**
     * Why these entries cannot be used, without asking Salesforce; names the setting in full. Empty when they can.
     *
     * @param typed keys that somebody has just entered
     */
    public Optional<SettingsException> refusal(Settings entered, Set<String> typed, Clock clock) {
        return astray(entered, typed).or(() -> unusable(entered, clock));
    }

    /** With an address of their choice somebody could have a secret sent to themselves that nobody is to read. */
    private Optional<SettingsException> astray(Settings entered, Set<String> typed) {
        var before = kept.of(connection());
        if (setElsewhere("login-url") || before.find("login-url").equals(entered.find("login-url"))) {
            return Optional.empty();
        }
        if (setElsewhere("client-secret")) {
            return Optional.of(new SettingsException(
                    "downfunnel.salesforce.login-url",
                    "has to stand where client-secret stands, in a file or the environment: the secret is sent there"));
        }
        return Optional.of(new SettingsException(
                        "downfunnel.salesforce.client-secret",
                        "has to be entered again, since the address that it is sent to is another one"))
                .filter(any -> before.find("client-secret").isPresent()
                        && entered.find("client-secret").isPresent()
                        && !typed.contains("client-secret"));
    }

    private Optional<SettingsException> unusable(Settings entered, Clock clock) {
        try {
            new Session(settings(entered), clock).close();
            return Optional.empty();
        } catch (SalesforceException e) {
            return Optional.of(new SettingsException(
                    "downfunnel.salesforce."
                            + concerned(e.failure().code(), e.failure().message()),
                    "cannot be used as it is: " + e.failure().message()));
        }
    }

    private static String concerned(String code, String message) {
        return switch (code) {
            case "PRIVATE_KEY_UNUSABLE" -> "private-key-file";
            case "SETTING_MISSING" ->
                SETTINGS.stream()
                        .map(Setting::key)
                        .filter(key -> message.contains("salesforce." + key + " "))
                        .findFirst()
                        .orElse("login-url");
            default -> "login-url";
        };
    }
}
