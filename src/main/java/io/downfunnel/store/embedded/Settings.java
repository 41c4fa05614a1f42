package io.downfunnel.store.embedded;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How the server runs. Given on its command line, which no configuration file overrides. */
final class Settings {
    private Settings() {}

    /** What must hold, or a conversion that we believe to be written down may be gone after a power cut. */
    static final Map<String, String> DURABLE =
            Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on");

    private static final Map<String, String> OTHERS = Map.of(
            "listen_addresses",
            "127.0.0.1",
            // A socket file would need a folder whose path is short, and a rule of its own for who may use it.
            "unix_socket_directories",
            "",
            "timezone",
            "UTC",
            "log_timezone",
            "UTC",
            "log_checkpoints",
            "off",
            // Statements and key values carry personal data, hashed or not: they stay out of the server's log.
            "log_min_error_statement",
            "panic",
            "log_error_verbosity",
            "terse",
            "max_wal_size",
            "2GB");

    /** Differs between servers that run other programs or other settings, so that an old one is not taken for ours. */
    static String fingerprint(Binaries binaries) {
        return "downfunnel-" + binaries.id() + "-" + Integer.toHexString(all().hashCode());
    }

    static String commandLine(Binaries binaries, int port) {
        var settings = all();
        settings.put("port", Integer.toString(port));
        settings.put("cluster_name", fingerprint(binaries));
        return settings.entrySet().stream()
                .map(setting -> "-c " + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(" "));
    }

    private static Map<String, String> all() {
        var all = new LinkedHashMap<String, String>();
        DURABLE.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> all.put(each.getKey(), each.getValue()));
        OTHERS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> all.put(each.getKey(), each.getValue()));
        return all;
    }
}
