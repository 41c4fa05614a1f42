package io.downfunnel.sandbox.google;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Json;

/** Everything that makes Google refuse a well-formed request. Nothing of a refused request is processed. */
final class RequestRules {

    private static final int MOST_EVENTS = 2_000;
    private static final int MOST_DESTINATIONS = 10;
    private static final Pattern ACCOUNT_ID = Pattern.compile("\\d{10}");
    private static final Pattern ACTION_ID = Pattern.compile("\\d+");

    private final AdsAccounts accounts;

    RequestRules(AdsAccounts accounts) {
        this.accounts = accounts;
    }

    Optional<Answer> refusal(JsonNode request, Instant now) {
        List<Destination> destinations =
                Json.stream(request.path("destinations")).map(Destination::from).toList();
        if (destinations.stream().anyMatch(this::forbidden)) {
            return Optional.of(GoogleError.permissionDenied());
        }
        Optional<Answer> tooNew = tooNew(destinations, now);
        if (tooNew.isPresent()) {
            return tooNew;
        }
        List<Violation> found = new ArrayList<>();
        limits(request, found);
        for (int at = 0; at < destinations.size(); at++) {
            destination(destinations.get(at), "destinations[" + at + "]", found);
        }
        distinct(destinations, found);
        people(request, destinations, found);
        events(request, destinations, now, found);
        return found.isEmpty() ? Optional.empty() : Optional.of(GoogleError.violations(found));
    }

    private boolean forbidden(Destination destination) {
        return ACCOUNT_ID.matcher(destination.accountId()).matches()
                && !(accounts.mayOperate(destination.accountId())
                        && accounts.mayLogIn(destination.loginId(), destination.accountId()));
    }

    private Optional<Answer> tooNew(List<Destination> destinations, Instant now) {
        return destinations.stream()
                .map(Destination::action)
                .flatMap(id -> accounts.action(id).stream())
                .filter(action -> !action.knownEverywhere(now))
                .findFirst()
                .map(action -> GoogleError.notFound(new Violation(
                        "destination_references", "NOT_FOUND", "destination_references: Resource not found")));
    }

    private static void limits(JsonNode request, List<Violation> found) {
        if (request.path("destinations").isEmpty()) {
            found.add(missing("destinations"));
        }
        if (request.path("destinations").size() > MOST_DESTINATIONS) {
            found.add(new Violation("destinations", "TOO_MANY_DESTINATIONS", "At most 10 destinations per request."));
        }
        if (request.path("events").isEmpty()) {
            found.add(missing("events"));
        }
        if (request.path("events").size() > MOST_EVENTS) {
            found.add(new Violation("events", "TOO_MANY_EVENTS", "At most 2000 events per request."));
        }
        boolean anyUserData = Json.stream(request.path("events")).anyMatch(event -> event.has("userData"));
        if (anyUserData && encoding(request).isEmpty()) {
            found.add(missing("encoding"));
        }
    }

    private void destination(Destination destination, String path, List<Violation> found) {
        if (destination.accountType().isEmpty()) {
            found.add(missing(path + ".operating_account.account_type"));
        } else if (!destination.accountType().equals("GOOGLE_ADS")) {
            found.add(new Violation(
                    path + ".operating_account.account_type",
                    "INVALID_DESTINATION",
                    "Conversions of this kind are taken for GOOGLE_ADS accounts only."));
        }
        if (destination.accountId().isEmpty()) {
            found.add(missing(path + ".operating_account.account_id"));
        } else if (!ACCOUNT_ID.matcher(destination.accountId()).matches()) {
            found.add(new Violation(
                    path + ".operating_account.account_id",
                    "INVALID_FORMAT",
                    "An account id has ten digits, no hyphens."));
        }
        action(destination, path + ".product_destination_id", found);
    }

    private void action(Destination destination, String path, List<Violation> found) {
        Optional<ConversionAction> action = accounts.action(destination.action());
        if (destination.action().isEmpty()) {
            found.add(missing(path));
        } else if (!ACTION_ID.matcher(destination.action()).matches()) {
            found.add(new Violation(path, "INVALID_FORMAT", "The id of a conversion action has digits only."));
        } else if (action.isEmpty() || !action.get().owner().equals(destination.accountId())) {
            found.add(new Violation(
                    path,
                    "INVALID_CONVERSION_ACTION_ID",
                    "The operating account owns no conversion action of this id."));
        } else if (action.get().type() != ConversionAction.Type.UPLOAD_CLICKS) {
            found.add(new Violation(
                    path, "INVALID_CONVERSION_ACTION_TYPE", "The conversion action must be of type UPLOAD_CLICKS."));
        }
    }

    /** Hashed identifiers are for accounts that are set up for them. */
    private void people(JsonNode request, List<Destination> destinations, List<Violation> found) {
        if (Json.stream(request.path("events")).noneMatch(event -> event.has("userData"))) {
            return;
        }
        for (int at = 0; at < destinations.size(); at++) {
            String path = "destinations[" + at + "]";
            accounts.customer(destinations.get(at).accountId())
                    .map(Customer::settings)
                    .flatMap(settings -> withoutPeople(settings, path))
                    .ifPresent(found::add);
        }
    }

    private static Optional<Violation> withoutPeople(Customer.Settings settings, String path) {
        if (!settings.termsAccepted()) {
            return Optional.of(new Violation(
                    path,
                    "DESTINATION_ACCOUNT_ENHANCED_CONVERSIONS_TERMS_NOT_SIGNED",
                    "The account has not accepted the customer data terms."));
        }
        return settings.enhancedConversions()
                ? Optional.empty()
                : Optional.of(new Violation(
                        path,
                        "DESTINATION_ACCOUNT_NOT_ENABLED_ENHANCED_CONVERSIONS_FOR_LEADS",
                        "Enhanced conversions for leads are not enabled in the account."));
    }

    private static void distinct(List<Destination> destinations, List<Violation> found) {
        Set<String> seen = new HashSet<>();
        for (int at = 0; at < destinations.size(); at++) {
            String reference = destinations.get(at).reference();
            if (!reference.isEmpty() && !seen.add(reference)) {
                found.add(new Violation(
                        "destinations[" + at + "].reference",
                        "DUPLICATE_DESTINATION_REFERENCE",
                        "References must be unique in a request."));
            }
        }
    }

    private static void events(JsonNode request, List<Destination> destinations, Instant now, List<Violation> found) {
        Set<String> references =
                destinations.stream().map(Destination::reference).collect(Collectors.toSet());
        var rules = new EventRules(
                new UserDataRules(encoding(request)),
                references,
                request.path("validateOnly").asBoolean(),
                now);
        JsonNode events = request.path("events");
        for (int at = 0; at < events.size(); at++) {
            found.addAll(rules.violations(events.get(at), at));
        }
    }

    static String encoding(JsonNode request) {
        String encoding = request.path("encoding").asText();
        return encoding.equals("ENCODING_UNSPECIFIED") ? "" : encoding;
    }

    private static Violation missing(String path) {
        return new Violation(path, "REQUIRED_FIELD_MISSING", "The field is required.");
    }
}
