package io.downfunnel.platform.google;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Money;
import io.downfunnel.platform.Settings;

import static org.assertj.core.api.Assertions.assertThat;

class IngestEventsLawsTest {
    private static final ObjectMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final CustomerId CUSTOMER =
            CustomerId.of(new Settings(Map.of("customer-id", "123-456-7890")), "customer-id");

    @Property
    void the_value_is_a_number_with_every_digit_and_its_currency_beside_it(
            @ForAll("amounts") BigDecimal amount, @ForAll("currencies") Currency currency)
            throws JsonProcessingException {
        var event = sent(event(Optional.of(new Money(amount, currency)), Instant.EPOCH));

        assertThat(event.path("conversionValue").isNumber()).isTrue();
        assertThat(event.path("conversionValue").decimalValue()).isEqualByComparingTo(amount);
        assertThat(event.path("currency").asText()).isEqualTo(currency.getCurrencyCode());
    }

    @Property
    void without_a_value_there_is_no_currency(@ForAll("instants") Instant at) throws JsonProcessingException {
        var event = sent(event(Optional.empty(), at));

        assertThat(event.has("conversionValue") || event.has("currency")).isFalse();
    }

    @Property(tries = 300)
    void the_machines_time_zone_changes_no_instant(@ForAll("instants") Instant at, @ForAll("zones") String zone)
            throws JsonProcessingException {
        var before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone(zone));
            var written =
                    sent(event(Optional.empty(), at)).path("eventTimestamp").asText();

            assertThat(OffsetDateTime.parse(written).toInstant()).isEqualTo(at);
            assertThat(written).endsWith("Z");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    private static JsonNode sent(ConversionEvent event) throws JsonProcessingException {
        var request = IngestEvents.of(CUSTOMER, Optional.empty(), List.of(event));
        return EXACT.readTree(EXACT.writeValueAsString(request)).path("events").get(0);
    }

    private static ConversionEvent event(Optional<Money> value, Instant at) {
        return new ConversionEvent(
                ConversionKey.of("00D", "006", "google", "won", 1),
                "7000000003",
                at,
                value,
                Optional.of(new ClickId(ClickId.Kind.GCLID, "EAIaIQobChMI-_xYz")),
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
