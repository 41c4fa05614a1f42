package io.downfunnel.platform.linkedin;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.platform.AdPlatformContract;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class LinkedInContractTest extends AdPlatformContract {

    @Override
    protected String platform() {
        return "linkedin";
    }

    @Override
    protected Map<String, String> settings(String url) {
        return SandboxLinkedIn.withForms(url);
    }

    @Override
    public String action() {
        return "30111220";
    }

    /** Fed by the Insight Tag. */
    @Override
    public String actionThatTakesNoUploads() {
        return "30111227";
    }

    @Override
    public String actionThatIsOff() {
        return "30111228";
    }

    @Override
    public Map<String, BigDecimal> bookedCost(Days days) {
        return SandboxLinkedIn.bookedCost(visitor(), days);
    }

    @Override
    public Map<String, Boolean> bookedLeads(Days days) {
        return SandboxLinkedIn.bookedLeads(visitor(), days);
    }

    @Override
    protected List<String> secrets() {
        return List.of(
                "AQV-sandbox-linkedin-direct-token", "sandbox-linkedin-secret", "AQX-sandbox-linkedin-refresh-token");
    }

    @Override
    protected String advertiser() {
        return "510000001";
    }

    @Override
    protected String clickValue(int n) {
        return "0c1d2e3f-aaaa-4bbb-8ccc-%012d".formatted(n);
    }

    @Override
    protected String uploads() {
        return "/rest/conversionEvents";
    }

    @Override
    protected long received() {
        return totals().path("eventsReceived").asLong();
    }

    @Override
    protected long counted() {
        return totals().path("counted").asLong();
    }

    @Test
    void a_form_response_identifies_the_person_alone_and_beside_their_address_and_stays_out_of_messages() {
        var response = new ClickId(ClickId.Kind.LI_FORM_RESPONSE, "5f2b6c1e-0a0b-4c0d-9e0f-a1b2c3d4e5f6-5");
        visitor().click(response.kind().name(), response.value(), advertiser(), Duration.ofDays(3), "");
        var alone = event(1, response, Optional.empty());
        var beside = event(2, response, Optional.of(new HashedIdentifier.Email("a".repeat(64), "a".repeat(64))));

        var bodies = said(uploads(), tapped -> tapped.upload(List.of(alone, beside)));

        assertThat(bodies)
                .singleElement()
                .asString()
                .contains("\"lead\":\"urn:li:leadGenFormResponse:" + response.value() + "\"");
        assertThat(counted()).isEqualTo(2);
        visitor()
                .control(
                        "linkedin/refuse-event", "{\"eventId\":\"" + alone.key().value() + "\"}");
        var refused = account().upload(List.of(alone)).outcomes().get(alone.key());
        assertThat(refused.toString()).doesNotContain(response.value());
        assertThat(alone.toString()).doesNotContain(response.value());
    }

    private ConversionEvent event(int n, ClickId click, Optional<HashedIdentifier.Email> email) {
        return new ConversionEvent(
                ConversionKey.of("00D000000000001EAA", "00Q" + n, platform(), "won", 1),
                action(),
                Instant.now().minusSeconds(3600),
                Optional.empty(),
                Optional.of(click),
                email,
                Optional.empty(),
                Consent.UNSPECIFIED);
    }

    @Test
    void a_dead_version_names_the_setting_to_change() {
        fault("version-gone");

        var broken = brokenUpload();

        assertThat(broken.failure().failureClass()).isEqualTo(FailureClass.CONFIGURATION);
        assertThat(new LinkedIn().failures().of(broken.failure().code()).remedy())
                .contains("downfunnel.linkedin.version");
    }

    @Test
    void the_quota_of_the_day_is_back_after_midnight_utc() {
        fault("rate-day");

        var until = brokenUpload().notBefore().orElseThrow();

        assertThat(until.toString()).contains("T00:05:00Z");
        assertThat(until).isAfter(Instant.now());
    }

    @Test
    void a_rule_that_is_switched_off_stops_itself_only() {
        for (var rule : List.of("30111228", "30111227", "30111229")) {
            var thrown = catchThrowableOfType(
                    PlatformException.class,
                    () -> account().upload(List.of(event(1, rule, Instant.now().minusSeconds(3600)))));

            assertThat(thrown.failure().failureClass()).isEqualTo(FailureClass.CONFIGURATION);
            assertThat(thrown.scope()).isEqualTo(PlatformException.Scope.ACTION);
        }
    }

    @Test
    void access_by_refresh_token_works_too() {
        var settings = settings(visitor().url());
        settings.remove("token");
        try (var refreshed = new LinkedIn().open(new Settings(settings), Clock.systemUTC())) {
            assertThat(refreshed.upload(events(0, 2)).outcomes()).hasSize(2);
        }
    }
}
