package io.downfunnel.console;

import java.time.Clock;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What people see when a page cannot be shown: cause, effect and remedy, and never a stack trace. */
class Errors {
    private static final Logger LOG = Logger.getLogger(Errors.class);

    private final Clock clock;

    Errors(Clock clock) {
        this.clock = clock;
    }

    record problem(String title, String cause, String effect, String remedy) implements TemplateInstance {}

    @ServerExceptionMapper
    Response notThere(NotFoundException e) {
        return page(
                Response.Status.NOT_FOUND,
                new problem(
                        "There is no such page",
                        "The address is not one of this console, or what it showed is gone.",
                        "Nothing has changed, and no conversion is affected.",
                        "Go on from one of the pages above."));
    }

    @ServerExceptionMapper
    Response broke(RuntimeException e) {
        if (e instanceof WebApplicationException answered) {
            return answered.getResponse();
        }
        var reference = Long.toString(clock.millis(), 36);
        LOG.errorf(e, "A page could not be shown (reference %s)", reference);
        return page(
                Response.Status.INTERNAL_SERVER_ERROR,
                new problem(
                        "This page cannot be shown right now",
                        "Most likely the database did not answer.",
                        "No conversion is lost: all work is where it was, and goes on when the database is back.",
                        "Try again in a minute. If it stays like this, look for reference " + reference
                                + " in the log."));
    }

    private static Response page(Response.Status status, problem problem) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML)
                .entity(problem.render())
                .build();
    }
}
