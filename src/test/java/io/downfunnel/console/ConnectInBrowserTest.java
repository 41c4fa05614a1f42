package io.downfunnel.console;

import java.net.URI;
import java.time.ZoneId;
import java.util.Optional;

import jakarta.inject.Inject;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
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

import io.downfunnel.Chromium;
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
    private static Chromium chromium;

    @TestHTTPResource("/")
    URI here;

    /** Every boot looks at every test class, and only that of this one knows the key: hence optional. */
    @ConfigProperty(name = "test.sandbox")
    Optional<String> sandbox;

    @ConfigProperty(name = "test.linkedin-token")
    Optional<String> linkedInToken;

    @ConfigProperty(name = "test.linkedin-refresh-token")
    Optional<String> linkedInRefreshToken;

    @Inject
    Jdbi jdbi;

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
        try (var context = context()) {
            var page = context.newPage();
            page.setDefaultTimeout(120_000);
            // The sandbox has no icon; our own pages have one.
            var complaints = Chromium.complaints(page, 404);
            page.navigate(here.resolve("/connections").toString());
            Portrait.take(page, "connections-none");

            Portrait.takeBeforeItLeaves(
                    page,
                    "connections-leaving",
                    "On to Google",
                    () -> page.locator("button[aria-label='Connect: Google']").click());
            page.locator("a:text-is('Go on to Google')").click();
            page.locator("button[value=deny]").waitFor();
            assertThat(page.url()).startsWith(sandbox.orElseThrow());
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
            Portrait.take(page, "connections-looked-at");

            page.locator("a[aria-label='Disconnect Google']").click();
            page.locator("h1:text-is('Disconnect Google?')").waitFor();
            Portrait.take(page, "connections-question");
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
        try (var context = context()) {
            var page = context.newPage();
            page.setDefaultTimeout(120_000);
            // A form that is refused is answered with 400, and Chromium says so.
            var complaints = Chromium.complaints(page, 400, 404);
            page.navigate(here.resolve("/connections").toString());
            page.locator("a[aria-label='Set up: LinkedIn']").click();
            Portrait.take(page, "settings-linkedin");

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
            Portrait.take(page, "settings-linkedin-refused");

            page.locator("#setting-requests-per-minute").fill("");
            page.locator("button:text-is('Save')").click();
            page.locator("#form-trouble").waitFor();
            assertThat(page.locator(".checklist .mark.broke").count()).isPositive();
            Portrait.take(page, "settings-linkedin-red");

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
            Portrait.take(page, "settings-linkedin-kept");

            page.locator("a:text-is('Leave it as it was')").click();
            page.locator("a[aria-label='Pause LinkedIn']").click();
            assertThat(page.evaluate("document.activeElement.id")).isEqualTo("reason");
            page.keyboard().type("Budget talks");
            page.keyboard().press("Enter");
            page.waitForURL("**told=paused**");
            assertThat(page.locator("#linkedin .mark").first().textContent()).contains("Paused");
            Portrait.take(page, "connections-paused");
            page.locator("button[aria-label='Resume LinkedIn']").click();
            page.waitForURL("**told=resumed**");
            page.locator("a[aria-label='Remove LinkedIn']").click();
            page.locator("button:text-is('Remove LinkedIn')").click();
            page.waitForURL("**told=removed**");
            assertThat(page.locator("a[aria-label='Set up: LinkedIn']").count()).isOne();
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void a_campaign_at_linkedin_counts_a_conversion_action_from_now_on() {
        try (var context = context()) {
            var page = context.newPage();
            page.setDefaultTimeout(120_000);
            // The sandbox has no icon; our own pages have one.
            var complaints = Chromium.complaints(page, 404);
            // New campaigns count nothing.
            Visitor.to(sandbox.orElseThrow()).control("linkedin/campaigns", "{\"count\":3}");
            page.navigate(here.resolve("/connections/linkedin/settings").toString());
            page.locator("#setting-token").fill(linkedInToken.orElseThrow());
            page.locator("#setting-refresh-token").fill(linkedInRefreshToken.orElseThrow());
            page.locator("button:text-is('Save')").click();
            page.waitForURL("**told=settings-saved**");
            page.locator("a[aria-label='Which campaigns count what at LinkedIn']")
                    .click();
            page.locator("input[name=campaign]").first().waitFor();
            Portrait.take(page, "campaigns-that-count");
            chooseACampaign(page);
            Portrait.take(page, "campaigns-that-count-chosen");
            assertThat(complaints).isEmpty();
        }
    }

    private static void chooseACampaign(Page page) {
        var action =
                page.locator("article.ties:has(input[name=campaign])").first().getAttribute("id");
        var campaigns = "[id='" + action + "'] input[name=campaign]";
        var campaign = page.locator(campaigns).first().getAttribute("value");
        page.locator(campaigns).first().focus();
        page.keyboard().press("Space");
        page.keyboard().press("Enter");
        page.waitForURL("**told=tied**");
        assertThat(page.locator(campaigns + "[value='" + campaign + "']").count())
                .as("it is not offered any more")
                .isZero();
    }

    private BrowserContext context() {
        var context = chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(1440, 900)
                        .setDeviceScaleFactor(1));
        anna.in(context, here);
        return context;
    }
}
