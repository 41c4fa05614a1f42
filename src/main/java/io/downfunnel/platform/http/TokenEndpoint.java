package io.downfunnel.platform.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

import jakarta.ws.rs.core.Form;

import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.platform.Endpoint;
import io.downfunnel.platform.PlatformException;

/**
 * Fetches access tokens (RFC 6749). Its answers and requests are secrets, so nothing of them but the error code goes
 * into a message.
 *
 * @param wire with its clock
 * @param api the endpoint
 */
public record TokenEndpoint(Wire wire, TokenApi api) {
    /** The token endpoint gave none, and no reason. */
    public static final String NO_TOKEN = "NO_TOKEN";
    /** The token endpoint is asked too often. */
    public static final String NO_TOKEN_NOW = "NO_TOKEN_NOW";

    /** We stop using a token this long before the vendor does (google.md §7). */
    private static final Duration EARLY = Duration.ofSeconds(60);

    private static final Duration USUAL_LIFE = Duration.ofHours(1);

    public static TokenEndpoint at(Endpoint endpoint, Wire wire) {
        return new TokenEndpoint(wire, wire.client(endpoint.url(), TokenApi.class));
    }

    /**
     * @param form what the grant needs
     * @param refusal makes the failure of an error code and its description
     * @throws PlatformException never of class UNKNOWN_OUTCOME: whatever happens here, no conversion has left
     */
    public AccessToken fetch(Map<String, String> form, BiFunction<String, String, Failure> refusal) {
        return grant(form, refusal).access();
    }

    /** The same with all that comes along with the access token. */
    public Granted grant(Map<String, String> form, BiFunction<String, String, Failure> refusal) {
        var body = new Form();
        form.forEach(body::param);
        var answer = ask(body);
        var json = answer.json();
        var value = json.path("access_token").asText("");
        if (answer.successful() && !value.isBlank()) {
            var access = new AccessToken(
                    value,
                    goodUntil(json.path("expires_in").asLong(0)),
                    json.path("scope").asText(""));
            return new Granted(
                    access,
                    Optional.of(json.path("refresh_token").asText("")).filter(token -> !token.isBlank()),
                    Optional.of(json.path("refresh_token_expires_in").asLong(0))
                            .filter(seconds -> seconds > 0)
                            .map(seconds -> wire.clock().instant().plusSeconds(seconds)));
        }
        throw refused(answer, refusal);
    }

    private Instant goodUntil(long seconds) {
        var life = seconds > 0 ? Duration.ofSeconds(seconds) : USUAL_LIFE;
        return wire.clock().instant().plus(life).minus(EARLY);
    }

    private Answer ask(Form form) {
        try {
            return wire.call(() -> api.token(form));
        } catch (PlatformException e) {
            throw new PlatformException(
                    new Failure(
                            FailureClass.TRANSIENT,
                            NO_TOKEN,
                            "No access token: " + e.failure().message()),
                    Optional.empty(),
                    e);
        }
    }

    private static String said(Answer answer) {
        return "No access token: the token endpoint answered with HTTP " + answer.status();
    }

    private static PlatformException refused(Answer answer, BiFunction<String, String, Failure> refusal) {
        var json = answer.json();
        if (answer.status() / 100 == 4 && json.has("error")) {
            var failure = refusal.apply(
                    json.path("error").asText(), json.path("error_description").asText(""));
            return new PlatformException(failure);
        }
        return new PlatformException(
                answer.status() == 429
                        ? new Failure(FailureClass.THROTTLED, NO_TOKEN_NOW, said(answer))
                        : new Failure(FailureClass.TRANSIENT, NO_TOKEN, said(answer)),
                answer.retryAfter(),
                null);
    }
}
