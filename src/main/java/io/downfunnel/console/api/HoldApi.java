package io.downfunnel.console.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.console.Destinations;
import io.downfunnel.console.Refusal;
import io.downfunnel.console.Visitor;
import io.downfunnel.domain.DestinationBrake;
import io.downfunnel.domain.MappingGate;
import io.downfunnel.domain.Money;
import io.downfunnel.platform.Platforms;
import io.downfunnel.schedule.Releases;
import io.downfunnel.store.BrakeStore;
import io.downfunnel.store.GateStore;
import io.downfunnel.store.HoldReadStore;
import io.downfunnel.store.HoldReadStore.Group;
import io.downfunnel.store.ReleaseStore;
import io.downfunnel.store.TrialStore;

/** What waits for a person's word, and the stop switches. */
@Path("/api/v1")
@Blocking
@CustomDeserialization(Strictly.class)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "On hold")
public class HoldApi {
    private static final int MOST = 200;
    private static final String ONCE =
            "Up to 1,000 at once by a marketer. Sent again, there is nothing left to let go: conversions is absent then.";

    private final HoldReadStore holds;
    private final BrakeStore brakes;
    private final GateStore gates;
    private final TrialStore trials;
    private final ReleaseStore record;
    private final Releases releases;
    private final Platforms platforms;
    private final Destinations destinations;
    private final Visitor visitor;

    HoldApi(
            HoldReadStore holds,
            BrakeStore brakes,
            GateStore gates,
            TrialStore trials,
            ReleaseStore record,
            Releases releases,
            Platforms platforms,
            Destinations destinations,
            Visitor visitor) {
        this.holds = holds;
        this.brakes = brakes;
        this.gates = gates;
        this.trials = trials;
        this.record = record;
        this.releases = releases;
        this.platforms = platforms;
        this.destinations = destinations;
        this.visitor = visitor;
    }

    /** @param stage of the mapping; not for {@code let-go} */
    @Schema(name = "Release")
    public record Wish(String destination, Optional<String> stage) {
        private String whose() {
            if (destination == null || destination.isBlank()) {
                throw Refusal.unclear("It does not say whose conversions.", "Name a destination.");
            }
            return destination;
        }

        private String which() {
            return stage.filter(name -> !name.isBlank())
                    .orElseThrow(() ->
                            Refusal.unclear("It does not say which conversions.", "Name the stage of the mapping."));
        }
    }

    /** @param reason for everybody to read */
    @Schema(name = "WhyStopped")
    public record Why(String reason) {}

    /** @param conversions that became ready, or waited; empty where nothing was closed, or not any more */
    public record Released(Optional<Long> conversions) {}

    /**
     * @param obstacle none: it is sent to; stopped: a person stopped it; refuses: too much was refused; unconnected: no
     *     account is open there; broken: its connection does not work at present
     * @param why in a sentence or two; empty where nothing is in the way
     * @param stopped by whom or what it was stopped; empty where only its account is in the way, too
     * @param waiting what is ready and waits until it is let go
     */
    public record Destination(
            String id,
            String name,
            String obstacle,
            String why,
            Optional<DestinationBrake> stopped,
            Optional<HeldGroup> waiting) {}

    /**
     * @param stage absent: of the whole destination
     * @param reason code of the reason they wait for
     * @param sent whether they were sent before, so that each has to be decided about by itself
     * @param value one sum a currency
     * @param expires when the first of them becomes worthless
     * @param words what is said of the one that waits longest
     */
    public record HeldGroup(
            String destination,
            Optional<String> stage,
            Optional<String> mapping,
            String reason,
            boolean sent,
            long conversions,
            List<Money> value,
            Instant expires,
            Optional<String> words) {
        static HeldGroup of(Group group) {
            return new HeldGroup(
                    group.destination(),
                    group.stage(),
                    group.mapping(),
                    group.reason(),
                    group.sent(),
                    group.conversions(),
                    Money.sums(group.value()),
                    group.expires(),
                    group.words());
        }
    }

    /**
     * A mapping whose conversions do not go yet.
     *
     * @param state canary: a few go ahead; refused and poisoned: too many were refused
     * @param why in a sentence
     * @param remedy what to do; empty when there is nothing to do
     * @param good of those that went ahead: counted, or accepted where no verdicts are given
     * @param bad refused
     * @param pending not at their end yet
     * @param cause code of the most frequent refusal
     */
    public record ClosedMapping(
            String destination,
            String stage,
            String mapping,
            String state,
            Instant since,
            String why,
            String remedy,
            int good,
            int bad,
            int pending,
            Optional<String> cause) {
        static ClosedMapping of(MappingGate gate, GateStore.Trial trial) {
            return new ClosedMapping(
                    gate.destination(),
                    gate.stage(),
                    gate.mapping(),
                    Words.of(gate.state()),
                    gate.since(),
                    gate.words(),
                    gate.remedy(),
                    trial.good(),
                    trial.bad(),
                    trial.pending(),
                    trial.cause());
        }
    }

    @GET
    @Path("hold")
    @Operation(summary = "What is on hold, by destination, stage and reason")
    public List<HeldGroup> held() {
        return holds.held().stream().map(HeldGroup::of).toList();
    }

    @GET
    @Path("hold/mappings")
    @Operation(summary = "Mappings that are tried out, or wait for somebody to look at them")
    public List<ClosedMapping> mappings() {
        return gates.closed().stream()
                .map(gate -> ClosedMapping.of(gate, gates.trial(gate)))
                .toList();
    }

    /**
     * @param underWay mappings that are on trial, or will be with the next sync that has conversions for them
     * @param over the latest first
     */
    public record Trials(List<TrialUnderWay> underWay, List<TrialOver> over) {}

    /**
     * @param ahead how many go ahead; none: it has not begun
     * @param sent of these
     * @param good counted, or accepted where no verdicts are given
     * @param bad refused
     * @param cause code of the most frequent refusal
     */
    public record TrialUnderWay(
            String destination,
            String stage,
            String mapping,
            Instant since,
            int ahead,
            int sent,
            int good,
            int bad,
            Optional<String> cause) {
        static TrialUnderWay of(TrialStore.UnderWay each) {
            var gate = each.gate();
            var trial = each.trial();
            return new TrialUnderWay(
                    gate.destination(),
                    gate.stage(),
                    gate.mapping(),
                    gate.since(),
                    trial.size(),
                    trial.sent(),
                    trial.good(),
                    trial.bad(),
                    trial.cause());
        }
    }

    /**
     * @param id for GET /api/v1/conversions?trial=
     * @param ending found-good and refused by themselves; released and tried-again by a person; mapping-changed and
     *     mapping-removed by another import
     * @param by the person who ended it; absent: the platform's word did
     * @param sent of those that went ahead
     * @param good counted, or accepted where no verdicts are given, when it ended
     * @param bad refused
     * @param cause code of the most frequent refusal
     * @param sentence what was said when it was refused
     */
    public record TrialOver(
            long id,
            String destination,
            String stage,
            String mapping,
            Instant beganAt,
            Instant endedAt,
            String ending,
            Optional<String> by,
            int sent,
            int good,
            int bad,
            Optional<String> cause,
            Optional<String> sentence) {
        static TrialOver of(TrialStore.Over over) {
            return new TrialOver(
                    over.id(),
                    over.destination(),
                    over.stage(),
                    over.mapping(),
                    over.beganAt(),
                    over.endedAt(),
                    Words.of(over.ending()),
                    over.by(),
                    over.sent(),
                    over.good(),
                    over.bad(),
                    over.cause(),
                    over.sentence());
        }
    }

    @GET
    @Path("hold/trials")
    @Operation(
            summary = "The trials of mappings: those to come and under way, and those that are over",
            description = "Which conversions went ahead: GET /api/v1/conversions?trial= with the id of a trial, or with"
                    + " destination:stage of one under way.")
    public Trials trials(
            @Parameter(description = "How many that are over, at most 200") @QueryParam("limit") @DefaultValue("20")
                    int limit) {
        return new Trials(
                trials.underWay().stream().map(TrialUnderWay::of).toList(),
                trials.over(Math.clamp(limit, 1, MOST)).stream()
                        .map(TrialOver::of)
                        .toList());
    }

    @GET
    @Path("hold/releases")
    @Operation(summary = "Who let go what, the latest first")
    public List<ReleaseStore.Release> releases(
            @Parameter(description = "How many, at most 200") @QueryParam("limit") @DefaultValue("20") int limit) {
        return record.latest(Math.clamp(limit, 1, MOST));
    }

    @POST
    @Path("hold/open")
    @Operation(summary = "All conversions of a mapping go, be it on trial, refused or poisoned", description = ONCE)
    public Released open(Wish wish) {
        Refusal.unlessEmpty(wish);
        return new Released(within().open(wish.whose(), wish.which(), visitor.getName()));
    }

    @POST
    @Path("hold/try-again")
    @Operation(summary = "Other conversions of a mapping go ahead")
    public Released tryAgain(Wish wish) {
        Refusal.unlessEmpty(wish);
        return new Released(within().tryAgain(wish.whose(), wish.which(), visitor.getName()));
    }

    @POST
    @Path("hold/release-volume")
    @Operation(summary = "What is far more than usual goes all the same", description = ONCE)
    public Released releaseVolume(Wish wish) {
        Refusal.unlessEmpty(wish);
        return new Released(within().volume(wish.whose(), wish.which(), visitor.getName()));
    }

    @POST
    @Path("hold/let-go")
    @Operation(summary = "A destination where too much was refused is sent to again", description = ONCE)
    public Released letGo(Wish wish) {
        Refusal.unlessEmpty(wish);
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
        var waiting = holds.braked();
        return destinations.all().stream()
                .map(now -> new Destination(
                        now.id(),
                        now.name(),
                        Words.of(now.obstacle()),
                        now.why(),
                        standing.stream()
                                .filter(brake -> brake.destination().equals(now.id()))
                                .findFirst(),
                        waiting.stream()
                                .filter(group -> group.destination().equals(now.id()))
                                .findFirst()
                                .map(HeldGroup::of)))
                .toList();
    }

    @POST
    @Path("destinations/{destination}/stop")
    @Operation(
            summary = "Nothing is sent there from the next request on, by any node",
            description = "changed is false when it was stopped already; the first reason stays then.")
    public Changed stop(
            @Parameter(description = "Id of the destination, such as google") @PathParam("destination")
                    String destination,
            Why why) {
        installed(destination);
        if (why == null || why.reason() == null || why.reason().isBlank()) {
            throw Refusal.unclear("Whoever stops a destination says why.", "Send a reason, for everybody to read.");
        }
        return new Changed(releases.stop(destination, why.reason(), visitor.getName()));
    }

    @POST
    @Path("destinations/{destination}/start")
    @Operation(summary = "What was stopped is sent to again", description = ONCE)
    public Released start(
            @Parameter(description = "Id of the destination, such as google") @PathParam("destination")
                    String destination) {
        installed(destination);
        return new Released(releases.start(destination, visitor.getName()));
    }

    private void installed(String destination) {
        platforms.descriptor(destination).orElseThrow(NotFoundException::new);
    }
}
