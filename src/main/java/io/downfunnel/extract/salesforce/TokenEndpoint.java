package io.downfunnel.extract.salesforce;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** {@code <login-url>/services/oauth2/token} (salesforce.md §3.2 and §3.3). */
final class TokenEndpoint {
    /** A token that REST reads and SOAP does not begins like any JSON in Base64 (salesforce.md §0 row 3). */
    private static final String JWT = "eyJ";

    /** Statuses with which OAuth says what is wrong (RFC 6749 §5.2); any other one is not about us. */
    private static final Set<Integer> SPOKEN = Set.of(400, 401, 403);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Http http;
    private final URI loginUrl;
    private final Credentials credentials;
    private final Clock clock;

    TokenEndpoint(Http http, SalesforceSettings settings, Clock clock) {
        this.http = http;
        this.loginUrl = Hosts.login(settings.loginUrl());
        this.credentials = settings.credentials();
        this.clock = clock;
    }

    /** Asks for a new token. */
    Token ask() {
        var answer = http.post(
                loginUrl.resolve("/services/oauth2/token"),
                Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json"),
                form().getBytes(StandardCharsets.US_ASCII));
        if (answer.status() == 200) {
            return token(json(answer));
        }
        throw refused(answer);
    }

    private String form() {
        var form = new LinkedHashMap<String, String>();
        switch (credentials) {
            case Credentials.ClientCredentials(var clientId, var clientSecret) -> {
                form.put("grant_type", "client_credentials");
                form.put("client_id", clientId);
                form.put("client_secret", clientSecret);
            }
            case Credentials.JwtBearer jwt -> {
                form.put("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
                form.put("assertion", JwtAssertion.of(jwt, clock.instant()));
            }
        }
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private Token token(JsonNode answer) {
        var token = answer.path("access_token").asText();
        if (token.startsWith(JWT)) {
            throw new SalesforceException(
                    "JWT_ACCESS_TOKEN",
                    "Salesforce issues JWT-based access tokens to this app, which its SOAP interface does not accept. "
                            + "Switch them off in the app's OAuth settings");
        }
        var instanceUrl = answer.path("instance_url").asText();
        if (token.isEmpty() || instanceUrl.isEmpty()) {
            throw unreadable();
        }
        return new Token(token, Hosts.instance(uri(instanceUrl), loginUrl));
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw unreadable();
        }
    }

    private SalesforceException refused(Http.Answer answer) {
        return object(answer)
                .filter(error -> SPOKEN.contains(answer.status()) && error.hasNonNull("error"))
                .map(TokenEndpoint::refused)
                .orElseGet(() -> new SalesforceException(SalesforceFailures.ofStatus(answer.status())
                        .failure("The token endpoint of " + loginUrl.getHost() + " answered with status "
                                + answer.status())));
    }

    private static SalesforceException refused(JsonNode error) {
        var description = error.path("error_description").asText();
        var code = error.path("error").asText();
        var row = misdirected(description)
                ? SalesforceFailures.table().of("MISDIRECTED")
                // Whatever it says: without a token our access is the matter.
                : SalesforceFailures.table()
                        .find(code)
                        .orElseGet(() -> SalesforceFailures.table().of("TOKEN_REFUSED"));
        return new SalesforceException(row.failure("Salesforce gave us no token (" + code + "): " + description));
    }

    /** The app is fine, but asked for at the wrong door: only the address or the audience has to change. */
    private static boolean misdirected(String description) {
        var text = description.toLowerCase(Locale.ROOT);
        return text.contains("not supported on this domain") || text.contains("audience");
    }

    private static JsonNode json(Http.Answer answer) {
        return object(answer).orElseThrow(TokenEndpoint::unreadable);
    }

    private static Optional<JsonNode> object(Http.Answer answer) {
        try {
            return Optional.ofNullable(JSON.readTree(answer.body())).filter(JsonNode::isObject);
        } catch (IOException e) {
            // Not passed on: the parser quotes the answer, and the answer holds the token.
            return Optional.empty();
        }
    }

    private static SalesforceException unreadable() {
        return new SalesforceException("TOKEN_UNREADABLE", "The answer of the token endpoint could not be read");
    }
}
