package io.downfunnel.console;

import java.net.URI;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.schedule.Releases;
import io.downfunnel.store.PauseStore;

/** What happens while a connection is paused? For destinations it is the stop switch of the page On hold. */
@Path("/connections/{connection}/pause")
@Blocking
@Produces(MediaType.TEXT_HTML)
class PausePage {
    private static final int LONGEST = 500;

    private final LinkedConnections connections;
    private final Releases releases;
    private final PauseStore pauses;
    private final Visitor visitor;

    PausePage(LinkedConnections connections, Releases releases, PauseStore pauses, Visitor visitor) {
        this.connections = connections;
        this.releases = releases;
        this.pauses = pauses;
        this.visitor = visitor;
    }

    /** @param trouble why it was not paused; empty when there is nothing to say */
    record question(String id, String name, String text, String trouble) implements TemplateInstance {}

    @GET
    public TemplateInstance ask(@PathParam("connection") String connection) {
        return question(connections.find(connection), "");
    }

    private question question(Linked linked, String trouble) {
        return new question(
                linked.id(),
                linked.name(),
                connections.isCrm(linked.id())
                        ? "No node reads anything from " + linked.name()
                                + " until somebody resumes it. What is known already is sent"
                                + " all the same. Nothing is lost: what changes meanwhile is read afterwards, but what is too old by"
                                + " then is worthless."
                        : "No node sends anything to " + linked.name()
                                + " until somebody resumes it. The CRM is read and verdicts"
                                + " are asked for all the same. Nothing is lost: conversions wait; those that expire meanwhile are"
                                + " worthless.",
                trouble);
    }

    /** Without a reason nobody else would know whether it may be resumed. */
    @POST
    public Response change(
            @PathParam("connection") String connection,
            @FormParam("do") @DefaultValue("") String what,
            @FormParam("reason") @DefaultValue("") String reason) {
        var linked = connections.find(connection);
        if (what.equals("resume")) {
            resume(linked);
            return back(linked, "resumed");
        }
        var why = reason.strip();
        if (why.isEmpty() || why.length() > LONGEST) {
            return Response.status(Response.Status.BAD_REQUEST)
                    .type(MediaType.TEXT_HTML)
                    .entity(question(linked, "Say why, in up to 500 characters: whoever resumes it has to know.")
                            .render())
                    .build();
        }
        pause(linked, why);
        return back(linked, "paused");
    }

    private void pause(Linked linked, String why) {
        if (connections.isCrm(linked.id())) {
            pauses.pause(linked.id(), why, visitor.getName());
        } else {
            releases.stop(linked.id(), why, visitor.getName());
        }
    }

    private void resume(Linked linked) {
        if (connections.isCrm(linked.id())) {
            pauses.resume(linked.id(), visitor.getName());
        } else {
            releases.start(linked.id(), visitor.getName());
        }
    }

    private static Response back(Linked linked, String told) {
        var page = Link.to("/connections").with("told", told).with("platform", linked.id());
        return Response.seeOther(URI.create(page + "#" + linked.id())).build();
    }
}
