package io.downfunnel.console.api;

import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.console.Visitor;
import io.downfunnel.domain.DestinationBrake;
import io.downfunnel.platform.Platforms;
import io.downfunnel.schedule.Releases;
import io.downfunnel.store.BrakeStore;
import io.downfunnel.store.HoldReadStore;
import io.downfunnel.store.HoldReadStore.Group;

/** What waits for a person's word, and the stop switches. */
@Path("/api/v1")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "On hold")
public class HoldApi {
    private static final int LONGEST_REASON = 500;

    private final HoldReadStore holds;
    private final BrakeStore brakes;
    private final Releases releases;
    private final Platforms platforms;
    private final Visitor visitor;

    HoldApi(HoldReadStore holds, BrakeStore brakes, Releases releases, Platforms platforms, Visitor visitor) {
        this.holds = holds;
        this.brakes = brakes;
        this.releases = releases;
        this.platforms = platforms;
        this.visitor = visitor;
    }

    /** @param stage of the mapping; not for {@code let-go} */
    public record Wish(String destination, Optional<String> stage) {
        private String whose() {
            if (destination == null || destination.isBlank()) {
                throw new BadRequestException("Name a destination; nothing was changed");
            }
            return destination;
        }

        private String which() {
            return stage.filter(name -> !name.isBlank())
                    .orElseThrow(() -> new BadRequestException("Name the stage of the mapping; nothing was changed"));
        }
    }

    public record Why(String reason) {}

    /** @param conversions that became ready, or waited; empty where nothing was closed, or not any more */
    public record Released(Optional<Long> conversions) {}

    /** @param stopped what stands before it; empty: it may be sent to */
    public record Destination(String id, String name, Optional<DestinationBrake> stopped) {}

    public record Changed(boolean changed) {}

    @GET
    @Path("hold")
    @Operation(summary = "What is on hold, by destination, stage and reason")
    public List<Group> held() {
        return holds.held();
    }

    @POST
    @Path("hold/open")
    @Operation(summary = "All conversions of a mapping go, be it on trial, refused or poisoned")
    public Released open(Wish wish) {
        return new Released(within().open(wish.whose(), wish.which(), visitor.getName()));
    }

    @POST
    @Path("hold/try-again")
    @Operation(summary = "Other conversions of a mapping go ahead")
    public Released tryAgain(Wish wish) {
        return new Released(within().tryAgain(wish.whose(), wish.which(), visitor.getName()));
    }

    @POST
    @Path("hold/release-volume")
    @Operation(summary = "What is far more than usual goes all the same")
    public Released releaseVolume(Wish wish) {
        return new Released(within().volume(wish.whose(), wish.which(), visitor.getName()));
    }

    @POST
    @Path("hold/let-go")
    @Operation(summary = "A destination where too much was refused is sent to again")
    public Released letGo(Wish wish) {
        return new Released(within().letGo(wish.whose(), visitor.getName()));
    }

    private Releases within() {
        return releases.upTo(visitor.releases());
    }

    @GET
    @Path("destinations")
    @Operation(summary = "Where conversions can be sent to, and what stands before it")
    public List<Destination> destinations() {
        var standing = brakes.standing();
        return platforms.descriptors().stream()
                .map(descriptor -> new Destination(
                        descriptor.id(),
                        descriptor.name(),
                        standing.stream()
                                .filter(brake -> brake.destination().equals(descriptor.id()))
                                .findFirst()))
                .toList();
    }

    @POST
    @Path("destinations/{destination}/stop")
    @Operation(summary = "Nothing is sent there from the next request on, by any node")
    public Changed stop(@PathParam("destination") String destination, Why why) {
        installed(destination);
        if (why == null || why.reason() == null || why.reason().isBlank()) {
            throw new BadRequestException("Whoever stops a destination says why; nothing was changed");
        }
        var reason = why.reason().substring(0, Math.min(why.reason().length(), LONGEST_REASON));
        return new Changed(releases.stop(destination, reason, visitor.getName()));
    }

    @POST
    @Path("destinations/{destination}/start")
    @Operation(summary = "What was stopped is sent to again")
    public Released start(@PathParam("destination") String destination) {
        installed(destination);
        return new Released(releases.start(destination, visitor.getName()));
    }

    private void installed(String destination) {
        platforms.descriptor(destination).orElseThrow(NotFoundException::new);
    }
}
