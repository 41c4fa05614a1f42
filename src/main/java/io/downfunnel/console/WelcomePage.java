package io.downfunnel.console;

import java.net.URI;

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
import io.downfunnel.access.Accounts.Chosen;
import io.downfunnel.access.PasswordRule;
import io.downfunnel.access.Secret;
import io.downfunnel.access.Sessions;

/** Where one-time links lead: somebody becomes the first user, or chooses a new password. */
@Path("/welcome")
@Blocking
@Produces(MediaType.TEXT_HTML)
class WelcomePage {
    private final Accounts accounts;
    private final Sessions sessions;
    private final SessionCookie cookie;

    WelcomePage(Accounts accounts, Sessions sessions, SessionCookie cookie) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.cookie = cookie;
    }

    /**
     * @param first whether the name is to be chosen too
     * @param trouble why nothing was changed; empty at first
     */
    record form(String key, boolean first, String name, int shortest, String trouble) implements TemplateInstance {}

    record over() implements TemplateInstance {}

    /** To look uses nothing up: programs that look at links in messages must not end them. */
    @GET
    public Response show(@QueryParam("key") @DefaultValue("") String key) {
        return page(key, "", "");
    }

    @POST
    public Response choose(
            @FormParam("key") @DefaultValue("") String key,
            @FormParam("name") @DefaultValue("") String name,
            @FormParam("password") @DefaultValue("") String password,
            @FormParam("again") @DefaultValue("") String again,
            @Context HttpServerRequest request) {
        var link = new Secret(key);
        var known = accounts.look(link);
        if (known.isPresent() && !password.equals(again)) {
            return page(key, name, "The two passwords differ. Nothing was changed.");
        }
        var chosen = known.flatMap(found -> found.user())
                .map(user -> accounts.choose(link, password))
                .orElseGet(() -> accounts.first(link, name, password));
        return switch (chosen) {
            case Chosen.Done(var user) ->
                Response.seeOther(URI.create("/"))
                        .cookie(cookie.holding(sessions.open(user, cookie.of(request)), request))
                        .build();
            case Chosen.Refused(var why) -> page(key, name, why);
            case Chosen.NoLink() -> page(key, "", "");
        };
    }

    private Response page(String key, String name, String trouble) {
        var link = accounts.look(new Secret(key));
        var status = link.isEmpty() ? 410 : trouble.isEmpty() ? 200 : 400;
        return Response.status(status)
                .type(MediaType.TEXT_HTML)
                .header("Cache-Control", "no-store")
                .entity(link.map(known -> known.user()
                                .map(user -> new form(key, false, user.name(), PasswordRule.SHORTEST, trouble))
                                .orElseGet(() -> new form(key, true, name, PasswordRule.SHORTEST, trouble))
                                .render())
                        .orElseGet(() -> new over().render()))
                .build();
    }
}
