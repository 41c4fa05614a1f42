package io.downfunnel.console;

import java.util.List;

import jakarta.ws.rs.core.Response;

import io.downfunnel.mappings.Problem;

/** What a program wished for is not done: what happened, what that means, what to do. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Response.Status status;
    private final transient Errors.problem problem;
    private final transient List<Problem> mistakes;

    private Refusal(Response.Status status, Errors.problem problem, List<Problem> mistakes) {
        super(problem.cause());
        this.status = status;
        this.problem = problem;
        this.mistakes = mistakes;
    }

    /** It cannot be understood. */
    public static Refusal unclear(String cause, String remedy) {
        return new Refusal(
                Response.Status.BAD_REQUEST,
                new Errors.problem("This cannot be understood", cause, NOTHING, remedy),
                List.of());
    }

    /** It is understood, and does not fit how things are. */
    public static Refusal conflict(String title, String cause, String remedy) {
        return new Refusal(Response.Status.CONFLICT, new Errors.problem(title, cause, NOTHING, remedy), List.of());
    }

    /** A document has mistakes; each is named with its place. */
    public static Refusal mistakes(String title, List<Problem> mistakes) {
        return new Refusal(
                Response.Status.CONFLICT,
                new Errors.problem(
                        title,
                        "The document cannot be read: see “mistakes”, each with its line.",
                        NOTHING,
                        "Correct them and send the document again."),
                List.copyOf(mistakes));
    }

    private static final String NOTHING = "Nothing was changed, and no conversion is affected.";

    /** What was sent as JSON, which may be nothing. */
    public static <T> T unlessEmpty(T body) {
        if (body == null) {
            throw unclear("The request has no body.", "Send a JSON object, at least {}.");
        }
        return body;
    }

    Response answer() {
        return Response.status(status)
                .type(Programs.TYPE)
                .entity(Programs.body(problem, mistakes))
                .build();
    }
}
