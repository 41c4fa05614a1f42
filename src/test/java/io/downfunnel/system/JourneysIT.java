package io.downfunnel.system;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.SelectOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import io.downfunnel.Chromium;
import io.downfunnel.Needs;
import io.downfunnel.Ports;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What people come for, done by them with a browser and nothing else: the packaged application in its own process, its
 * vendors in the sandbox, which it does not know to be one. Each journey goes on where the one before has ended.
 */
@Needs(Needs.Program.CHROMIUM)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JourneysIT {
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final Pattern SET_UP = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/welcome\\?key=\\S+");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String ONCE_A_YEAR = "0 0 0 1 1 ?";
    /** So many of a new mapping go ahead. */
    private static final int TRIAL = 10;

    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private Installation installation;
    private Application node;
    private Chromium chromium;
    private Page page;
    private String here;
    private boolean underway;

    @BeforeAll
    void start(@TempDir Path folder) {
        int console = Ports.free();
        int management = Ports.free();
        here = "http://127.0.0.1:" + console;
        installation = new Installation(folder, 600, 900)
                .asIfReal()
                // A run of the timetable's would be in the way of those that are begun by hand.
                .with("DOWNFUNNEL_SCHEDULE_EXTRACT", ONCE_A_YEAR)
                .with("DOWNFUNNEL_SCHEDULE_UPLOAD", ONCE_A_YEAR)
                .with("DOWNFUNNEL_SCHEDULE_REPORTS", ONCE_A_YEAR)
                .with("DOWNFUNNEL_SCHEDULE_FOLLOW_UP", ONCE_A_YEAR)
                .with("QUARKUS_HTTP_PORT", Integer.toString(console))
                .with("QUARKUS_MANAGEMENT_PORT", Integer.toString(management));
        installation.control("google/redirect-uris", "{\"uris\":[\"%s/connections/google/callback\"]}".formatted(here));
        node = installation.start();
        chromium = Chromium.start();
        page = chromium.browser().newPage(new Browser.NewPageOptions().setViewportSize(1440, 900));
        page.setDefaultTimeout(PATIENCE.toMillis());
        page.onPageError(complaints::add);
    }

    @AfterAll
    void end() {
        chromium.close();
        node.close();
        installation.close();
    }

    @BeforeEach
    void setOut() {
        assertThat(underway).as("the journey before has not come to its end").isFalse();
        underway = true;
    }

    private void arrive() {
        assertThat(complaints).isEmpty();
        underway = false;
    }

    @Test
    @Order(1)
    void from_the_first_start_to_the_first_verified_conversion() {
        page.navigate(setUpLink());
        page.getByLabel("Your name here").fill("anna");
        page.getByLabel("Password, at least").fill("correct horse battery staple");
        page.getByLabel("The same again").fill("correct horse battery staple");
        button("Set up and sign in").click();
        page.locator("text=No run yet.").waitFor();

        page.locator(".who a:text-is('Connections')").click();
        page.locator("button[aria-label='Connect: Google']").click();
        page.locator("button[value=accept]").click();
        assertThat(told()).contains("Google let us in.");
        picture("connected");

        sync();
        picture("first-sync");
        page.locator("article.card:has(h3:has-text('Google')) li:has-text('Verified') a")
                .click();
        page.locator("a.id").first().click();
        var key = key("", "Verified");
        picture("first-verified");
        assertThat(atGoogle(key).path("counted").asBoolean())
                .as("Google counts " + key)
                .isTrue();
        arrive();
    }

    @Test
    @Order(2)
    void a_stage_is_defined_mapped_simulated_activated_tried_and_verified() {
        page.navigate(here + "/mappings");
        button("New draft").click();
        page.locator("a:text-is('Fill in stages and mappings with forms')").click();
        button("Read the CRM’s fields now").click();
        page.locator("a:text-is('Add a stage')").click();
        page.locator("#name").fill("working");
        page.locator("#after").selectOption("lead");
        choose("#field", "Status");
        page.locator("input[name=values][value=Working]").check();
        picture("stage");
        save();
        page.locator("[aria-label='Map working to Google']").click();
        page.locator("input[name=action][value='7000000002']").check();
        choose("#value", "fixed");
        page.locator("#amount").fill("500");
        page.locator("#currency").fill("EUR");
        page.locator("#when-missing").selectOption("send-unspecified");
        picture("mapping");
        save();

        page.locator("a:text-is('Next: simulate it')").click();
        assertThat(button("Activate").isDisabled()).isTrue();
        button("Simulate").click();
        page.locator("a:text-is('Back to the draft')").waitFor();
        picture("simulation");
        assertThat(number(page.locator("article.simulated:has-text('working') dl.facts dd")
                        .first()))
                .as("sent in the simulation")
                .isGreaterThan(TRIAL);
        page.locator("a:text-is('Back to the draft')").click();
        button("Activate").click();
        page.waitForURL("**/mappings?told=activated");

        installation.control("google/withhold", "{\"on\":true}");
        beginSync();
        var held = page.locator("article.held:has-text('working')");
        waitUntil(() -> {
            page.navigate(here + "/hold");
            return held.count() == 1 && ofTheNewMapping().size() == TRIAL;
        });
        picture("trial");
        assertThat(held.textContent()).contains("New mapping: the first ones go ahead");
        LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
        assertThat(ofTheNewMapping())
                .as("nobody knows yet what becomes of these")
                .hasSize(TRIAL);

        installation.control("google/withhold", "{\"on\":false}");
        endOfSync();
        page.navigate(here + "/hold");
        assertThat(held.count()).isZero();
        assertThat(ofTheNewMapping()).hasSizeGreaterThan(TRIAL);
        page.locator("nav a:text-is('Conversions')").click();
        page.locator("#state").selectOption(new SelectOption().setLabel("Verified"));
        page.locator("#mapping").selectOption(new SelectOption().setLabel("Working to Google"));
        button("Show").click();
        page.locator("a.id").first().click();
        var key = key("working", "Verified");
        assertThat(ofTheNewMapping())
                .filteredOn(one -> one.path("transactionId").asText().equals(key))
                .singleElement()
                .satisfies(one -> assertThat(one.path("counted").asBoolean()).isTrue());
        arrive();
    }

    @Test
    @Order(3)
    void somebody_finds_out_why_a_deal_is_not_counted() {
        var deal = inTheCrm("select ConvertedOpportunityId from Lead where Ad_Consent__c = 'Denied'"
                        + " and ConvertedOpportunityId != null order by CreatedDate desc limit 1")
                .path("ConvertedOpportunityId")
                .asText();

        page.navigate(here);
        page.locator("nav a:text-is('Explain')").click();
        page.locator("#q").fill(deal);
        page.locator("#q").press("Enter");
        page.locator(".headline").waitFor();
        picture("why-not");

        assertThat(page.locator("article.conversion:has(h3:has-text('opportunity → Google'))")
                        .textContent())
                .contains("Excluded", "the person does not want their data to be used for advertising");
        assertThat(page.locator(".timeline").textContent()).contains("Opportunity " + deal + " was created");
        arrive();
    }

    @Test
    @Order(4)
    void a_cause_is_mended_and_what_it_stopped_is_decided_anew() {
        var gclid = click(1);
        var lead = qualifiedLead("Mangled", gclid.substring(1));
        sync();
        page.locator("nav a:text-is('Needs you')").click();
        var cause = page.locator("article.held:has-text('Google cannot read the click ID')");
        assertThat(cause.textContent()).contains(lead.substring(0, 15), "whoever runs the website", "is cut");
        picture("needs-you");

        installation.control(
                "salesforce/update",
                "{\"object\":\"Lead\",\"id\":\"%s\",\"at\":\"%s\",\"fields\":{\"GCLID__c\":\"%s\"}}"
                        .formatted(lead, lately(), gclid));
        sync();
        page.navigate(here + "/needs-you");
        cause.locator("button:text-is('Decide anew')").click();
        picture("decided-anew");
        sync();
        page.navigate(here + "/needs-you");
        assertThat(cause.count()).isZero();

        assertThat(atGoogle(keyOf(lead)).path("counted").asBoolean()).isTrue();
        arrive();
    }

    @Test
    @Order(5)
    void an_admin_replaces_a_token_that_google_has_revoked() {
        installation.control("google/revoke", "{}");
        var lead = qualifiedLead("Late", click(2));
        sync();
        assertThat(page.locator("article.card:has(h3:has-text('Google'))").textContent())
                .contains("does not work at present", "nothing is lost");
        page.locator(".who a:text-is('Connections')").click();
        picture("revoked");
        assertThat(page.locator("#google").textContent()).contains("invalid_grant");

        page.locator("button[aria-label='Connect anew: Google']").click();
        page.locator("button[value=accept]").click();
        assertThat(told()).contains("Google let us in.");
        sync();
        assertThat(atGoogle(keyOf(lead)).path("counted").asBoolean()).isTrue();
        page.navigate(here);
        assertThat(page.locator("article.card:has(h3:has-text('Google'))").textContent())
                .doesNotContain("does not work at present");
        arrive();
    }

    /** From the overview, and until it has ended. */
    private void sync() {
        beginSync();
        endOfSync();
    }

    private void beginSync() {
        page.navigate(here);
        page.locator("button:text-is('Sync now'):not([disabled])").click();
        page.locator("button:text-is('A run is running')").waitFor();
    }

    private void endOfSync() {
        page.navigate(here);
        page.locator("button:text-is('Sync now'):not([disabled])").waitFor();
        page.navigate(here);
    }

    private void choose(String select, String value) {
        page.waitForResponse(
                response -> response.request().method().equals("POST"),
                () -> page.locator(select).selectOption(value));
        waitUntil(() ->
                (Boolean) page.evaluate("!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"));
    }

    private void save() {
        page.locator("button:visible:text-is('Save into the draft')").click();
        assertThat(told()).contains("Saved into the draft.");
    }

    private Locator button(String text) {
        return page.locator("button:text-is('" + text + "')");
    }

    private String told() {
        var told = page.locator(".told");
        told.waitFor();
        return told.textContent();
    }

    /** Of the conversion on the page that has come this far. */
    private String key(String stage, String word) {
        return page.locator("article.conversion:has(h3:has-text('" + stage + " →')):has(.word:has-text('" + word
                        + "')) dd.id")
                .first()
                .textContent();
    }

    /** Of a lead's only conversion that is verified, as its page says. */
    private String keyOf(String lead) {
        page.navigate(here + "/explain?q=" + lead);
        return key("qualified", "Verified");
    }

    private JsonNode atGoogle(String key) {
        return installation.booked("google", "conversions").stream()
                .filter(one -> one.path("transactionId").asText().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private List<JsonNode> ofTheNewMapping() {
        return installation.booked("google", "conversions").stream()
                .filter(one -> one.path("value").asText().equals("500"))
                .toList();
    }

    private JsonNode inTheCrm(String soql) {
        return installation
                .control("salesforce/query", "{\"soql\":\"%s\"}".formatted(soql))
                .path("records")
                .get(0);
    }

    /** A click of three days ago that Google knows. */
    private String click(int number) {
        var gclid = aGclid(number);
        installation.control(
                "clicks",
                "{\"kind\":\"GCLID\",\"value\":\"%s\",\"clickedAt\":\"%s\",\"accountId\":\"1234567890\",\"campaignId\":\"1\"}"
                        .formatted(gclid, daysAgo(3)));
        return gclid;
    }

    /** A message of several parts, as Google's are; only the click of this number has it. */
    private static String aGclid(int number) {
        var message = new byte[69];
        Arrays.fill(message, (byte) (0x30 + number));
        System.arraycopy(HexFormat.of().parseHex("0a3d0a0908"), 0, message, 0, 5);
        System.arraycopy(HexFormat.of().parseHex("1000f0ff0701"), 0, message, 63, 6);
        return Base64.getUrlEncoder().encodeToString(message);
    }

    private String qualifiedLead(String name, String gclid) {
        return installation
                .control("salesforce/insert", """
                        {"object":"Lead","at":"%s","fields":{"LastName":"%s","Company":"Acme","Status":"Qualified","GCLID__c":"%s",
                         "Clicked_At__c":"%s","Ad_Consent__c":"Granted"}}""".formatted(lately(), name, gclid, daysAgo(3)))
                .path("id")
                .asText();
    }

    /** Nothing younger than a minute is read, and each extraction begins ten minutes behind the last one's mark. */
    private static Instant lately() {
        return Instant.now().minusSeconds(90).truncatedTo(ChronoUnit.SECONDS);
    }

    private static Instant daysAgo(int days) {
        return Instant.now().minus(days, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
    }

    private String setUpLink() {
        var link = new AtomicReference<String>();
        waitUntil(() -> {
            var found = SET_UP.matcher(node.said() + node.printed());
            link.set(found.find() ? found.group() : null);
            return link.get() != null;
        });
        return link.get();
    }

    private void waitUntil(BooleanSupplier happened) {
        var end = Instant.now().plus(PATIENCE);
        while (!happened.getAsBoolean()) {
            assertThat(node.alive()).as(node.said()).isTrue();
            assertThat(Instant.now()).as("within %s", PATIENCE).isBefore(end);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private static int number(Locator words) {
        Matcher digits = Pattern.compile("[\\d,]+").matcher(words.textContent());
        assertThat(digits.find()).as(words.textContent()).isTrue();
        return Integer.parseInt(digits.group().replace(",", ""));
    }

    private void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(PICTURES.resolve("journey-" + name + "-1440-light.png")));
    }
}
