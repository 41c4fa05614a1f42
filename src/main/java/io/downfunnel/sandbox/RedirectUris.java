package io.downfunnel.sandbox;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

/** The addresses that an application registered to have people sent back to: character by character the same, or no. */
public final class RedirectUris {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final boolean loopbackToo;
    private final List<String> standard;
    private final Set<String> registered = ConcurrentHashMap.newKeySet();

    /** @param loopbackToo whether unencrypted addresses of one's own machine can be registered */
    public RedirectUris(boolean loopbackToo, String... standard) {
        this.loopbackToo = loopbackToo;
        this.standard = List.of(standard);
        reset();
    }

    public boolean knows(String uri) {
        return registered.contains(uri);
    }

    /** @throws ControlException when an application could not register one of them with the real vendor */
    public void register(JsonNode argument) {
        var uris = Json.stream(argument.path("uris")).map(JsonNode::asText).collect(Collectors.toList());
        if (uris.isEmpty() || !uris.stream().allMatch(this::possible)) {
            throw new ControlException(
                    "The posted JSON needs 'uris', a list of absolute https addresses without a fragment"
                            + (loopbackToo ? "; http is possible on this machine" : ""));
        }
        registered.addAll(uris);
    }

    private boolean possible(String text) {
        try {
            var uri = URI.create(text);
            return uri.getHost() != null
                    && uri.getRawFragment() == null
                    && ("https".equals(uri.getScheme())
                            || loopbackToo && "http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    public void reset() {
        registered.clear();
        registered.addAll(standard);
    }
}
