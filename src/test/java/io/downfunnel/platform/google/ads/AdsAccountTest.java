package io.downfunnel.platform.google.ads;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.AdReport;
import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.Money;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.CheckItem.State;
import io.downfunnel.platform.Endpoint;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Settings;
import io.downfunnel.platform.http.AccessToken;
import io.downfunnel.platform.http.Redaction;
import io.downfunnel.platform.http.Tokens;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.sandbox.company.Campaign;
import io.downfunnel.sandbox.company.CampaignDay;
import io.downfunnel.sandbox.company.Company;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The Google Ads API in the sandbox: everything an account asks and says there. */
class AdsAccountTest {
    private static final String CUSTOMER = "1234567890";
    private static final String ACTION = "7000000001";
    private static final Instant NOW = Instant.now();

    private static Sandbox sandbox;
    private static int events;

    @BeforeAll
    static void open() {
        sandbox = Sandbox.start(Visitor.settings(Visitor.newDirectory()).withLeads(300));
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    @BeforeEach
    void begin() {
        visitor().control("reset", "");
        visitor().control("google/allow-uploads", "{\"customer\":\"%s\",\"on\":true}".formatted(CUSTOMER));
    }

    // ---- uploads and what is taken back

    @Test
    void what_is_uploaded_counts_and_what_is_taken_back_does_not() {
        try (var account = account()) {
            var event = event();

            assertThat(account.upload(List.of(event)).outcomes())
                    .containsOnly(Map.entry(event.key(), new Outcome.Accepted()));
            assertThat(booked(event.key()).path("counted").asBoolean()).isTrue();

            assertThat(account.adjust(List.of(retraction(event))).outcomes())
                    .containsOnly(Map.entry(event.key(), new Outcome.Accepted()));
            assertThat(booked(event.key()).path("retracted").asBoolean()).isTrue();
        }
    }

    @Test
    void what_was_taken_back_already_is_a_duplicate() {
        try (var account = account()) {
            var event = event();
            account.upload(List.of(event));
            account.adjust(List.of(retraction(event)));

            assertThat(account.adjust(List.of(retraction(event))).outcomes().get(event.key()))
                    .isInstanceOf(Outcome.Duplicate.class);
        }
    }

    @Test
    void what_google_does_not_know_is_asked_about_a_day_later() {
        try (var account = account()) {
            var event = event();

            assertThat(account.adjust(List.of(retraction(event))).outcomes().get(event.key()))
                    .isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> {
                        assertThat(deferred.failure().failureClass()).isEqualTo(FailureClass.DELAY);
                        assertThat(deferred.notBefore().orElseThrow()).isAfter(NOW.plus(Duration.ofHours(23)));
                    });
        }
    }

    @Test
    void a_new_value_takes_the_place_of_the_old_one() {
        try (var account = account()) {
            var event = event();
            account.upload(List.of(event));

            account.adjust(List.of(new Adjustment.Restatement(worth(event, "2500.25"), NOW.minusSeconds(60))));

            assertThat(new BigDecimal(booked(event.key()).path("value").asText()))
                    .isEqualByComparingTo("2500.25");
        }
    }

    @Test
    void the_same_upload_again_is_a_duplicate() {
        try (var account = account()) {
            var event = event();
            account.upload(List.of(event));

            assertThat(account.upload(List.of(event)).outcomes().get(event.key()))
                    .isInstanceOf(Outcome.Duplicate.class);
        }
    }

    @Test
    void one_bad_row_costs_the_others_nothing_and_is_told_why() {
        try (var account = account()) {
            var good = event();
            var late = event(NOW.plus(Duration.ofDays(2)));

            var outcomes = account.upload(List.of(late, good)).outcomes();

            assertThat(outcomes.get(late.key())).isInstanceOf(Outcome.Rejected.class);
            assertThat(outcomes.get(good.key())).isEqualTo(new Outcome.Accepted());
        }
    }

    @Test
    void twins_in_a_batch_do_not_sink_each_other() {
        try (var account = account()) {
            var first = event();
            var twin = new ConversionEvent(
                    key(),
                    first.action(),
                    first.occurredAt(),
                    first.value(),
                    first.click(),
                    Optional.empty(),
                    Optional.empty(),
                    Consent.UNSPECIFIED);

            var outcomes = account.upload(List.of(first, twin)).outcomes();

            assertThat(outcomes.get(first.key())).isEqualTo(new Outcome.Accepted());
            assertThat(outcomes.get(twin.key())).isEqualTo(new Outcome.Spared());
            assertThat(account.upload(List.of(twin)).outcomes().get(twin.key())).isInstanceOf(Outcome.Duplicate.class);
        }
    }

    @Test
    void a_look_at_events_leaves_no_trace() {
        try (var account = account()) {
            var event = event();

            assertThat(account.validate(List.of(event)).outcomes())
                    .containsOnly(Map.entry(event.key(), new Outcome.Accepted()));
            assertThat(visitor().books("google").path("conversions")).isEmpty();
        }
    }

    @Test
    void whoever_may_not_upload_this_way_stops_and_nothing_is_taken_in() {
        visitor().control("google/allow-uploads", "{\"customer\":\"%s\",\"on\":false}".formatted(CUSTOMER));
        try (var account = account()) {
            var thrown = catchThrowableOfType(PlatformException.class, () -> account.upload(List.of(event())));

            assertThat(thrown.failure().code())
                    .isEqualTo("NotAllowlistedError.CUSTOMER_NOT_ALLOWLISTED_FOR_THIS_FEATURE");
            assertThat(thrown.scope()).isEqualTo(PlatformException.Scope.ACCOUNT);
        }
    }

    // ---- conversion actions

    @Test
    void conversion_actions_are_shown_with_what_stands_in_their_way() {
        try (var account = account()) {
            var actions = account.conversionActions();

            assertThat(actions)
                    .filteredOn(ConversionAction::takesUploads)
                    .extracting(ConversionAction::id)
                    .contains(ACTION);
            assertThat(actions)
                    .filteredOn(action -> action.id().equals("7000000008"))
                    .singleElement()
                    .satisfies(action ->
                            assertThat(action.obstacle().orElseThrow()).contains("WEBPAGE"));
            assertThat(actions)
                    .filteredOn(action -> action.id().equals("7000000007"))
                    .singleElement()
                    .satisfies(
                            action -> assertThat(action.counting()).contains(ConversionAction.Counting.ONE_PER_CLICK));
        }
    }

    @Test
    void an_action_is_made_so_that_no_bid_follows_it_and_only_once() {
        var draft = new ConversionAction.Draft(
                "Qualified by sales", "QUALIFIED_LEAD", Duration.ofDays(60), ConversionAction.Counting.EVERY);
        try (var account = account()) {
            var made = account.create(draft);

            assertThat(account.conversionActions())
                    .filteredOn(action -> action.id().equals(made.id()))
                    .singleElement()
                    .satisfies(action -> {
                        assertThat(action.name()).isEqualTo("Qualified by sales");
                        assertThat(action.primary()).contains(false);
                        assertThat(action.clickWindow()).contains(Duration.ofDays(60));
                        assertThat(action.counting()).contains(ConversionAction.Counting.EVERY);
                        assertThat(action.obstacle().orElseThrow()).contains("six hours");
                    });
            var thrown = catchThrowableOfType(PlatformException.class, () -> account.create(draft));
            assertThat(thrown.failure().code()).isEqualTo("ConversionActionError.DUPLICATE_NAME");
        }
    }

    // ---- reports

    @Test
    void cost_is_what_the_company_paid_to_the_cent() {
        var days = new Days(
                LocalDate.now(Clock.systemUTC()).minusDays(60),
                LocalDate.now(Clock.systemUTC()).minusDays(5));
        var paid = new HashMap<String, BigDecimal>();
        company().stream()
                .filter(day -> days.contains(day.day()) && day.campaign().source() == Campaign.Source.GOOGLE)
                .forEach(day -> paid.merge(day.campaign().id(), day.cost(), BigDecimal::add));
        try (var account = account()) {
            var told = new HashMap<String, BigDecimal>();
            account.costs(days, row -> told.merge(row.campaign(), row.cost().amount(), BigDecimal::add));

            assertThat(paid).isNotEmpty();
            assertThat(told.keySet()).isEqualTo(paid.keySet());
            paid.forEach((campaign, cost) ->
                    assertThat(told.get(campaign)).as(campaign).isEqualByComparingTo(cost));
        }
    }

    @Test
    void what_was_counted_is_told_by_the_day_of_the_click_and_by_its_own() {
        try (var account = account()) {
            account.upload(List.of(event()));
            visitor().control("clock", "{\"advance\":\"PT6H\"}");
            var rows = new ArrayList<AdReport.CountedDay>();
            var today = LocalDate.now(Clock.systemUTC());

            account.counted(new Days(today.minusDays(5), today), rows::add);

            assertThat(rows)
                    .extracting(AdReport.CountedDay::dated)
                    .containsExactlyInAnyOrder(AdReport.Dated.BY_CLICK, AdReport.Dated.BY_CONVERSION);
            assertThat(rows).allSatisfy(row -> {
                assertThat(row.action()).isEqualTo(ACTION);
                assertThat(row.counted()).isEqualByComparingTo("1");
                assertThat(row.value().orElseThrow().amount()).isEqualByComparingTo("1500");
            });
        }
    }

    @Test
    void clicks_are_those_of_the_day() {
        var day = LocalDate.now(Clock.systemUTC()).minusDays(3);
        var click = event().click().orElseThrow();
        try (var account = account()) {
            var clicks = new ArrayList<AdReport.ClickDay>();

            account.clicks(day, clicks::add);

            assertThat(clicks)
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row.day()).isEqualTo(day));
            assertThat(clicks)
                    .extracting(AdReport.ClickDay::clickId)
                    .contains(click)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void its_reports_are_to_be_read_with_its_own_currency_and_time() {
        try (var account = account()) {
            assertThat(account.facts().id()).isEqualTo(CUSTOMER);
            assertThat(account.facts().currency().getCurrencyCode()).isEqualTo("EUR");
        }
    }

    @Test
    void it_says_how_uploads_fare() {
        try (var account = account()) {
            account.upload(List.of(event(), event(NOW.plus(Duration.ofDays(2)))));

            assertThat(account.diagnostics()).isNotEmpty().allSatisfy(each -> {
                assertThat(each.health()).isNotBlank();
                assertThat(each.successful() + each.pending()).isLessThanOrEqualTo(each.total());
            });
        }
    }

    // ---- the checklist: what may be wrong, said in words

    @Test
    void everything_is_green_in_the_sandbox() {
        try (var account = account()) {
            assertThat(account.check(Set.of(ACTION), true))
                    .isNotEmpty()
                    .allSatisfy(
                            item -> assertThat(item.state()).as(item.toString()).isEqualTo(State.OK));
        }
    }

    @Test
    void a_wrong_customer_id_is_named() {
        mends(
                account("1112223330", Optional.empty()),
                "There is no Google Ads account with this customer ID",
                "customer-id");
    }

    @Test
    void an_account_of_somebody_else_needs_access() {
        mends(account("3334445550", Optional.empty()), "may not use this Google Ads account", "Give it access");
    }

    @Test
    void an_account_below_a_manager_needs_the_manager_named() {
        mends(account("4445556660", Optional.empty()), "may not use this Google Ads account", "login-customer-id");
    }

    @Test
    void a_manager_that_is_not_above_the_account_is_named() {
        mends(
                account("2223334440", Optional.of("9876543210")),
                "is not above the Google Ads account",
                "Correct or remove login-customer-id");
    }

    @Test
    void an_account_that_was_closed_is_named() {
        mends(account("2223334440", Optional.empty()), "not enabled yet, or was closed", "Open the account");
    }

    @Test
    void a_token_without_the_scope_says_what_to_grant() {
        visitor().control("google/scopes", "{\"scopes\":[\"https://www.googleapis.com/auth/datamanager\"]}");
        mends(account(), "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "scope");
    }

    @Test
    void a_client_of_a_manager_that_counts_for_it_is_told_where_uploads_have_to_go() {
        try (var account = account("4445556660", Optional.of("9876543210"))) {
            var items = account.check(Set.of(), true);

            assertThat(failed(items))
                    .as(items.toString())
                    .filteredOn(item -> item.name().contains("conversion tracking"))
                    .singleElement()
                    .satisfies(item -> {
                        assertThat(item.found()).contains("987-654-3210", "google_ads_conversion_customer");
                        assertThat(item.remedy()).contains("customer-id to 9876543210");
                    });
            var thrown = catchThrowableOfType(
                    PlatformException.class,
                    () -> account.create(new ConversionAction.Draft(
                            "Elsewhere", "QUALIFIED_LEAD", Duration.ofDays(30), ConversionAction.Counting.EVERY)));
            assertThat(thrown.failure().message()).contains("987-654-3210");
        }
    }

    @Test
    void what_is_switched_off_in_the_account_is_named_with_where_to_switch_it_on() {
        visitor()
                .control(
                        "google/account-settings",
                        "{\"customer\":\"%s\",\"termsAccepted\":false,\"enhancedConversions\":false,\"autoTagging\":false}"
                                .formatted(CUSTOMER));
        try (var account = account()) {
            var items = account.check(Set.of(), true);

            assertThat(failed(items))
                    .extracting(CheckItem::name)
                    .containsExactlyInAnyOrder("Google Ads: auto-tagging", "Google Ads: customer data terms");
            assertThat(items)
                    .filteredOn(item -> item.state() == State.WARNING)
                    .extracting(CheckItem::name)
                    .contains("Google Ads: enhanced conversions for leads");
            assertThat(items)
                    .filteredOn(item -> item.state() != State.OK)
                    .allSatisfy(item -> assertThat(item.remedy()).isNotBlank());
        }
    }

    @Test
    void an_action_of_the_wrong_type_of_another_account_or_of_nobody_says_what_to_do() {
        try (var account = account()) {
            var red = failed(account.check(Set.of("7000000008", "7000000009", "7999999999"), true));

            assertThat(red)
                    .hasSize(3)
                    .allSatisfy(item -> assertThat(item.remedy()).isNotBlank());
            assertThat(red.get(0).found()).contains("Newsletter page", "UPLOAD_CLICKS");
            assertThat(red.get(2).found()).contains("no conversion action with this number");
        }
    }

    @Test
    void without_a_need_for_it_a_google_ads_api_that_lets_nobody_in_is_a_warning() {
        try (var account = account("3334445550", Optional.empty())) {
            assertThat(account.check(Set.of(ACTION), false))
                    .noneMatch(item -> item.state() == State.FAILED)
                    .anySatisfy(item -> {
                        assertThat(item.found()).contains("uploads go their way");
                        assertThat(item.remedy()).contains("downfunnel.google.ads.enabled to false");
                    });
        }
    }

    @Test
    void the_checklist_says_how_much_of_the_day_is_used() {
        try (var account = account()) {
            account.facts();

            assertThat(account.check(Set.of(), true))
                    .filteredOn(item -> item.name().equals("Google Ads: operations"))
                    .singleElement()
                    .satisfies(item -> assertThat(item.found()).contains("2 of this process", "2,880"));
        }
    }

    private static void mends(AdsAccount account, String found, String remedy) {
        try (account) {
            assertThat(failed(account.check(Set.of(ACTION), true)))
                    .singleElement()
                    .satisfies(item -> {
                        assertThat(item.name()).isEqualTo("Google Ads: access");
                        assertThat(item.found()).contains(found);
                        assertThat(item.remedy()).contains(remedy);
                    });
        }
    }

    private static List<CheckItem> failed(List<CheckItem> items) {
        return items.stream().filter(item -> item.state() == State.FAILED).toList();
    }

    private static Adjustment retraction(ConversionEvent event) {
        return new Adjustment.Retraction(event.key(), event.action(), event.occurredAt(), NOW.minusSeconds(60));
    }

    private static ConversionEvent worth(ConversionEvent event, String value) {
        return new ConversionEvent(
                event.key(),
                event.action(),
                event.occurredAt(),
                Optional.of(Money.of(new BigDecimal(value), "EUR")),
                event.click(),
                event.email(),
                event.phone(),
                event.consent());
    }

    private static ConversionEvent event() {
        return event(NOW.minus(Duration.ofHours(2)));
    }

    /** Of a click that Google knows. */
    private static ConversionEvent event(Instant occurredAt) {
        var key = key();
        var click = Samples.gclid(events);
        visitor().click("GCLID", click, CUSTOMER, Duration.ofDays(3), "");
        return new ConversionEvent(
                key,
                ACTION,
                occurredAt,
                Optional.of(Money.of(new BigDecimal("1500"), "EUR")),
                Optional.of(new ClickId(ClickId.Kind.GCLID, click)),
                Optional.empty(),
                Optional.empty(),
                Consent.UNSPECIFIED);
    }

    private static ConversionKey key() {
        return ConversionKey.of("00D000000000001EAA", "006" + ++events, "google", "won", 1);
    }

    private static com.fasterxml.jackson.databind.JsonNode booked(ConversionKey key) {
        for (var one : visitor().books("google").path("conversions")) {
            if (one.path("transactionId").asText().equals(key.value())) {
                return one;
            }
        }
        throw new AssertionError("Google does not know " + key);
    }

    private static List<CampaignDay> company() {
        var health = visitor().get("/__sandbox/health").json();
        return new Company(
                        health.path("seed").asLong(),
                        Instant.parse(health.path("anchor").asText()).minus(Company.QUIET),
                        health.path("leads").asInt(),
                        CUSTOMER,
                        "510000001")
                .campaignDays();
    }

    private static AdsAccount account() {
        return account(CUSTOMER, Optional.empty());
    }

    private static AdsAccount account(String customer, Optional<String> login) {
        var way = new AdsAccount.Way(
                Endpoint.ofHostAndPort(new Settings(Map.of("ads.endpoint", sandbox.adsEndpoint())), "ads.endpoint"),
                customer,
                login,
                Duration.ofMinutes(2));
        var tokens = new Tokens(AdsAccountTest::token, Clock.systemUTC());
        return new AdsAccount(way, tokens, Samples.TABLE, Redaction.of(List.of()), Clock.systemUTC());
    }

    private static AccessToken token() {
        var answer = visitor()
                .post(
                        "/token",
                        "grant_type=refresh_token&client_id=sandbox-google-client.apps.example"
                                + "&client_secret=sandbox-google-secret&refresh_token=1//sandbox-google-refresh-token",
                        "Content-Type",
                        "application/x-www-form-urlencoded")
                .json();
        return new AccessToken(answer.path("access_token").asText(), Instant.MAX, "");
    }

    private static Visitor visitor() {
        return Visitor.to(sandbox);
    }
}
