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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import com.microsoft.playwright.Browser;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.Chromium;
import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.Needs;
import io.downfunnel.access.Accounts;
import io.downfunnel.access.Accounts.Added;
import io.downfunnel.domain.Role;

import static org.assertj.core.api.Assertions.assertThat;

/** From the button to the company and back, through the pages; and what is left where passwords are switched off. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
@QuarkusTestResource(value = CompanyProvider.class, restrictToAnnotatedClass = true)
class CompanySignInPagesTest {
    private static final String GOOD = "correct horse battery staple";
    private static final Pattern TOKEN = Pattern.compile("name=\"form-token\" value=\"([^\"]+)\"");
    private static final Pattern AWAY = Pattern.compile("<a class=\"button\" href=\"([^\"]+)\"");

    @TestHTTPResource("/")
    URI here;

    /** Every boot looks at every test class, and only that of this one knows the key: hence optional. */
    @ConfigProperty(name = "test.provider")
    Optional<String> provider;

    @Inject
    Jdbi jdbi;

    @Inject
    Accounts accounts;

    private HttpClient browser = newBrowser();

    private static HttpClient newBrowser() {
        return HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    }

    @BeforeEach
    void begin() {
        jdbi.useHandle(
                sql -> sql.execute("truncate console_user, api_token, console_link, console_session, console_attempt,"
                        + " console_kept_out, pending_company_sign_in"));
    }

    @Test
    void somebody_signs_in_with_the_company_goes_where_they_wanted_to_go_and_signs_out() throws Exception {
        var entrance = get(here.resolve("/sign-in?next=/runs")).body();
        assertThat(entrance)
                .contains("Sign in with Example &amp; Sons", "action=\"/sign-in/company\"", "value=\"/runs\"")
                .contains("users link NAME")
                .doesNotContain("name=\"password\"")
                .doesNotContain("Nobody has set this console up yet");

        var leaving = post("/sign-in/company", Map.of("next", "/runs"));

        assertThat(leaving.statusCode()).isEqualTo(200);
        assertThat(leaving.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(leaving.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("form-action 'self'");
        assertThat(leaving.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("downfunnel-company=")
                .containsIgnoringCase("HttpOnly")
                .containsIgnoringCase("SameSite=Lax");
        assertThat(leaving.body()).contains("http-equiv=\"refresh\" content=\"0;url=" + provider.orElseThrow());
        var back = choose(leaving, "anna");
        assertThat(back.toString())
                .startsWith(here.resolve("/sign-in/company/callback?code=").toString());

        var in = get(back);

        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(in.headers().firstValue("Location"))
                .contains(here.resolve("/runs").toString());
        assertThat(in.headers().firstValue("Set-Cookie").orElseThrow()).startsWith("downfunnel=");
        assertThat(get(here.resolve("/runs")).body())
                .contains("Signed in as <strong>anna</strong>, admin")
                .doesNotContain("href=\"/password\"");
        assertThat(get(here.resolve("/password")).body())
                .contains("You sign in with your company")
                .doesNotContain("type=\"password\"");
        var out = change("/sign-out", Map.of());
        assertThat(out.body()).contains("You are signed out here").doesNotContain("Signed in as", "href=\"/users\"");
        assertThat(get(here.resolve("/runs")).statusCode()).isEqualTo(303);
        var afterwards = get(away(out));
        assertThat(afterwards.statusCode()).isEqualTo(302);
        assertThat(afterwards.headers().firstValue("Location"))
                .contains(here.resolve("/sign-in").toString());
    }

    @Test
    void whoever_is_not_let_in_reads_why_and_what_to_do_and_nothing_of_the_answer_stays_in_the_address()
            throws Exception {
        for (var who : Map.of(
                        "nobody", "The sign-in was declined at your company.",
                        "carla", "gives you no role here. You were not let in. Ask whoever")
                .entrySet()) {
            var told = get(choose(post("/sign-in/company", Map.of()), who.getKey()));
            assertThat(told.statusCode()).isEqualTo(303);
            assertThat(told.headers().firstValue("Set-Cookie")).isEmpty();
            var page = told.headers().firstValue("Location").orElseThrow();
            assertThat(page).doesNotContain("state=").doesNotContain("code=");
            assertThat(get(URI.create(page)).body()).contains(who.getValue());
        }
        var forged = get(here.resolve("/sign-in/company/callback?code=x&state=x&error=%3Cb%3E"));
        assertThat(get(URI.create(forged.headers().firstValue("Location").orElseThrow()))
                        .body())
                .contains("does not fit a sign-in that was begun in this browser");
        assertThat(get(here.resolve("/sign-in?told=%3Cb%3E")).body())
                .doesNotContain("role=\"alert\"")
                .doesNotContain("<b>");
    }

    @Test
    void another_browser_cannot_use_an_answer() throws Exception {
        var back = choose(post("/sign-in/company", Map.of()), "anna");
        browser = newBrowser();

        var answer = get(back);

        assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/sign-in?told=stranger");
        assertThat(accounts.all()).isEmpty();
    }

    @Test
    void a_page_of_another_site_sends_nobody_there() throws Exception {
        var answer = browser.send(
                HttpRequest.newBuilder(here.resolve("/sign-in/company"))
                        .header("Origin", "https://evil.example")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void passwords_are_switched_off_and_a_link_from_the_terminal_still_lets_an_admin_in() throws Exception {
        var added = (Added.Done) accounts.add("dora", Role.ADMIN, "the terminal");
        var chosen = post("/welcome", Map.of("key", added.link().word(), "password", GOOD, "again", GOOD));
        assertThat(chosen.statusCode()).isEqualTo(303);
        assertThat(get(here.resolve("/users")).body()).contains("Signed in as <strong>dora</strong>, admin");
        change("/sign-out", Map.of());

        var refused = post("/sign-in", Map.of("name", "dora", "password", GOOD));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("Nobody signs in with a password here");
        assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void the_company_comes_first_where_passwords_do_too() {
        var page = new SignInPage.form("/", "", new SignInPage.Ways(true, "Sign in with X", true), false, "").render();

        assertThat(page.indexOf("Sign in with X")).isPositive().isLessThan(page.indexOf("name=\"password\""));
    }

    @Test
    void an_admin_keeps_somebody_of_the_company_out_and_lets_them_in_again() throws Exception {
        get(choose(post("/sign-in/company", Map.of()), "berta"));
        get(choose(post("/sign-in/company", Map.of()), "anna"));
        var berta = accounts.find("berta").orElseThrow();
        assertThat(get(here.resolve("/users")).body())
                .contains("by the company")
                .doesNotContain("/users/" + berta.id() + "/link")
                .doesNotContain("/users/" + berta.id() + "/role");
        assertThat(change("/users/" + berta.id() + "/role", Map.of("role", "ADMIN"))
                        .body())
                .contains("The company says which role berta has.");
        assertThat(change("/users/" + berta.id() + "/link", Map.of()).statusCode())
                .isEqualTo(404);
        assertThat(get(here.resolve("/users/" + berta.id() + "/remove")).body())
                .contains("until an admin lets berta in again");
        change("/users/" + berta.id() + "/remove", Map.of());

        var anna = browser;
        browser = newBrowser();
        var kept = get(choose(post("/sign-in/company", Map.of()), "berta"));
        assertThat(kept.headers().firstValue("Location").orElseThrow()).endsWith("/sign-in?told=kept-out");
        browser = anna;
        var page = get(here.resolve("/users")).body();
        var button = Pattern.compile("/users/kept-out/\\d+/let-in").matcher(page);
        assertThat(button.find()).isTrue();
        assertThat(change(button.group(), Map.of()).body()).contains("berta can sign in with the company again");

        browser = newBrowser();
        assertThat(get(choose(post("/sign-in/company", Map.of()), "berta"))
                        .headers()
                        .firstValue("Set-Cookie"))
                .isPresent();
    }

    @Test
    @Needs(Needs.Program.CHROMIUM)
    void a_browser_goes_there_and_back_and_out_again() {
        try (var chromium = Chromium.start();
                var page = chromium.browser().newPage(new Browser.NewPageOptions().setDeviceScaleFactor(1))) {
            page.setDefaultTimeout(60_000);
            // The provider has no icon.
            var complaints = Chromium.complaints(page, 404);
            page.navigate(here.resolve("/runs").toString());
            Portrait.take(page, "company-sign-in");
            var setOut = page.locator("button:text-is('Sign in with Example & Sons')");
            Portrait.takeBeforeItLeaves(page, "company-leaving", "On to your company's sign-in", setOut::click);
            page.locator("a:text-is('Go on')").click();
            page.locator("a#nobody").click();
            page.locator(".trouble").waitFor();
            assertThat(page.url()).doesNotContain("state=").doesNotContain("code=");
            Portrait.take(page, "company-sign-in-declined");

            setOut.click();
            page.locator("a#anna").click();
            page.locator("strong:text-is('anna')").waitFor();
            page.navigate(here.resolve("/users").toString());
            Portrait.take(page, "company-users");
            page.navigate(here.resolve("/password").toString());
            Portrait.take(page, "company-password");

            Portrait.takeBeforeItLeaves(
                    page,
                    "company-signed-out",
                    "You are signed out here",
                    () -> page.locator("button:text-is('Sign out')").click());
            page.locator("a:text-is('Go on')").click();
            setOut.waitFor();
            assertThat(page.url()).isEqualTo(here.resolve("/sign-in").toString());
            assertThat(complaints).isEmpty();
        }
    }

    /** What somebody does there, and where they are sent back to. */
    private URI choose(HttpResponse<String> leaving, String name) throws IOException, InterruptedException {
        var page = get(away(leaving));
        assertThat(page.statusCode()).isEqualTo(200);
        var choice = Pattern.compile("id=\"" + name + "\" href=\"([^\"]+)\"").matcher(page.body());
        assertThat(choice.find()).isTrue();
        var to = URI.create(provider.orElseThrow() + choice.group(1).replace("&amp;", "&"));
        return URI.create(get(to).headers().firstValue("Location").orElseThrow());
    }

    private static URI away(HttpResponse<String> leaving) {
        var away = AWAY.matcher(leaving.body());
        assertThat(away.find()).as(leaving.body()).isTrue();
        return URI.create(away.group(1).replace("&amp;", "&"));
    }

    private HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return browser.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }

    /** With the token of the page that somebody sees. */
    private HttpResponse<String> change(String path, Map<String, String> form)
            throws IOException, InterruptedException {
        var token = TOKEN.matcher(get(here.resolve("/password")).body());
        assertThat(token.find()).isTrue();
        var all = new HashMap<>(form);
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
