package io.downfunnel.sandbox.google;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import io.downfunnel.sandbox.AdClick;
import io.downfunnel.sandbox.AdClick.Kind;
import io.downfunnel.sandbox.AdClick.Platform;
import io.downfunnel.sandbox.ClickLedger;
import io.downfunnel.sandbox.google.IngestedEvent.ClickId;

/** Finds the click an event belongs to, as Google's processing does in the half hour after a request. google.md §2.10, §3.6. */
record Judge(ClickLedger ledger) {

    private static final Duration LEAST_AGE = Duration.ofHours(6);
    private static final Duration MOST_AGE = Duration.ofDays(90);

    /** A click that is found by user data alone is searched less far back. */
    private static final Duration MOST_AGE_OF_PERSON = Duration.ofDays(63);

    private static final String REASON = "PROCESSING_ERROR_REASON_";

    /** How all real ones begin and end, being base64 of one protobuf message. */
    private static final Pattern GCLID = Pattern.compile("(C[a-zA-Z]|EAIaIQob)[A-Za-z0-9_-]{36,110}(_wcB|_BwE)");

    private static final Pattern BRAID = Pattern.compile("[A-Za-z0-9_-]{20,}");

    /** What became of an event: the click it belongs to, or why there is none. */
    sealed interface Verdict {}

    record Belongs(AdClick click) implements Verdict {}

    /** @param reason full name of a {@code ProcessingErrorReason} */
    record Refused(String reason) implements Verdict {}

    /** What a test wants to hear, whatever the event is like. */
    record Forced(String reason) implements Verdict {}

    Verdict verdict(IngestedEvent event, ConversionAction action, Instant now) {
        if (event.consentDenied()) {
            return refused("DENIED_CONSENT");
        }
        return switch (event.clickIds().size()) {
            case 0 -> ofPerson(event, action, now);
            case 1 -> ofClick(event, event.clickIds().getFirst(), action, now);
            default -> refused("INVALID_AD_IDENTIFIERS");
        };
    }

    private Verdict ofClick(IngestedEvent event, ClickId id, ConversionAction action, Instant now) {
        Optional<AdClick> click = ledger.find(id.kind(), id.value());
        if (click.isEmpty() && mangled(id)) {
            return refused("INVALID_" + id.kind());
        }
        if (id.kind() != Kind.GCLID && action.onePerClick()) {
            return refused("ONE_PER_CLICK_CONVERSION_ACTION_NOT_PERMITTED_WITH_BRAID");
        }
        return click.map(known -> timely(event, known, action, now)).orElseGet(() -> ofPerson(event, action, now));
    }

    /** Not what a click id of this kind looks like: lower-cased, cut short, or an id of another kind in the wrong field. */
    private boolean mangled(ClickId id) {
        boolean shaped =
                (id.kind() == Kind.GCLID ? GCLID : BRAID).matcher(id.value()).matches();
        boolean ofOtherKind = List.of(Kind.GCLID, Kind.GBRAID, Kind.WBRAID).stream()
                .anyMatch(kind -> ledger.find(kind, id.value()).isPresent());
        return !shaped || ofOtherKind;
    }

    private static Verdict timely(IngestedEvent event, AdClick click, ConversionAction action, Instant now) {
        if (!click.accountId().equals(action.owner())) {
            // The one reason of the enum whose name does not begin like the others.
            return new Refused("PROCESSING_ERROR_OPERATING_ACCOUNT_MISMATCH_FOR_AD_IDENTIFIER");
        }
        if (event.happenedAt().isBefore(click.clickedAt())) {
            return refused("CONVERSION_PRECEDES_CLICK");
        }
        if (now.isBefore(click.clickedAt().plus(LEAST_AGE))) {
            return refused("TOO_RECENT_CLICK");
        }
        if (now.isAfter(click.clickedAt().plus(shorter(action.window(), MOST_AGE)))) {
            return refused("EVENT_TOO_OLD");
        }
        return new Belongs(click);
    }

    private Verdict ofPerson(IngestedEvent event, ConversionAction action, Instant now) {
        Instant earliest = now.minus(shorter(action.window(), MOST_AGE_OF_PERSON));
        return event.people().stream()
                .flatMap(person -> ledger.ofPerson(Platform.GOOGLE, person).stream())
                .filter(click -> click.accountId().equals(action.owner()))
                .filter(click -> !click.clickedAt().isAfter(event.happenedAt()))
                .filter(click -> !click.clickedAt().isBefore(earliest))
                .max(Comparator.comparing(AdClick::clickedAt))
                .map(click -> timely(event, click, action, now))
                .orElseGet(() -> refused("CLICK_NOT_FOUND"));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Refused refused(String reason) {
        return new Refused(REASON + reason);
    }
}
