package io.downfunnel.console.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.access.Accounts;
import io.downfunnel.access.Accounts.Added;
import io.downfunnel.access.Secret;
import io.downfunnel.console.OwnAddress;
import io.downfunnel.console.Refusal;
import io.downfunnel.console.Visitor;
import io.downfunnel.domain.Role;
import io.downfunnel.store.UserStore.Change;
import io.downfunnel.store.UserStore.User;

/** Who may use the console, and what each may do. */
@Path("/api/v1/users")
@Blocking
@CustomDeserialization(Strictly.class)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Users and audit")
public class UsersApi {
    private static final String ONE = "{id:\\d{1,18}}";
    private static final String ID = "Id of the user";

    private final Accounts accounts;
    private final OwnAddress address;
    private final Visitor visitor;

    UsersApi(Accounts accounts, OwnAddress address, Visitor visitor) {
        this.accounts = accounts;
        this.address = address;
        this.visitor = visitor;
    }

    /**
     * @param role viewer, marketer or admin
     * @param ready whether a password was chosen, so that the person can sign in
     * @param signedInAt the last time; absent: never
     */
    public record Person(
            long id,
            String name,
            String role,
            boolean ready,
            Instant addedAt,
            String addedBy,
            Optional<Instant> signedInAt) {
        static Person of(User user) {
            return new Person(
                    user.id(),
                    user.name(),
                    Words.of(user.role()),
                    user.ready(),
                    user.addedAt(),
                    user.addedBy(),
                    user.signedInAt());
        }
    }

    /** @param role viewer, marketer or admin */
    public record NewUser(Optional<String> name, String role) {}

    /** @param role viewer, marketer or admin */
    public record NewRole(String role) {}

    /**
     * @param link to hand over: whoever opens it chooses the user's password; it is told this once and kept as a hash
     * @param validFor how long it opens something
     */
    public record Invitation(Person user, String link, Duration validFor) {}

    @GET
    @Operation(summary = "All users")
    public List<Person> list() {
        return accounts.all().stream().map(Person::of).toList();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Add a user",
            description =
                    "The answer has the link by which they choose their password, this once. A name is taken once: sent"
                            + " again, it is refused, and nobody is added twice.")
    public Invitation add(NewUser wish, @Context UriInfo uri) {
        Refusal.unlessEmpty(wish);
        var role = Words.read(wish.role(), Role.class, "role");
        return switch (accounts.add(wish.name().orElse(""), role, visitor.getName())) {
            case Added.Done(var user, var link) -> invitation(user, link, uri);
            case Added.Refused(var why) ->
                throw Refusal.conflict(
                        "Not added", why, "Send another name, or make a new link for the user who has it.");
        };
    }

    private Invitation invitation(User user, Secret link, UriInfo uri) {
        return new Invitation(Person.of(user), address.welcome(link, uri), Accounts.LINK_LIFE);
    }

    @POST
    @Path(ONE + "/link")
    @Operation(
            summary = "Make a new link for a password",
            description = "Those before it end, so that of several requests the last answer counts.")
    public Invitation link(@Parameter(description = ID) @PathParam("id") long id, @Context UriInfo uri) {
        var user = find(id);
        return invitation(user, accounts.link(user, visitor.getName()).orElseThrow(NotFoundException::new), uri);
    }

    @POST
    @Path(ONE + "/role")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Give a user a role", description = "Sent again, it changes nothing.")
    public Person changeRole(@Parameter(description = ID) @PathParam("id") long id, NewRole wish) {
        var role = Words.read(Refusal.unlessEmpty(wish).role(), Role.class, "role");
        done(accounts.changeRole(find(id), role, visitor.getName()));
        return Person.of(find(id));
    }

    @POST
    @Path(ONE + "/remove")
    @Operation(
            summary = "Remove a user",
            description =
                    "They are signed out everywhere, and their tokens end. Sent again, nobody is there any more: 404.")
    public Changed remove(@Parameter(description = ID) @PathParam("id") long id) {
        done(accounts.remove(find(id), visitor.getName()));
        return new Changed(true);
    }

    private static void done(Change change) {
        switch (change) {
            case DONE -> {}
            case GONE -> throw new NotFoundException();
            case LAST_ADMIN ->
                throw Refusal.conflict(
                        "The last admin stays",
                        "This is the last admin who can sign in; nobody could see to the users any more.",
                        "Make somebody else an admin first, and let them choose their password.");
        }
    }

    private User find(long id) {
        return accounts.all().stream()
                .filter(user -> user.id() == id)
                .findFirst()
                .orElseThrow(NotFoundException::new);
    }
}
