package io.downfunnel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.smallrye.config.common.utils.StringUtil;

import io.downfunnel.KnownSettings.Entry;
import io.downfunnel.KnownSettings.Room;
import io.downfunnel.sandbox.SandboxSettings;

/** Writes {@code docs/configuration.md} out of the code. */
final class ConfigurationDoc {
    static final Path FILE = Path.of("docs/configuration.md");

    private ConfigurationDoc() {}

    static void write() throws IOException {
        Files.writeString(FILE, page());
    }

    static String page() {
        return """
                # Configuration

                <!-- Made from the code; do not edit. To write it anew:
                     ./mvnw -q test -Dtest=ConfigurationDocTest -Ddownfunnel.docs=write -->

                Every setting, with its default. Settings are read from `config/application.yaml` in the folder that
                Downfunnel runs in, from the environment, and from Java system properties; the later in this list wins. So
                `downfunnel.salesforce.client-secret` is the same as

                ```yaml
                downfunnel:
                  salesforce:
                    client-secret: …
                ```

                and as the environment variable `DOWNFUNNEL_SALESFORCE_CLIENT_SECRET`. 🔒 marks secrets: rather keep them in
                the environment than in a file. Durations are written `PT10S`, `PT5M`, `PT2H`, `P90D`, and `P15M` for months;
                lists with commas. A dash in the column of defaults means: not set.

                Funnel stages and conversion mappings are no settings: see `config/mappings.yaml`. The console's address and
                port are the frame's own settings, `quarkus.http.host` (127.0.0.1) and `quarkus.http.port` (8080); health and
                metrics are at `quarkus.management.port` (9000).

                """
                + KnownSettings.rooms().stream().map(ConfigurationDoc::section).collect(Collectors.joining("\n"));
    }

    private static String section(Room room) {
        var title = room.name().isEmpty() ? "downfunnel" : "downfunnel." + room.name();
        return "## " + title + "\n\n" + room.meaning() + "\n\n"
                + "| Key | Environment variable | Default | Meaning |\n|---|---|---|---|\n"
                + room.entries().stream().map(ConfigurationDoc::row).collect(Collectors.joining())
                + (room.name().equals("sandbox") ? inTheSandbox() : "");
    }

    private static String row(Entry entry) {
        return "| `%s`%s | `%s` | %s | %s |\n"
                .formatted(
                        entry.key(),
                        entry.secret() ? " 🔒" : "",
                        environmentVariable(entry.key()),
                        entry.required() ? "*must be set*" : shown(entry.fallback()),
                        entry.meaning().replace("|", "\\|"));
    }

    private static String shown(Optional<String> fallback) {
        return fallback.map(value -> "`" + value + "`").orElse("–");
    }

    static String environmentVariable(String key) {
        return StringUtil.replaceNonAlphanumericByUnderscores(key).toUpperCase(Locale.ROOT);
    }

    private static String inTheSandbox() {
        return "\nThe sandbox's vendors answer sooner than the real ones. While it is on, these settings have other defaults"
                + " (here at a speed of " + SandboxSettings.DEFAULT_SPEED
                + "):\n\n| Key | Default in the sandbox |\n|---|---|\n"
                + new TreeMap<>(BootSandbox.haste(SandboxSettings.DEFAULT_SPEED))
                        .entrySet().stream()
                                .map(setting -> "| `" + setting.getKey() + "` | `" + setting.getValue() + "` |\n")
                                .collect(Collectors.joining());
    }
}
