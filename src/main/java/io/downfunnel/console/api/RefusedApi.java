package io.downfunnel.console.api;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.console.Download;
import io.downfunnel.console.Refusal;
import io.downfunnel.console.Visitor;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.FailureRow;
import io.downfunnel.domain.Money;
import io.downfunnel.platform.Platforms;
import io.downfunnel.report.Causes;
import io.downfunnel.report.RefusedCsv;
import io.downfunnel.report.Wording;
import io.downfunnel.schedule.Replays;
import io.downfunnel.store.NeedsYouReadStore;
import io.downfunnel.store.NeedsYouReadStore.Group;
import io.downfunnel.store.NeedsYouReadStore.Sample;
import io.downfunnel.store.ReplayStore.Which;

/** What platforms refused for its data. */
@Path("/api/v1/needs-you")
@Blocking
@CustomDeserialization(Strictly.class)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Needs you")
public class RefusedApi {
    private static final int MOST = 100;
    private static final String DESTINATION = "Id of a destination, such as google";
    private static final String CODE = "Code of the cause";

    private final NeedsYouReadStore refused;
    private final Replays replays;
    private final Causes causes;
    private final Visitor visitor;

    RefusedApi(NeedsYouReadStore refused, Replays replays, Platforms platforms, Visitor visitor) {
        this.refused = refused;
        this.replays = replays;
        this.causes = new Causes(platforms);
        this.visitor = visitor;
    }

    /**
     * @param title in a few words
     * @param cause what happened, in a sentence
     * @param mender who can mend it
     * @param remedy what to do; empty when there is nothing to do
     * @param page of the platform about it
     * @param value one sum a currency; those without a value are in the count alone
     * @param since when the first of them was refused
     * @param expires when the first of them becomes worthless
     */
    @Schema(name = "Refusals")
    public record Cause(
            String destination,
            String code,
            String title,
            String cause,
            String mender,
            String remedy,
            Optional<URI> page,
            List<String> mappings,
            long conversions,
            List<Money> value,
            Instant since,
            Instant expires) {
        static Cause of(Group group, FailureRow row) {
            return new Cause(
                    group.destination(),
                    group.code(),
                    Wording.ofReason(group.code()),
                    row.cause(),
                    row.mender().words(),
                    row.remedy(),
                    row.link(),
                    group.mappings(),
                    group.conversions(),
                    Money.sums(group.value()),
                    group.since(),
                    group.expires());
        }
    }

    /**
     * One of them, masked.
     *
     * @param amount what the CRM has
     * @param value what was sent
     * @param recognisedBy what was sent of the person: kinds and last characters; absent where the data was erased
     * @param heard what came back
     */
    @Schema(name = "RefusedConversion")
    public record Example(
            String key,
            String recordId,
            String stage,
            String mapping,
            String action,
            Instant occurredAt,
            Optional<Money> amount,
            Optional<Money> value,
            Optional<List<String>> recognisedBy,
            String heard,
            Instant since,
            Instant expires) {
        static Example of(Sample sample) {
            return new Example(
                    sample.key(),
                    sample.recordId(),
                    sample.stage(),
                    sample.mapping(),
                    sample.action(),
                    sample.occurredAt(),
                    sample.amount(),
                    sample.value(),
                    sample.sent().map(Example::masked),
                    sample.heard(),
                    sample.since(),
                    sample.expires());
        }

        private static List<String> masked(ConversionEvent event) {
            return Stream.of(event.click(), event.email(), event.phone())
                    .flatMap(Optional::stream)
                    .map(Object::toString)
                    .toList();
        }
    }

    /**
     * Either all of a cause, or one conversion.
     *
     * @param reason why they are given up; for everybody to read
     */
    public record Decision(String destination, Optional<String> code, Optional<String> key, Optional<String> reason) {
        Which which() {
            if (destination == null || destination.isBlank() || code.isPresent() == key.isPresent()) {
                throw Refusal.unclear(
                        "It does not say which conversions.",
                        "Name a destination, and either a code or a key: all of a cause, or one conversion.");
            }
            return new Which(destination, code, key);
        }
    }

    /** @param run that tells what came of it: /api/v1/runs/{id} */
    @Schema(name = "DecisionRun")
    public record Started(long run) {}

    @GET
    @Operation(
            summary = "By cause: how many, their worth, when the first becomes worthless, who can mend it and how",
            description = "The one that expires first comes first.")
    public List<Cause> causes() {
        return refused.groups().stream()
                .map(group -> Cause.of(group, causes.of(group.destination(), group.code())))
                .toList();
    }

    @GET
    @Path("samples")
    @Operation(
            summary = "Some conversions of a cause, those refused last",
            description = "All of them: GET /api/v1/conversions?state=needs-you, page by page, or the table.")
    public List<Example> samples(
            @Parameter(description = DESTINATION) @QueryParam("destination") @DefaultValue("") String destination,
            @Parameter(description = CODE) @QueryParam("code") @DefaultValue("") String code,
            @Parameter(description = "How many, at most 100") @QueryParam("limit") @DefaultValue("3") int limit) {
        return refused.samples(destination, code, Math.clamp(limit, 1, MOST)).stream()
                .map(Example::of)
                .toList();
    }

    @GET
    @Path("export")
    @Produces(Download.CSV)
    @Operation(summary = "All conversions of a cause as a table", description = "Without click IDs and without hashes.")
    @APIResponse(
            responseCode = "200",
            description = "CSV, with a line of headings",
            content = @Content(mediaType = Download.CSV, schema = @Schema(implementation = String.class)))
    public Response export(
            @Parameter(description = DESTINATION) @QueryParam("destination") @DefaultValue("") String destination,
            @Parameter(description = CODE) @QueryParam("code") @DefaultValue("") String code) {
        return Download.csv("needs-you", out -> {
            try (var csv = new RefusedCsv(out)) {
                refused.each(destination, code, each -> csv.add(code, each));
            }
        });
    }

    @POST
    @Path("replay")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Decide anew, once the cause is mended",
            description =
                    "Nothing is sent by it: the next run that makes conversions decides. While it works, its run tells how far"
                            + " it is. Sent again, it moves only what is refused still.")
    public Started replay(Decision decision) {
        return new Started(replays.replay(Refusal.unlessEmpty(decision).which(), visitor.getName()));
    }

    @POST
    @Path("give-up")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Never send them",
            description = "With a reason, for everybody to read. Sent again, it moves only what is refused still.")
    public Started giveUp(Decision decision) {
        var which = Refusal.unlessEmpty(decision).which();
        try {
            return new Started(replays.cancel(which, decision.reason().orElse(""), visitor.getName()));
        } catch (IllegalArgumentException e) {
            throw Refusal.unclear(e.getMessage() + ".", "Send another reason.");
        }
    }
}
