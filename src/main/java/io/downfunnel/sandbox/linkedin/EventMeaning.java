package io.downfunnel.sandbox.linkedin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Json;

/**
 * What is wrong with well-formed events: the rule, the person, the time, in this order. One bad event refuses all.
 *
 * @param documented time errors as LinkedIn documents them, rather than as they were measured
 * @param refused ids of events whose person is wrong by order of a test
 */
record EventMeaning(ConversionRules rules, Instant now, boolean documented, Predicate<String> refused) {

    private static final Duration MOST_AGE = Duration.ofDays(90);

    private static final String IDENTIFIERS = "A user must have at least one of SHA256_EMAIL,"
            + " LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID, ACXIOM_ID, PLAINTEXT_IP_ADDRESS, GOOGLE_AID, (firstName and"
            + " lastName), externalIds, lead, and none of them may be an empty string.";

    Optional<Answer> refusal(List<JsonNode> events) {
        if (events.stream().anyMatch(this::withoutVisibleRule)) {
            // Reads like a missing role, but is what a wrong rule id gets.
            return Optional.of(LinkedInError.service(403, "No ad accounts found"));
        }
        return indices(events, event -> !rule(event).method().equals(ConversionRule.STREAMED))
                .map(indices -> LinkedInError.service(
                        400,
                        "Incorrect conversions information provided. Conversion's method should be CONVERSIONS_API, "
                                + indices))
                .or(() -> indices(events, event -> !rule(event).enabled())
                        .map(indices -> LinkedInError.service(
                                400,
                                "Invalid Conversion information provided, this event(s) is associated to a conversion"
                                        + " that's marked as deleted. Conversion enabled should be true, " + indices)))
                .or(() -> validation(
                        events,
                        event -> refused.test(event.path("eventId").asText()) || !identified(event.path("user")),
                        "Invalid user identification",
                        "INVALID_USER_IDENTIFICATION_FIELD_VALUE",
                        IDENTIFIERS))
                .or(() -> untimely(events));
    }

    private Optional<Answer> untimely(List<JsonNode> events) {
        if (documented) {
            return validation(
                    events,
                    this::untimely,
                    "Invalid Conversion time",
                    "INVALID_CONVERSION_TIME_FIELD_VALUE",
                    "Conversion time should be within 90 days.");
        }
        return indices(events, this::untimely)
                .map(indices -> LinkedInError.service(
                        400, "Conversion time should be within 90 days and not exceed current time, " + indices + "."));
    }

    private boolean untimely(JsonNode event) {
        Instant happenedAt =
                Instant.ofEpochMilli(event.path("conversionHappenedAt").asLong());
        return happenedAt.isBefore(now.minus(MOST_AGE)) || happenedAt.isAfter(now);
    }

    private boolean withoutVisibleRule(JsonNode event) {
        return rules.find(ruleId(event)).filter(ConversionRule::visible).isEmpty();
    }

    private ConversionRule rule(JsonNode event) {
        return rules.find(ruleId(event)).orElseThrow();
    }

    static String ruleId(JsonNode event) {
        return event.path("conversion").asText().substring(ConversionRule.URN.length());
    }

    private static boolean identified(JsonNode user) {
        return Json.stream(user.path("userIds"))
                        .anyMatch(id -> !id.path("idValue").asText().isBlank())
                || named(user.path("userInfo"), "firstName", "hashedFirstName")
                        && named(user.path("userInfo"), "lastName", "hashedLastName")
                || Json.stream(user.path("externalIds"))
                        .anyMatch(id -> !id.asText().isBlank())
                || user.has("lead");
    }

    private static boolean named(JsonNode info, String plain, String hashed) {
        return !info.path(plain).asText().isBlank()
                || !info.path(hashed).asText().isBlank();
    }

    private static Optional<String> indices(List<JsonNode> events, Predicate<JsonNode> wrong) {
        List<String> found = which(events, wrong);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of("indices [" + String.join(", ", found) + "] (0-indexed)");
    }

    private static Optional<Answer> validation(
            List<JsonNode> events, Predicate<JsonNode> wrong, String field, String type, String message) {
        String found = which(events, wrong).stream()
                .map(index ->
                        "{field=" + field + ", batchIndex=" + index + ", type=" + type + ", message=" + message + "}")
                .collect(Collectors.joining(", "));
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(LinkedInError.service(400, "Validation failed because [" + found + "]"));
    }

    private static List<String> which(List<JsonNode> events, Predicate<JsonNode> wrong) {
        return IntStream.range(0, events.size())
                .filter(at -> wrong.test(events.get(at)))
                .mapToObj(String::valueOf)
                .toList();
    }
}
