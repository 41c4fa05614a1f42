package io.downfunnel.console;

import java.util.Optional;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.NewCookie;

import io.vertx.core.http.HttpServerRequest;

import io.downfunnel.access.Secret;
import io.downfunnel.store.PendingCompanySignInStore;

/**
 * What the browser keeps while somebody is at the company's sign-in. It has to come along when the provider sends the browser
 * back, which is not a visit from our own pages: "Lax". Over TLS nobody but this host can set it, so that nobody can plant a
 * sign-in of theirs in another's browser.
 */
@Singleton
class CompanyCookie {
    private static final String SECURE = "__Host-downfunnel-company";
    private static final String PLAIN = "downfunnel-company";

    private final SessionCookie session;

    CompanyCookie(SessionCookie session) {
        this.session = session;
    }

    Optional<Secret> of(HttpServerRequest request) {
        return Optional.ofNullable(request.getCookie(name(request))).map(cookie -> new Secret(cookie.getValue()));
    }

    NewCookie holding(Secret word, HttpServerRequest request) {
        return new NewCookie.Builder(name(request))
                .value(word.word())
                .path("/")
                .httpOnly(true)
                .secure(session.secure(request))
                .sameSite(NewCookie.SameSite.LAX)
                .maxAge((int) PendingCompanySignInStore.PATIENCE.toSeconds())
                .build();
    }

    private String name(HttpServerRequest request) {
        return session.secure(request) ? SECURE : PLAIN;
    }
}
