package io.downfunnel.platform.linkedin;

import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.ws.rs.core.Form;

import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.http.AccessToken;
import io.downfunnel.platform.http.TokenApi;
import io.downfunnel.platform.http.Wire;

/**
 * Asks what a token is good for (linkedin.md §4.3). A hint and no more: it was seen to refuse good tokens, so that a
 * refusal says nothing.
 */
record Introspection(Wire wire, TokenApi api, String clientId, String clientSecret) {

    /**
     * @param scopes what it was granted for
     * @param consentedAt when the member gave the consent that a refresh token's year is counted from
     */
    record Told(Set<String> scopes, Optional<Instant> consentedAt) {}

    /** It is the token endpoint's neighbour. */
    static Introspection beside(URI tokenEndpoint, Wire wire, String clientId, String clientSecret) {
        return new Introspection(
                wire, wire.client(tokenEndpoint.resolve("introspectToken"), TokenApi.class), clientId, clientSecret);
    }

    /** Empty when LinkedIn does not say, or not of this token. */
    Optional<Told> of(AccessToken token) {
        var form = new Form()
                .param("client_id", clientId)
                .param("client_secret", clientSecret)
                .param("token", token.value());
        try {
            var answer = wire.call(() -> api.token(form));
            var json = answer.json();
            if (!answer.successful() || !json.path("active").asBoolean(false)) {
                return Optional.empty();
            }
            return Optional.of(new Told(
                    scopes(json.path("scope").asText("")),
                    Optional.of(json.path("authorized_at").asLong(0))
                            .filter(seconds -> seconds > 0)
                            .map(Instant::ofEpochSecond)));
        } catch (PlatformException e) {
            return Optional.empty();
        }
    }

    /** LinkedIn separates them by commas, the standard by blanks. */
    static Set<String> scopes(String text) {
        return Arrays.stream(text.split("[,\\s]+"))
                .filter(scope -> !scope.isEmpty())
                .collect(Collectors.toSet());
    }
}
