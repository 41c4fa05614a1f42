package io.downfunnel.platform.google;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.Consent.Answer;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.domain.Money;
import io.downfunnel.platform.Settings;

import static org.assertj.core.api.Assertions.assertThat;

class IngestEventsTest {
    private static final CustomerId CUSTOMER =
            CustomerId.of(new Settings(Map.of("customer-id", "123-456-7890")), "customer-id");
    private static final ConversionKey KEY = ConversionKey.of("00D", "006", "google", "won", 1);

    private static String json(IngestEvents request) throws JsonProcessingException {
        return new ObjectMapper().writeValueAsString(request);
    }

    @Test
    void an_event_with_everything_is_written_like_this() throws JsonProcessingException {
        var event = new ConversionEvent(
                KEY,
                "555",
                Instant.parse("2026-11-20T14:05:00Z"),
                Optional.of(Money.of(new BigDecimal("15000.00"), "EUR")),
                Optional.of(new ClickId(ClickId.Kind.GCLID, "Cj0K")),
                Optional.of(new HashedIdentifier.Email("a".repeat(64), "f".repeat(64))),
                Optional.of(new HashedIdentifier.Phone("b".repeat(64))),
                new Consent(Answer.GRANTED, Answer.UNSPECIFIED));

        assertThat(json(IngestEvents.of(CUSTOMER, Optional.empty(), List.of(event))))
                .isEqualTo("""
                        {"destinations":[{"operatingAccount":{"accountType":"GOOGLE_ADS","accountId":"1234567890"},\
                        "productDestinationId":"555"}],"encoding":"HEX","events":[{"transactionId":"%s",\
                        "eventTimestamp":"2026-11-20T14:05:00Z","eventSource":"WEB","adIdentifiers":{"gclid":"Cj0K"},\
                        "userData":{"userIdentifiers":[{"emailAddress":"%s"},{"phoneNumber":"%s"}]},\
                        "consent":{"adUserData":"CONSENT_GRANTED"},"conversionValue":15000,"currency":"EUR"}]}""".formatted(KEY, "f".repeat(64), "b".repeat(64)));
    }

    @Test
    void what_is_not_there_is_not_written() throws JsonProcessingException {
        var event = new ConversionEvent(
                KEY,
                "555",
                Instant.parse("2026-11-20T14:05:00Z"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new HashedIdentifier.Email("a".repeat(64), "a".repeat(64))),
                Optional.empty(),
                Consent.UNSPECIFIED);

        assertThat(json(IngestEvents.of(CUSTOMER, Optional.of(CUSTOMER), List.of(event))))
                .contains("\"eventSource\":\"OTHER\"")
                .contains("\"loginAccount\"")
                .doesNotContain("consent", "adIdentifiers", "conversionValue", "currency", "null", "validateOnly");
    }
}
