package io.downfunnel.sandbox;

import io.grpc.Status;

/** What a gRPC client makes of an HTTP answer that does not come from a gRPC server; the pairs are those of gRPC's specification. */
final class GatewayPages {

    private GatewayPages() {}

    static Status of(WireFault page) {
        return switch (page) {
            case STATUS_500 -> status(500);
            case STATUS_502 -> status(502);
            case STATUS_503 -> status(503);
            case STATUS_504 -> status(504);
            case EMPTY_200, HTML_200 -> Status.UNKNOWN.withDescription("HTTP status code 200, invalid content-type");
            case DROP_BEFORE, DROP_AFTER, CUT, TRUNCATED, SLOW ->
                throw new IllegalArgumentException("No page: " + page);
        };
    }

    static Status status(int http) {
        Status status = switch (http) {
            case 400 -> Status.INTERNAL;
            case 401 -> Status.UNAUTHENTICATED;
            case 403 -> Status.PERMISSION_DENIED;
            case 404 -> Status.UNIMPLEMENTED;
            case 429, 502, 503, 504 -> Status.UNAVAILABLE;
            default -> Status.UNKNOWN;
        };
        return status.withDescription("HTTP status code " + http + ", invalid content-type: text/html");
    }
}
