package io.downfunnel.console;

import java.net.URI;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;

import io.downfunnel.access.Sessions;

/** The session ends here and in the database, so that a copy of its cookie opens nothing. */
@Path("/sign-out")
@Blocking
class SignOutPage {
    private final Sessions sessions;
    private final SessionCookie cookie;
    private final Visitor visitor;

    SignOutPage(Sessions sessions, SessionCookie cookie, Visitor visitor) {
        this.sessions = sessions;
        this.cookie = cookie;
        this.visitor = visitor;
    }

    @POST
    public Response signOut(@Context HttpServerRequest request) {
        sessions.end(visitor.session().orElseThrow(), visitor.user().orElseThrow());
        return Response.seeOther(URI.create("/sign-in"))
                .cookie(cookie.gone(request))
                .build();
    }
}
