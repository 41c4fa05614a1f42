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
 * The Reporting service: a report is ordered, asked for until it is there, and downloaded
 * (https://learn.microsoft.com/en-us/advertising/guides/request-download-report).
 */
@Path("/Reporting/v13/GenerateReport")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface ReportingApi {
    @POST
    @Path("/Submit")
    CompletionStage<Response> submit(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(CampaignApi.DEVELOPER_TOKEN) String developerToken,
            @HeaderParam(CampaignApi.CUSTOMER) String customer,
            @HeaderParam(CampaignApi.ACCOUNT) String account,
            ReportOrder.Asked order);

    @POST
    @Path("/Poll")
    CompletionStage<Response> poll(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(CampaignApi.DEVELOPER_TOKEN) String developerToken,
            @HeaderParam(CampaignApi.CUSTOMER) String customer,
            @HeaderParam(CampaignApi.ACCOUNT) String account,
            ReportOrder.Poll poll);
}
