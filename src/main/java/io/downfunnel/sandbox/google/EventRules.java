package io.downfunnel.sandbox.google;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What makes Google refuse an event at the door, and with it the whole request. Source: google.md §2.4, §2.8, §8.1.
 *
 * @param references the destinations' references
 */
record EventRules(UserDataRules userData, Set<String> references, boolean validateOnly, Instant now) {

    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    private static final Pattern DIGITS = Pattern.compile("\\d+");

    List<Violation> violations(JsonNode event, int index) {
        String path = "events.events[" + index + "]";
        List<Violation> found = new ArrayList<>();
        transactionId(event.path("transactionId").asText(), index, found);
        timestamp(event.path("eventTimestamp").asText(), path + ".event_timestamp", found);
        source(event.path("eventSource").asText(), path + ".event_source", found);
        identifiers(event, path, found);
        value(event, path, found);
        references(event.path("destinationReferences"), path + ".destination_references", found);
        return found;
    }

    /** Seen live with a path that ends at the event and a reason that says nothing, and never with validateOnly. */
    private void transactionId(String id, int index, List<Violation> found) {
        if (!validateOnly && DIGITS.matcher(id).matches()) {
            found.add(new Violation("events[" + index + "]", "INVALID_ARGUMENT", "Invalid argument."));
        }
        if (id.contains("@")) {
            found.add(new Violation(
                    "events.events[" + index + "].transaction_id",
                    "INVALID_FORMAT",
                    "The transaction ID must not contain personal data."));
        }
    }

    private void timestamp(String timestamp, String path, List<Violation> found) {
        if (timestamp.isEmpty()) {
            found.add(missing(path));
        } else if (OffsetDateTime.parse(timestamp).toInstant().isAfter(now)) {
            found.add(new Violation(path, "EVENT_TIME_INVALID", "The event lies in the future."));
        }
    }

    private static void source(String source, String path, List<Violation> found) {
        if (source.isEmpty() || source.equals("EVENT_SOURCE_UNSPECIFIED")) {
            found.add(missing(path));
        }
    }

    private void identifiers(JsonNode event, String path, List<Violation> found) {
        JsonNode ad = event.path("adIdentifiers");
        boolean any = Stream.of("gclid", "gbraid", "wbraid", "sessionAttributes")
                .anyMatch(kind -> !ad.path(kind).asText().isEmpty());
        if (event.has("userData")) {
            found.addAll(userData.violations(event.path("userData"), path + ".user_data"));
        } else if (!any) {
            found.add(new Violation(
                    path, "NO_IDENTIFIERS_PROVIDED", "An event needs an ad identifier or user data to be matched."));
        }
    }

    private static void value(JsonNode event, String path, List<Violation> found) {
        String currency = event.path("currency").asText();
        if (!currency.isEmpty() && !CURRENCIES.contains(currency)) {
            found.add(new Violation(path + ".currency", "INVALID_CURRENCY_CODE", "Not an ISO 4217 code."));
        }
    }

    private void references(JsonNode names, String path, List<Violation> found) {
        for (int at = 0; at < names.size(); at++) {
            if (!references.contains(names.get(at).asText())) {
                found.add(new Violation(
                        path + "[" + at + "]",
                        "INVALID_DESTINATION",
                        "No destination of the request has this reference."));
            }
        }
    }

    private static Violation missing(String path) {
        return new Violation(path, "REQUIRED_FIELD_MISSING", "The field is required.");
    }
}
