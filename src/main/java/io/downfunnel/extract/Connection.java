package io.downfunnel.extract;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

import io.downfunnel.domain.Failure;
import io.downfunnel.extract.salesforce.Credentials;
import io.downfunnel.extract.salesforce.PrivateKeyFile;
import io.downfunnel.extract.salesforce.SalesforceException;
import io.downfunnel.extract.salesforce.SalesforceFailures;
import io.downfunnel.extract.salesforce.SalesforceSettings;

/** The connection as configured, and what to tell people when it fails. */
final class Connection {
    private Connection() {}

    /** @throws SalesforceException that names the setting, when one is missing or cannot be used */
    static SalesforceSettings settings(ExtractConfig config) {
        try {
            return new SalesforceSettings(
                    URI.create(set("login-url", config.loginUrl())),
                    credentials(config),
                    config.connectTimeout(),
                    config.readTimeout(),
                    config.totalTimeout(),
                    config.responseCap(),
                    config.batchSize());
        } catch (IllegalArgumentException e) {
            throw new SalesforceException(
                    "SETTING_UNUSABLE", "A setting below downfunnel.salesforce cannot be used: " + e.getMessage());
        }
    }

    private static Credentials credentials(ExtractConfig config) {
        return switch (config.auth()) {
            case CLIENT_CREDENTIALS ->
                new Credentials.ClientCredentials(
                        set("client-id", config.clientId()), set("client-secret", config.clientSecret()));
            case JWT_BEARER ->
                new Credentials.JwtBearer(
                        set("client-id", config.clientId()),
                        set("username", config.username()),
                        config.audience(),
                        PrivateKeyFile.read(config.privateKeyFile().orElseThrow(() -> missing("private-key-file"))));
        };
    }

    private static String set(String name, Optional<String> value) {
        return value.map(String::strip).filter(text -> !text.isEmpty()).orElseThrow(() -> missing(name));
    }

    private static SalesforceException missing(String name) {
        return new SalesforceException(
                "SETTING_MISSING",
                "Salesforce is not connected: downfunnel.salesforce." + name.toLowerCase(Locale.ROOT) + " is not set");
    }

    /** Whether a person has to act before it makes sense to try again. */
    static boolean needsPerson(Failure failure) {
        return switch (failure.failureClass()) {
            case AUTHENTICATION, CONFIGURATION, PERMANENT -> true;
            case TRANSIENT, THROTTLED, DELAY, DUPLICATE, EXPECTED, UNKNOWN_OUTCOME, UNCLASSIFIED -> false;
        };
    }

    /** What is to be done, and what it means until then. */
    static String remedy(Failure failure) {
        var row = SalesforceFailures.table().of(failure.code());
        var todo = row.remedy().isEmpty()
                ? "Nothing to do: the next extraction goes on where this one stopped."
                : row.remedy();
        return todo + " Until then no new leads and opportunities come in; none is lost, all are fetched afterwards.";
    }
}
