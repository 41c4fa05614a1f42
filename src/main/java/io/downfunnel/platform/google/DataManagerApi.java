package io.downfunnel.platform.google;

import java.util.concurrent.CompletionStage;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The two methods of the Data Manager API that uploads need (google.md §2.1). */
@Path("/v1")
public interface DataManagerApi {
    String QUOTA_PROJECT = "x-goog-user-project";

    @POST
    @Path("/events:ingest")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    CompletionStage<Response> ingest(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(QUOTA_PROJECT) String quotaProject,
            IngestEvents events);

    @GET
    @Path("/requestStatus:retrieve")
    @Produces(MediaType.APPLICATION_JSON)
    CompletionStage<Response> requestStatus(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(QUOTA_PROJECT) String quotaProject,
            @QueryParam("requestId") String requestId);
}
