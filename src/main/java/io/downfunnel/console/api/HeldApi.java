package io.downfunnel.console.api;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.console.Visitor;
import io.downfunnel.schedule.HeldAdjustments;
import io.downfunnel.schedule.HeldConversions;

/** A word about one conversion, or one adjustment, that is on hold. */
@Path("/api/v1/conversions/{key}")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "On hold")
public class HeldApi {
    private static final String KEY = "Key of the conversion";
    private static final String ID = "Id of the adjustment, as the story of the conversion has it";
    private static final String CHANGED = "changed is false when it is not on hold, or not any more.";

    private final HeldConversions conversions;
    private final HeldAdjustments adjustments;
    private final Visitor visitor;

    HeldApi(HeldConversions conversions, HeldAdjustments adjustments, Visitor visitor) {
        this.conversions = conversions;
        this.adjustments = adjustments;
        this.visitor = visitor;
    }

    @POST
    @Path("release")
    @Operation(summary = "Send a conversion again that may have arrived", description = CHANGED)
    public Changed release(@Parameter(description = KEY) @PathParam("key") String key) {
        return new Changed(conversions.release(key, visitor.getName()));
    }

    @POST
    @Path("cancel")
    @Operation(summary = "Never send a conversion again that may have arrived", description = CHANGED)
    public Changed cancel(@Parameter(description = KEY) @PathParam("key") String key) {
        return new Changed(conversions.cancel(key, visitor.getName()));
    }

    @POST
    @Path("adjustments/{id:\\d{1,18}}/release")
    @Operation(summary = "Let an adjustment go that is on hold", description = CHANGED)
    public Changed releaseAdjustment(
            @Parameter(description = KEY) @PathParam("key") String key,
            @Parameter(description = ID) @PathParam("id") long id) {
        return new Changed(adjustments.release(id, visitor.getName()));
    }

    @POST
    @Path("adjustments/{id:\\d{1,18}}/cancel")
    @Operation(summary = "Leave a conversion as the platform counts it", description = CHANGED)
    public Changed cancelAdjustment(
            @Parameter(description = KEY) @PathParam("key") String key,
            @Parameter(description = ID) @PathParam("id") long id) {
        return new Changed(adjustments.cancel(id, visitor.getName()));
    }
}
