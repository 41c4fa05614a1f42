package io.downfunnel.sandbox.salesforce;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Call;
import io.downfunnel.sandbox.salesforce.TokenEndpoint.OAuthRefusal;

/** What can go wrong with Salesforce beyond the wire; each can be switched on. */
enum Trouble {
    /** The session is over, and stays so: a new token is needed. */
    TOKEN_REVOKED,
    /** The same, told by a fault without a detail. */
    TOKEN_REVOKED_WITHOUT_DETAIL,
    /** The cursor of a queryMore is gone, and stays so. */
    LOCATOR_DIED,
    /** The page before is given once more, with its locator. */
    PAGE_REPEATS,
    RATE_DAY,
    FORBIDDEN,
    SERVER_UNAVAILABLE,
    UNKNOWN_EXCEPTION,
    QUERY_TIMEOUT,
    ORG_IN_MAINTENANCE,
    /** An exception code that no client of this version knows. */
    UNKNOWN_CODE,
    /** A fault whose detail does not say its type. */
    FAULT_WITHOUT_TYPE,
    /** A complete fault, but with status 200. */
    FAULT_200,
    /** 429 and nothing else, as a proxy in front of Salesforce answers. */
    STATUS_429,
    /** 503 without a byte of body. */
    EMPTY_503,
    /** A page for people, with status 200. */
    MAINTENANCE_PAGE,
    /** The token endpoint does not know the client. */
    INVALID_CLIENT,
    /** The token endpoint does not accept the grant. */
    INVALID_GRANT,
    /** The token endpoint was asked on the wrong host. */
    WRONG_DOMAIN;

    static Set<String> kinds() {
        return Arrays.stream(values()).map(Trouble::kind).collect(Collectors.toUnmodifiableSet());
    }

    static Trouble of(String kind) {
        return Arrays.stream(values())
                .filter(trouble -> trouble.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Salesforce has no trouble of kind " + kind));
    }

    String kind() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Answer befall(Instance instance, Call call) {
        instance.book().refused(instance.now(), "fault", call.path(), kind());
        return switch (this) {
            case TOKEN_REVOKED -> {
                token(call).ifPresent(instance.sessions()::end);
                yield told(call, Refusal.noSuchSession());
            }
            case TOKEN_REVOKED_WITHOUT_DETAIL -> {
                token(call).ifPresent(instance.sessions()::end);
                yield soap(call)
                        ? SoapFaults.withoutDetail(
                                "INVALID_SESSION_ID", Refusal.noSuchSession().getMessage())
                        : told(call, Refusal.noSuchSession());
            }
            case LOCATOR_DIED -> {
                locator(call).ifPresent(instance.cursors()::forget);
                yield told(call, Refusal.noSuchLocator());
            }
            case PAGE_REPEATS ->
                request(call)
                        .map(request -> instance.lastPage(request.operation()))
                        .orElseGet(() -> Answer.empty(503));
            case RATE_DAY -> told(call, new Refusal("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."));
            case FORBIDDEN ->
                told(call, new Refusal("API_DISABLED_FOR_ORG", "API is not enabled for this Organization or Partner"));
            case SERVER_UNAVAILABLE -> told(call, new Refusal("SERVER_UNAVAILABLE", "server unavailable"));
            case UNKNOWN_EXCEPTION ->
                told(
                        call,
                        new Refusal(
                                "UNKNOWN_EXCEPTION",
                                "An unexpected error occurred. ErrorId: 1234567890-12345 (-1234567890)"));
            case QUERY_TIMEOUT ->
                told(call, new Refusal("QUERY_TIMEOUT", "Your query request was running for too long."));
            case ORG_IN_MAINTENANCE -> told(call, new Refusal("ORG_IN_MAINTENANCE", "Organization is in maintenance"));
            case UNKNOWN_CODE -> told(call, new Refusal("TEAPOT_SHORT_AND_STOUT", "a code from the future"));
            case FAULT_WITHOUT_TYPE -> SoapFaults.withoutType("UNKNOWN_EXCEPTION", "detail without a type");
            case FAULT_200 -> {
                Answer fault = told(call, new Refusal("UNKNOWN_EXCEPTION", "a fault that calls itself fine"));
                yield new Answer(200, fault.headers(), fault.body());
            }
            case STATUS_429 -> Answer.empty(429);
            case EMPTY_503 -> Answer.empty(503);
            case MAINTENANCE_PAGE ->
                Answer.html(
                        200,
                        "<!DOCTYPE html><html><head><title>Maintenance</title></head><body><p>We are down for maintenance.</p></body></html>");
            case INVALID_CLIENT -> new OAuthRefusal("invalid_client", "invalid client credentials").answer();
            case INVALID_GRANT -> new OAuthRefusal("invalid_grant", "user hasn't approved this consumer").answer();
            case WRONG_DOMAIN -> new OAuthRefusal("invalid_grant", "request not supported on this domain").answer();
        };
    }

    private static Answer told(Call call, Refusal refusal) {
        return soap(call) ? SoapFaults.of(refusal) : RestEndpoint.refused(refusal);
    }

    private static boolean soap(Call call) {
        return call.path().startsWith(SoapEndpoint.PATH);
    }

    private static Optional<String> token(Call call) {
        return soap(call) ? request(call).flatMap(request -> request.header("sessionId")) : call.bearer();
    }

    private static Optional<String> locator(Call call) {
        return soap(call)
                ? request(call)
                        .flatMap(
                                request -> request.list("queryLocator").stream().findFirst())
                : Optional.of(call.path().substring(call.path().lastIndexOf('/') + 1));
    }

    private static Optional<SoapRequest> request(Call call) {
        try {
            return Optional.of(SoapRequest.parse(call.body()));
        } catch (Refusal notSoap) {
            return Optional.empty();
        }
    }
}
