package io.downfunnel.console;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.ext.web.RoutingContext;

/** What programs read where people read a page: the same problem, as JSON (RFC 9457). */
final class Programs {
    static final String TYPE = "application/problem+json";
    private static final String WHERE = "/api/";
    private static final ObjectMapper JSON = new ObjectMapper();

    static final Errors.problem SIGN_IN = new Errors.problem(
            "Nobody is known by this",
            "There is no token in the header Authorization, or it does not hold any more.",
            "Nothing was read or changed.",
            "Make a token on the page API tokens of the console, and send it as “Authorization: Bearer TOKEN”.");

    static final Errors.problem NOT_THERE = new Errors.problem(
            "There is nothing here",
            "The address is none of the API, or what it is about is not there, or not any more.",
            "Nothing was changed, and no conversion is affected.",
            "Look up what there is in the list that it belongs to; /api/v1/openapi says which addresses there are.");

    /**
     * In the words of RFC 9457, and in ours.
     *
     * @param mistakes of a document that was sent
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Problem(
            String title, String detail, String effect, String remedy, List<io.downfunnel.mappings.Problem> mistakes) {}

    private Programs() {}

    static boolean asks(RoutingContext visit) {
        return visit != null && visit.normalizedPath().startsWith(WHERE);
    }

    static String body(Errors.problem problem) {
        return body(problem, List.of());
    }

    static String body(Errors.problem problem, List<io.downfunnel.mappings.Problem> mistakes) {
        try {
            return JSON.writeValueAsString(
                    new Problem(problem.title(), problem.cause(), problem.effect(), problem.remedy(), mistakes));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts can always be written", e);
        }
    }
}
