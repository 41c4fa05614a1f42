package io.downfunnel.console;

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

    /** In the words of RFC 9457, and in ours. */
    record Problem(String title, String detail, String effect, String remedy) {}

    private Programs() {}

    static boolean asks(RoutingContext visit) {
        return visit != null && visit.normalizedPath().startsWith(WHERE);
    }

    static String body(Errors.problem problem) {
        try {
            return JSON.writeValueAsString(
                    new Problem(problem.title(), problem.cause(), problem.effect(), problem.remedy()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Four texts can always be written", e);
        }
    }
}
