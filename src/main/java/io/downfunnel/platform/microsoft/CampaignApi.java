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
 * The Campaign Management service
 * (https://learn.microsoft.com/en-us/advertising/campaign-management-service/campaign-management-service-operations); the
 * paths are those of Microsoft's own client (https://github.com/BingAds/BingAds-Java-SDK, {@code CampaignManagementService}).
 */
@Path("/CampaignManagement/v13")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface CampaignApi {
    String DEVELOPER_TOKEN = "DeveloperToken";
    String CUSTOMER = "CustomerId";
    String ACCOUNT = "CustomerAccountId";

    @POST
    @Path("/OfflineConversions/Apply")
    CompletionStage<Response> apply(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(DEVELOPER_TOKEN) String developerToken,
            @HeaderParam(CUSTOMER) String customer,
            @HeaderParam(ACCOUNT) String account,
            OfflineConversions conversions);

    @POST
    @Path("/OfflineConversionAdjustments/Apply")
    CompletionStage<Response> adjust(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(DEVELOPER_TOKEN) String developerToken,
            @HeaderParam(CUSTOMER) String customer,
            @HeaderParam(ACCOUNT) String account,
            OfflineConversionAdjustments adjustments);

    @POST
    @Path("/ConversionGoals/QueryByIds")
    CompletionStage<Response> goals(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(DEVELOPER_TOKEN) String developerToken,
            @HeaderParam(CUSTOMER) String customer,
            @HeaderParam(ACCOUNT) String account,
            Questions.GoalsAsked asked);

    @POST
    @Path("/OfflineConversionReport/QueryByGoalIds")
    CompletionStage<Response> uploads(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(DEVELOPER_TOKEN) String developerToken,
            @HeaderParam(CUSTOMER) String customer,
            @HeaderParam(ACCOUNT) String account,
            Questions.UploadsAsked asked);

    @POST
    @Path("/AccountProperties/Query")
    CompletionStage<Response> properties(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(DEVELOPER_TOKEN) String developerToken,
            @HeaderParam(CUSTOMER) String customer,
            @HeaderParam(ACCOUNT) String account,
            Questions.PropertiesAsked asked);
}
