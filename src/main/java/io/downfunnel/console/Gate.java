package io.downfunnel.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;

import io.downfunnel.access.ApiTokens;
import io.downfunnel.access.Secret;
import io.downfunnel.access.Sessions;

/** Asks everybody who they are, and lets them go where {@link Rights} says they may: to pages and to files. */
@Singleton
class Gate {
    private static final Logger LOG = Logger.getLogger(Gate.class);
    private static final int AFTER_THE_DOORMAN = 900;

    private final Sessions sessions;
    private final ApiTokens tokens;
    private final SessionCookie cookie;
    private final CurrentVertxRequest current;

    Gate(Sessions sessions, ApiTokens tokens, SessionCookie cookie, CurrentVertxRequest current) {
        this.sessions = sessions;
        this.tokens = tokens;
        this.cookie = cookie;
        this.current = current;
    }

    /** What becomes of a request. */
    private sealed interface Verdict {
        record ComeIn() implements Verdict {}

        record SignInFirst() implements Verdict {}

        record Refused(int status, String page) implements Verdict {}
    }

    void stand(@Observes Filters filters) {
        filters.register(this::look, AFTER_THE_DOORMAN);
    }

    private void look(RoutingContext visit) {
        var right = Rights.of(visit.request().method().name(), visit.normalizedPath());
        if (right.filter(known -> known.least().isEmpty()).isPresent()) {
            new Pass(right, Optional.empty(), Optional.empty()).onto(visit);
            visit.next();
            return;
        }
        // What a page shows is of this moment and for this person.
        visit.response().putHeader("Cache-Control", "no-store");
        visit.vertx()
                .executeBlocking(() -> ask(visit, right), false)
                .onSuccess(verdict -> act(visit, verdict))
                .onFailure(failure -> broke(visit, failure));
    }

    private Verdict ask(RoutingContext visit, Optional<Right> right) {
        if (Programs.asks(visit)) {
            return askProgram(visit, right);
        }
        var session = cookie.of(visit.request());
        var user = session.flatMap(secret -> sessions.find(secret, !asksByItself(visit)));
        if (user.isEmpty()) {
            return new Verdict.SignInFirst();
        }
        new Pass(right, user, session).onto(visit);
        if (right.isEmpty()) {
            return new Verdict.Refused(404, page(visit, Errors.NOT_THERE));
        }
        return user.get().role().covers(right.get().least().orElseThrow())
                ? new Verdict.ComeIn()
                : new Verdict.Refused(
                        403,
                        page(
                                visit,
                                Errors.notYours(
                                        user.get().role(), right.get().least().get())));
    }

    /** By its token or, in a browser, by the session; a program that shows a token is not looked at for a cookie. */
    private Verdict askProgram(RoutingContext visit, Optional<Right> right) {
        var token = ApiTokens.brought(visit.request().getHeader("Authorization"));
        var session = token.isPresent() ? Optional.<Secret>empty() : cookie.of(visit.request());
        var user =
                token.isPresent() ? tokens.find(token.get()) : session.flatMap(secret -> sessions.find(secret, true));
        if (user.isEmpty()) {
            return new Verdict.Refused(401, Programs.body(Programs.SIGN_IN));
        }
        new Pass(right, user, session).onto(visit);
        if (right.isEmpty()) {
            return new Verdict.Refused(404, Programs.body(Programs.NOT_THERE));
        }
        var least = right.get().least().orElseThrow();
        return user.get().role().covers(least)
                ? new Verdict.ComeIn()
                : new Verdict.Refused(
                        403, Programs.body(Errors.notYours(user.get().role(), least)));
    }

    /** A page that refreshes itself keeps nobody signed in. */
    private static boolean asksByItself(RoutingContext visit) {
        return visit.request().getHeader("HX-Request") != null
                && visit.request().method().name().equals("GET");
    }

    private static void act(RoutingContext visit, Verdict verdict) {
        switch (verdict) {
            case Verdict.ComeIn come -> visit.next();
            case Verdict.SignInFirst first -> signInFirst(visit);
            case Verdict.Refused(var status, var page) ->
                visit.response()
                        .setStatusCode(status)
                        .putHeader("Content-Type", Programs.asks(visit) ? Programs.TYPE : "text/html; charset=utf-8")
                        .end(page);
        }
    }

    private static void signInFirst(RoutingContext visit) {
        var request = visit.request();
        var aPage = request.method().name().equals("GET") && request.getHeader("HX-Request") == null;
        if (aPage) {
            visit.response()
                    .setStatusCode(303)
                    .putHeader(
                            "Location",
                            "/sign-in" + (request.uri().equals("/") ? "" : "?next=" + encoded(request.uri())))
                    .end();
        } else {
            visit.response()
                    .setStatusCode(401)
                    .putHeader("HX-Redirect", "/sign-in")
                    .putHeader("Content-Type", "text/plain; charset=utf-8")
                    .end(
                            "Nobody is signed in here any more. Nothing was changed. Sign in at /sign-in and do it again.\n");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Whoever cannot be asked about does not come in. */
    private static void broke(RoutingContext visit, Throwable failure) {
        LOG.error("Nobody could be let in", failure);
        visit.response()
                .setStatusCode(503)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end("This console cannot tell who you are right now: most likely the database did not answer. No"
                        + " conversion is lost. Try again in a minute.\n");
    }

    /** Before any page has begun, so its surroundings are made here. */
    private String page(RoutingContext visit, Errors.problem problem) {
        var scope = Arc.container().requestContext();
        scope.activate();
        try {
            current.setCurrent(visit);
            return problem.render();
        } finally {
            scope.terminate();
        }
    }
}
