package io.downfunnel.platform.google;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.platform.AdPlatformContract;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class GoogleContractTest extends AdPlatformContract {

    @Override
    protected String platform() {
        return "google";
    }

    @Override
    protected Map<String, String> settings(String url) {
        return new HashMap<>(Map.of(
                "data-manager.url", url,
                "ads.endpoint", adsEndpoint(),
                "token-url", url + "/token",
                "customer-id", "123-456-7890",
                "client-id", "sandbox-google-client.apps.example",
                "client-secret", "sandbox-google-secret",
                "refresh-token", "1//sandbox-google-refresh-token"));
    }

    @Override
    public String action() {
        return "7000000001";
    }

    @Override
    public String actionThatTakesNoUploads() {
        return "7000000008";
    }

    @Override
    public Map<String, java.math.BigDecimal> bookedCost(Days days) {
        return PaidByTheCompany.in(days, visitor());
    }

    @Override
    public void countSomethingOn(java.time.LocalDate day) {
        var at = day.atTime(12, 0).toInstant(java.time.ZoneOffset.UTC);
        var age = java.time.Duration.between(at, java.time.Instant.now()).plusHours(8);
        visitor().click("GCLID", clickValue(1), advertiser(), age, "");
        account().upload(List.of(event(1, action(), at)));
        io.downfunnel.sandbox.Visitor.eventually(() -> {
            var rows = new java.util.ArrayList<io.downfunnel.domain.AdReport>();
            account().counted(Days.only(day), rows::add);
            return !rows.isEmpty();
        });
    }

    @Override
    protected List<String> secrets() {
        return List.of("sandbox-google-secret", "1//sandbox-google-refresh-token");
    }

    @Override
    protected String advertiser() {
        return "1234567890";
    }

    @Override
    protected String clickValue(int n) {
        return "Cj0KCQiA%06dBhCkARIsAJ3zWn_abcdefghijklmnopqrstuvwxyz0123456789EALw_wcB".formatted(n);
    }

    @Override
    protected String uploads() {
        return "/v1/";
    }

    @Override
    protected long received() {
        return totals().path("eventsReceived").asLong();
    }

    @Override
    protected String countedValue(ConversionKey key) {
        for (var one : visitor().books("google").path("conversions")) {
            if (one.path("transactionId").asText().equals(key.value())) {
                return one.path("value").asText();
            }
        }
        throw new AssertionError("Google does not know " + key);
    }

    @Override
    protected long counted() {
        return totals().path("counted").asLong();
    }

    @Test
    void a_refusal_that_names_nobody_makes_everybody_a_suspect() {
        fault("bad-request");

        assertThat(account().upload(events(0, 3)).outcomes().values())
                .hasSize(3)
                .allMatch(outcome -> outcome instanceof Outcome.Suspect);
    }

    @Test
    void terms_that_nobody_signed_stop_the_account() {
        fault("terms-not-signed");

        assertThat(brokenUpload().failure().failureClass()).isEqualTo(FailureClass.CONFIGURATION);
        assertThat(brokenAgain("forbidden").scope()).isEqualTo(PlatformException.Scope.ACCOUNT);
    }

    private PlatformException brokenAgain(String kind) {
        fault(kind);
        return brokenUpload();
    }

    @Test
    void a_conversion_action_that_is_not_there_stops_itself_only() {
        var thrown = catchThrowableOfType(
                PlatformException.class,
                () -> account()
                        .upload(List.of(
                                event(1, "7999999999", java.time.Instant.now().minusSeconds(3600)))));

        assertThat(thrown.failure().failureClass()).isEqualTo(FailureClass.CONFIGURATION);
        assertThat(thrown.scope()).isEqualTo(PlatformException.Scope.ACTION);
    }

    @Test
    void a_success_without_a_request_id_is_an_unknown_outcome() {
        fault("no-request-id");

        assertThat(brokenUpload().failure().failureClass()).isEqualTo(FailureClass.UNKNOWN_OUTCOME);
    }

    @Test
    void a_token_that_is_refused_before_its_time_is_replaced_once() {
        account().upload(events(0, 1));
        fault("token-revoked", 1);

        assertThat(account().upload(events(1, 1)).outcomes()).hasSize(1);
    }

    @Test
    void its_checklist_names_a_conversion_action_of_the_wrong_type() {
        assertThat(account().check(Set.of("7000000008")))
                .filteredOn(item -> item.name().contains("7000000008"))
                .isNotEmpty()
                .allSatisfy(item -> {
                    assertThat(item.state()).isEqualTo(CheckItem.State.FAILED);
                    assertThat(item.found() + item.remedy()).contains("import from clicks");
                });
    }
}
