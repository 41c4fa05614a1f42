package io.downfunnel.console;

import java.time.Clock;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import io.downfunnel.domain.Role;
import io.downfunnel.store.ReleaseStore;

/** What people see when a page cannot be shown: cause, effect and remedy, and never a stack trace. */
class Errors {
    private static final Logger LOG = Logger.getLogger(Errors.class);

    private final Clock clock;

    Errors(Clock clock) {
        this.clock = clock;
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
        return page(
                Response.Status.NOT_FOUND,
                NOT_THERE);
    }

    @ServerExceptionMapper
    Response tooMany(ReleaseStore.TooMany e) {
        return page(Response.Status.FORBIDDEN, tooMany(e.most()));
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
