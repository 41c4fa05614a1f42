package io.downfunnel.platform.google;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;

/**
 * The request of {@code events:ingest} (google.md §2.2 to §2.4). The same events give the same bytes: fixed order, fixed
 * spelling, and nothing that is empty, since Google refuses empty strings.
 *
 * @param validateOnly null: for real. Google then stores nothing, and the request id must not be asked about
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"destinations", "encoding", "validateOnly", "events"})
record IngestEvents(List<Destination> destinations, String encoding, Boolean validateOnly, List<Event> events) {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"operatingAccount", "loginAccount", "productDestinationId"})
    record Destination(ProductAccount operatingAccount, ProductAccount loginAccount, String productDestinationId) {}

    @JsonPropertyOrder({"accountType", "accountId"})
    record ProductAccount(String accountType, String accountId) {
        static ProductAccount of(CustomerId customer) {
            return new ProductAccount("GOOGLE_ADS", customer.digits());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({
        "transactionId",
        "eventTimestamp",
        "eventSource",
        "adIdentifiers",
        "userData",
        "consent",
        "conversionValue",
        "currency"
    })
    record Event(
            String transactionId,
            String eventTimestamp,
            String eventSource,
            AdIdentifiers adIdentifiers,
            UserData userData,
            ConsentSignals consent,
            BigDecimal conversionValue,
            String currency) {

        static Event of(ConversionEvent event) {
            return new Event(
                    event.key().value(),
                    event.occurredAt().toString(),
                    event.click().isPresent() ? "WEB" : "OTHER",
                    event.click().map(AdIdentifiers::of).orElse(null),
                    UserData.of(event),
                    ConsentSignals.of(event.consent()),
                    event.value().map(money -> plain(money.amount())).orElse(null),
                    event.value()
                            .map(money -> money.currency().getCurrencyCode())
                            .orElse(null));
        }

        /** A number without an exponent and without the zeros that only tell how it was stored. */
        private static BigDecimal plain(BigDecimal amount) {
            return new BigDecimal(amount.stripTrailingZeros().toPlainString());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"gclid", "gbraid", "wbraid"})
    record AdIdentifiers(String gclid, String gbraid, String wbraid) {
        static AdIdentifiers of(ClickId click) {
            return switch (click.kind()) {
                case GCLID -> new AdIdentifiers(click.value(), null, null);
                case GBRAID -> new AdIdentifiers(null, click.value(), null);
                case WBRAID -> new AdIdentifiers(null, null, click.value());
                case LI_FAT_ID, MSCLKID, LI_FORM_RESPONSE ->
                    throw new IllegalArgumentException("Google takes no " + click.kind());
            };
        }
    }

    record UserData(List<UserIdentifier> userIdentifiers) {
        static UserData of(ConversionEvent event) {
            var identifiers = new ArrayList<UserIdentifier>();
            event.email().ifPresent(email -> identifiers.add(new UserIdentifier(email.gmailFolded(), null)));
            event.phone().ifPresent(phone -> identifiers.add(new UserIdentifier(null, phone.sha256())));
            return identifiers.isEmpty() ? null : new UserData(identifiers);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"emailAddress", "phoneNumber"})
    record UserIdentifier(String emailAddress, String phoneNumber) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"adUserData", "adPersonalization"})
    record ConsentSignals(String adUserData, String adPersonalization) {
        static ConsentSignals of(Consent consent) {
            return consent.equals(Consent.UNSPECIFIED)
                    ? null
                    : new ConsentSignals(signal(consent.adUserData()), signal(consent.adPersonalization()));
        }

        private static String signal(Consent.Answer answer) {
            return switch (answer) {
                case GRANTED -> "CONSENT_GRANTED";
                case DENIED -> "CONSENT_DENIED";
                case UNSPECIFIED -> null;
            };
        }
    }

    /** @param login the manager account that our identity is a user of; empty for direct access */
    static IngestEvents of(CustomerId customer, Optional<CustomerId> login, List<ConversionEvent> batch) {
        var destination = new Destination(
                ProductAccount.of(customer),
                login.map(ProductAccount::of).orElse(null),
                batch.getFirst().action());
        return new IngestEvents(
                List.of(destination), "HEX", null, batch.stream().map(Event::of).toList());
    }

    IngestEvents validated() {
        return new IngestEvents(destinations, encoding, true, events);
    }
}
