package io.downfunnel.console;

import java.time.Duration;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;

import io.downfunnel.access.Accounts;
import io.downfunnel.access.Entry;
import io.downfunnel.access.Sessions;
import io.downfunnel.access.company.CompanySignIn;
import io.downfunnel.access.company.Refusal;

/** Who are you? */
@Path("/sign-in")
@Blocking
@Produces(MediaType.TEXT_HTML)
class SignInPage {
    private static final int TOO_MANY_REQUESTS = 429;

    private final Sessions sessions;
    private final Accounts accounts;
    private final CompanySignIn company;
    private final SessionCookie cookie;

    SignInPage(Sessions sessions, Accounts accounts, CompanySignIn company, SessionCookie cookie) {
        this.sessions = sessions;
        this.accounts = accounts;
        this.company = company;
        this.cookie = cookie;
    }

    /**
     * @param company whether one can sign in with the company
     * @param button what stands on its button
     * @param passwords whether one can sign in with a password kept here
     */
    record Ways(boolean company, String button, boolean passwords) {}

    /**
     * @param nobody whether there is no user at all yet
     * @param trouble why nobody was let in; empty at first
     */
    record form(String next, String name, Ways ways, boolean nobody, String trouble) implements TemplateInstance {}

    @GET
    public Response show(
            @QueryParam("next") @DefaultValue("") String next, @QueryParam("told") @DefaultValue("") String told) {
        return page(200, next, "", Refusal.of(told).map(Refusal::text).orElse(""))
                .build();
    }

    @POST
    public Response signIn(
            @FormParam("name") @DefaultValue("") String name,
            @FormParam("password") @DefaultValue("") String password,
            @FormParam("next") @DefaultValue("") String next,
            @Context HttpServerRequest request) {
        if (!company.passwordsToo()) {
            return page(
                            403,
                            next,
                            "",
                            "Nobody signs in with a password here: it is switched off. Nobody was let in. Sign in with your"
                                    + " company.")
                    .build();
        }
        return switch (sessions.signIn(name, password, cookie.of(request), address(request))) {
            case Entry.Welcome(var user, var session) ->
                Response.seeOther(NextPage.of(next).uri())
                        .cookie(cookie.holding(session, request))
                        .build();
            case Entry.Refused() ->
                page(401, next, name, "The name or the password is wrong. Nobody was let in.")
                        .build();
            case Entry.TooSoon(var left) ->
                page(
                                TOO_MANY_REQUESTS,
                                next,
                                name,
                                "Too many sign-ins failed lately. The next one can be tried in " + inWords(left)
                                        + "; a new link from an admin works at once.")
                        .header("Retry-After", left.toSeconds() + 1)
                        .build();
        };
    }

    /** Where a request comes from; failures are counted by it. */
    static String address(HttpServerRequest request) {
        return request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
    }

    private static String inWords(Duration left) {
        long minutes = left.plusSeconds(59).toMinutes();
        return minutes <= 1 ? "a minute" : minutes + " minutes";
    }

    private Response.ResponseBuilder page(int status, String next, String name, String trouble) {
        var nobody = accounts.all().isEmpty();
        var ways = new Ways(company.on(), company.button(), company.passwordsToo());
        return Response.status(status)
                .type(MediaType.TEXT_HTML)
                .header("Cache-Control", "no-store")
                .entity(new form(NextPage.of(next).address(), name, ways, nobody, trouble).render());
    }
}
