package io.downfunnel.console;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.access.Accounts;
import io.downfunnel.access.Accounts.Chosen;
import io.downfunnel.access.PasswordRule;
import io.downfunnel.store.UserStore.User;

/** A new password for whoever is signed in. */
@Path("/password")
@Blocking
@Produces(MediaType.TEXT_HTML)
class PasswordPage {
    private final Accounts accounts;
    private final Visitor visitor;

    PasswordPage(Accounts accounts, Visitor visitor) {
        this.accounts = accounts;
        this.visitor = visitor;
    }

    /**
     * @param elsewhere why there is no password to be changed here; empty when there is one
     * @param trouble why nothing was changed; empty when there is none
     */
    record form(String name, int shortest, String elsewhere, boolean done, String trouble)
            implements TemplateInstance {}

    @GET
    public TemplateInstance show() {
        return page(false, "");
    }

    @POST
    public Response change(
            @FormParam("old") @DefaultValue("") String old,
            @FormParam("password") @DefaultValue("") String password,
            @FormParam("again") @DefaultValue("") String again) {
        if (!password.equals(again)) {
            return page(400, false, "The two new passwords differ. Nothing was changed.");
        }
        var user = visitor.user().orElseThrow();
        return switch (accounts.change(user, old, password, visitor.session().orElseThrow())) {
            case Chosen.Done done -> page(200, true, "");
            case Chosen.Refused(var why) -> page(400, false, why);
            case Chosen.NoLink none -> throw new IllegalStateException("No link is asked for here");
        };
    }

    private Response page(int status, boolean done, String trouble) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML)
                .entity(page(done, trouble).render())
                .build();
    }

    private form page(boolean done, String trouble) {
        var elsewhere = visitor.user().filter(User::company).map(any -> Accounts.NO_PASSWORD);
        return new form(visitor.getName(), PasswordRule.SHORTEST, elsewhere.orElse(""), done, trouble);
    }
}
