package io.downfunnel.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.domain.Role;
import io.downfunnel.schedule.RestingStarter;
import io.downfunnel.schedule.SyncStarter;

import static org.assertj.core.api.Assertions.assertThat;

/** Every way into the console, tried by nobody, a viewer, a marketer and an admin, compared with {@link Rights}. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class RightsMatrixTest {
    @TestHTTPResource("/")
    URI here;

    @Inject
    Jdbi jdbi;

    private final RestingStarter starter = new RestingStarter();
    private final HttpClient http = HttpClient.newHttpClient();

    /** How somebody was answered. */
    private enum Answer {
        LET_IN,
        SIGN_IN_FIRST,
        NOT_YOURS,
    }

    @BeforeEach
    void rest() {
        QuarkusMock.installMockForType(starter, SyncStarter.class);
    }

    @Test
    void every_way_in_is_open_to_whom_the_table_says_and_to_nobody_else() throws Exception {
        var wrong = new ArrayList<String>();
        int asked = 0;
        for (var right : Rights.ALL) {
            for (var role : roles()) {
                var answer = ask(right, role);
                if (answer != expected(right, role)) {
                    wrong.add(right.name() + " by " + role.map(Role::text).orElse("nobody") + ": " + answer);
                }
                asked++;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(asked).isEqualTo(4 * Rights.ALL.size()).isGreaterThan(150);
    }

    @Test
    void a_token_opens_of_the_api_what_its_role_may_and_of_the_console_nothing() throws Exception {
        var wrong = new ArrayList<String>();
        for (var role : Role.values()) {
            var token =
                    ApiCaller.of("token of a " + role.text(), role, here, jdbi).token();
            for (var right : Rights.ALL) {
                var answer = http.send(
                        request(right)
                                .header("Authorization", "Bearer " + token.word())
                                .build(),
                        BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(right.name()).isLessThan(500);
                var expected = isForPrograms(right) || right.least().isEmpty()
                        ? expected(right, Optional.of(role))
                        : Answer.SIGN_IN_FIRST;
                if (read(right, answer) != expected) {
                    wrong.add(right.name() + " by a token of a " + role.text() + ": " + answer.statusCode());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(starter.starts()).isZero();
    }

    private static List<Optional<Role>> roles() {
        return List.of(Optional.empty(), Optional.of(Role.VIEWER), Optional.of(Role.MARKETER), Optional.of(Role.ADMIN));
    }

    private static Answer expected(Right right, Optional<Role> role) {
        if (right.least().isEmpty()) {
            return Answer.LET_IN;
        }
        return role.map(known -> known.covers(right.least().get()) ? Answer.LET_IN : Answer.NOT_YOURS)
                .orElse(Answer.SIGN_IN_FIRST);
    }

    private Answer ask(Right right, Optional<Role> role) throws IOException, InterruptedException {
        var request = request(right);
        if (role.isPresent()) {
            SignedIn.as(role.get().text(), role.get(), jdbi).on(request);
        }
        var answer = http.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(right.name()).isLessThan(500);
        return read(right, answer);
    }

    /** What it is about is there for nobody, so that whoever is let in changes nothing. */
    private HttpRequest.Builder request(Right right) {
        var path = versioned(right.template())
                .replaceAll("\\{(id|draft|number)}", "999999")
                .replaceAll("\\{[^}]*}", "nowhere");
        var request = HttpRequest.newBuilder(here.resolve(path));
        if (isForPrograms(right) && !right.method().equals("GET")) {
            return request.header("Origin", ourselves())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{}"));
        }
        return right.method().equals("GET")
                ? request
                : request.header("Origin", ourselves())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(""));
    }

    private static boolean isForPrograms(Right right) {
        return right.template().startsWith("/api/");
    }

    /** Any other version is no file of ours. */
    private static String versioned(String template) {
        if (!template.contains("{version}")) {
            return template;
        }
        var webjar = template.split("/")[2];
        try (var file = RightsMatrixTest.class.getResourceAsStream(
                "/META-INF/maven/org.webjars.npm/" + webjar + "/pom.properties")) {
            var properties = new Properties();
            properties.load(file);
            return template.replace("{version}", properties.getProperty("version"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer read(Right right, HttpResponse<String> answer) {
        if (isForPrograms(right) && answer.statusCode() == 401) {
            assertThat(answer.body()).contains("Nobody is known by this");
            return Answer.SIGN_IN_FIRST;
        }
        var to = answer.headers().firstValue("Location").orElse("");
        var first = right.method().equals("GET")
                ? answer.statusCode() == 303 && to.contains("/sign-in")
                : answer.statusCode() == 401 && answer.body().startsWith("Nobody is signed in");
        if (first) {
            return Answer.SIGN_IN_FIRST;
        }
        if (answer.statusCode() == 403) {
            assertThat(answer.body()).contains("You are signed in as a", "Ask an admin");
            return Answer.NOT_YOURS;
        }
        return Answer.LET_IN;
    }

    private String ourselves() {
        return here.toString().replaceAll("/$", "");
    }

    @Test
    void every_change_needs_the_token_of_its_own_session() throws Exception {
        var anna = SignedIn.as("anna", Role.ADMIN, jdbi);
        var other = SignedIn.as("berta", Role.ADMIN, jdbi);
        int changes = 0;
        for (var right : Rights.ALL) {
            if (right.method().equals("GET") || right.least().isEmpty()) {
                continue;
            }
            changes++;
            for (var token : new String[] {"", "x", other.token()}) {
                var request = request(right).header("Cookie", anna.cookie());
                var answer = http.send(
                        (token.isEmpty() ? request : request.header(Ticket.HEADER, token)).build(),
                        BodyHandlers.ofString());
                assertThat(answer.statusCode())
                        .as(right.name() + " with " + token)
                        .isEqualTo(403);
                assertThat(answer.body()).contains("This form is not of your session");
            }
        }
        assertThat(changes).isGreaterThan(20);
        assertThat(starter.starts()).isZero();
    }

    @Test
    void the_token_may_come_in_the_form_and_every_form_brings_it() throws Exception {
        var anna = SignedIn.as("anna", Role.ADMIN, jdbi);
        var page = get("/", anna).body();
        assertThat(page).contains("hx-headers='{\"X-Form-Token\":\"" + anna.token() + "\"}'");
        for (var path : List.of("/", "/hold", "/connections", "/users", "/password", "/connections/new-key")) {
            var html = get(path, anna).body();
            int forms = html.split("method=\"post\"", -1).length - 1;
            int tokens = html.split("name=\"form-token\" value=\"" + anna.token() + "\"", -1).length - 1;
            assertThat(forms).as(path).isPositive().isEqualTo(tokens);
        }

        var answer = http.send(
                HttpRequest.newBuilder(here.resolve("/sync"))
                        .header("Cookie", anna.cookie())
                        .header("Origin", ourselves())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("form-token=" + anna.token()))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(starter.starts()).isEqualTo(1);
    }

    @Test
    void what_is_not_on_the_table_leads_nowhere() throws Exception {
        var anna = SignedIn.as("anna", Role.ADMIN, jdbi);
        for (var path : List.of(
                "/nowhere",
                "/users;x=1",
                "/users/",
                "/users/../nowhere",
                "/META-INF/resources/console.css",
                "/webjars/htmx.org/package.json",
                "/webjars/uplot/dist/uPlot.esm.js",
                "/q/health",
                "/explain/a/adjustments/1/release")) {
            assertThat(get(path, anna).statusCode()).as(path).isEqualTo(404);
            var nobody = http.send(HttpRequest.newBuilder(here.resolve(path)).build(), BodyHandlers.ofString());
            assertThat(nobody.statusCode()).as(path + " by nobody").isEqualTo(303);
        }
    }

    @Test
    void a_session_that_never_was_opens_nothing() throws Exception {
        for (var cookie : List.of("downfunnel=", "downfunnel=x", "downfunnel=' or 1=1 --", "__Host-downfunnel=x")) {
            var answer = http.send(
                    HttpRequest.newBuilder(here.resolve("/runs"))
                            .header("Cookie", cookie)
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(cookie).isEqualTo(303);
            assertThat(answer.headers().firstValue("Location").orElse("")).endsWith("/sign-in?next=%2Fruns");
        }
    }

    @Test
    void a_page_that_asks_by_itself_is_led_to_the_sign_in_by_htmx() throws Exception {
        var answer = http.send(
                HttpRequest.newBuilder(here.resolve("/live"))
                        .header("HX-Request", "true")
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("HX-Redirect")).contains("/sign-in");
    }

    @Test
    void every_answer_has_the_security_headers_whatever_becomes_of_it() throws Exception {
        var viewer = SignedIn.as("viewer", Role.VIEWER, jdbi);
        var answers = List.of(
                get("/", viewer),
                get("/users", viewer),
                get("/nowhere", viewer),
                get("/console.css", viewer),
                http.send(HttpRequest.newBuilder(here.resolve("/")).build(), BodyHandlers.ofString()),
                http.send(HttpRequest.newBuilder(here.resolve("/sign-in")).build(), BodyHandlers.ofString()),
                http.send(HttpRequest.newBuilder(here.resolve("/welcome?key=x")).build(), BodyHandlers.ofString()),
                http.send(
                        HttpRequest.newBuilder(here.resolve("/sync"))
                                .header("Origin", "https://evil.example")
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString()));
        assertThat(answers.stream().map(HttpResponse::statusCode))
                .containsExactly(200, 403, 404, 200, 303, 200, 410, 403);
        for (var answer : answers) {
            Doorman.HEADERS.forEach((name, value) -> assertThat(answer.headers().firstValue(name))
                    .as(answer.uri() + " " + name)
                    .contains(value));
            if (!answer.uri().getPath().endsWith(".css")
                    && answer.request().method().equals("GET")) {
                assertThat(answer.headers().firstValue("Cache-Control"))
                        .as(answer.uri().toString())
                        .contains("no-store");
            }
        }
    }

    @Test
    void pages_show_what_a_role_can_press_and_say_who_presses_the_rest() throws Exception {
        var viewer = SignedIn.as("viewer", Role.VIEWER, jdbi);
        var marketer = SignedIn.as("marketer", Role.MARKETER, jdbi);
        assertThat(get("/", viewer).body())
                .contains("Signed in as <strong>viewer</strong>, viewer", "Sign out")
                .doesNotContain(
                        "Sync now</button>",
                        "href=\"/conversions",
                        "href=\"/explain",
                        "href=\"/users",
                        "href=\"/connections");
        assertThat(get("/", marketer).body())
                .contains("Sync now</button>", "href=\"/conversions", "href=\"/explain")
                .doesNotContain("href=\"/users", "href=\"/connections");
        assertThat(get("/hold", marketer).body()).doesNotContain("action=\"/hold/stop\"");
        assertThat(get("/hold", SignedIn.asAdmin(jdbi)).body()).contains("action=\"/hold/stop\"");
    }

    private HttpResponse<String> get(String path, SignedIn who) throws IOException, InterruptedException {
        return http.send(who.on(HttpRequest.newBuilder(here.resolve(path))).build(), BodyHandlers.ofString());
    }
}
