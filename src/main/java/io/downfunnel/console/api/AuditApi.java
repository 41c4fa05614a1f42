package io.downfunnel.console.api;

import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.domain.TrailEntry.What;
import io.downfunnel.reconcile.TrailStep;
import io.downfunnel.store.TrailStore;
import io.downfunnel.store.TrailStore.Verdict;

/** Who did what, and is that all? */
@Path("/api/v1/audit")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Users and audit")
public class AuditApi {
    private static final int MOST = 500;

    private final TrailStore trail;
    private final TrailStep step;

    AuditApi(TrailStore trail, TrailStep step) {
        this.trail = trail;
        this.step = step;
    }

    /**
     * @param checked what the last look through the whole trail found; absent: nobody has looked yet
     * @param before where the next page begins; absent on the last one
     */
    @Schema(name = "AuditTrail")
    public record Page(List<TrailStore.Line> entries, Optional<Verdict> checked, Optional<Long> before) {}

    @GET
    @Operation(summary = "The audit trail, the latest first")
    public Page list(
            @Parameter(description = "Only what this person or program did") @QueryParam("who") Optional<String> who,
            @Parameter(description = "Only this kind, such as destination-stopped") @QueryParam("what")
                    Optional<String> what,
            @Parameter(description = "From the page before: only entries with a smaller id") @QueryParam("before")
                    Optional<Long> before,
            @Parameter(description = "How many, at most 500") @QueryParam("limit") @DefaultValue("100") int limit) {
        var most = Math.clamp(limit, 1, MOST);
        var kind = what.filter(word -> !word.isBlank()).map(word -> Words.read(word, What.class, "kind of entry"));
        var found = trail.list(who.filter(name -> !name.isEmpty()), kind, before, most + 1);
        return new Page(
                found.stream().limit(most).toList(),
                trail.latest(),
                found.size() > most ? Optional.of(found.get(most - 1).id()) : Optional.empty());
    }

    @POST
    @Path("verify")
    @Operation(
            summary = "Look through the whole trail, whether it is what was written",
            description =
                    "broken names the first entry that does not fit. The hash stands for all entries up to there: kept"
                            + " elsewhere, it shows whether somebody wrote the whole trail anew. May be sent again at any"
                            + " time.")
    public Verdict verify() {
        return step.run();
    }
}
