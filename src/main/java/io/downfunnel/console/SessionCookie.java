package io.downfunnel.console;

import java.net.URI;
import java.util.Optional;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.NewCookie;

import io.vertx.core.http.HttpServerRequest;

import io.downfunnel.access.Secret;

/**
 * What the browser keeps of a session. "Lax" and not "Strict": a vendor's consent page sends people back from another
 * site, and they have to be recognised then.
 */
@Singleton
class SessionCookie {
    /** Browsers take this name over TLS only, for this host alone, from nobody but this host. */
    private static final String SECURE = "__Host-downfunnel";

    private static final String PLAIN = "downfunnel";

    private final AddressConfig address;

    SessionCookie(AddressConfig address) {
        this.address = address;
    }

    Optional<Secret> of(HttpServerRequest request) {
        return Optional.ofNullable(request.getCookie(name(request)))
                .map(cookie -> new Secret(cookie.getValue()))
                .filter(secret -> !secret.word().isEmpty());
    }

    NewCookie holding(Secret session, HttpServerRequest request) {
        return cookie(session.word(), request).build();
    }

    NewCookie gone(HttpServerRequest request) {
        return cookie("", request).maxAge(0).build();
    }

    private NewCookie.Builder cookie(String value, HttpServerRequest request) {
        return new NewCookie.Builder(name(request))
                .value(value)
                .path("/")
                .httpOnly(true)
                .secure(secure(request))
                .sameSite(NewCookie.SameSite.LAX);
    }

    private String name(HttpServerRequest request) {
        return secure(request) ? SECURE : PLAIN;
    }

    /** TLS ends here, or at what stands before us: by its word, or because this is the address that people open. */
    boolean secure(HttpServerRequest request) {
        return "https".equals(request.scheme())
                || address.baseUrl().filter(base -> isBehind(base, request)).isPresent();
    }

    private static boolean isBehind(URI base, HttpServerRequest request) {
        return "https".equals(base.getScheme())
                && request.authority() != null
                && base.getRawAuthority().equalsIgnoreCase(request.authority().toString());
    }
}
