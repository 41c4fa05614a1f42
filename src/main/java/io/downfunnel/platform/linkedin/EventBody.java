package io.downfunnel.platform.linkedin;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.Money;

/**
 * A conversion event as LinkedIn takes it (linkedin.md §2.2). The same event gives the same bytes.
 *
 * @param conversion URN of the conversion rule, in the namespace {@code lla}
 * @param conversionHappenedAt milliseconds since 1970
 * @param conversionValue null: without a value
 * @param eventId our key; LinkedIn drops duplicates by it only between a browser's event and ours
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"conversion", "conversionHappenedAt", "conversionValue", "eventId", "user"})
record EventBody(
        String conversion, long conversionHappenedAt, ConversionValue conversionValue, String eventId, User user) {

    @JsonPropertyOrder({"elements"})
    record Batch(List<EventBody> elements) {
        static Batch of(List<ConversionEvent> events) {
            return new Batch(events.stream().map(EventBody::of).toList());
        }
    }

    /** @param amount text: LinkedIn refuses a JSON number */
    @JsonPropertyOrder({"currencyCode", "amount"})
    record ConversionValue(String currencyCode, String amount) {
        static ConversionValue of(Money money) {
            return new ConversionValue(
                    money.currency().getCurrencyCode(), money.amount().toPlainString());
        }
    }

    /**
     * @param userIds always there, even when empty
     * @param lead URN of the response to a Lead Gen Form (linkedin.md §2.4); null: without one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"userIds", "lead"})
    record User(List<UserId> userIds, String lead) {
        static User of(ConversionEvent event) {
            var email = event.email().map(each -> new UserId("SHA256_EMAIL", each.sha256())).stream();
            return event.click().map(click -> with(click, email)).orElseGet(() -> new User(email.toList(), null));
        }

        private static User with(ClickId click, Stream<UserId> email) {
            return switch (click.kind()) {
                case LI_FAT_ID ->
                    new User(
                            Stream.concat(
                                            email,
                                            Stream.of(new UserId(
                                                    "LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID", click.value())))
                                    .toList(),
                            null);
                case LI_FORM_RESPONSE -> new User(email.toList(), Urn.FORM_RESPONSE.of(click.value()));
                case GCLID, GBRAID, WBRAID, MSCLKID ->
                    throw new IllegalArgumentException("LinkedIn takes no " + click.kind());
            };
        }
    }

    @JsonPropertyOrder({"idType", "idValue"})
    record UserId(String idType, String idValue) {}

    static EventBody of(ConversionEvent event) {
        return new EventBody(
                "urn:lla:llaPartnerConversion:" + event.action(),
                event.occurredAt().toEpochMilli(),
                // What LinkedIn makes of zero or less is not documented; its own tag template sends only more.
                event.value()
                        .filter(money -> money.amount().compareTo(BigDecimal.ZERO) > 0)
                        .map(ConversionValue::of)
                        .orElse(null),
                event.key().value(),
                User.of(event));
    }
}
