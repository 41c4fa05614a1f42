package io.downfunnel.console;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.function.Consumer;

import jakarta.inject.Inject;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.Chromium;
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
    private static Chromium chromium;

    @TestHTTPResource("/")
    URI here;

    @Inject
    Jdbi jdbi;

    private EditorFixture fixture;

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
        try (var context = chromium.browser()
                        .newContext(new Browser.NewContextOptions().setJavaScriptEnabled(javascript));
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
            assertThat(page.locator(".unfold .quiet").textContent()).contains("Counted once, not held back.");
            assertThat(page.locator("#hold-back").isVisible()).isFalse();
            unfold(page, javascript);
            page.fill("#hold-back", "6h");
            unfold(page, javascript);
            if (javascript) {
                assertThat(page.locator(".unfold .quiet").textContent()).contains("held back for 6h.");
            }
            page.click("button:visible:has-text('Save into the draft')");

            assertThat(page.locator(".told").textContent()).contains("Saved into the draft");
            assertThat(page.locator("#stage-big-lead").textContent()).contains("Qualified leads", "120 EUR");
            var mapping = fixture.funnel().mappingsOf("big-lead").getFirst();
            assertThat(mapping.value()).isInstanceOf(ValueRule.Fixed.class);
            assertThat(mapping.holdBack()).isEqualTo(Duration.ofHours(6));
        }
    }

    /** Shows what most leave as it is, or folds it away again. */
    private static void unfold(Page page, boolean javascript) {
        if (javascript) {
            drawn(page, () -> page.click("#unfolded"));
        } else {
            page.click("#unfolded");
        }
    }

    /** With JavaScript the form is drawn anew by itself, without it at the press of a button. */
    private static void choose(Page page, boolean javascript, String select, String value) {
        if (javascript) {
            drawn(page, () -> page.selectOption(select, value));
            return;
        }
        page.selectOption(select, value);
        page.click(select.equals("#value") ? "text=Show what belongs to my choice" : "text=Show what fits my choices");
    }

    private static void drawn(Page page, Runnable change) {
        page.waitForResponse(response -> response.request().method().equals("POST"), change);
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
        visit("editor-mapping-unfolded", "/mapping?stage=lead&destination=linkedin", page -> unfold(page, true));
        fixture.write("stages: [");
        visit("editor-unreadable", "");
    }

    private void visit(String name, String address) {
        visit(name, address, page -> {});
    }

    /** @param steps what a person does on the page before it is looked at */
    private void visit(String name, String address, Consumer<Page> steps) {
        try (var page = chromium.browser().newPage(new Browser.NewPageOptions().setDeviceScaleFactor(1))) {
            var complaints = Chromium.complaints(page);
            SignedIn.as("marie", Role.MARKETER, jdbi).in(page.context(), here);
            page.navigate(here.resolve(fixture.path() + address).toString());
            steps.accept(page);
            Portrait.take(page, name);
            assertThat(complaints).as(name).isEmpty();
        }
    }
}
