package io.downfunnel.console;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.access.ApiTokens;
import io.downfunnel.access.ApiTokens.Made;
import io.downfunnel.domain.Role;
import io.downfunnel.store.ApiTokenStore.Token;
import io.downfunnel.store.UserStore.User;

/** What do my programs sign in with? */
@Path("/tokens")
@Blocking
@Produces(MediaType.TEXT_HTML)
class TokensPage {
    private final ApiTokens tokens;
    private final Visitor visitor;
    private final ConsoleConfig config;
    private final java.time.Clock clock;

    TokensPage(ApiTokens tokens, Visitor visitor, ConsoleConfig config, java.time.Clock clock) {
        this.tokens = tokens;
        this.visitor = visitor;
        this.config = config;
        this.clock = clock;
    }

    /**
     * @param made a new token, shown this once; empty otherwise
     * @param trouble why none was made; empty when there is nothing to say
     */
    record list(List<Row> tokens, List<Role> roles, String made, String trouble) implements TemplateInstance {}

    record Row(long id, String name, String role, When made, When ends, When used, boolean over) {}

    @GET
    public TemplateInstance show() {
        return page("", "");
    }

    @POST
    public TemplateInstance make(
            @FormParam("name") @DefaultValue("") String name,
            @FormParam("role") @DefaultValue("") String role,
            @FormParam("days") @DefaultValue("90") int days) {
        return switch (tokens.make(user(), name, role(role), days)) {
            case Made.Done(var token) -> page(token.word(), "");
            case Made.Refused(var why) -> page("", why);
        };
    }

    @POST
    @Path("{id:\\d{1,18}}/remove")
    public TemplateInstance remove(@PathParam("id") long id) {
        return page("", tokens.remove(id, user()) ? "" : "There is no such token any more.");
    }

    private User user() {
        return visitor.user().orElseThrow();
    }

    private static Role role(String name) {
        return Arrays.stream(Role.values())
                .filter(role -> role.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadRequestException("There is no such role; no token was made"));
    }

    private list page(String made, String trouble) {
        var user = user();
        var now = clock.instant();
        return new list(
                tokens.of(user).stream().map(token -> row(token, now)).toList(),
                Arrays.stream(Role.values()).filter(user.role()::covers).toList(),
                made,
                trouble);
    }

    private Row row(Token token, Instant now) {
        var zone = config.timeZone();
        return new Row(
                token.id(),
                token.name(),
                token.role().text(),
                When.of(token.madeAt(), zone),
                When.of(token.endsAt(), zone),
                When.of(token.usedAt(), zone),
                !token.endsAt().isAfter(now));
    }
}
