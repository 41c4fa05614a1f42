package io.downfunnel.reconcile;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;

/** Where an alert may be posted: with encryption anywhere, without it to this machine only. */
record Hook(URI url) {

    /** @throws IllegalArgumentException when it must not be used; it says why and what to do */
    Hook {
        var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (url.getHost() == null || !scheme.equals("https") && !scheme.equals("http")) {
            throw refused("is no http or https address");
        }
        if (scheme.equals("http") && !loopback(url.getHost())) {
            throw refused("would be used without encryption");
        }
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("downfunnel.alerts.webhook-url " + why
                + ", so nobody is told of alerts that way; conversions are not touched by this. Set an https address.");
    }

    private static boolean loopback(String host) {
        if (!host.matches("localhost|[0-9.]+|\\[[0-9a-fA-F:]+]")) {
            return false;
        }
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
