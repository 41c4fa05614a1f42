package io.downfunnel.platform.linkedin;

import java.util.concurrent.CompletionStage;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.rest.client.annotation.ClientHeaderParam;

/** Sending conversion events, one or many (linkedin.md §2.1). */
@Path("/rest/conversionEvents")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface ConversionsApi {
    String VERSION = "LinkedIn-Version";
    String PROTOCOL = "X-Restli-Protocol-Version";

    @POST
    @ClientHeaderParam(name = PROTOCOL, value = "2.0.0")
    CompletionStage<Response> send(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(VERSION) String version,
            EventBody event);

    @POST
    @ClientHeaderParam(name = PROTOCOL, value = "2.0.0")
    @ClientHeaderParam(name = "X-RestLi-Method", value = "BATCH_CREATE")
    CompletionStage<Response> sendAll(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(VERSION) String version,
            EventBody.Batch events);
}
