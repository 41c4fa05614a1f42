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
        var url = parse(key, settings.get(key));
        var allowed = settings.find(ALLOW_PLAINTEXT).map(Boolean::parseBoolean).orElse(false);
        if (!url.getScheme().equals("https") && !LOOPBACK.contains(url.getHost()) && !allowed) {
            throw new SettingsException(
                    key,
                    "asks for an unencrypted connection to another machine. Use https, or set"
                            + " downfunnel.allow-plaintext to true if the way there is safe");
        }
        return new Endpoint(url);
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
