package io.downfunnel.console;

import java.time.Clock;
import java.util.stream.Collectors;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import io.downfunnel.domain.Role;
import io.downfunnel.store.ReleaseStore;

/** What people see when a page cannot be shown: cause, effect and remedy, and never a stack trace. */
class Errors {
    private static final Logger LOG = Logger.getLogger(Errors.class);

    private static final String NAMES = "Send what /api/v1/openapi describes.";

    private final Clock clock;
    private final CurrentVertxRequest current;

    Errors(Clock clock, CurrentVertxRequest current) {
        this.clock = clock;
        this.current = current;
    }

    record problem(String title, String cause, String effect, String remedy) implements TemplateInstance {}

    static final problem NOT_THERE = new problem(
            "There is no such page",
            "The address is not one of this console, or what it showed is gone.",
            "Nothing has changed, and no conversion is affected.",
            "Go on from one of the pages above.");

    static final problem NOBODYS = new problem(
            "Nobody may do this",
            "It is not on the list of what people may do in this console, which is a mistake of ours.",
            "Nothing has changed, and no conversion is affected.",
            "Tell whoever looks after this installation; the log says which page it was.");

    static final problem OLD_FORM = new problem(
            "This form is not of your session",
            "It was shown before you signed in, or it came from somewhere else.",
            "Nothing was changed, and no conversion is affected.",
            "Open the page anew and press the button there.");

    /** Who may is said, so that people know whom to ask. */
    static problem notYours(Role role, Role least) {
        return new problem(
                "This is for " + (least == Role.ADMIN ? "admins" : least.text() + "s and admins"),
                "You are signed in as a " + role.text() + ", who " + role.meaning() + ".",
                "Nothing was changed, and no conversion is affected.",
                "Ask an admin to do it, or to give you the role of " + least.text() + " on the page Users.");
    }

    /** A release that is too large for whoever pressed the button. */
    static problem tooMany(long most) {
        return new problem(
                "This is for admins",
                "It would release more than %,d conversions at once.".formatted(most),
                "Nothing was released; they wait as before, and the page On hold says when the first becomes worthless.",
                "Ask an admin to release them.");
    }

    @ServerExceptionMapper
    Response notThere(NotFoundException e) {
        var visit = current.getCurrent();
        return answer(Response.Status.NOT_FOUND, Programs.asks(visit) ? Programs.NOT_THERE : NOT_THERE, visit);
    }

    @ServerExceptionMapper
    Response refused(Refusal e) {
        return e.answer();
    }

    /** JSON that says something else than was asked for: a name that nobody knows, a text where a number belongs. */
    @ServerExceptionMapper
    Response misread(MismatchedInputException e) {
        var where = e.getPath().stream()
                .map(each -> each.getFieldName() == null ? Integer.toString(each.getIndex()) : each.getFieldName())
                .collect(Collectors.joining("/"));
        var cause = e instanceof UnrecognizedPropertyException unknown
                ? "Nothing is known by the name of “" + unknown.getPropertyName() + "” here; known are "
                        + unknown.getKnownPropertyIds().stream()
                                .map(Object::toString)
                                .sorted()
                                .collect(Collectors.joining(", "))
                        + "."
                : where.isEmpty()
                        ? "The body is not the JSON object that is asked for."
                        : "What stands at “" + where + "” is of another kind than is asked for.";
        return Refusal.unclear(cause, NAMES).answer();
    }

    /** What is no JSON at all. */
    @ServerExceptionMapper
    Response unreadable(StreamReadException e) {
        return Refusal.unclear("The body is not JSON.", NAMES).answer();
    }

    @ServerExceptionMapper
    Response tooMany(ReleaseStore.TooMany e) {
        return answer(Response.Status.FORBIDDEN, tooMany(e.most()), current.getCurrent());
    }

    @ServerExceptionMapper
    Response broke(RuntimeException e) {
        if (e instanceof WebApplicationException answered) {
            return Programs.asks(current.getCurrent()) ? asJson(answered) : answered.getResponse();
        }
        var reference = Long.toString(clock.millis(), 36);
        LOG.errorf(e, "A page could not be shown (reference %s)", reference);
        return answer(
                Response.Status.INTERNAL_SERVER_ERROR,
                new problem(
                        "This page cannot be shown right now",
                        "Most likely the database did not answer.",
                        "No conversion is lost: all work is where it was, and goes on when the database is back.",
                        "Try again in a minute. If it stays like this, look for reference " + reference
                                + " in the log."),
                current.getCurrent());
    }

    /** What a program did wrong. */
    private static Response asJson(WebApplicationException e) {
        if (e.getCause() instanceof StreamReadException) {
            return Refusal.unclear("The body is not JSON.", NAMES).answer();
        }
        var status = e.getResponse().getStatusInfo().toEnum();
        var remedy = status == Response.Status.UNSUPPORTED_MEDIA_TYPE
                ? "Send JSON, with the header Content-Type: application/json."
                : NAMES;
        return Response.status(status)
                .type(Programs.TYPE)
                .entity(Programs.body(
                        new problem(status.getReasonPhrase(), e.getMessage(), "Nothing was changed.", remedy)))
                .build();
    }

    /** A page for people, JSON for programs. */
    static Response answer(Response.Status status, problem problem, RoutingContext visit) {
        var program = Programs.asks(visit);
        return Response.status(status)
                .type(program ? Programs.TYPE : MediaType.TEXT_HTML)
                .entity(program ? Programs.body(problem) : problem.render())
                .build();
    }
}
