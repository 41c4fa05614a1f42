package io.downfunnel.extract.salesforce;

import io.downfunnel.domain.FailureClass;

/** What an answer means that is no SOAP message: it comes from a gateway, a maintenance page, or the wrong host. */
final class HttpStatus {
    private HttpStatus() {}

    static SalesforceException withoutSoap(int status, String host) {
        return new SalesforceException(
                failureClass(status),
                "HTTP_" + status,
                host + " answered with status " + status + " and no SOAP message");
    }

    /** A page of HTML with status 200 is the maintenance page, which passes (salesforce.md §1.5). */
    static FailureClass failureClass(int status) {
        return switch (status) {
            case 401, 403 -> FailureClass.AUTHENTICATION;
            case 429 -> FailureClass.THROTTLED;
            case 301, 302, 303, 307, 308, 404, 410 -> FailureClass.CONFIGURATION;
            default -> FailureClass.TRANSIENT;
        };
    }
}
