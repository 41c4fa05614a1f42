package io.downfunnel.platform.linkedin;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.http.Answer;
import io.downfunnel.platform.http.Wire;

/**
 * The member who granted access, as whom we look at the ad account and change things there. A direct token does not reach
 * that far (linkedin.md §4.1).
 *
 * @param account number of the ad account; empty where none is set, which leaves only a look at which ones there are
 */
record Member(
        String account,
        String version,
        Session session,
        ManagementApi api,
        URI base,
        Introspection introspection,
        Refusals refusals) {

    /**
     * @param address below the base, with the query
     * @param missing our code for an answer that what is asked for is not there
     */
    JsonNode read(String address, String missing) {
        return json(session.ask(authorization -> api.read(base + address, authorization, version)), missing);
    }

    /** The same; empty when it is not there. */
    Optional<JsonNode> find(String address) {
        var answer = session.ask(authorization -> api.read(base + address, authorization, version));
        return answer.status() == 404 ? Optional.empty() : Optional.of(json(answer, "ACCOUNT_NOT_FOUND"));
    }

    JsonNode create(String address, JsonNode body) {
        var answer = session.ask(authorization -> api.create(base + address, authorization, version, body));
        return json(answer, "ACCOUNT_NOT_FOUND");
    }

    void change(String address, JsonNode body, String missing) {
        done(session.ask(authorization -> api.change(base + address, authorization, version, body)), missing);
    }

    void put(String address, JsonNode body, String missing) {
        done(session.ask(authorization -> api.put(base + address, authorization, version, body)), missing);
    }

    private JsonNode json(Answer answer, String missing) {
        done(answer, missing);
        var json = answer.json();
        if (json.isMissingNode()) {
            throw unreadable("HTTP " + answer.status() + " without JSON");
        }
        return json;
    }

    private void done(Answer answer, String missing) {
        if (!answer.successful()) {
            throw refusals.brokenAbout(answer, missing);
        }
    }

    /** An answer that is not LinkedIn's, or not as it writes them. */
    PlatformException unreadable(String what) {
        return refusals.whole("UNREADABLE_ANSWER", what);
    }

    /** The elements of an answer, which always has some, if none. */
    JsonNode elements(JsonNode answer) {
        var elements = answer.path("elements");
        if (!elements.isArray()) {
            throw unreadable("An answer without elements");
        }
        return elements;
    }

    /** What the token was granted for; empty when nobody says. */
    Set<String> scopes() {
        var token = session.tokens().current();
        var said = Introspection.scopes(token.scope());
        return said.isEmpty()
                ? introspection.of(token).map(Introspection.Told::scopes).orElse(Set.of())
                : said;
    }

    Optional<Introspection.Told> introspected() {
        return introspection.of(session.tokens().current());
    }

    void close() {
        Wire.close(api);
        Wire.close(introspection.api());
    }

    String accountUrn() {
        return RestLi.value(Urn.ACCOUNT.of(account));
    }
}
