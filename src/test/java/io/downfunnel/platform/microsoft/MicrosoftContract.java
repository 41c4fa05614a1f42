package io.downfunnel.platform.microsoft;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.platform.AdPlatformContract;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Settings;
import io.downfunnel.platform.SettingsException;
import io.downfunnel.sandbox.Sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What Microsoft has to do beside the contract, whatever its settings are. */
abstract class MicrosoftContract extends AdPlatformContract {
    private static final String PREFIX = "downfunnel.microsoft.";

    @Override
    protected String platform() {
        return "microsoft";
    }

    @Override
    protected Map<String, String> settings(String url) {
        var settings = new HashMap<String, String>();
        Sandbox.settings(url).forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                settings.put(key.substring(PREFIX.length()), value);
            }
        });
        settings.put("report-pause", "PT0.02S");
        return settings;
    }

    @Override
    public String action() {
        return "46000001";
    }

    @Override
    public String actionThatTakesNoUploads() {
        return "46000009";
    }

    @Override
    protected List<String> secrets() {
        return List.of(
                "sandbox-microsoft-developer-token",
                "sandbox-microsoft-client-secret",
                "M.R3_sandbox-microsoft-refresh-token");
    }

    @Override
    protected String advertiser() {
        return "180000001";
    }

    @Override
    protected String clickValue(int n) {
        return "f894f652ea334e739002%012x".formatted(n);
    }

    @Override
    protected String uploads() {
        return "/OfflineConversions/Apply";
    }

    @Override
    protected String adjustments() {
        return "/OfflineConversionAdjustments/Apply";
    }

    @Override
    protected String checks() {
        return "/CustomerManagement/";
    }

    @Override
    protected long received() {
        return totals().path("eventsReceived").asLong();
    }

    @Override
    protected long counted() {
        return totals().path("counted").asLong();
    }

    /** Microsoft knows no key of ours; the kit has one conversion at a time. */
    @Override
    protected String countedValue(ConversionKey key) {
        var conversions = visitor().books("microsoft").path("conversions");
        assertThat(conversions).hasSize(1);
        return conversions.get(0).path("value").asText();
    }

    @Override
    public Map<String, BigDecimal> bookedCost(Days days) {
        var cost = new HashMap<String, BigDecimal>();
        StreamSupport.stream(
                        visitor()
                                .get("/__sandbox/books/microsoft?list=campaignDays")
                                .json()
                                .path("campaignDays")
                                .spliterator(),
                        false)
                .filter(day -> days.contains(LocalDate.parse(day.path("day").asText())))
                .forEach(day -> cost.merge(
                        day.path("campaign").asText(),
                        new BigDecimal(day.path("cost").asText()),
                        BigDecimal::add));
        return cost;
    }

    @Test
    void what_an_upload_counts_is_in_the_report_on_the_day_of_the_click() {
        visitor().click("MSCLKID", clickValue(0), advertiser(), Duration.ofDays(3), "");
        account().upload(events(0, 1));
        var clicked = LocalDate.ofInstant(Instant.now().minus(Duration.ofDays(3)), java.time.ZoneOffset.UTC);
        var counted = new java.util.ArrayList<io.downfunnel.domain.AdReport.CountedDay>();

        account().counted(new Days(clicked.minusDays(1), clicked.plusDays(1)), counted::add);

        assertThat(counted)
                .filteredOn(row -> row.action().equals(action()))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.counted()).isEqualByComparingTo("1");
                    assertThat(row.value().orElseThrow().amount()).isEqualByComparingTo("1500");
                });
    }

    @Test
    void a_goal_that_would_count_nothing_stops_itself_only_and_nothing_leaves() {
        for (var goal : List.of("46000008", "46000009", "46999999")) {
            var thrown = catchThrowableOfType(
                    PlatformException.class,
                    () -> account().upload(List.of(event(1, goal, Instant.now().minusSeconds(3600)))));

            assertThat(thrown.failure().failureClass()).isEqualTo(FailureClass.CONFIGURATION);
            assertThat(thrown.scope()).isEqualTo(PlatformException.Scope.ACTION);
        }
        assertThat(received()).isZero();
        assertThat(totals().path("outcomes").path("accepted").asInt()).isZero();
    }

    @Test
    void a_goal_that_is_renamed_is_found_again_under_its_new_name() {
        account().upload(events(0, 1));
        visitor().control("microsoft/goal", """
                {"id":"%s","name":"Qualified by sales","paused":false}""".formatted(action()));

        assertThat(brokenUpload().failure().code()).isEqualTo("OfflineConversionNameInvalid");
        assertThat(account().upload(events(1, 1)).outcomes()).containsValue(new Outcome.Accepted());
    }

    @Test
    void a_goal_younger_than_two_hours_makes_its_conversions_wait() {
        visitor().control("microsoft/add-goal", """
                {"id":"46000050","name":"Brand new","createdAt":"%s"}""".formatted(Instant.now().minusSeconds(60)));

        var receipt =
                account().upload(List.of(event(1, "46000050", Instant.now().minusSeconds(30))));

        assertThat(receipt.outcomes().values())
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Deferred.class,
                        deferred ->
                                assertThat(deferred.failure().failureClass()).isEqualTo(FailureClass.DELAY));
    }

    @Test
    void what_goes_wrong_for_some_items_leaves_the_others_taken_in() {
        visitor().control("microsoft/next-error", "{\"code\":\"OfflineConversionsApplyFailed\",\"times\":2}");

        var outcomes = List.copyOf(account().upload(events(0, 4)).outcomes().values());

        assertThat(outcomes.subList(0, 2)).allMatch(outcome -> outcome instanceof Outcome.Deferred);
        assertThat(outcomes.subList(2, 4)).containsOnly(new Outcome.Accepted());
    }

    @Test
    void an_error_that_names_no_item_leaves_all_in_doubt() {
        fault("nameless-error");

        assertThat(account().upload(events(0, 3)).outcomes().values())
                .hasSize(3)
                .allMatch(outcome -> outcome instanceof Outcome.Unheard);
    }

    @Test
    void a_success_without_the_list_of_errors_is_an_unknown_outcome() {
        fault("without-list");

        assertThat(brokenUpload().failure().failureClass()).isEqualTo(FailureClass.UNKNOWN_OUTCOME);
    }

    @Test
    void a_token_that_is_refused_before_its_time_is_replaced_once() {
        account().upload(events(0, 1));
        fault("token-expired", 1);

        assertThat(account().upload(events(1, 1)).outcomes()).containsValue(new Outcome.Accepted());
    }

    @Test
    void a_lost_question_for_the_goal_is_no_unknown_outcome() {
        visitor().control("faults", """
                {"vendor":"microsoft","kind":"drop-after","times":1,"path":"ConversionGoals"}""");

        assertThat(brokenUpload().failure().failureClass()).isEqualTo(FailureClass.TRANSIENT);
        assertThat(received()).isZero();
    }

    @Test
    void after_too_many_calls_it_waits_a_minute() {
        fault("rate-minute");

        assertThat(brokenUpload().notBefore().orElseThrow())
                .isBetween(Instant.now().plusSeconds(20), Instant.now().plusSeconds(60));
    }

    @Test
    void a_second_conversion_of_the_same_click_and_goal_counts_when_its_time_differs() {
        visitor().click("MSCLKID", clickValue(0), advertiser(), Duration.ofDays(3), "");
        account()
                .upload(List.of(
                        event(0, action(), Instant.now().minusSeconds(3000)),
                        event(0, action(), Instant.now().minusSeconds(2000))));

        assertThat(counted()).isEqualTo(2);
    }

    @Test
    void it_says_why_uploads_were_not_attributed() {
        // Clicks that no other test has taught the sandbox.
        account().upload(events(7_000, 2));

        assertThat(account().diagnostics())
                .filteredOn(each -> each.action().orElse("").equals(action()))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.total()).isEqualTo(2);
                    assertThat(each.successful()).isZero();
                    assertThat(each.complaints()).singleElement().satisfies(complaint -> {
                        assertThat(complaint.failure().code()).isEqualTo("NoMatchingClickFound");
                        assertThat(complaint.share()).isEqualTo(1);
                    });
                });
    }

    @Test
    void its_checklist_finds_what_would_make_every_upload_useless() {
        visitor().control("microsoft/auto-tagging", "{\"on\":false}");

        assertThat(account().check(Set.of("46000008", "46999999")))
                .filteredOn(item -> item.state() == CheckItem.State.FAILED)
                .hasSize(3)
                .allMatch(item -> !item.remedy().isBlank());
    }

    @Test
    void an_account_number_with_letters_is_refused_at_once() {
        var settings = settings(visitor().url());
        settings.put("account-id", "F1190001");

        assertThatThrownBy(() -> new Microsoft().open(new Settings(settings), Clock.systemUTC()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("digits only");
    }
}
