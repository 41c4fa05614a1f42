package io.downfunnel.console;

import java.util.Map;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

/** Stands before every page and file: puts the security headers on each answer and turns foreign changes away. */
@Singleton
class Doorman {
    private static final int BEFORE_EVERYTHING = 1000;

    /** Nothing but our own files: CRM and vendor text is shown on these pages, and none of it may ever run. */
    static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            // With "no-referrer" a browser hides the origin of our own forms too ("Origin: null"), and they are
            // refused.
            "Referrer-Policy",
            "same-origin",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=()");

    void stand(@Observes Filters filters) {
        filters.register(Doorman::look, BEFORE_EVERYTHING);
    }

    private static void look(RoutingContext visit) {
        HEADERS.forEach((name, value) -> visit.response().putHeader(name, value));
        var request = visit.request();
        if ("https".equals(request.scheme())) {
            visit.response().putHeader("Strict-Transport-Security", "max-age=31536000");
        }
        // No browser adds a token by itself, so that nobody's browser can be made to send one.
        var ours = Programs.asks(visit) && request.getHeader("Authorization") != null
                || SameOrigin.allows(
                        request.method().name(),
                        request.authority() == null ? "" : request.authority().toString(),
                        request.getHeader("Sec-Fetch-Site"),
                        request.getHeader("Origin"));
        if (ours) {
            visit.next();
        } else {
            visit.response()
                    .setStatusCode(403)
                    .putHeader("Content-Type", "text/plain; charset=utf-8")
                    .end("""
                            Refused: this request did not come from a page of this console. Nothing was changed.
                            Open the console itself and press the button there, or use the command line.
                            """);
        }
    }
}
