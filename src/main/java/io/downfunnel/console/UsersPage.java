package io.downfunnel.console;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.access.Accounts;
import io.downfunnel.access.Accounts.Added;
import io.downfunnel.access.Secret;
import io.downfunnel.domain.Role;
import io.downfunnel.store.CompanyUserStore.KeptOut;
import io.downfunnel.store.UserStore.Change;
import io.downfunnel.store.UserStore.User;

/** Who may use this console, and who may do what? */
@Path("/users")
@Blocking
@Produces(MediaType.TEXT_HTML)
class UsersPage {
    private final Accounts accounts;
    private final Visitor visitor;
    private final OwnAddress address;
    private final ConsoleConfig config;

    UsersPage(Accounts accounts, Visitor visitor, OwnAddress address, ConsoleConfig config) {
        this.accounts = accounts;
        this.visitor = visitor;
        this.address = address;
        this.config = config;
    }

    /**
     * @param link to hand over, with whom it is for; shown this once
     * @param trouble why nothing was changed; empty when there is nothing to say
     */
    record list(
            List<Row> users, List<KeptOutRow> keptOut, List<RoleView> roles, String done, LinkView link, String trouble)
            implements TemplateInstance {}

    /** @param name of whom it is for; empty: there is none to show */
    record LinkView(String name, String href) {
        static final LinkView NONE = new LinkView("", "");
    }

    record RoleView(String id, String text, String meaning) {
        static RoleView of(Role role) {
            return new RoleView(role.name(), role.text(), role.meaning());
        }
    }

    /** Somebody of the company whom an admin has removed. */
    record KeptOutRow(long id, String name, When at, String by) {}

    /**
     * @param company whether they sign in with the company, which also gives them their role
     * @param yourself the one who looks at the page
     */
    record Row(
            long id,
            String name,
            RoleView role,
            boolean ready,
            boolean company,
            When signedIn,
            When added,
            String by,
            boolean yourself) {}

    record question(String name, long id, boolean company) implements TemplateInstance {}

    @GET
    public TemplateInstance show() {
        return page("", LinkView.NONE, "");
    }

    @POST
    public TemplateInstance add(
            @FormParam("name") @DefaultValue("") String name,
            @FormParam("role") @DefaultValue("") String role,
            @Context UriInfo uri) {
        return switch (accounts.add(name, role(role), visitor.getName())) {
            case Added.Done(var user, var link) -> page(user.name() + " was added.", view(user, link, uri), "");
            case Added.Refused(var why) -> page("", LinkView.NONE, why);
        };
    }

    @POST
    @Path("{id:\\d{1,18}}/link")
    public TemplateInstance link(@PathParam("id") long id, @Context UriInfo uri) {
        var user = find(id);
        var link = accounts.link(user, visitor.getName()).orElseThrow(NotFoundException::new);
        return page("", view(user, link, uri), "");
    }

    @POST
    @Path("{id:\\d{1,18}}/role")
    public TemplateInstance changeRole(@PathParam("id") long id, @FormParam("role") @DefaultValue("") String role) {
        var user = find(id);
        if (user.company()) {
            return page("", LinkView.NONE, "The company says which role " + user.name() + " has. Nothing was changed.");
        }
        var wanted = role(role);
        return told(
                accounts.changeRole(user, wanted, visitor.getName()),
                user.name() + " is " + (wanted == Role.ADMIN ? "an " : "a ") + wanted.text() + " from now on.");
    }

    @GET
    @Path("{id:\\d{1,18}}/remove")
    public TemplateInstance askToRemove(@PathParam("id") long id) {
        var user = find(id);
        return new question(user.name(), user.id(), user.company());
    }

    @POST
    @Path("{id:\\d{1,18}}/remove")
    public TemplateInstance remove(@PathParam("id") long id) {
        var user = find(id);
        return told(
                accounts.remove(user, visitor.getName()), user.name() + " was removed, and is signed out everywhere.");
    }

    /** Whom the company lets through and an admin kept out. */
    @POST
    @Path("kept-out/{id:\\d{1,18}}/let-in")
    public TemplateInstance letInAgain(@PathParam("id") long id) {
        return accounts.letInAgain(id, visitor.getName())
                .map(name -> page(
                        name + " can sign in with the company again, with the role that it gives then.",
                        LinkView.NONE,
                        ""))
                .orElseThrow(NotFoundException::new);
    }

    private list told(Change change, String done) {
        return switch (change) {
            case DONE -> page(done, LinkView.NONE, "");
            case GONE -> page("", LinkView.NONE, "Somebody else has removed this user meanwhile.");
            case LAST_ADMIN ->
                page(
                        "",
                        LinkView.NONE,
                        "Nothing was changed: this is the last admin who can sign in, and nobody could see to the users"
                                + " any more. Make somebody else an admin first, and let them choose their password.");
        };
    }

    private User find(long id) {
        return accounts.all().stream()
                .filter(user -> user.id() == id)
                .findFirst()
                .orElseThrow(NotFoundException::new);
    }

    private static Role role(String name) {
        return Arrays.stream(Role.values())
                .filter(role -> role.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadRequestException("There is no such role; nothing was changed"));
    }

    private LinkView view(User user, Secret link, UriInfo uri) {
        return new LinkView(user.name(), address.welcome(link, uri));
    }

    private list page(String done, LinkView link, String trouble) {
        return new list(
                accounts.all().stream().map(this::row).toList(),
                accounts.keptOut().stream().map(this::row).toList(),
                Arrays.stream(Role.values()).map(RoleView::of).toList(),
                done,
                link,
                trouble);
    }

    private KeptOutRow row(KeptOut person) {
        return new KeptOutRow(person.id(), person.name(), When.of(person.at(), config.timeZone()), person.by());
    }

    private Row row(User user) {
        return new Row(
                user.id(),
                user.name(),
                RoleView.of(user.role()),
                user.ready(),
                user.company(),
                When.of(user.signedInAt(), config.timeZone()),
                When.of(user.addedAt(), config.timeZone()),
                user.addedBy(),
                visitor.user().map(User::id).equals(Optional.of(user.id())));
    }
}
