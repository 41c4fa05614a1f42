package io.downfunnel.sandbox.google.ads;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;

import io.downfunnel.sandbox.Procedures;
import io.downfunnel.sandbox.SandboxAccounts;
import io.downfunnel.sandbox.WantedError;
import io.downfunnel.sandbox.company.Company;
import io.downfunnel.sandbox.google.AdsDesk;

/** The services of the Google Ads API that the sandbox has. */
final class AdsApi implements Procedures {

    private final List<ServerServiceDefinition> services;

    AdsApi(AdsDesk desk, Company company, SandboxAccounts.Google ids) {
        var admission = new Admission(desk);
        services = Stream.of(
                        new SearchService(admission, new Reports(desk, company, ids.customerId())),
                        new CustomerService(admission),
                        new ActionService(admission),
                        new UploadService(admission),
                        new AdjustmentService(admission))
                .map(service -> ServerInterceptors.intercept(service, new RequestIds()))
                .toList();
    }

    @Override
    public List<ServerServiceDefinition> services() {
        return services;
    }

    @Override
    public StatusRuntimeException unknown(String path) {
        return path.startsWith("/google.ads.googleads.v")
                ? Refusals.of(AdsError.of(
                        "requestError",
                        "UNSUPPORTED_VERSION",
                        "The sandbox speaks one version of the Google Ads API, and has no " + path + "."))
                : Status.UNIMPLEMENTED
                        .withDescription("Method not found: " + path)
                        .asRuntimeException();
    }

    @Override
    public StatusRuntimeException refusal(String faultKind) {
        return switch (faultKind) {
            case "token-revoked" -> no("authenticationError", "OAUTH_TOKEN_REVOKED", "The OAuth token was revoked.");
            case "forbidden" ->
                no("authorizationError", "USER_PERMISSION_DENIED", "User doesn't have permission to access customer.");
            case "scope-insufficient" ->
                Refusals.atTheDoor(
                        Code.PERMISSION_DENIED,
                        "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
                        "Request had insufficient authentication scopes.");
            case "service-disabled" ->
                Refusals.atTheDoor(
                        Code.PERMISSION_DENIED,
                        "SERVICE_DISABLED",
                        "Google Ads API has not been used in project 1000000001 before or it is disabled.");
            case "rate-minute" -> Refusals.of(exhausted("RESOURCE_TEMPORARILY_EXHAUSTED", Duration.ofSeconds(30)));
            case "rate-day" -> Refusals.of(exhausted("RESOURCE_EXHAUSTED", Duration.ofHours(5)));
            case "internal" -> no("internalError", "INTERNAL_ERROR", "An internal error has occurred.");
            case "unavailable" ->
                Status.UNAVAILABLE
                        .withDescription("The service is currently unavailable.")
                        .asRuntimeException();
            case "deadline-exceeded" ->
                no("internalError", "DEADLINE_EXCEEDED", "The request took too long to be processed.");
            case "terms-not-signed" ->
                no(
                        "conversionUploadError",
                        "CUSTOMER_NOT_ACCEPTED_CUSTOMER_DATA_TERMS",
                        "The customer has not accepted the customer data terms.");
            default -> no("requestError", "UNKNOWN", "The request is invalid.");
        };
    }

    @Override
    public StatusRuntimeException error(WantedError wanted) {
        Code code = code(wanted.status());
        if (wanted.text("family").isEmpty()) {
            return Refusals.atTheDoor(code, wanted.text("reason"), wanted.text("message"));
        }
        var error = AdsError.of(wanted.text("family"), wanted.text("reason"), wanted.text("message"))
                .at(wanted.text("field"));
        String delay = wanted.text("retryDelay");
        return Refusals.of(code, List.of(delay.isEmpty() ? error : error.retryAfter(Duration.parse(delay))));
    }

    private static AdsError exhausted(String code, Duration delay) {
        return AdsError.of("quotaError", code, "Too many requests. Retry in " + delay.toSeconds() + " seconds.")
                .retryAfter(delay);
    }

    private static StatusRuntimeException no(String family, String code, String message) {
        return Refusals.of(AdsError.of(family, code, message));
    }

    /** As google.rpc.Code pairs them with HTTP. */
    private static Code code(int status) {
        return switch (status) {
            case 400 -> Code.INVALID_ARGUMENT;
            case 401 -> Code.UNAUTHENTICATED;
            case 403 -> Code.PERMISSION_DENIED;
            case 404 -> Code.NOT_FOUND;
            case 409 -> Code.ABORTED;
            case 429 -> Code.RESOURCE_EXHAUSTED;
            case 500 -> Code.INTERNAL;
            case 501 -> Code.UNIMPLEMENTED;
            case 503 -> Code.UNAVAILABLE;
            case 504 -> Code.DEADLINE_EXCEEDED;
            default -> Code.UNKNOWN;
        };
    }
}
