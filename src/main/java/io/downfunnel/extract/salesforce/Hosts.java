package io.downfunnel.extract.salesforce;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/**
 * Where a token may travel to: Salesforce's own hosts, or the very host that was configured. The answer of a token
 * endpoint names the host that all records come from, and with it goes the token.
 */
final class Hosts {
    private static final List<String> SALESFORCE = List.of(".my.salesforce.com", ".salesforce.com");

    private Hosts() {}

    /** @throws SalesforceException when secrets must not be sent there */
    static URI login(URI url) {
        requireSafe(url);
        return origin(url);
    }

    /** @throws SalesforceException when the token must not be sent there */
    static URI instance(URI url, URI loginUrl) {
        requireSafe(url);
        if (!isSalesforce(host(url)) && !sameHost(url, loginUrl)) {
            throw new SalesforceException(
                    "INSTANCE_URL_REFUSED",
                    "The token endpoint sent us to " + url.getHost()
                            + ", which is neither a host of Salesforce nor the "
                            + "configured one; nothing was sent there. Check downfunnel.salesforce.login-url");
        }
        return origin(url);
    }

    private static void requireSafe(URI url) {
        var scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (url.getHost() == null || url.getUserInfo() != null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw new SalesforceException(
                    "URL_UNUSABLE", "The address of Salesforce has to look like https://example.my.salesforce.com");
        }
        if (scheme.equals("http") && !isLoopback(host(url))) {
            throw new SalesforceException(
                    "PLAINTEXT_REFUSED",
                    "The address http://" + url.getHost() + " is not encrypted: secrets are sent to https:// addresses "
                            + "only, and to this machine itself");
        }
    }

    private static boolean isSalesforce(String host) {
        return SALESFORCE.stream().anyMatch(host::endsWith);
    }

    private static boolean sameHost(URI one, URI other) {
        return host(one).equals(host(other)) || isLoopback(host(one)) && isLoopback(host(other));
    }

    /** By number or by the one name that is never looked up elsewhere. */
    private static boolean isLoopback(String host) {
        if (host.equals("localhost")) {
            return true;
        }
        if (!host.matches("[\\d.]+|\\[[0-9a-f:.]+]")) {
            return false;
        }
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String host(URI url) {
        return url.getHost().toLowerCase(Locale.ROOT);
    }

    private static URI origin(URI url) {
        return URI.create(url.getScheme() + "://" + url.getRawAuthority());
    }
}
