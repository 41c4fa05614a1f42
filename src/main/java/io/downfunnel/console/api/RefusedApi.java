package io.downfunnel.console.api;

import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.console.Visitor;
import io.downfunnel.schedule.Replays;
import io.downfunnel.store.NeedsYouReadStore;
import io.downfunnel.store.NeedsYouReadStore.Group;
import io.downfunnel.store.ReplayStore.Which;

/** What platforms refused for its data. */
@Path("/api/v1/needs-you")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Needs you")
public class RefusedApi {
    private final NeedsYouReadStore refused;
    private final Replays replays;
    private final Visitor visitor;

    RefusedApi(NeedsYouReadStore refused, Replays replays, Visitor visitor) {
        this.refused = refused;
        this.replays = replays;
        this.visitor = visitor;
    }

    /**
     * Either all of a cause, or one conversion.
     *
     * @param reason why they are given up; for everybody to read
     */
    public record Decision(String destination, Optional<String> code, Optional<String> key, Optional<String> reason) {
        Which which() {
            if (destination == null || destination.isBlank() || code.isPresent() == key.isPresent()) {
                throw new BadRequestException("Name a destination, and either a code or a key; nothing was changed");
            }
            return new Which(destination, code, key);
        }
    }

    /** @param run that tells what came of it */
    public record Started(long run) {}

    @GET
    @Operation(summary = "By cause, with how many, their worth and when the first becomes worthless")
    public List<Group> causes() {
        return refused.groups();
    }

    @POST
    @Path("replay")
    @Operation(summary = "Decide anew, once the cause is mended")
    public Started replay(Decision decision) {
        return new Started(replays.replay(decision.which(), visitor.getName()));
    }

    @POST
    @Path("give-up")
    @Operation(summary = "Never send them")
    public Started giveUp(Decision decision) {
        try {
            return new Started(
                    replays.cancel(decision.which(), decision.reason().orElse(""), visitor.getName()));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
    }
}
