package io.downfunnel.platform.microsoft;

import java.util.concurrent.CompletionStage;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * The Customer Management service, which knows the account
 * (https://learn.microsoft.com/en-us/advertising/customer-management-service/getaccount).
 */
@Path("/CustomerManagement/v13")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface CustomerApi {
    @POST
    @Path("/Account/Query")
    CompletionStage<Response> account(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(CampaignApi.DEVELOPER_TOKEN) String developerToken,
            Questions.AccountAsked asked);
}
