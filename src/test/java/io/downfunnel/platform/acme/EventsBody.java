package io.downfunnel.platform.acme;

import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionEvent;

/** Events as Acme takes them. The same events give the same bytes. */
record EventsBody(List<Event> events) {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"id", "goal", "at", "value", "currency", "click", "email"})
    record Event(String id, String goal, String at, BigDecimal value, String currency, String click, String email) {
        static Event of(ConversionEvent event) {
            return new Event(
                    event.key().value(),
                    event.action(),
                    event.occurredAt().toString(),
                    event.value().map(money -> money.amount()).orElse(null),
                    event.value()
                            .map(money -> money.currency().getCurrencyCode())
                            .orElse(null),
                    event.click().map(Event::gclid).orElse(null),
                    event.email().map(email -> email.sha256()).orElse(null));
        }

        /** Of any other, Acme could make nothing. */
        private static String gclid(ClickId click) {
            if (click.kind() != ClickId.Kind.GCLID) {
                throw new IllegalArgumentException("Acme takes no " + click.kind());
            }
            return click.value();
        }
    }

    static EventsBody of(List<ConversionEvent> batch) {
        return new EventsBody(batch.stream().map(Event::of).toList());
    }
}
