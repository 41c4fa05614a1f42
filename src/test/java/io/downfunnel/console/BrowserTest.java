package io.downfunnel.console;

import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;

import jakarta.inject.Inject;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.Chromium;
import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.Needs;
import io.downfunnel.access.Accounts;
import io.downfunnel.schedule.RestingStarter;
import io.downfunnel.schedule.SyncStarter;
import io.downfunnel.store.Showcase;
import io.downfunnel.store.SomeSimulation;

import static org.assertj.core.api.Assertions.assertThat;

/** Every page in Chromium: narrow and wide, light and dark. Leaves pictures in target/screenshots. */
@Needs(Needs.Program.CHROMIUM)
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class BrowserTest {
    private static Chromium chromium;

    @TestHTTPResource("/")
    URI here;

    @Inject
    Jdbi jdbi;

    @Inject
    Accounts accounts;

    @BeforeAll
    static void open() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void close() {
        chromium.close();
    }

    private SignedIn anna;

    @BeforeEach
    void fill() {
        anna = SignedIn.asAdmin(jdbi);
        Showcase.fill(jdbi, Instant.now());
        SomeSimulation.showcase(jdbi);
        QuarkusMock.installMockForType(new ConsoleConfig(ZoneId.of("Europe/Berlin"), true), ConsoleConfig.class);
    }

    @Test
    void every_page_fits_and_runs_nothing_that_is_not_ours() {
        var pages = new LinkedHashMap<String, String>();
        pages.put("overview", "/");
        pages.put("conversions", "/conversions");
        pages.put("conversions-filtered", "/conversions?state=needs-you&destination=google");
        pages.put("conversions-none", "/conversions?q=nothing+like+it");
        pages.put("explain", "/explain");
        pages.put("explain-story", "/explain?q=" + Showcase.LEAD_IN_FIFTEEN);
        pages.put("explain-in-doubt", "/explain?q=" + Showcase.KEY_IN_DOUBT);
        pages.put("explain-choice", "/explain?q=" + Showcase.SHARED_CLICK);
        pages.put("explain-nothing", "/explain?q=%3Cimg+src=x+onerror=alert(1)%3E");
        pages.put("stages", "/stages");
        pages.put("needs-you", "/needs-you");
        pages.put("hold", "/hold");
        pages.put("connections", "/connections?told=denied&platform=google");
        pages.put("settings-google", "/connections/google/settings");
        pages.put("settings-salesforce", "/connections/salesforce/settings");
        pages.put("pause", "/connections/google/pause");
        pages.put("remove", "/connections/google/remove");
        pages.put("campaigns", "/campaigns");
        pages.put("campaigns-partly-read", "/campaigns?account=linkedin&days=365");
        pages.put("mappings", "/mappings");
        pages.put("mappings-version", "/mappings/versions/1");
        pages.put("draft", "/mappings/drafts/1");
        pages.put("draft-with-mistakes", "/mappings/drafts/2");
        pages.put("draft-not-taken", "/mappings/drafts/3");
        pages.put("simulation", "/simulations/1");
        pages.put("simulation-running", "/simulations/2");
        pages.put("runs", "/runs");
        pages.put("run", "/runs/3");
        pages.put("run-broken", "/runs/2");
        pages.put("users", "/users");
        pages.put("erasure", "/erasure");
        pages.put("tokens", "/tokens");
        pages.put("audit", "/audit");
        pages.put("personal-data", "/personal-data?changed=identifiers");
        pages.put("password", "/password");
        pages.put("sign-in", "/sign-in");
        pages.forEach(this::visit);
        visit("missing", "/nowhere", page -> {}, 404);
        visit("link-over", "/welcome?key=nothing", page -> {}, 410);

        visit("erasure-question", "/erasure", page -> {
            page.locator("#person").fill(Showcase.LEAD_IN_FIFTEEN);
            page.locator("#reason").fill("letter of 3 March");
            page.locator("button:text-is('See what there is')").click();
            page.locator("h1:text-is('Remove this person?')").waitFor();
        });
        visit("personal-data-question", "/personal-data", page -> {
            page.locator("#payloads-period").fill("7");
            page.locator("[aria-label='Change how long it is kept: What was sent']")
                    .click();
            page.locator("h1:has-text('keep it for 7 days only?')").waitFor();
        });
        visit("token-made", "/tokens", page -> {
            page.locator("#name").fill("weekly figures");
            page.locator("button:text-is('Make')").click();
            page.locator("#handover").waitFor();
        });
        visit("new-key", "/connections/new-key");
        visit("users-added", "/users", page -> {
            page.locator("#name").fill("berta");
            page.locator("button:text-is('Add')").click();
            page.locator("#handover").waitFor();
        });
        visit("welcome", "/users", page -> {
            page.locator("[aria-label='New link for berta']").click();
            var link = page.locator("#handover").inputValue();
            page.context().clearCookies();
            page.navigate(link);
            page.locator("h1:text-is('Choose a password')").waitFor();
        });
        visit("users-question", "/users", page -> {
            page.locator("[aria-label='Remove berta']").click();
            page.locator("h1:text-is('Remove berta?')").waitFor();
        });
        visit("alerts-none", "/alerts");
        Showcase.alarm(jdbi);
        visit("overview-alarmed", "/");
        visit("alerts", "/alerts");
        Showcase.deliver(jdbi, Instant.now());
        visit("overview-trend", "/");
        Showcase.startRun(jdbi, Instant.now());
        visit("overview-running", "/");
        Showcase.clear(jdbi);
        visit("overview-empty", "/");
        visit("hold-empty", "/hold");
        visit("needs-you-empty", "/needs-you");
        visit("campaigns-empty", "/campaigns");
        visit("mappings-empty", "/mappings");
    }

    @Test
    void whoever_comes_first_is_told_the_way_in() {
        jdbi.useHandle(sql -> sql.execute("truncate console_user, api_token, console_link, console_session"));
        visit("sign-in-nobody-yet", "/sign-in");
        var link = accounts.linkForTheFirst("the start").orElseThrow();
        visit("welcome-first", "/welcome?key=" + link.word());
        visit(
                "welcome-refused",
                "/welcome?key=" + link.word(),
                page -> {
                    page.locator("#name").fill("anna");
                    page.locator("#password").fill("correct horse battery staple");
                    page.locator("#again").fill("correct horse battery stable");
                    page.keyboard().press("Enter");
                    page.locator(".trouble:has-text('differ')").waitFor();
                },
                400);
    }

    private void visit(String name, String address) {
        visit(name, address, page -> {});
    }

    /**
     * @param steps what a person does on the page before it is looked at
     * @param refusals statuses that this page, and no other, answers with
     */
    private void visit(String name, String address, Consumer<Page> steps, int... refusals) {
        try (var page = page(1440, ColorScheme.LIGHT)) {
            var complaints = Chromium.complaints(page, refusals);
            page.navigate(here.resolve(address).toString());
            steps.accept(page);
            assertThat(page.evaluate("typeof htmx")).as(name).isEqualTo("object");
            Portrait.take(page, name);
            assertThat(complaints).as(name).isEmpty();
        }
    }

    @Test
    void the_filter_works_with_the_keyboard_alone() {
        try (var page = page(1440, ColorScheme.LIGHT)) {
            page.navigate(here.resolve("/conversions").toString());
            page.keyboard().press("Tab");
            assertThat(focused(page)).isEqualTo("Skip to the content");
            page.keyboard().press("Enter");
            page.keyboard().press("Tab");
            assertThat(page.evaluate("document.activeElement.id")).isEqualTo("q");
            for (var field : List.of("state", "destination", "mapping", "reason", "expires")) {
                page.keyboard().press("Tab");
                assertThat(page.evaluate("document.activeElement.id")).isEqualTo(field);
            }
            page.locator("#state").focus();
            page.keyboard().type("Needs");
            page.locator("#expires").focus();
            page.keyboard().press("Tab");
            assertThat(focused(page)).isEqualTo("Show");
            page.keyboard().press("Enter");
            page.waitForURL("**state=needs-you**");

            assertThat(page.locator("h1").textContent()).isEqualTo("Conversions: Needs you");
            assertThat(page.locator("tbody .word").allTextContents())
                    .isNotEmpty()
                    .allMatch(text -> text.contains("Needs you"));
        }
    }

    @Test
    void the_button_for_a_sync_is_let_through() {
        var starter = new RestingStarter();
        QuarkusMock.installMockForType(starter, SyncStarter.class);
        try (var page = page(1440, ColorScheme.LIGHT)) {
            page.navigate(here.toString());
            page.locator("button:text-is('Sync now')").click();
            page.waitForURL("**/#runs");

            assertThat(starter.starts()).isEqualTo(1);
        }
    }

    @Test
    void a_conversion_in_doubt_is_decided_with_the_keyboard() {
        try (var page = page(1440, ColorScheme.LIGHT)) {
            page.navigate(here.resolve("/explain?q=" + Showcase.KEY_IN_DOUBT).toString());
            page.locator("button:text-is('Send it again')").focus();
            page.keyboard().press("Tab");
            assertThat(focused(page)).isEqualTo("Do not send it again");
            page.keyboard().press("Enter");
            page.locator(".conversion .word:has-text('Excluded')").first().waitFor();

            assertThat(page.locator(".conversion").textContent()).contains("Cancelled by anna");
            assertThat(page.locator(".choices").count()).isZero();
        }
    }

    private static String focused(Page page) {
        return page.evaluate("document.activeElement.textContent.trim()").toString();
    }

    @Test
    void the_overview_follows_a_run_and_shows_what_it_changed() {
        var run = Showcase.startRun(jdbi, Instant.now());
        try (var page = page(1440, ColorScheme.LIGHT)) {
            var complaints = Chromium.complaints(page);
            page.navigate(here.toString());
            assertThat(page.locator("#status").textContent()).contains("step 3 of 4, deliver");
            assertThat(page.locator("#now").textContent()).isEqualTo("Running now");

            Showcase.endRun(jdbi, run);
            page.locator("#now:text-is('Latest run')").waitFor();

            assertThat(page.locator("#status").textContent()).contains("has ended: fine");
            assertThat(page.locator(".headline").textContent()).contains("nothing new to send, and nothing went wrong");
            assertThat(page.locator("#status").getAttribute("role")).isEqualTo("status");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void text_and_marks_stand_out_from_their_ground() {
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (var address : List.of(
                    "/",
                    "/conversions",
                    "/explain?q=" + Showcase.LEAD_IN_FIFTEEN,
                    "/hold",
                    "/connections",
                    "/connections/google/settings",
                    "/users",
                    "/erasure",
                    "/audit",
                    "/personal-data",
                    "/sign-in",
                    "/mappings",
                    "/mappings/drafts/1",
                    "/mappings/drafts/2",
                    "/simulations/1",
                    "/runs/2")) {
                try (var page = page(1440, scheme)) {
                    page.navigate(here.resolve(address).toString());
                    assertThat(page.evaluate(FAINT)).as(address + " " + scheme).isEqualTo(List.of());
                }
            }
        }
    }

    /** Texts whose contrast is below 4.5 to 1 (WCAG 2.2, 1.4.3), found by walking up to the first painted ground. */
    private static final String FAINT = """
            () => {
              const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
              const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
                  .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
              const ground = element => {
                for (let e = element; e; e = e.parentElement) {
                  const colour = numbers(getComputedStyle(e).backgroundColor);
                  if (colour.length < 4 || colour[3] > 0) return colour;
                }
                return [255, 255, 255];
              };
              const faint = [];
              for (const element of document.querySelectorAll('body *')) {
                const text = [...element.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join('').trim();
                if (!text || element.disabled || element.closest('.unseen, .skip')) continue;
                const [a, b] = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
                const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (contrast < 4.5) faint.push(text.slice(0, 40) + ' ' + contrast.toFixed(2));
              }
              return faint;
            }""";

    private Page page(int width, ColorScheme scheme) {
        var page = chromium.browser()
                .newPage(new Browser.NewPageOptions()
                        .setViewportSize(width, 900)
                        .setColorScheme(scheme)
                        .setDeviceScaleFactor(1));
        anna.in(page.context(), here);
        return page;
    }
}
