package io.downfunnel.console;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.access.Accounts;

import static org.assertj.core.api.Assertions.assertThat;

/** From the link that the terminal printed to the last sign-out, with what a browser would send. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class SignInTest {
    private static final String GOOD = "correct horse battery staple";
    private static final Pattern TOKEN = Pattern.compile("name=\"form-token\" value=\"([^\"]+)\"");
    private static final Pattern LINK = Pattern.compile("/welcome\\?key=([A-Za-z0-9_-]{43})");

    @TestHTTPResource("/")
    URI here;

    @Inject
    Jdbi jdbi;

    @Inject
    Accounts accounts;

    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    @BeforeEach
    void begin() {
        jdbi.useHandle(
                sql -> sql.execute("truncate console_user, api_token, console_link, console_session, console_attempt"));
    }

    @Test
    void a_newcomer_sets_the_console_up_adds_somebody_and_signs_out() throws Exception {
        assertThat(get("/sign-in").body()).contains("Nobody has set this console up yet");
        var key = accounts.linkForTheFirst("test").orElseThrow().word();
        assertThat(get("/welcome?key=" + key).body()).contains("Set up this console", "at least 15 characters");
        assertThat(post("/welcome", Map.of("key", key, "name", "anna", "password", GOOD, "again", GOOD + "x"))
                        .body())
                .contains("The two passwords differ");
        assertThat(post("/welcome", Map.of("key", key, "name", "anna", "password", "short", "again", "short"))
                        .body())
                .contains("at least 15 characters; this one has 5");

        var in = post("/welcome", Map.of("key", key, "name", "anna", "password", GOOD, "again", GOOD));

        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(in.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("downfunnel=")
                .containsIgnoringCase("HttpOnly")
                .containsIgnoringCase("SameSite=Lax")
                .containsIgnoringCase("Path=/")
                .doesNotContainIgnoringCase("Domain");
        assertThat(get("/").body()).contains("Signed in as <strong>anna</strong>, admin");
        assertThat(get("/welcome?key=" + key).statusCode()).isEqualTo(410);

        var added = change("/users", Map.of("name", "<b>berta</b>", "role", "VIEWER"));
        assertThat(added.body()).contains("&lt;b&gt;berta&lt;/b&gt; was added.").doesNotContain("<b>berta</b>");
        var link = LINK.matcher(added.body());
        assertThat(link.find()).isTrue();
        assertThat(get("/users").body()).doesNotContain(link.group(1)).contains("has not chosen a password yet");
        assertThat(change("/users", Map.of("name", "anna", "role", "VIEWER")).body())
                .contains("There is a user of that name");
        assertThat(change("/users", Map.of("name", "x", "role", "KING")).statusCode())
                .isEqualTo(400);
        var anna = accounts.find("anna").orElseThrow();
        assertThat(change("/users/" + anna.id() + "/role", Map.of("role", "VIEWER"))
                        .body())
                .contains("this is the last admin who can sign in");
        assertThat(change("/users/" + anna.id() + "/remove", Map.of()).body())
                .contains("this is the last admin who can sign in");

        var out = change("/sign-out", Map.of());

        assertThat(out.statusCode()).isEqualTo(303);
        assertThat(get("/").statusCode()).isEqualTo(303);
        assertThat(count("console_session")).isZero();
    }

    @Test
    void whoever_signs_in_goes_where_they_wanted_to_go() throws Exception {
        var key = accounts.linkForTheFirst("test").orElseThrow().word();
        post("/welcome", Map.of("key", key, "name", "anna", "password", GOOD, "again", GOOD));
        change("/sign-out", Map.of());
        var first = get("/runs?before=9").headers().firstValue("Location").orElseThrow();
        assertThat(first).endsWith("/sign-in?next=%2Fruns%3Fbefore%3D9");
        assertThat(get(first).body()).contains("value=\"/runs?before=9\"");

        var wrong = post("/sign-in", Map.of("name", "anna", "password", "x", "next", "/runs"));
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).contains("The name or the password is wrong.", "value=\"/runs\"");
        assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();

        var in = post("/sign-in", Map.of("name", "anna", "password", GOOD, "next", "/runs?before=9"));
        assertThat(in.headers().firstValue("Location").orElseThrow()).endsWith("/runs?before=9");
        var away = post("/sign-in", Map.of("name", "anna", "password", GOOD, "next", "https://evil.example/"));
        assertThat(away.headers().firstValue("Location").orElseThrow()).endsWith(here.getPort() + "/");
    }

    @Test
    void too_many_failures_are_answered_with_how_long_to_wait() throws Exception {
        var key = accounts.linkForTheFirst("test").orElseThrow().word();
        post("/welcome", Map.of("key", key, "name", "anna", "password", GOOD, "again", GOOD));
        jdbi.useHandle(
                sql -> sql.execute("insert into console_attempt select sha256('name anna'), 6, clock_timestamp()"));

        var answer = post("/sign-in", Map.of("name", "Anna", "password", GOOD));

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(100L, 121L);
        assertThat(answer.body()).contains("can be tried in 2 minutes");
    }

    @Test
    void a_page_of_another_site_signs_nobody_in() throws Exception {
        var answer = browser.send(
                HttpRequest.newBuilder(here.resolve("/sign-in"))
                        .header("Origin", "https://evil.example")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("name=anna&password=x"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(count("console_attempt")).isZero();
    }

    private long count(String table) {
        return jdbi.withHandle(sql -> sql.createQuery("select count(*) from " + table)
                .mapTo(Long.class)
                .one());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return browser.send(HttpRequest.newBuilder(here.resolve(path)).build(), BodyHandlers.ofString());
    }

    /** With the token of the page that somebody sees. */
    private HttpResponse<String> change(String path, Map<String, String> form)
            throws IOException, InterruptedException {
        var token = TOKEN.matcher(get("/password").body());
        assertThat(token.find()).isTrue();
        var all = new java.util.HashMap<>(form);
        all.put("form-token", token.group(1));
        return post(path, all);
    }

    private HttpResponse<String> post(String path, Map<String, String> form) throws IOException, InterruptedException {
        var body = form.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return browser.send(
                HttpRequest.newBuilder(here.resolve(path))
                        .header("Origin", here.toString().replaceAll("/$", ""))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
