package io.downfunnel.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What people can do in the console, programs can do too, or it is written down why not. A page that gets another button fails
 * here until its route stands in one of the two lists.
 */
class ApiCoversConsoleTest {
    private static final String DRAFT = "POST /api/v1/mappings/drafts/{id}";

    /** Routes of pages, and by which route a program does the same. */
    private static final Map<String, String> THE_SAME = Map.ofEntries(
            Map.entry("POST /sync", "POST /api/v1/runs"),
            Map.entry("POST /runs/now/{beat}", "POST /api/v1/runs"),
            Map.entry("POST /runs/{id}/stop", "POST /api/v1/runs/{id}/stop"),
            Map.entry("POST /explain", "POST /api/v1/explain"),
            Map.entry("POST /explain/{key}/release", "POST /api/v1/conversions/{key}/release"),
            Map.entry("POST /explain/{key}/cancel", "POST /api/v1/conversions/{key}/cancel"),
            Map.entry(
                    "POST /explain/{key}/adjustments/{id}/release",
                    "POST /api/v1/conversions/{key}/adjustments/{id}/release"),
            Map.entry(
                    "POST /explain/{key}/adjustments/{id}/cancel",
                    "POST /api/v1/conversions/{key}/adjustments/{id}/cancel"),
            Map.entry("POST /needs-you/replay", "POST /api/v1/needs-you/replay"),
            Map.entry("POST /needs-you/give-up", "POST /api/v1/needs-you/give-up"),
            Map.entry("POST /hold/open", "POST /api/v1/hold/open"),
            Map.entry("POST /hold/try-again", "POST /api/v1/hold/try-again"),
            Map.entry("POST /hold/release-volume", "POST /api/v1/hold/release-volume"),
            Map.entry("POST /hold/let-go", "POST /api/v1/hold/let-go"),
            Map.entry("POST /hold/stop", "POST /api/v1/destinations/{destination}/stop"),
            Map.entry("POST /hold/start", "POST /api/v1/destinations/{destination}/start"),
            Map.entry("POST /mappings/drafts", "POST /api/v1/mappings/drafts"),
            Map.entry("POST /mappings/drafts/{id}", DRAFT),
            Map.entry("POST /mappings/drafts/{id}/rebase", DRAFT + "/rebase"),
            Map.entry("POST /mappings/drafts/{id}/discard", DRAFT + "/discard"),
            Map.entry("POST /editor/{draft}/fields", DRAFT),
            Map.entry("POST /editor/{draft}/move", DRAFT),
            Map.entry("POST /editor/{draft}/stage", DRAFT),
            Map.entry("POST /editor/{draft}/remove-stage", DRAFT),
            Map.entry("POST /editor/{draft}/mapping", DRAFT),
            Map.entry("POST /editor/{draft}/remove-mapping", DRAFT),
            Map.entry("POST /editor/{draft}/test-records", DRAFT),
            Map.entry("POST /editor/{draft}/test-records/remove", DRAFT),
            Map.entry("POST /connections/{connection}/check", "POST /api/v1/connections/{connection}/check"),
            Map.entry("POST /connections/{platform}/disconnect", "POST /api/v1/connections/{platform}/disconnect"),
            Map.entry("POST /personal-data", "POST /api/v1/retention"),
            Map.entry("POST /tokens/{id}/remove", "POST /api/v1/tokens/{id}/remove"),
            Map.entry("POST /erasure/look", "POST /api/v1/erasures/look"),
            Map.entry("POST /erasure", "POST /api/v1/erasures"),
            Map.entry("POST /users", "POST /api/v1/users"),
            Map.entry("POST /users/{id}/role", "POST /api/v1/users/{id}/role"),
            Map.entry("POST /users/{id}/link", "POST /api/v1/users/{id}/link"),
            Map.entry("POST /users/{id}/remove", "POST /api/v1/users/{id}/remove"));

    /** What no program does; the reasons stand in docs/api.md. */
    private static final Set<String> FOR_PEOPLE_ONLY = Set.of(
            "POST /sign-in",
            "POST /sign-in/company",
            "POST /sign-out",
            "POST /welcome",
            "POST /password",
            "POST /tokens",
            "POST /connections/{platform}/connect",
            "POST /connections/{platform}/campaigns",
            "POST /connections/{connection}/settings",
            "POST /connections/{connection}/pause",
            "POST /connections/{connection}/remove",
            "POST /users/kept-out/{id}/let-in",
            "POST /connections/new-key");

    private static Set<String> changesOfPages() {
        return Rights.ALL.stream()
                .filter(right -> !right.method().equals("GET") && !isApi(right))
                .map(Right::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isApi(Right right) {
        return right.template().startsWith("/api/");
    }

    @Test
    void whatever_a_page_changes_a_program_can_change_or_there_is_a_reason() {
        var known = new HashSet<>(THE_SAME.keySet());
        known.addAll(FOR_PEOPLE_ONLY);

        assertThat(changesOfPages()).isEqualTo(new TreeSet<>(known));
        assertThat(THE_SAME.keySet()).doesNotContainAnyElementsOf(FOR_PEOPLE_ONLY);
    }

    @Test
    void a_program_needs_the_role_for_it_that_a_person_needs() {
        THE_SAME.forEach((page, program) -> assertThat(right(program).least())
                .as(page + " and " + program)
                .isEqualTo(right(page).least()));
    }

    @Test
    void nothing_can_be_changed_by_programs_that_no_page_changes_but_what_a_page_does_on_its_way() {
        var onItsWay = Set.of(
                // Two buttons of the draft's page, and what opening a result says.
                DRAFT + "/simulate",
                DRAFT + "/activate",
                "POST /api/v1/simulations/{id}/look",
                // The timetable and the command line do it.
                "POST /api/v1/audit/verify");
        var changes = Rights.ALL.stream()
                .filter(right -> !right.method().equals("GET") && isApi(right))
                .map(Right::name)
                .filter(name -> !onItsWay.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(changes).isEqualTo(new TreeSet<>(THE_SAME.values()));
    }

    @Test
    void each_reason_stands_on_the_page_about_the_api() throws IOException {
        var page = Files.readString(Path.of("docs/api.md"));
        assertThat(FOR_PEOPLE_ONLY).allSatisfy(route -> assertThat(page).contains("`" + route + "`"));
    }

    private static Right right(String name) {
        return Rights.ALL.stream()
                .filter(right -> right.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No entry among the rights: " + name));
    }
}
