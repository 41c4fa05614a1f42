package io.downfunnel.platform.google;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Days;
import io.downfunnel.platform.AdAccount;
import io.downfunnel.platform.AdPlatformContract;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.Settings;

import static org.assertj.core.api.Assertions.assertThat;

/** Uploads through the Google Ads API, the way that Google left open for those who used it before. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class GoogleAdsRouteContractTest extends AdPlatformContract {

    @Override
    protected String platform() {
        return "google";
    }

    @Override
    protected Map<String, String> settings(String url) {
        return new HashMap<>(Map.of(
                "route", "google-ads",
                "ads.endpoint", url.equals(sandboxUrl()) ? adsEndpoint() : url,
                "data-manager.url", sandboxUrl(),
                "token-url", sandboxUrl() + "/token",
                "customer-id", "123-456-7890",
                "client-id", "sandbox-google-client.apps.example",
                "client-secret", "sandbox-google-secret",
                "refresh-token", "1//sandbox-google-refresh-token"));
    }

    /** As texts: a message has no other form on the wire than bytes. */
    @Override
    protected List<String> said(String inPath, Consumer<AdAccount> what) {
        try (var tap = new GrpcTap(adsEndpoint());
                var tapped = adPlatform().open(new Settings(settings(tap.endpoint())), Clock.systemUTC())) {
            what.accept(tapped);
            return tap.requests().stream()
                    .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                    .toList();
        }
    }

    /** A bare at sign may be the length of something. */
    @Override
    protected String address() {
        return "[\\w.+-]+@[\\w-]+\\.\\w";
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
        return "ConversionUploadService";
    }

    @Override
    protected long received() {
        return totals().path("eventsReceived").asLong();
    }

    @Override
    protected long counted() {
        return totals().path("counted").asLong();
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

    /** Every row is judged at once, so that Google has to know the clicks. */
    @BeforeEach
    void whoever_was_here_before_may_stay() {
        allow(true);
        var clicks = IntStream.range(0, descriptor().largestBatch())
                .mapToObj(n -> """
                        {"kind":"GCLID","value":"%s","clickedAt":"%s","accountId":"1234567890","campaignId":"1"}""".formatted(clickValue(n), Instant.now().minus(Duration.ofDays(3))))
                .collect(Collectors.joining(",", "[", "]"));
        visitor().control("clicks", clicks);
    }

    private void allow(boolean on) {
        visitor().control("google/allow-uploads", "{\"customer\":\"1234567890\",\"on\":%s}".formatted(on));
    }

    @Test
    void it_answers_at_once_and_gives_no_verdict() {
        assertThat(descriptor().can(Capability.VERDICTS)).isFalse();
        assertThat(descriptor().batching()).isEqualTo(descriptor().largestBatch());
        assertThat(account().upload(events(0, 2)).requestId()).isEmpty();
    }

    @Test
    void one_bad_event_of_a_batch_costs_the_others_nothing() {
        var batch = new java.util.ArrayList<>(events(0, 3));
        batch.set(1, badEvent(1));

        var outcomes = account().upload(batch).outcomes();

        assertThat(outcomes.get(batch.get(0).key())).isEqualTo(new Outcome.Accepted());
        assertThat(outcomes.get(batch.get(1).key())).isInstanceOf(Outcome.Rejected.class);
        assertThat(outcomes.get(batch.get(2).key())).isEqualTo(new Outcome.Accepted());
    }

    @Test
    void whoever_may_not_go_this_way_is_told_so_in_plain_words_and_which_way_is_open() {
        allow(false);

        assertThat(account().check(Set.of(action())))
                .filteredOn(item -> item.state() == CheckItem.State.FAILED)
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.found()).contains("only from those who used it before June 2026");
                    assertThat(item.remedy()).contains("Data Manager API", "remove downfunnel.google.route");
                });
    }
}
