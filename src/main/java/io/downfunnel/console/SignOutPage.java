package io.downfunnel.console;

import java.net.URI;
import java.util.Optional;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;

import io.downfunnel.access.Sessions;
import io.downfunnel.access.company.CompanySignIn;
import io.downfunnel.store.UserStore.User;

/** The session ends here and in the database, so that a copy of its cookie opens nothing. */
@Path("/sign-out")
@Blocking
class SignOutPage {
    private final Sessions sessions;
    private final CompanySignIn company;
    private final AddressConfig address;
    private final SessionCookie cookie;
    private final Visitor visitor;

    SignOutPage(
            Sessions sessions, CompanySignIn company, AddressConfig address, SessionCookie cookie, Visitor visitor) {
        this.sessions = sessions;
        this.company = company;
        this.address = address;
        this.cookie = cookie;
        this.visitor = visitor;
    }

    @POST
    public Response signOut(@Context HttpServerRequest request, @Context UriInfo uri) {
        var session = visitor.session().orElseThrow();
        var user = visitor.user().orElseThrow();
        var hint = sessions.hint(session);
        sessions.end(session, user);
        visitor.goes();
        var back = address.baseUrl().orElseGet(uri::getBaseUri).resolve("/sign-in");
        var there = Optional.of(user).filter(User::company).flatMap(any -> company.leave(hint, back));
        return there.map(SignOutPage::away)
                .orElseGet(() -> Response.seeOther(URI.create("/sign-in")))
                .cookie(cookie.gone(request))
                .build();
    }

    private static Response.ResponseBuilder away(URI there) {
        return CompanyPage.away(new CompanyPage.leaving(
                "You are signed out here",
                "Your company's sign-in is told, too, so that nobody else comes in from this browser.",
                there.toString()));
    }
}
