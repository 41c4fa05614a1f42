package io.downfunnel;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;

/** The machine's own Chromium, without a window, and asking nobody outside for anything. */
public final class Chromium implements AutoCloseable {
    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    public static Chromium start() {
        var playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Chromium(
                playwright,
                playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(Needs.Program.CHROMIUM.path())
                                .setArgs(List.of(
                                        "--no-sandbox",
                                        "--disable-gpu",
                                        "--disable-background-networking",
                                        "--disable-component-update",
                                        "--disable-sync",
                                        "--no-first-run"))));
    }

    public Browser browser() {
        return browser;
    }

    /**
     * What a page complains about from now on: broken scripts, dialogs, answers that tell of an error, and whatever the
     * content security policy stopped.
     *
     * @param expected statuses of answers that are part of the test
     */
    public static List<String> complaints(Page page, int... expected) {
        var complaints = new CopyOnWriteArrayList<String>();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")
                    && Arrays.stream(expected)
                            .noneMatch(status -> message.text().contains("a status of " + status + " "))) {
                complaints.add(message.text());
            }
        });
        page.onDialog(dialog -> {
            complaints.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
        return complaints;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
