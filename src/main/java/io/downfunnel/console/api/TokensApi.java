package io.downfunnel.console.api;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.access.ApiTokens;
import io.downfunnel.console.Visitor;
import io.downfunnel.store.UserStore.User;

/**
 * Tokens of whose token it is. They are made in the console only: one that could make another would outlive being taken back.
 */
@Path("/api/v1/tokens")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Tokens")
public class TokensApi {
    private final ApiTokens tokens;
    private final Visitor visitor;
    private final Clock clock;

    TokensApi(ApiTokens tokens, Visitor visitor, Clock clock) {
        this.tokens = tokens;
        this.visitor = visitor;
        this.clock = clock;
    }

    /**
     * @param role that it has at most
     * @param usedAt absent: never
     * @param over whether it has ended
     */
    public record ApiToken(
            long id,
            String name,
            String role,
            Instant madeAt,
            Instant endsAt,
            Optional<Instant> usedAt,
            boolean over) {}

    @GET
    @Operation(summary = "Your tokens, the latest first", description = "Never the tokens themselves: nobody has them.")
    public List<ApiToken> list() {
        var now = clock.instant();
        return tokens.of(user()).stream()
                .map(token -> new ApiToken(
                        token.id(),
                        token.name(),
                        Words.of(token.role()),
                        token.madeAt(),
                        token.endsAt(),
                        token.usedAt(),
                        !token.endsAt().isAfter(now)))
                .toList();
    }

    @POST
    @Path("{id:\\d{1,18}}/remove")
    @Operation(
            summary = "Take a token of yours back",
            description = "At once, also the one that this request shows. changed is false when there is no such one.")
    public Changed remove(@Parameter(description = "Id of the token") @PathParam("id") long id) {
        return new Changed(tokens.remove(id, user()));
    }

    private User user() {
        return visitor.user().orElseThrow();
    }
}
