package io.downfunnel.platform.linkedin;

import java.util.concurrent.CompletionStage;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.rest.client.reactive.Url;
import org.eclipse.microprofile.rest.client.annotation.ClientHeaderParam;

/** Everything beside the events. Addresses come whole, since Rest.li's way to write them is not that of JAX-RS. */
@Path("")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@ClientHeaderParam(name = ConversionsApi.PROTOCOL, value = "2.0.0")
public interface ManagementApi {

    @GET
    CompletionStage<Response> read(
            @Url String address,
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(ConversionsApi.VERSION) String version);

    @POST
    CompletionStage<Response> create(
            @Url String address,
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(ConversionsApi.VERSION) String version,
            JsonNode body);

    @POST
    @ClientHeaderParam(name = "X-RestLi-Method", value = "PARTIAL_UPDATE")
    CompletionStage<Response> change(
            @Url String address,
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(ConversionsApi.VERSION) String version,
            JsonNode body);

    @PUT
    CompletionStage<Response> put(
            @Url String address,
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(ConversionsApi.VERSION) String version,
            JsonNode body);
}
