package io.downfunnel.platform.linkedin;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.Optional;
import java.util.TimeZone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.domain.Money;

import static org.assertj.core.api.Assertions.assertThat;

class EventBodyLawsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Property
    void the_amount_is_a_text_with_every_digit_and_its_currency_beside_it(
            @ForAll("amounts") BigDecimal amount, @ForAll("currencies") Currency currency)
            throws JsonProcessingException {
        var value = JSON.readTree(body(event(Optional.of(new Money(amount, currency)), Instant.EPOCH)))
                .path("conversionValue");

        if (amount.signum() <= 0) {
            assertThat(value.isMissingNode()).isTrue();
            return;
        }
        assertThat(value.path("amount").isTextual()).isTrue();
        assertThat(value.path("amount").asText()).doesNotContainIgnoringCase("e");
        assertThat(new BigDecimal(value.path("amount").asText())).isEqualByComparingTo(amount);
        assertThat(value.path("currencyCode").asText()).isEqualTo(currency.getCurrencyCode());
    }

    @Property(tries = 300)
    void the_machines_time_zone_changes_no_byte(@ForAll("instants") Instant at, @ForAll("zones") String zone)
            throws JsonProcessingException {
        var before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
            var inUtc = body(event(Optional.empty(), at));
            TimeZone.setDefault(TimeZone.getTimeZone(zone));

            assertThat(body(event(Optional.empty(), at))).isEqualTo(inUtc);
            assertThat(JSON.readTree(inUtc).path("conversionHappenedAt").asLong())
                    .isEqualTo(at.toEpochMilli());
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Example
    void a_form_response_stands_beside_the_address_and_not_among_the_ids() throws JsonProcessingException {
        var id = "5f2b6c1e-0a0b-4c0d-9e0f-a1b2c3d4e5f6-5";
        var email = new HashedIdentifier.Email("a".repeat(64), "b".repeat(64));
        var both = JSON.readTree(body(of(new ClickId(ClickId.Kind.LI_FORM_RESPONSE, id), Optional.of(email))));
        var alone = JSON.readTree(body(of(new ClickId(ClickId.Kind.LI_FORM_RESPONSE, id), Optional.empty())));

        assertThat(both.path("user").toString())
                .isEqualTo("{\"userIds\":[{\"idType\":\"SHA256_EMAIL\",\"idValue\":\"" + "a".repeat(64)
                        + "\"}],\"lead\":\"urn:li:leadGenFormResponse:" + id + "\"}");
        // An empty list, never none (linkedin.md §2.2).
        assertThat(alone.path("user").toString())
                .isEqualTo("{\"userIds\":[],\"lead\":\"urn:li:leadGenFormResponse:" + id + "\"}");
        assertThat(JSON.readTree(body(event(Optional.empty(), Instant.EPOCH)))
                        .path("user")
                        .has("lead"))
                .isFalse();
    }

    private static ConversionEvent of(ClickId click, Optional<HashedIdentifier.Email> email) {
        return new ConversionEvent(
                ConversionKey.of("00D", "006", "linkedin", "won", 1),
                "30111220",
                Instant.EPOCH,
                Optional.empty(),
                Optional.of(click),
                email,
                Optional.empty(),
                Consent.UNSPECIFIED);
    }

    private static String body(ConversionEvent event) throws JsonProcessingException {
        return JSON.writeValueAsString(EventBody.of(event));
    }

    private static ConversionEvent event(Optional<Money> value, Instant at) {
        return new ConversionEvent(
                ConversionKey.of("00D", "006", "linkedin", "won", 1),
                "30111220",
                at,
                value,
                Optional.of(new ClickId(ClickId.Kind.LI_FAT_ID, "0c1d2e3f-aaaa-4bbb-8ccc-000000000001")),
                Optional.empty(),
                Optional.empty(),
                Consent.UNSPECIFIED);
    }

    @Provide
    Arbitrary<BigDecimal> amounts() {
        return Arbitraries.bigDecimals()
                .between(new BigDecimal("-1000000000000000000"), new BigDecimal("1000000000000000000"))
                .ofScale(12);
    }

    @Provide
    Arbitrary<Currency> currencies() {
        return Arbitraries.of(Currency.getAvailableCurrencies());
    }

    @Provide
    Arbitrary<Instant> instants() {
        return Arbitraries.longs()
                .between(0, Instant.parse("2100-01-01T00:00:00Z").getEpochSecond())
                .map(Instant::ofEpochSecond);
    }

    @Provide
    Arbitrary<String> zones() {
        return Arbitraries.of(ZoneId.getAvailableZoneIds());
    }
}
