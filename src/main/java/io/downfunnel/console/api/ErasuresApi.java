package io.downfunnel.console.api;

import java.util.List;
import java.util.Map;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.console.Refusal;
import io.downfunnel.console.Visitor;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.schedule.Erasures;
import io.downfunnel.store.ErasureStore.Erasure;
import io.downfunnel.store.ErasureStore.Extent;
import io.downfunnel.store.ErasureStore.Who;

/** Persons who ask to be forgotten. */
@Path("/api/v1/erasures")
@Blocking
@CustomDeserialization(Strictly.class)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Personal data")
public class ErasuresApi {
    private static final int MOST = 200;

    private final Erasures erasures;
    private final Visitor visitor;

    ErasuresApi(Erasures erasures, Visitor visitor) {
        this.erasures = erasures;
        this.visitor = visitor;
    }

    /** @param person id of a lead or contact, an e-mail address, or its SHA-256 in hexadecimal digits */
    @Schema(name = "ErasureQuestion")
    public record Question(String person) {}

    /**
     * @param person id of a lead or contact, an e-mail address, or its SHA-256 in hexadecimal digits
     * @param reason for the record, without personal data; may be absent
     */
    @Schema(name = "ErasureWish")
    public record Wish(String person, String reason) {}

    /**
     * @param known false: nobody is known by that, and nothing was there to remove
     * @param records ids of leads and contacts
     * @param conversions by destination and state, how many
     */
    @Schema(name = "Person")
    public record Found(
            boolean known,
            List<String> records,
            Map<String, Map<ConversionState, Long>> conversions,
            long adjustments) {
        static final Found NOBODY = new Found(false, List.of(), Map.of(), 0);

        static Found of(Extent extent) {
            return new Found(true, extent.records(), extent.conversions(), extent.adjustments());
        }
    }

    @GET
    @Operation(summary = "What was removed on request, the latest first; it names nobody")
    public List<Erasure> list(
            @Parameter(description = "How many, at most 200") @QueryParam("limit") @DefaultValue("50") int limit) {
        return erasures.latest(Math.clamp(limit, 1, MOST));
    }

    @POST
    @Path("look")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "What there is of a person", description = "Changes nothing. An address is hashed at once.")
    public Found look(Question question) {
        return erasures.look(who(Refusal.unlessEmpty(question).person()))
                .map(Found::of)
                .orElse(Found.NOBODY);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Remove a person's data, for good",
            description =
                    "It cannot be undone, also not by reading the CRM again. Sent again, it removes what came since.")
    public Found erase(Wish wish) {
        var who = who(Refusal.unlessEmpty(wish).person());
        var reason = wish.reason() == null ? "" : wish.reason();
        if (!Erasures.mayBeKept(reason)) {
            throw Refusal.unclear(
                    "The reason is kept for good, and holds an address or more than 500 characters.",
                    "Say it without personal data, and shorter.");
        }
        return erasures.erase(who, visitor.getName(), reason).map(Found::of).orElse(Found.NOBODY);
    }

    private static Who who(String person) {
        return Erasures.named(person == null ? "" : person)
                .orElseThrow(() -> Refusal.unclear(
                        "The person is named neither by a record id of 15 or 18 characters nor by an e-mail address.",
                        "Name the lead or the contact; an opportunity is not a person."));
    }
}
