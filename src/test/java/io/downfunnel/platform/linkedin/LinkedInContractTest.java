package io.downfunnel.platform.linkedin;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.FailureClass;
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
        return SandboxLinkedIn.both(url);
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
