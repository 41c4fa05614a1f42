package io.downfunnel.platform.linkedin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.domain.AdReport.FormLead;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.platform.AdAccount;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Settings;
import io.downfunnel.platform.SettingsException;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Reading who filled in Lead Gen Forms, beyond the contract. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class LeadFormsTest {
    private static final LocalDate TODAY = LocalDate.now(Clock.systemUTC());
    private static final Days WEEK = new Days(TODAY.minusDays(6), TODAY);
    /** SHA-256 of jane.doe@example.com (linkedin.md §2.5). */
    private static final String JANE = "86e0b9e56c17cc4d12387e1949b85053fbe73bc3ce5a1188713a9d300cc6133d";

    private static Sandbox sandbox;
    private AdAccount account;

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
        account = open(SandboxLinkedIn.withForms(sandbox.url()));
    }

    @AfterEach
    void end() {
        account.close();
    }

    private static AdAccount open(Map<String, String> settings) {
        return new LinkedIn().open(new Settings(settings), Clock.systemUTC());
    }

    private static Visitor visitor() {
        return Visitor.to(sandbox);
    }

    private static void filledIn(String id, Duration ago, String email, boolean test) {
        visitor().control("linkedin/form-response", """
                {"id":"%s","submittedAt":"%s","campaignId":"410000103","email":"%s","test":%s}""".formatted(
                        id, Instant.now().minus(ago), email, test));
    }

    private List<FormLead> leads(Days days) {
        var leads = new ArrayList<FormLead>();
        account.leads(days, leads::add);
        return leads;
    }

    private FormLead lead(String id) {
        return leads(WEEK).stream()
                .filter(each -> each.response().value().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static PlatformException broken(ThrowingCallable call) {
        var thrown = catchThrowableOfType(PlatformException.class, call);
        assertThat(thrown).isNotNull();
        return thrown;
    }

    @Test
    void an_address_is_hashed_as_linkedin_normalises_it_and_its_campaign_has_a_name() {
        filledIn("one-1", Duration.ofHours(2), " Jane.Doe@Example.com ", false);

        var lead = lead("one-1");

        assertThat(lead.emails()).containsExactly(JANE);
        assertThat(lead.campaign()).isEqualTo("410000103");
        assertThat(lead.campaignName()).isEqualTo("LinkedIn | Webinar");
        assertThat(lead.test()).isFalse();
    }

    @Test
    void what_is_no_address_is_no_hash() {
        filledIn("one-1", Duration.ofHours(2), "call me", false);

        assertThat(lead("one-1").emails()).isEmpty();
    }

    @Test
    void a_test_is_told_once_and_as_one_whether_or_not_it_is_among_the_others() {
        filledIn("try-1", Duration.ofHours(2), "qa@downfunnel.test", true);
        assertThat(leads(WEEK)).filteredOn(FormLead::test).hasSize((int) tests());

        visitor().control("linkedin/test-leads-among", "{\"on\":true}");

        assertThat(leads(WEEK)).filteredOn(FormLead::test).hasSize((int) tests());
        assertThat(leads(WEEK)).extracting(FormLead::response).doesNotHaveDuplicates();
        assertThat(lead("try-1").test()).isTrue();
    }

    private static long tests() {
        return SandboxLinkedIn.bookedLeads(visitor(), WEEK).values().stream()
                .filter(test -> test)
                .count();
    }

    @Test
    void more_than_fit_on_a_page_are_all_told() {
        for (int n = 0; n < 230; n++) {
            filledIn("many-" + n, Duration.ofMinutes(n + 1), "jane.doe@example.com", false);
        }

        assertThat(leads(WEEK))
                .hasSize(SandboxLinkedIn.bookedLeads(visitor(), WEEK).size());
    }

    @Test
    void a_form_that_is_not_there_any_more_costs_its_addresses_and_nothing_else() {
        filledIn("one-1", Duration.ofHours(2), "jane.doe@example.com", false);
        visitor().control("faults", """
                {"vendor":"linkedin","kind":"error","times":9,"path":"/rest/leadForms/",\
                "answer":{"status":404,"message":"Could not find entity"}}""");

        assertThat(lead("one-1").emails()).isEmpty();
    }

    @Test
    void without_the_scope_and_without_a_role_on_the_page_the_remedy_says_which() {
        visitor().control("linkedin/page-role", "{\"on\":false}");
        var role = broken(() -> leads(WEEK));
        assertThat(role.failure().failureClass()).isEqualTo(FailureClass.CONFIGURATION);
        assertThat(new LinkedIn().failures().of(role.failure().code()).remedy()).contains("lead gen forms manager");

        visitor().control("reset", "");
        visitor().control("linkedin/scopes", "{\"scopes\":[\"rw_conversions\",\"r_ads\",\"r_ads_reporting\"]}");
        try (var other = open(SandboxLinkedIn.withForms(sandbox.url()))) {
            var scope = broken(() -> other.leads(WEEK, row -> {}));
            assertThat(scope.failure().code()).isEqualTo("ACCESS_DENIED");
            assertThat(new LinkedIn().failures().of("ACCESS_DENIED").cause())
                    .contains("r_marketing_leadgen_automation");
        }
    }

    @Test
    void a_page_that_comes_again_is_not_turned_for_ever() {
        for (int n = 0; n < 150; n++) {
            filledIn("many-" + n, Duration.ofMinutes(n + 1), "", false);
        }
        visitor().control("faults", """
                {"vendor":"linkedin","kind":"truncated","times":9,"after":2,"path":"/rest/leadFormResponses"}""");

        assertThat(broken(() -> leads(WEEK)).failure().failureClass()).isEqualTo(FailureClass.UNKNOWN_OUTCOME);
    }

    @Test
    void it_is_read_only_where_somebody_asked_for_it_and_only_then_is_the_scope_asked_for() {
        var without = SandboxLinkedIn.both(sandbox.url());
        var with = SandboxLinkedIn.withForms(sandbox.url());

        assertThat(new LinkedIn().descriptor(new Settings(without)).can(Capability.REPORTS_LEADS))
                .isFalse();
        assertThat(new LinkedIn().descriptor(new Settings(with)).can(Capability.REPORTS_LEADS))
                .isTrue();
        assertThat(new LinkedIn().signIn(new Settings(without)).orElseThrow().scopes())
                .extracting(scope -> scope.name())
                .containsExactly("rw_conversions", "r_ads", "r_ads_reporting");
        assertThat(new LinkedIn().signIn(new Settings(with)).orElseThrow().scopes())
                .extracting(scope -> scope.name())
                .containsExactly("rw_conversions", "r_ads", "r_ads_reporting", "r_marketing_leadgen_automation");
        try (var account = open(without)) {
            assertThatThrownBy(() -> account.leads(WEEK, row -> {})).isInstanceOf(UnsupportedOperationException.class);
        }
        with.put("lead-forms", "perhaps");
        assertThatThrownBy(() -> open(with))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("neither true nor false");
    }
}
