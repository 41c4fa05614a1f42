package io.downfunnel.console;

import java.net.URI;
import java.util.Set;

/**
 * May this request change something? By the browser's own word about where it comes from; a request that brings no such
 * word is refused. Asked before anybody is asked who they are, so that it also guards the sign-in.
 */
final class SameOrigin {
    private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");

    private SameOrigin() {}

    /**
     * @param authority host and port that the request was addressed to
     * @param fetchSite header Sec-Fetch-Site, or null (Fetch Metadata Request Headers, W3C)
     * @param origin header Origin, or null
     */
    static boolean allows(String method, String authority, String fetchSite, String origin) {
        if (HARMLESS.contains(method)) {
            return true;
        }
        var fetchedHere = fetchSite == null || fetchSite.equals("same-origin");
        var askedHere = origin == null || isOf(origin, authority);
        return (fetchSite != null || origin != null) && fetchedHere && askedHere;
    }

    private static boolean isOf(String origin, String authority) {
        try {
            var asking = URI.create(origin).getRawAuthority();
            return asking != null && asking.equalsIgnoreCase(authority);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
