package io.downfunnel.console;

import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.inject.Inject;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.Needs;
import io.downfunnel.sandbox.Visitor;

import static org.assertj.core.api.Assertions.assertThat;

/** Somebody connects Google in Chromium: declines, thinks better of it, and looks whether it works. */
@Needs(Needs.Program.CHROMIUM)
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
@QuarkusTestResource(value = SandboxedVendors.class, restrictToAnnotatedClass = true)
class ConnectInBrowserTest {
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final List<Integer> WIDTHS = List.of(380, 1440);

    private static Playwright playwright;
    private static Browser chromium;

    @TestHTTPResource("/")
    URI here;

    /** Every boot looks at every test class, and only that of this one knows the key: hence optional. */
    @ConfigProperty(name = "test.sandbox")
    Optional<String> sandbox;

    @ConfigProperty(name = "test.linkedin-token")
    Optional<String> linkedInToken;

    @Inject
    Jdbi jdbi;

    @BeforeAll
    static void open() {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Needs.Program.CHROMIUM.path())
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--no-first-run")));
    }

    @AfterAll
    static void close() {
        chromium.close();
        playwright.close();
    }

    private SignedIn anna;

    @BeforeEach
    void begin() {
        anna = SignedIn.asAdmin(jdbi);
        Visitor.to(sandbox.orElseThrow())
                .control(
                        "google/redirect-uris",
                        "{\"uris\":[\"" + here.resolve("/connections/google/callback") + "\"]}");
        jdbi.useHandle(sql -> {
            sql.execute("delete from sign_in");
            sql.execute("delete from connection_settings");
        });
        QuarkusMock.installMockForType(new ConsoleConfig(ZoneId.of("Europe/Berlin"), true), ConsoleConfig.class);
    }

    @Test
    void google_is_connected_looked_at_and_disconnected() {
        try (var context = context(1440, ColorScheme.LIGHT)) {
            var page = context.newPage();
            page.setDefaultTimeout(120_000);
            var complaints = listen(page);
            page.navigate(here.resolve("/connections").toString());
            picture("connections-none");

            page.locator("button[aria-label='Connect: Google']").click();
            page.locator("button[value=deny]").waitFor();
            assertThat(page.url()).startsWith(sandbox.orElseThrow());
            page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("consent.png")));
            page.locator("button[value=deny]").click();
            page.locator(".told").waitFor();
            assertThat(page.locator(".told").textContent()).contains("It was declined at Google.");
            assertThat(page.url()).doesNotContain("state=").doesNotContain("code=");

            page.locator("button[aria-label='Connect: Google']").click();
            page.locator("button[value=accept]").click();
            page.locator(".told").waitFor();
            assertThat(page.locator(".told").textContent()).contains("Google let us in.");
            assertThat(page.locator("#google").textContent()).contains("Connected in the console by anna on");
            assertThat(page.url()).doesNotContain("state=").doesNotContain("code=");

            page.locator("button[aria-label='Look at Google now']").click();
            page.locator("#google .checklist").waitFor();
            assertThat(page.locator("#google .checklist .mark.fine").count()).isPositive();
            assertThat(page.locator("#google .checklist .mark.broke").count()).isZero();
            page.screenshot(new Page.ScreenshotOptions()
                    .setFullPage(true)
                    .setPath(PICTURES.resolve("connections-looked-at-1440-light.png")));
            picture("connections");

            page.locator("a[aria-label='Disconnect Google']").click();
            page.locator("h1:text-is('Disconnect Google?')").waitFor();
            page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("connections-question.png")));
            page.locator("a:text-is('Leave it as it is')").click();
            page.locator("a[aria-label='Disconnect Google']").click();
            page.locator("button:text-is('Disconnect Google')").click();
            page.locator(".told").waitFor();
            assertThat(page.locator("#google").textContent()).contains("Not connected: nothing is sent there.");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void a_token_is_entered_corrected_saved_and_paused_with_the_keyboard() {
        try (var context = context(1440, ColorScheme.LIGHT)) {
            var page = context.newPage();
            page.setDefaultTimeout(120_000);
            var complaints = listen(page);
            page.navigate(here.resolve("/connections").toString());
            page.locator("a[aria-label='Set up: LinkedIn']").click();
            picture(page, "settings-linkedin");

            page.locator("#setting-token").fill("no-such-token");
            page.locator("summary").click();
            page.locator("#setting-requests-per-minute").fill("many");
            page.locator("button:text-is('Save')").click();
            page.locator("#form-troubles").waitFor();
            assertThat(page.evaluate("document.activeElement.id")).isEqualTo("setting-requests-per-minute");
            assertThat(page.locator("#setting-requests-per-minute-more").textContent())
                    .contains("downfunnel.linkedin.requests-per-minute is not a whole number");
            assertThat(page.locator("#setting-token").inputValue()).isEmpty();
            assertThat(page.content()).doesNotContain("no-such-token").contains("Entered just now, and not saved yet.");
            picture(page, "settings-linkedin-refused");

            page.locator("#setting-requests-per-minute").fill("");
            page.locator("button:text-is('Save')").click();
            page.locator("#form-trouble").waitFor();
            assertThat(page.locator(".checklist .mark.broke").count()).isPositive();
            picture(page, "settings-linkedin-red");

            page.locator("#setting-token").fill(linkedInToken.orElseThrow());
            page.keyboard().press("Enter");
            page.locator(".told").waitFor();
            assertThat(page.locator(".told").textContent()).contains("Nothing is saved yet.");
            assertThat(page.locator(".checklist .mark.broke").count()).isZero();
            page.locator("button:text-is('Save')").focus();
            page.keyboard().press("Enter");
            page.waitForURL("**told=settings-saved**");
            assertThat(page.locator("#linkedin").textContent()).contains("Connected with what was entered here");
            page.locator("a[aria-label='Settings: LinkedIn']").click();
            picture(page, "settings-linkedin-kept");

            page.locator("a:text-is('Leave it as it was')").click();
            page.locator("a[aria-label='Pause LinkedIn']").click();
            assertThat(page.evaluate("document.activeElement.id")).isEqualTo("reason");
            page.keyboard().type("Budget talks");
            page.keyboard().press("Enter");
            page.waitForURL("**told=paused**");
            assertThat(page.locator("#linkedin .mark").first().textContent()).contains("Paused");
            picture(page, "connections-paused");
            page.locator("button[aria-label='Resume LinkedIn']").click();
            page.waitForURL("**told=resumed**");
            page.locator("a[aria-label='Remove LinkedIn']").click();
            page.locator("button:text-is('Remove LinkedIn')").click();
            page.waitForURL("**told=removed**");
            assertThat(page.locator("a[aria-label='Set up: LinkedIn']").count()).isOne();
            // A form that is refused is answered with 400, and Chromium says so.
            assertThat(complaints).allMatch(complaint -> complaint.contains("400"));
        }
    }

    /** The page that is open, with what was entered: as it is, dark, and narrow. */
    private static void picture(Page page, String name) {
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (var width : WIDTHS) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                page.setViewportSize(width, 900);
                page.screenshot(new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(PICTURES.resolve(
                                name + "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png")));
                assertThat(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
                        .as(name + " at " + width)
                        .isEqualTo(0);
            }
        }
        assertThat(BrowserTest.barriers(page)).as(name).isEmpty();
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }

    /** The page as it stands, wide and narrow, light and dark; nothing may stick out. */
    private void picture(String name) {
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (var width : WIDTHS) {
                try (var context = context(width, scheme)) {
                    var page = context.newPage();
                    page.navigate(here.resolve("/connections").toString());
                    page.screenshot(new Page.ScreenshotOptions()
                            .setFullPage(true)
                            .setPath(PICTURES.resolve(
                                    name + "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png")));
                    assertThat(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
                            .as(name + " at " + width)
                            .isEqualTo(0);
                }
            }
        }
    }

    private BrowserContext context(int width, ColorScheme scheme) {
        var context = chromium.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, 900)
                .setColorScheme(scheme)
                .setDeviceScaleFactor(1));
        anna.in(context, here);
        return context;
    }

    private static List<String> listen(Page page) {
        var complaints = new CopyOnWriteArrayList<String>();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            // The sandbox has no icon; our own pages have one.
            if (message.type().equals("error") && !message.text().contains("404")) {
                complaints.add(message.text());
            }
        });
        return complaints;
    }
}
