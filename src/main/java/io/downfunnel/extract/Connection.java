package io.downfunnel.extract;

import java.net.URI;
import java.nio.file.Path;

import io.downfunnel.domain.Failure;
import io.downfunnel.extract.salesforce.Credentials;
import io.downfunnel.extract.salesforce.PrivateKeyFile;
import io.downfunnel.extract.salesforce.SalesforceException;
import io.downfunnel.extract.salesforce.SalesforceFailures;
import io.downfunnel.extract.salesforce.SalesforceSettings;
import io.downfunnel.platform.Settings;

/** The connection as configured, and what to tell people when it fails. */
final class Connection {
    private Connection() {}

    /** @throws SalesforceException that names the setting, when one is missing or cannot be used */
    static SalesforceSettings settings(Settings given, ExtractConfig config) {
        try {
            return new SalesforceSettings(
                    URI.create(set("login-url", given)),
                    credentials(given),
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

    private static Credentials credentials(Settings given) {
        return given.find("auth").filter("jwt-bearer"::equals).isPresent()
                ? new Credentials.JwtBearer(
                        set("client-id", given),
                        set("username", given),
                        given.find("audience").orElse("https://login.salesforce.com"),
                        PrivateKeyFile.read(Path.of(set("private-key-file", given))))
                : new Credentials.ClientCredentials(set("client-id", given), set("client-secret", given));
    }

    private static String set(String name, Settings given) {
        return given.find(name)
                .orElseThrow(() -> new SalesforceException(
                        "SETTING_MISSING",
                        "Salesforce is not connected: downfunnel.salesforce." + name + " is not set"));
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
