package io.downfunnel.console;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;

import static org.assertj.core.api.Assertions.assertThat;

/** A page as people see it: narrow and wide, light and dark. Leaves pictures in target/screenshots. */
final class Portrait {
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final int NARROW = 380;
    private static final int WIDE = 1440;

    private Portrait() {}

    /** Four pictures of the page as it stands: nothing may stick out, and nothing keep anybody out. Leaves it wide and light. */
    static void take(Page page, String name) {
        assertThat(page.title()).as(name).endsWith("Downfunnel").isNotEqualTo("owned");
        look(page, name, NARROW, ColorScheme.LIGHT);
        look(page, name, NARROW, ColorScheme.DARK);
        look(page, name, WIDE, ColorScheme.DARK);
        look(page, name, WIDE, ColorScheme.LIGHT);
    }

    private static void look(Page page, String name, int width, ColorScheme scheme) {
        page.setViewportSize(width, 900);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        var about = name + "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT);
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(PICTURES.resolve(about + ".png")));
        assertThat(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
                .as("overflow of " + about)
                .isEqualTo(0);
        // Once in each width and once in each scheme.
        if ((width == NARROW) == (scheme == ColorScheme.DARK)) {
            assertThat(barriers(page)).as("barriers of " + about).isEmpty();
        }
    }

    /**
     * Of a page that leads away by itself: it is kept from doing so until it was looked at.
     *
     * @param lead what a person does to come there
     */
    static void takeBeforeItLeaves(Page page, String name, String heading, Runnable lead) {
        page.route("**/*", way -> {
            if (way.request().isNavigationRequest()) {
                var answer = way.fetch();
                way.fulfill(new Route.FulfillOptions()
                        .setResponse(answer)
                        .setBody(answer.text().replaceFirst("<meta http-equiv=\"refresh\"[^>]*>", "")));
            } else {
                way.resume();
            }
        });
        lead.run();
        page.locator("h1", new Page.LocatorOptions().setHasText(heading)).waitFor();
        take(page, name);
        page.unrouteAll();
    }

    /** What keeps people with a screen reader, a keyboard or weak eyes out, as far as axe can tell; WCAG 2.2, A and AA. */
    static List<String> barriers(Page page) {
        return new AxeBuilder(page)
                        .setLegacyMode(true)
                        .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
                        .analyze()
                        .getViolations()
                        .stream()
                        .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                        .map(rule -> rule.getId() + ": " + rule.getHelp() + " "
                                + rule.getNodes().stream()
                                        .map(node -> node.getHtml())
                                        .toList())
                        .toList();
    }
}
