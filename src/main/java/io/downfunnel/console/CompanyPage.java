package io.downfunnel.console;

import java.net.URI;
import java.util.Optional;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;

import io.downfunnel.access.company.Arrival;
import io.downfunnel.access.company.CompanySignIn;
import io.downfunnel.access.company.CompanySignIn.Brought;
import io.downfunnel.access.company.Departure;
import io.downfunnel.access.company.Refusal;

/** To the company's sign-in, and back with its word about who somebody is. */
@Path("/sign-in/company")
@Blocking
@Produces(MediaType.TEXT_HTML)
class CompanyPage {
    private final CompanySignIn company;
    private final SessionCookie session;
    private final CompanyCookie cookie;
    private final AddressConfig address;

    CompanyPage(CompanySignIn company, SessionCookie session, CompanyCookie cookie, AddressConfig address) {
        this.company = company;
        this.session = session;
        this.cookie = cookie;
        this.address = address;
    }

    /** A page that leads away by itself: a form may not, by our own security policy. */
    record leaving(String title, String text, String href) implements TemplateInstance {}

    /** Only a form of ours sets out: a link elsewhere must not sign anybody in. */
    @POST
    public Response depart(
            @FormParam("next") @DefaultValue("") String next,
            @Context HttpServerRequest request,
            @Context UriInfo uri) {
        isOn();
        var redirect = address.baseUrl().orElseGet(uri::getBaseUri).resolve("/sign-in/company/callback");
        var asked = NextPage.of(next).address();
        return switch (company.depart(redirect, asked, cookie.of(request), SignInPage.address(request))) {
            case Departure.Ready(var to, var browser) ->
                away(new leaving(
                                "On to your company's sign-in",
                                "You sign in there, and are sent back here.",
                                to.toString()))
                        .cookie(cookie.holding(browser, request))
                        .build();
            case Departure.NotPossible(var why) -> back(why, asked);
        };
    }

    static Response.ResponseBuilder away(leaving page) {
        return Response.ok(page.render()).type(MediaType.TEXT_HTML).header("Cache-Control", "no-store");
    }

    /** The way back. Whatever came with the address is out of it again before anything is shown. */
    @GET
    @Path("callback")
    public Response arrive(
            @QueryParam("code") String code,
            @QueryParam("error") String error,
            @QueryParam("state") String state,
            @QueryParam("iss") String issuer,
            @Context HttpServerRequest request) {
        isOn();
        var brought = new Brought(
                Optional.ofNullable(code),
                Optional.ofNullable(error),
                Optional.ofNullable(state),
                Optional.ofNullable(issuer));
        return switch (company.arrive(brought, cookie.of(request), session.of(request), SignInPage.address(request))) {
            case Arrival.Welcome(var user, var word, var next) ->
                Response.seeOther(NextPage.of(next).uri())
                        .cookie(session.holding(word, request))
                        .header("Cache-Control", "no-store")
                        .build();
            case Arrival.NotLetIn(var why) -> back(why, "");
        };
    }

    private void isOn() {
        if (!company.on()) {
            throw new NotFoundException();
        }
    }

    private static Response back(Refusal why, String next) {
        var page = Link.to("/sign-in").with("told", why.code()).with("next", next.equals("/") ? "" : next);
        return Response.seeOther(URI.create(page.toString()))
                .header("Cache-Control", "no-store")
                .build();
    }
}
