package io.downfunnel.console;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
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
import io.downfunnel.store.Showcase;
import io.downfunnel.store.SomeSimulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The charts in Chromium, which stands in another zone than the organisation, held against the tables below them. */
@Needs(Needs.Program.CHROMIUM)
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class ChartsInBrowserTest {
    private static final int LAST = 29;

    private static Chromium chromium;

    @TestHTTPResource("/")
    URI here;

    @Inject
    Jdbi jdbi;

    private List<String> complaints;

    @BeforeAll
    static void open() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void close() {
        chromium.close();
    }

    @BeforeEach
    void fill() {
        Showcase.fill(jdbi, Instant.now());
        SomeSimulation.showcase(jdbi);
        Showcase.deliver(jdbi, Instant.now());
        QuarkusMock.installMockForType(new ConsoleConfig(ZoneId.of("Europe/Berlin"), true), ConsoleConfig.class);
    }

    private Page page(Browser.NewPageOptions options) {
        var page = chromium.browser().newPage(options.setTimezoneId("Pacific/Auckland"));
        complaints = Chromium.complaints(page);
        SignedIn.asAdmin(jdbi).in(page.context(), here);
        return page;
    }

    private Page at(String path) {
        var page = page(new Browser.NewPageOptions().setViewportSize(1440, 900).setColorScheme(ColorScheme.LIGHT));
        page.navigate(here.resolve(path).toString());
        return page;
    }

    @Test
    void bars_are_as_high_as_the_numbers_of_the_table() {
        try (var page = at("/")) {
            var google = numbers(page, "Google");
            var heights = heights(page, "--series-1");

            assertThat(google).hasSize(LAST + 1).contains(0).anyMatch(count -> count > 10);
            assertThat(heights).hasSameSizeAs(google);
            int most = google.indexOf(google.stream().max(Integer::compare).orElseThrow());
            assertThat(heights.get(most)).isGreaterThan(40);
            for (int day = 0; day < google.size(); day++) {
                assertThat(heights.get(day).doubleValue())
                        .as("day %s with %s", day, google.get(day))
                        .isCloseTo((double) google.get(day) * heights.get(most) / google.get(most), within(2.0));
            }
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void colours_follow_the_scheme_while_the_page_is_open() {
        try (var page = at("/")) {
            var light = heights(page, "--series-1");
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            settled(page);

            assertThat(page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--series-1')"))
                    .isNotEqualTo("#0b5563");
            assertThat(heights(page, "--series-1")).isEqualTo(light);
        }
    }

    @Test
    void a_screen_may_become_narrow_and_wide_again() {
        try (var page = at("/")) {
            for (int width : new int[] {380, 2000, 700}) {
                page.setViewportSize(width, 900);
                settled(page);
                assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
                        .isEqualTo(0);
                assertThat(page.evaluate("""
                        [...document.querySelectorAll('.drawing')].every(each =>
                            each.querySelector('canvas').clientWidth === each.clientWidth)""")).isEqualTo(true);
                assertThat(heights(page, "--series-1")).anyMatch(height -> height > 40);
            }
        }
    }

    @Test
    void arrow_keys_go_through_the_days_and_each_is_announced() {
        try (var page = at("/")) {
            var said = page.locator(".plot [role=status]");
            page.locator(".drawing").focus();
            page.keyboard().press("ArrowLeft");
            assertThat(said.textContent()).isEqualTo(sentence(page, LAST));
            page.keyboard().press("ArrowLeft");
            assertThat(said.textContent()).isEqualTo(sentence(page, LAST - 1));
            assertThat(page.locator(".entry b").allTextContents())
                    .containsExactlyElementsOf(page.locator("figure tbody tr")
                            .nth(LAST - 1)
                            .locator("td")
                            .allTextContents()
                            .subList(0, 2));
            page.keyboard().press("Home");
            page.keyboard().press("ArrowLeft");
            assertThat(said.textContent()).isEqualTo(sentence(page, 0));
            page.keyboard().press("End");
            page.keyboard().press("ArrowRight");
            assertThat(said.textContent()).isEqualTo(sentence(page, LAST));
            page.keyboard().press("Escape");
            assertThat(said.textContent()).isEmpty();
            assertThat(page.locator(".entry b").allTextContents()).containsOnly("");
            assertThat(Portrait.barriers(page)).isEmpty();
            assertThat(complaints).isEmpty();
        }
    }

    /** As the table has it. */
    private static String sentence(Page page, int day) {
        var row = page.locator("figure tbody tr").nth(day);
        var counts = row.locator("td").allTextContents();
        return row.locator("th").textContent() + ": " + counts.get(0) + " Google, " + counts.get(1) + " LinkedIn, "
                + counts.get(2) + " together";
    }

    @Test
    void a_pointer_reads_the_day_that_it_is_over_and_nothing_when_it_leaves() {
        try (var page = at("/")) {
            page.locator(".u-over").scrollIntoViewIfNeeded();
            var over = page.locator(".u-over").boundingBox();
            for (int day : new int[] {0, 12, LAST}) {
                page.mouse().move(over.x + over.width * (day + 0.5) / (LAST + 1), over.y + over.height / 2);
                assertThat(page.locator(".reading").textContent())
                        .startsWith(page.locator("figure tbody th").nth(day).textContent() + " · ");
            }
            page.mouse().move(over.x, over.y - 200);

            assertThat(page.locator(".reading").textContent()).startsWith("Point at a bar");
            assertThat(page.locator(".plot [role=status]").textContent())
                    .as("a moving pointer is no announcement")
                    .isEmpty();
        }
    }

    @Test
    void a_change_of_mappings_is_marked_on_its_day_and_leads_to_it() {
        try (var page = at("/")) {
            var flags = page.locator(".flag");
            assertThat(flags.allTextContents()).containsExactly("v1", "v2");
            assertThat(flags.nth(1).getAttribute("aria-label"))
                    .isEqualTo(page.locator("figure tbody tr:has([data-flag=v2]) th")
                                    .textContent() + ": version 2 of stages and mappings, by " + Showcase.HOSTILE);

            page.locator(".drawing").focus();
            page.keyboard().press("Tab");
            assertThat(page.locator(".reading").textContent()).contains("version 1 of stages and mappings");
            page.keyboard().press("Tab");
            page.keyboard().press("Enter");
            page.waitForURL("**/mappings/versions/2");
            assertThat(page.locator("h1").textContent()).contains("2");
        }
    }

    @Test
    void a_run_that_ends_brings_another_chart_and_the_keyboard_goes_on_in_it() {
        var run = Showcase.startRun(jdbi, Instant.now());
        try (var page = at("/")) {
            page.locator(".drawing").focus();
            page.evaluate("document.querySelector('.drawing').earlier = true");
            jdbi.useHandle(sql -> sql.execute("update upload_batch set destination = 'linkedin'"));

            Showcase.endRun(jdbi, run);
            page.locator("#now:text-is('Latest run')").waitFor();
            page.locator("figure[data-state=drawn]").waitFor();

            assertThat(page.evaluate("document.querySelector('.drawing').earlier"))
                    .isNull();
            assertThat(page.locator(".entry").allTextContents())
                    .singleElement()
                    .asString()
                    .contains("LinkedIn");
            assertThat(heights(page, "--series-1")).anyMatch(height -> height > 40);
            page.keyboard().press("End");
            assertThat(page.locator(".plot [role=status]").textContent())
                    .isEqualTo(page.locator("figure tbody th").last().textContent() + ": "
                            + page.locator("figure tbody td").nth(2 * LAST).textContent() + " LinkedIn");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void a_draft_stands_beside_the_version_in_force_week_by_week() {
        try (var page = at("/simulations/1")) {
            assertThat(page.locator("figure[data-state=drawn]").count()).isEqualTo(2);
            var chart = page.locator("figure").first();
            assertThat(chart.locator(".entry").allTextContents().stream().map(String::strip))
                    .containsExactly("this draft", "version 1");

            chart.locator(".drawing").focus();
            IntStream.range(0, 9).forEach(week -> page.keyboard().press("ArrowRight"));
            assertThat(chart.locator("[role=status]").textContent())
                    .isEqualTo("Week of 2025-12-22: 8 this draft, 1 version 1");
            assertThat(page.locator("figure").nth(1).locator("[role=status]").textContent())
                    .isEmpty();
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void without_a_script_the_table_has_it_all() {
        try (var page = page(new Browser.NewPageOptions().setJavaScriptEnabled(false))) {
            page.navigate(here.toString());
            assertThat(page.locator("canvas").count()).isZero();
            page.locator("figure summary").click();

            assertThat(page.locator("figure table").isVisible()).isTrue();
            assertThat(page.locator("figure tbody tr").count()).isEqualTo(LAST + 1);
            assertThat(page.locator("figure thead th").allTextContents())
                    .containsExactly("Day", "Google", "LinkedIn", "Together", "Changed");
        }
    }

    @Test
    void when_the_drawing_fails_the_table_is_open() {
        try (var page = page(new Browser.NewPageOptions())) {
            page.route("**/uPlot.iife.min.js", Route::abort);
            page.navigate(here.toString());
            page.locator("figure[data-state=failed]").waitFor();

            assertThat(page.locator("figure table").isVisible()).isTrue();
            assertThat(page.locator("figure .plot").isVisible()).isFalse();
            assertThat(complaints).anyMatch(each -> each.contains("its table is open instead"));
        }
    }

    @Test
    void on_paper_a_chart_is_as_wide_as_the_paper() {
        try (var page = at("/")) {
            page.evaluate("""
                    matchMedia('print').addEventListener('change', print => {
                      if (print.matches) document.body.dataset.paper = [...document.querySelectorAll('.drawing')].every(each =>
                          each.querySelector('canvas').clientWidth === each.clientWidth);
                    })""");
            page.pdf(new Page.PdfOptions().setPath(Path.of("target", "screenshots", "overview-on-paper.pdf")));

            assertThat(page.evaluate("document.body.dataset.paper")).isEqualTo("true");
        }
    }

    private static List<Integer> numbers(Page page, String series) {
        var column = page.locator("figure thead th").allTextContents().indexOf(series);
        return page.locator("figure tbody tr").all().stream()
                .map(row -> row.locator("th, td").nth(column))
                .map(Locator::textContent)
                .map(text -> Integer.valueOf(text.replace(",", "")))
                .toList();
    }

    /** How many pixels of a colour stand on the lower axis, a quarter of the way into each day: there is no line there. */
    private static List<Integer> heights(Page page, String ink) {
        settled(page);
        @SuppressWarnings("unchecked")
        var heights = (List<Number>) page.evaluate("""
                ink => {
                  const canvas = document.querySelector('.drawing canvas');
                  const context = canvas.getContext('2d');
                  const [box, over] = [canvas, document.querySelector('.u-over')].map(each => each.getBoundingClientRect());
                  const scale = canvas.width / box.width;
                  const colour = getComputedStyle(document.documentElement).getPropertyValue(ink).trim();
                  const wanted = [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16));
                  const days = document.querySelectorAll('figure tbody tr').length;
                  return [...Array(days).keys()].map(day => {
                    const x = Math.round((over.left - box.left + (day + 0.3) * over.width / days) * scale);
                    const foot = Math.round((over.bottom - box.top) * scale) - 2;
                    const isInk = y => {
                      const found = context.getImageData(x, y, 1, 1).data;
                      return found[3] === 255 && wanted.every((value, index) => Math.abs(found[index] - value) < 3);
                    };
                    let height = 0;
                    while (isInk(foot - height)) height++;
                    return height && height + 1;
                  });
                }""", ink);
        return heights.stream().map(Number::intValue).toList();
    }

    /** What was asked for is drawn in the next frame. */
    private static void settled(Page page) {
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }
}
