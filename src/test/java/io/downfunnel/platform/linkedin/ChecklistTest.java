package io.downfunnel.platform.linkedin;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.Days;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.CheckItem.State;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.Settings;
import io.downfunnel.platform.SettingsException;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Every way in which LinkedIn can be set up wrongly has its item, its sentence and its remedy. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class ChecklistTest {
    private static Sandbox sandbox;

    @BeforeAll
    static void open() {
        sandbox = Visitor.freshSandbox();
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    @BeforeEach
    void begin() {
        visitor().control("reset", "");
    }

    private static Visitor visitor() {
        return Visitor.to(sandbox);
    }

    private static void fault(String kind, String path) {
        visitor().control("faults", """
                {"vendor":"linkedin","kind":"%s","times":9,"path":"%s"}""".formatted(kind, path));
    }

    private static List<CheckItem> check(Map<String, String> settings, Clock clock, String... actions) {
        try (var account = new LinkedIn().open(new Settings(settings), clock)) {
            return account.check(Set.of(actions));
        }
    }

    private static List<CheckItem> check(String... actions) {
        return check(SandboxLinkedIn.both(sandbox.url()), Clock.systemUTC(), actions);
    }

    /** The one item of this name. */
    private static CheckItem item(List<CheckItem> items, String name) {
        assertThat(items).extracting(CheckItem::name).contains("LinkedIn: " + name);
        var item = items.stream()
                .filter(each -> each.name().equals("LinkedIn: " + name))
                .findFirst()
                .orElseThrow();
        assertThat(item.remedy().isBlank()).isEqualTo(item.state() == State.OK);
        return item;
    }

    @Test
    void everything_is_green_in_the_sandbox_and_says_what_it_saw() {
        var items = check("30111220", "30111222");

        assertThat(items).extracting(CheckItem::state).containsOnly(State.OK);
        assertThat(item(items, "rule 30111222").found())
                .isEqualTo("\"Closed won\" takes uploads. 3 campaigns count it, up to 90 days after a click.");
        assertThat(item(items, "ad account").found()).isEqualTo("Sandbox Machines (510000001), in EUR.");
        assertThat(item(items, "end of the API version").found()).contains("202609 ends on 2027-09-15");
        assertThat(item(items, "end of the consent").found()).contains("days");
        assertThat(item(items, "reports").found()).contains("3 campaigns");
    }

    @Test
    void an_action_of_another_account_is_named_as_that() {
        var item = item(check("30111229"), "rule 30111229");

        assertThat(item.state()).isEqualTo(State.FAILED);
        assertThat(item.found()).contains("510000001 has no rule with this number", "refused");
        assertThat(item.remedy()).contains("another ad account");
    }

    @Test
    void an_action_that_is_switched_off_can_be_switched_on() {
        var item = item(check("30111228"), "rule 30111228");

        assertThat(item.state()).isEqualTo(State.FAILED);
        assertThat(item.found()).contains("\"Retired\"", "refused");
        assertThat(item.remedy()).contains("switched off", "Switch it on");
    }

    @Test
    void an_action_that_the_tag_feeds_takes_no_uploads() {
        var item = item(check("30111227"), "rule 30111227");

        assertThat(item.state()).isEqualTo(State.FAILED);
        assertThat(item.remedy()).contains("Insight Tag", "Conversions API");
    }

    @Test
    void an_action_that_was_renamed_works_on_under_its_new_name() {
        visitor().control("linkedin/rule", "{\"id\":\"30111222\",\"name\":\"Won and paid\"}");

        var item = item(check("30111222"), "rule 30111222");

        assertThat(item.state()).isEqualTo(State.OK);
        assertThat(item.found()).startsWith("\"Won and paid\"");
    }

    @Test
    void an_action_that_no_campaign_counts_is_a_warning() {
        String id;
        try (var account = new LinkedIn().open(new Settings(SandboxLinkedIn.both(sandbox.url())), Clock.systemUTC())) {
            id = account.create(new ConversionAction.Draft(
                            "Nobody's", "LEAD", Duration.ofDays(30), ConversionAction.Counting.ONE_PER_CLICK))
                    .id();
        }

        var item = item(check(id), "rule " + id);

        assertThat(item.state()).isEqualTo(State.WARNING);
        assertThat(item.found()).contains("no campaign is associated", "credits nobody");
        assertThat(item.remedy())
                .contains(
                        "Associate",
                        "page Connections",
                        "running now: LinkedIn | Plant directors, LinkedIn | Supply chain managers, LinkedIn | Webinar");
    }

    @Test
    void running_campaigns_that_do_not_count_a_rule_are_named() {
        String id;
        try (var account = new LinkedIn().open(new Settings(SandboxLinkedIn.both(sandbox.url())), Clock.systemUTC())) {
            id = account.create(new ConversionAction.Draft(
                            "Some", "LEAD", Duration.ofDays(30), ConversionAction.Counting.ONE_PER_CLICK))
                    .id();
            account.associate(id, Set.of("410000101"));
        }

        var item = item(check(id), "rule " + id);

        assertThat(item.state()).isEqualTo(State.OK);
        assertThat(item.found())
                .endsWith("One campaign counts it, up to 30 days after a click. Running campaigns that do not:"
                        + " LinkedIn | Supply chain managers, LinkedIn | Webinar.");
    }

    @Test
    void lead_gen_forms_are_looked_at_where_they_are_to_be_read() {
        assertThat(check()).extracting(CheckItem::name).doesNotContain("LinkedIn: Lead Gen Forms");
        var settings = SandboxLinkedIn.withForms(sandbox.url());

        var item = item(check(settings, Clock.systemUTC()), "Lead Gen Forms");
        assertThat(item.state()).isEqualTo(State.OK);
        assertThat(item.found()).startsWith("2 forms, with ").endsWith(" in the last 30 days.");

        visitor().control("linkedin/page-role", "{\"on\":false}");
        var refused = item(check(settings, Clock.systemUTC()), "Lead Gen Forms");
        assertThat(refused.state()).isEqualTo(State.FAILED);
        assertThat(refused.remedy()).contains("company's page");

        visitor().control("reset", "");
        visitor().control("linkedin/scopes", "{\"scopes\":[\"rw_conversions\",\"r_ads\",\"r_ads_reporting\"]}");
        var scopes = item(check(settings, Clock.systemUTC()), "what access was granted for");
        assertThat(scopes.state()).isEqualTo(State.FAILED);
        assertThat(scopes.found()).contains("Without r_marketing_leadgen_automation, it cannot be read");
    }

    @Test
    void a_wrong_account_number_is_answered_with_the_ones_that_there_are() {
        var settings = SandboxLinkedIn.both(sandbox.url());
        settings.put("account-id", "510000042");

        var item = item(check(settings, Clock.systemUTC()), "ad account");

        assertThat(item.state()).isEqualTo(State.FAILED);
        assertThat(item.remedy())
                .contains(
                        "Sandbox Machines (510000001, as campaign manager), Sandbox Services (510000002, as viewer)",
                        "downfunnel.linkedin.account-id");

        settings.remove("account-id");
        assertThat(item(check(settings, Clock.systemUTC()), "conversion rules and cost")
                        .remedy())
                .contains("Sandbox Machines (510000001");

        visitor().control("linkedin/role", "{\"role\":\"NONE\"}");
        assertThat(item(check(), "ad account").remedy()).contains("sees no ad account at all", "development tier");
    }

    @Test
    void a_missing_scope_is_named_with_what_does_not_work_without_it() {
        visitor().control("linkedin/scopes", "{\"scopes\":[\"rw_conversions\",\"r_ads\"]}");

        var items = check("30111220");

        var scopes = item(items, "what access was granted for");
        assertThat(scopes.state()).isEqualTo(State.FAILED);
        assertThat(scopes.found()).contains("Without r_ads_reporting, ");
        assertThat(scopes.remedy()).contains("rw_conversions, r_ads, r_ads_reporting", "at once");
        var reports = item(items, "reports");
        assertThat(reports.state()).isEqualTo(State.FAILED);
        assertThat(reports.found()).contains("shows nothing instead of saying no");
        assertThat(item(items, "rule 30111220").state()).isEqualTo(State.OK);
    }

    @Test
    void a_version_that_is_gone_names_the_setting() {
        visitor().control("linkedin/sunset", "{\"version\":\"202609\"}");

        var items = check("30111220");

        assertThat(item(items, "access and API version").state()).isEqualTo(State.FAILED);
        assertThat(item(items, "access and API version").remedy()).contains("downfunnel.linkedin.version");
        assertThat(item(items, "conversion rules").remedy()).contains("downfunnel.linkedin.version");
    }

    @Test
    void a_version_that_ends_soon_is_a_warning_with_the_days_left() {
        var soon = Clock.offset(
                Clock.systemUTC(),
                Duration.between(Clock.systemUTC().instant(), java.time.Instant.parse("2027-08-01T12:00:00Z")));

        var item = item(check(SandboxLinkedIn.both(sandbox.url()), soon), "end of the API version");

        assertThat(item.state()).isEqualTo(State.WARNING);
        assertThat(item.found()).contains("2027-09-15, in 45 days", "426");
        assertThat(item.remedy()).contains("downfunnel.linkedin.version");
    }

    @Test
    void a_consent_that_ends_soon_is_a_warning() {
        var later = Clock.offset(Clock.systemUTC(), Duration.ofDays(250));

        var item = item(check(SandboxLinkedIn.both(sandbox.url()), later), "end of the consent");

        assertThat(item.state()).isEqualTo(State.WARNING);
        assertThat(item.found()).contains("days", "Nothing can be sent or read");
        assertThat(item.remedy()).contains("anew before that day");
    }

    @Test
    void an_empty_list_of_rules_is_not_taken_for_none() {
        fault("empty-answer", "/rest/conversions\\\\?");

        var item = item(check("30111220"), "conversion rules");

        assertThat(item.state()).isEqualTo(State.WARNING);
        assertThat(item.found()).contains("says the same when there is none");
        assertThat(item.remedy()).contains("campaign manager");
    }

    @Test
    void an_empty_report_is_not_taken_for_no_cost() {
        fault("empty-answer", "/rest/adAnalytics");

        var item = item(check(), "reports");

        assertThat(item.state()).isEqualTo(State.WARNING);
        assertThat(item.found()).contains("says the same when there was none");
    }

    @Test
    void a_member_without_a_role_and_a_viewer_are_told_apart_from_everything_else() {
        visitor().control("linkedin/role", "{\"role\":\"VIEWER\"}");
        assertThat(item(check("30111220"), "conversion rules").remedy()).contains("campaign manager or higher");
        visitor().control("linkedin/role", "{\"role\":\"NONE\"}");
        var items = check("30111220");

        assertThat(item(items, "ad account").state()).isEqualTo(State.FAILED);
        assertThat(item(items, "conversion rules").state()).isEqualTo(State.FAILED);
        assertThat(item(items, "access and API version").state()).isEqualTo(State.OK);
    }

    @Test
    void an_account_that_does_not_exist_names_its_setting() {
        var settings = SandboxLinkedIn.both(sandbox.url());
        settings.put("account-id", "510000042");

        var item = item(check(settings, Clock.systemUTC()), "ad account");

        assertThat(item.state()).isEqualTo(State.FAILED);
        assertThat(item.remedy()).contains("downfunnel.linkedin.account-id");
    }

    @Test
    void a_consent_that_was_taken_back_is_one_item_and_uploads_another() {
        fault("token-revoked", "/oauth/v2/accessToken");

        var items = check("30111220");

        assertThat(item(items, "access and API version").state()).isEqualTo(State.OK);
        assertThat(item(items, "what access was granted for").state()).isEqualTo(State.FAILED);
        assertThat(item(items, "what access was granted for").remedy()).containsIgnoringCase("grant access anew");
    }

    @Test
    void an_introspection_that_refuses_good_tokens_says_nothing() {
        fault("internal", "/oauth/v2/introspectToken");

        var items = check("30111220");

        assertThat(items).extracting(CheckItem::state).containsOnly(State.OK);
        assertThat(items).extracting(CheckItem::name).doesNotContain("LinkedIn: end of the consent");
    }

    @Test
    void without_the_ad_account_it_works_as_before_and_says_what_is_missing() {
        var settings = SandboxLinkedIn.direct(sandbox.url());

        var items = check(settings, Clock.systemUTC(), "30111220");

        assertThat(item(items, "access and API version").state()).isEqualTo(State.OK);
        var missing = item(items, "conversion rules and cost");
        assertThat(missing.state()).isEqualTo(State.WARNING);
        assertThat(missing.remedy())
                .contains("downfunnel.linkedin.account-id", "client-id", "refresh-token", "r_ads_reporting");
        assertThat(item(items, "conversion rules").remedy()).contains("Campaign Manager");
        assertThat(new LinkedIn().descriptor(new Settings(settings)).capabilities())
                .isEmpty();
        settings.put("account-id", "510000001");
        assertThat(new LinkedIn().descriptor(new Settings(settings)).capabilities())
                .as("a direct token alone shows nothing")
                .isEmpty();
        try (var account = new LinkedIn().open(new Settings(settings), Clock.systemUTC())) {
            var day = Days.only(java.time.LocalDate.now(Clock.systemUTC()));
            assertThatThrownBy(account::conversionActions).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> account.costs(day, row -> {})).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> account.counted(day, row -> {})).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> account.enable("1")).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> account.associate("1", Set.of()))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(account::facts).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(account::adCampaigns).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(account::reachable).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void with_the_ad_account_and_a_member_everything_is_declared() {
        var settings = SandboxLinkedIn.both(sandbox.url());
        assertThat(new LinkedIn().descriptor(new Settings(settings)).capabilities())
                .containsExactlyInAnyOrder(
                        Capability.LISTS_ACTIONS,
                        Capability.CREATES_ACTIONS,
                        Capability.ENABLES_ACTIONS,
                        Capability.ASSOCIATES_CAMPAIGNS,
                        Capability.LISTS_CAMPAIGNS,
                        Capability.LISTS_ACCOUNTS,
                        Capability.REPORTS_COST,
                        Capability.REPORTS_COUNTED);
        settings.remove("account-id");
        assertThat(check(settings, Clock.systemUTC()))
                .filteredOn(each -> each.name().equals("LinkedIn: conversion rules and cost"))
                .singleElement()
                .satisfies(each -> assertThat(each.remedy())
                        .startsWith("Set downfunnel.linkedin.account-id;")
                        .doesNotContain("client-id"));
        settings.put("account-id", "Sandbox Machines");
        assertThatThrownBy(() -> new LinkedIn().open(new Settings(settings), Clock.systemUTC()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("not a number");
    }
}
