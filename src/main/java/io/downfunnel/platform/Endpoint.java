package io.downfunnel.platform;

import java.net.URI;
import java.util.Set;

/** The base URL of a vendor's service. Secrets and personal data go there, so it is encrypted, or never leaves us. */
public record Endpoint(URI url) {
    static final String ALLOW_PLAINTEXT = "allow-plaintext";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * @param key of the setting that holds the URL
     * @throws SettingsException when it is absent, no URL, or plaintext without permission
     */
    public static Endpoint of(Settings settings, String key) {
        return permitted(settings, key, parse(key, settings.get(key)));
    }

    /**
     * The same for a service that is named by host and port, such as {@code example.com:443}. Without a scheme it is
     * encrypted, except on this machine; with {@code http://} or {@code https://} before it, it is as that says.
     *
     * @throws SettingsException when it is absent, no host and port, or plaintext without permission
     */
    public static Endpoint ofHostAndPort(Settings settings, String key) {
        var text = settings.get(key);
        var url = parse(key, text.contains("://") ? text : "https://" + text);
        if (!text.contains("://") && LOOPBACK.contains(url.getHost())) {
            url = parse(key, "http://" + text);
        }
        return permitted(settings, key, url);
    }

    private static Endpoint permitted(Settings settings, String key, URI url) {
        var allowed = settings.find(ALLOW_PLAINTEXT).map(Boolean::parseBoolean).orElse(false);
        if (!url.getScheme().equals("https") && !LOOPBACK.contains(url.getHost()) && !allowed) {
            throw new SettingsException(
                    key,
                    "asks for an unencrypted connection to another machine. Use https, or set"
                            + " downfunnel.allow-plaintext to true if the way there is safe");
        }
        return new Endpoint(url);
    }

    public boolean plaintext() {
        return url.getScheme().equals("http");
    }

    /** The scheme's own where none is named. */
    public int port() {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return plaintext() ? 80 : 443;
    }

    private static URI parse(String key, String text) {
        try {
            var url = new URI(text.replaceAll("/+$", ""));
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return url;
            }
        } catch (java.net.URISyntaxException e) {
            throw new SettingsException(key, "is not a URL such as https://example.com");
        }
        throw new SettingsException(key, "is not a URL such as https://example.com");
    }
}
