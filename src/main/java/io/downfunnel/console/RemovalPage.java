package io.downfunnel.console;

import java.net.URI;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.connect.EnteredSettings;

/** What happens when a connection is removed? */
@Path("/connections/{connection}/remove")
@Blocking
@Produces(MediaType.TEXT_HTML)
class RemovalPage {
    private final LinkedConnections connections;
    private final EnteredSettings entered;
    private final Visitor visitor;

    RemovalPage(LinkedConnections connections, EnteredSettings entered, Visitor visitor) {
        this.connections = connections;
        this.entered = entered;
        this.visitor = visitor;
    }

    record question(String title, String text, String action, String yes) implements TemplateInstance {}

    @GET
    public TemplateInstance ask(@PathParam("connection") String connection) {
        var linked = connections.find(connection);
        return new question(
                "Remove " + linked.name() + "?",
                "What was entered here, and what was granted by signing in, is forgotten on all nodes within a minute. "
                        + (connections.isCrm(connection) ? ofTheCrm() : ofAPlatform(linked.name()))
                        + " What was sent stays counted. What stands in config/application.yaml or the environment goes on holding.",
                "/connections/" + linked.id() + "/remove",
                "Remove " + linked.name());
    }

    private static String ofTheCrm() {
        return "Nothing is read from the organisation until somebody connects it again; nothing is lost, what changes meanwhile is"
                + " read afterwards, and what is known already is sent. Another organisation cannot take its place.";
    }

    private static String ofAPlatform(String name) {
        return "Nothing is sent to " + name
                + " until somebody connects it again. Nothing is lost: conversions wait; those that"
                + " expire meanwhile are worthless.";
    }

    @POST
    public Response remove(@PathParam("connection") String connection) {
        var linked = connections.find(connection);
        entered.remove(linked.id(), visitor.getName());
        var page = Link.to("/connections").with("told", "removed").with("platform", linked.id());
        return Response.seeOther(URI.create(page + "#" + linked.id())).build();
    }
}
