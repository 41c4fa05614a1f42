package io.downfunnel.console;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.options.Cookie;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.access.Secret;
import io.downfunnel.domain.Role;
import io.downfunnel.store.SessionStore;
import io.downfunnel.store.UserStore;

/** Somebody who is signed in, without having typed a password. */
public record SignedIn(String name, Secret session) {

    public static SignedIn asAdmin(Jdbi jdbi) {
        return as("anna", Role.ADMIN, jdbi);
    }

    public static SignedIn as(String name, Role role, Jdbi jdbi) {
        var users = new UserStore(jdbi);
        var user = users.find(name)
                .filter(known -> known.role() == role)
                .or(() -> {
                    users.find(name).ifPresent(other -> users.remove(other.id(), "test"));
                    return users.add(name, role, "test");
                })
                .orElseThrow();
        var session = Secret.random();
        new SessionStore(jdbi).open(session.hash(), new byte[0], user, Duration.ofHours(1));
        return new SignedIn(name, session);
    }

    /** As a browser sends it. */
    public String cookie() {
        return "downfunnel=" + session.word();
    }

    public String token() {
        return session.derived("form").word();
    }

    HttpRequest.Builder on(HttpRequest.Builder request) {
        return request.header("Cookie", cookie()).header(Ticket.HEADER, token());
    }

    void in(BrowserContext context, URI here) {
        context.addCookies(List.of(
                new Cookie("downfunnel", session.word()).setUrl(here.toString()).setHttpOnly(true)));
    }
}
