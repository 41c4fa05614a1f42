package io.downfunnel.console;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;

import io.downfunnel.domain.Role;

/** Who may do what: all of it, on one screen. What is not in here is refused, to everybody. */
final class Rights {
    /** So many a marketer may release at once. */
    static final long RELEASED_BY_A_MARKETER = 1_000;

    /** The way in, and what it looks like. */
    private static final List<String> EVERYBODY = List.of(
            "GET /console.css",
            "GET /charts.js",
            "GET /favicon.svg",
            "GET /webjars/htmx.org/dist/htmx.min.js",
            // With the version is where Quarkus looks for it then, and the request comes by once more.
            "GET /webjars/htmx.org/{version}/dist/htmx.min.js",
            "GET /webjars/uplot/dist/uPlot.iife.min.js",
            "GET /webjars/uplot/{version}/dist/uPlot.iife.min.js",
            "GET /webjars/uplot/dist/uPlot.min.css",
            "GET /webjars/uplot/{version}/dist/uPlot.min.css",
            "GET /sign-in",
            "POST /sign-in",
            "POST /sign-in/company",
            "GET /sign-in/company/callback",
            "GET /welcome",
            "POST /welcome");

    /** What adds up. */
    private static final List<String> VIEWERS = List.of(
            "GET /",
            "GET /live",
            "GET /alerts",
            "GET /campaigns",
            "GET /campaigns/export",
            "GET /hold",
            "GET /stages",
            "GET /mappings",
            "GET /mappings/versions/{number}",
            "GET /runs",
            "GET /runs/{id}",
            "GET /runs/{id}/live",
            "GET /tokens",
            "POST /tokens",
            "POST /tokens/{id}/remove",
            "GET /api/v1/tokens",
            "POST /api/v1/tokens/{id}/remove",
            "GET /api/v1/openapi",
            "GET /api/v1/me",
            "GET /api/v1/counts",
            "GET /api/v1/taken-in",
            "GET /api/v1/alerts",
            "GET /api/v1/connections",
            "GET /api/v1/dates",
            "GET /api/v1/quotas",
            "GET /api/v1/invariants",
            "GET /api/v1/campaigns",
            "GET /api/v1/campaigns/export",
            "GET /api/v1/stages",
            "GET /api/v1/mappings",
            "GET /api/v1/mappings/in-force",
            "GET /api/v1/mappings/versions",
            "GET /api/v1/mappings/versions/{number}",
            "GET /api/v1/mappings/versions/{number}/document",
            "GET /api/v1/mappings/drafts",
            "GET /api/v1/hold",
            "GET /api/v1/hold/mappings",
            "GET /api/v1/hold/trials",
            "GET /api/v1/hold/releases",
            "GET /api/v1/destinations",
            "GET /api/v1/runs",
            "GET /api/v1/runs/{id}",
            "GET /api/v1/timetable",
            "GET /password",
            "POST /password",
            "POST /sign-out");

    /** Single conversions, and decisions about them. */
    private static final List<String> MARKETERS = List.of(
            "GET /conversions",
            "GET /conversions/export",
            "GET /explain",
            "POST /explain/{key}/release",
            "POST /explain/{key}/cancel",
            "POST /explain/{key}/adjustments/{id}/release",
            "POST /explain/{key}/adjustments/{id}/cancel",
            "POST /explain",
            "GET /needs-you",
            "GET /needs-you/export",
            "POST /needs-you/replay",
            "POST /needs-you/give-up",
            "POST /mappings/drafts",
            "GET /mappings/drafts/{id}",
            "POST /mappings/drafts/{id}",
            "POST /mappings/drafts/{id}/rebase",
            "POST /mappings/drafts/{id}/discard",
            "GET /editor/{draft}",
            "POST /editor/{draft}/fields",
            "POST /editor/{draft}/move",
            "GET /editor/{draft}/stage",
            "POST /editor/{draft}/stage",
            "GET /editor/{draft}/remove-stage",
            "POST /editor/{draft}/remove-stage",
            "GET /editor/{draft}/mapping",
            "POST /editor/{draft}/mapping",
            "GET /editor/{draft}/remove-mapping",
            "POST /editor/{draft}/remove-mapping",
            "GET /editor/{draft}/test-records",
            "POST /editor/{draft}/test-records",
            "GET /editor/{draft}/test-records/remove",
            "POST /editor/{draft}/test-records/remove",
            "GET /simulations/{id}",
            "GET /simulations/{id}/live",
            "GET /api/v1/conversions",
            "GET /api/v1/conversions/export",
            "POST /api/v1/conversions/{key}/release",
            "POST /api/v1/conversions/{key}/cancel",
            "POST /api/v1/conversions/{key}/adjustments/{id}/release",
            "POST /api/v1/conversions/{key}/adjustments/{id}/cancel",
            "POST /api/v1/explain",
            "POST /api/v1/mappings/drafts",
            "GET /api/v1/mappings/drafts/{id}",
            "POST /api/v1/mappings/drafts/{id}",
            "POST /api/v1/mappings/drafts/{id}/rebase",
            "POST /api/v1/mappings/drafts/{id}/discard",
            "POST /api/v1/mappings/drafts/{id}/simulate",
            "POST /api/v1/mappings/drafts/{id}/activate",
            "GET /api/v1/simulations/{id}",
            "POST /api/v1/simulations/{id}/look",
            "GET /api/v1/needs-you",
            "GET /api/v1/needs-you/samples",
            "GET /api/v1/needs-you/export",
            "POST /api/v1/needs-you/replay",
            "POST /api/v1/needs-you/give-up",
            "POST /api/v1/hold/open",
            "POST /api/v1/hold/try-again",
            "POST /api/v1/hold/release-volume",
            "POST /api/v1/hold/let-go",
            "POST /api/v1/runs",
            "POST /api/v1/runs/{id}/stop",
            "POST /runs/now/{beat}",
            "POST /runs/{id}/stop",
            "POST /sync",
            "POST /hold/open",
            "POST /hold/try-again",
            "POST /hold/release-volume",
            "POST /hold/let-go");

    /** What everybody depends on. */
    private static final List<String> ADMINS = List.of(
            "POST /hold/start",
            "POST /hold/stop",
            "POST /api/v1/destinations/{destination}/stop",
            "POST /api/v1/destinations/{destination}/start",
            "GET /api/v1/connections/cards",
            "POST /api/v1/connections/{connection}/check",
            "POST /api/v1/connections/{platform}/disconnect",
            "GET /api/v1/retention",
            "POST /api/v1/retention",
            "GET /api/v1/audit",
            "POST /api/v1/audit/verify",
            "GET /api/v1/users",
            "POST /api/v1/users",
            "POST /api/v1/users/{id}/link",
            "POST /api/v1/users/{id}/role",
            "POST /api/v1/users/{id}/remove",
            "GET /connections",
            "POST /connections/{connection}/check",
            "POST /connections/{platform}/connect",
            "GET /connections/{platform}/callback",
            "GET /connections/{platform}/disconnect",
            "POST /connections/{platform}/disconnect",
            "GET /connections/{platform}/campaigns",
            "POST /connections/{platform}/campaigns",
            "GET /connections/{connection}/settings",
            "POST /connections/{connection}/settings",
            "GET /connections/{connection}/pause",
            "POST /connections/{connection}/pause",
            "GET /connections/{connection}/remove",
            "POST /connections/{connection}/remove",
            "GET /connections/new-key",
            "POST /connections/new-key",
            "GET /api/v1/erasures",
            "POST /api/v1/erasures/look",
            "POST /api/v1/erasures",
            "GET /erasure",
            "POST /erasure/look",
            "POST /erasure",
            "GET /personal-data",
            "POST /personal-data",
            "GET /audit",
            "GET /users",
            "POST /users",
            "POST /users/{id}/role",
            "POST /users/{id}/link",
            "GET /users/{id}/remove",
            "POST /users/{id}/remove",
            "POST /users/kept-out/{id}/let-in");

    static final List<Right> ALL = Stream.of(
                    rights(EVERYBODY, Optional.empty()),
                    rights(VIEWERS, Optional.of(Role.VIEWER)),
                    rights(MARKETERS, Optional.of(Role.MARKETER)),
                    rights(ADMINS, Optional.of(Role.ADMIN)))
            .flatMap(some -> some)
            .toList();

    private Rights() {}

    private static Stream<Right> rights(List<String> names, Optional<Role> least) {
        return names.stream().map(name -> name.split(" ", 2)).map(parts -> new Right(parts[0], parts[1], least));
    }

    /** Empty: nobody may. */
    static Optional<Right> of(String method, String path) {
        return ALL.stream().filter(right -> right.covers(method, path)).findFirst();
    }

    /** What a method of a page is called here, by its annotations. */
    static Optional<String> nameOf(Class<?> page, java.lang.reflect.Method method) {
        return Stream.of(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(verb -> verb != null)
                .map(HttpMethod::value)
                .findFirst()
                .map(verb -> verb + " " + template(page.getAnnotation(Path.class), method.getAnnotation(Path.class)));
    }

    private static String template(Path page, Path method) {
        var joined = "/" + (page == null ? "" : page.value()) + "/" + (method == null ? "" : method.value());
        return joined.replaceAll(":[^/]*}(?=/|$)", "}").replaceAll("/+", "/").replaceAll("(?<=.)/$", "");
    }
}
