package io.downfunnel.console;

import java.net.URI;
import java.time.Instant;

import jakarta.inject.Inject;

import com.microsoft.playwright.Browser;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.downfunnel.Chromium;
import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.Needs;
import io.downfunnel.convert.ConvertStep;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Role;
import io.downfunnel.domain.Run;
import io.downfunnel.extract.DetectStep;
import io.downfunnel.match.MatchStep;
import io.downfunnel.store.WonDeals;

import static org.assertj.core.api.Assertions.assertThat;

/** From an idea to the first conversions that go ahead, in Chromium. */
@Needs(Needs.Program.CHROMIUM)
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class SimulateInBrowserTest {
    private static Chromium chromium;

    @TestHTTPResource("/")
    URI here;

    @Inject
    Jdbi jdbi;

    @Inject
    DetectStep detect;

    @Inject
    MatchStep match;

    @Inject
    ConvertStep convert;

    @BeforeAll
    static void open() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void close() {
        chromium.close();
    }

    @Test
    void a_draft_is_simulated_looked_at_activated_and_tried_out() {
        WonDeals.fill(jdbi, Instant.now(), 12);
        try (var page = chromium.browser().newPage(new Browser.NewPageOptions().setViewportSize(1440, 900))) {
            var complaints = Chromium.complaints(page);
            SignedIn.as("marie", Role.MARKETER, jdbi).in(page.context(), here);
            page.navigate(here.resolve("/mappings").toString());
            page.locator("button:text-is('New draft')").click();
            page.waitForURL("**/mappings/drafts/*");
            var draft = page.url();
            assertThat(page.locator("button:text-is('Activate')").isDisabled()).isTrue();
            assertThat(page.locator("#obstacle").textContent()).contains("Simulate it first, and look at the result");

            page.locator("#title").fill("Half the value of won deals");
            page.locator("#document")
                    .fill(page.locator("#document").inputValue().replace("factor: 1", "factor: 0.5"));
            page.locator("button:text-is('Simulate')").click();
            page.waitForURL("**/simulations/*");
            page.locator(".headline:has-text('12 with another value')").waitFor();
            Portrait.take(page, "journey-simulated");
            assertThat(page.locator(".chart[data-state='drawn'] canvas").count())
                    .isPositive();
            page.locator("summary:text-is('Some of the deals')").nth(1).click();
            assertThat(page.locator("a.id").first().getAttribute("href")).startsWith("/explain?q=00");

            page.locator("a:text-is('Back to the draft')").click();
            page.waitForURL(draft);
            assertThat(page.locator("#difference ~ ul").first().textContent())
                    .contains("Mapping \"Won\": value changes from CRM amount × 1 to CRM amount × 0.5.");
            page.locator("button:text-is('Activate')").click();
            page.waitForURL("**/mappings?told=activated");
            assertThat(page.locator(".headline").textContent()).contains("Version 2 is in force");

            decide();
            page.navigate(here.resolve("/hold").toString());
            var held = page.locator("article.held:has-text('Won → Google')");
            assertThat(held.textContent())
                    .contains("New mapping: the first ones go ahead", "12 conversions", "None has gone ahead yet");
            assertThat(page.locator("article.held").count())
                    .as("the other mappings are as they were")
                    .isEqualTo(1);
            assertThat(complaints).isEmpty();
        }
    }

    private void decide() {
        var run = new Run(1, "node-1", Progress.unwatched());
        detect.run(run);
        match.run(run);
        convert.run(run);
    }
}
