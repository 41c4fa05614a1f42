package io.downfunnel.console;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.inject.Inject;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.Needs;
import io.downfunnel.domain.Role;
import io.downfunnel.domain.ValueRule;

import static org.assertj.core.api.Assertions.assertThat;

/** Stages and mappings filled in by somebody with a browser. Leaves pictures in target/screenshots. */
@Needs(Needs.Program.CHROMIUM)
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class EditorInBrowserTest {
    private static final Path PICTURES = Path.of("target", "screenshots");

    private static Playwright playwright;
    private static Browser chromium;

    @TestHTTPResource("/")
    URI here;

    @Inject
    Jdbi jdbi;

    private EditorFixture fixture;

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

    @BeforeEach
    void fill() {
        fixture = EditorFixture.fill(jdbi, Instant.now());
    }

    @Test
    void somebody_adds_a_stage_and_maps_it() {
        journey(true);
    }

    @Test
    void it_works_without_javascript() {
        journey(false);
    }

    private void journey(boolean javascript) {
        try (var context = chromium.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(javascript));
                var page = context.newPage()) {
            SignedIn.as("marie", Role.MARKETER, jdbi).in(context, here);
            page.navigate(here.resolve(fixture.path()).toString());
            page.click("text=Add a stage");
            page.fill("#name", "Big Lead");
            page.selectOption("#after", "reached");
            choose(page, javascript, "#field", "Status");
            page.check("input[name=values][value=Working]");
            page.click("text=And one more condition");
            choose(page, javascript, "#field-0", "NumberOfEmployees");
            choose(page, javascript, "#operator-0", "at-least");
            page.fill("#bound-0", "many");
            page.click("button:visible:has-text('Save into the draft')");

            assertThat(page.locator("[role=alert]").textContent()).contains("2 things are not right yet");
            assertThat(page.locator("#name").getAttribute("aria-invalid")).isEqualTo("true");
            assertThat(page.locator("#bound-0-more").textContent()).contains("not a number");

            page.fill("#name", "big-lead");
            page.fill("#bound-0", "50");
            page.click("button:visible:has-text('Save into the draft')");
            assertThat(page.locator(".told").textContent()).contains("Saved into the draft");

            page.click("[aria-label='Map big-lead to Google']");
            page.check("input[name=action][value='" + EditorFixture.COUNTS_ALL + "']");
            choose(page, javascript, "#value", "fixed");
            page.fill("#amount", "120");
            page.fill("#currency", "eur");
            page.selectOption("#when-missing", "send-unspecified");
            page.click("button:visible:has-text('Save into the draft')");

            assertThat(page.locator(".told").textContent()).contains("Saved into the draft");
            assertThat(page.locator("#stage-big-lead").textContent()).contains("Qualified leads", "120 EUR");
            assertThat(fixture.funnel().mappingsOf("big-lead").getFirst().value())
                    .isInstanceOf(ValueRule.Fixed.class);
        }
    }

    /** With JavaScript the form is drawn anew by itself, without it at the press of a button. */
    private static void choose(Page page, boolean javascript, String select, String value) {
        if (!javascript) {
            page.selectOption(select, value);
            page.click(
                    select.equals("#value") ? "text=Show what belongs to my choice" : "text=Show what fits my choices");
            return;
        }
        page.waitForResponse(
                response -> response.request().method().equals("POST"), () -> page.selectOption(select, value));
        while ((Boolean) page.evaluate("!!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")) {
            page.waitForTimeout(20);
        }
    }

    @Test
    void every_form_fits_and_runs_nothing_that_is_not_ours() {
        fixture.tellTestRecordsApart();
        var pages = new LinkedHashMap<String, String>();
        pages.put("editor", "");
        pages.put("editor-stage", "/stage?name=qualified");
        pages.put("editor-stage-new", "/stage");
        pages.put("editor-test-records", "/test-records?place=0");
        pages.put("editor-test-records-new", "/test-records");
        pages.put("editor-remove", "/remove-stage?name=closed-won");
        pages.put("editor-mapping", "/mapping?stage=qualified&destination=google");
        pages.put("editor-mapping-new", "/mapping?stage=lead&destination=linkedin");
        pages.forEach(this::visit);
        fixture.write("stages: [");
        visit("editor-unreadable", "");
    }

    private void visit(String name, String address) {
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (var width : List.of(380, 1440)) {
                try (var page = chromium.newPage(new Browser.NewPageOptions()
                        .setViewportSize(width, 900)
                        .setColorScheme(scheme)
                        .setDeviceScaleFactor(1))) {
                    var complaints = new java.util.concurrent.CopyOnWriteArrayList<String>();
                    page.onPageError(complaints::add);
                    page.onConsoleMessage(message -> {
                        if (message.type().equals("error")) {
                            complaints.add(message.text());
                        }
                    });
                    SignedIn.as("marie", Role.MARKETER, jdbi).in(page.context(), here);
                    page.navigate(here.resolve(fixture.path() + address).toString());
                    page.screenshot(new Page.ScreenshotOptions()
                            .setFullPage(true)
                            .setPath(PICTURES.resolve(
                                    name + "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png")));
                    var about = name + " at " + width + " px";
                    assertThat(page.title()).as(about).endsWith("Downfunnel").isNotEqualTo("owned");
                    assertThat(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
                            .as("overflow of " + about)
                            .isEqualTo(0);
                    assertThat(complaints).as(about).isEmpty();
                    // Once in each width and once in each scheme.
                    if ((width == 380) == (scheme == ColorScheme.DARK)) {
                        assertThat(BrowserTest.barriers(page))
                                .as("barriers of " + about)
                                .isEmpty();
                    }
                }
            }
        }
    }
}
