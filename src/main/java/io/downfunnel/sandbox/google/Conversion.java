package io.downfunnel.sandbox.google;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;

/** All that ever arrived for one transaction id at one conversion action. */
final class Conversion {

    private static final Duration CHANGES = Duration.ofDays(54);

    final String action;
    final String transactionId;
    private Set<String> payloads = Set.of();
    private List<ObjectNode> restatements = List.of();
    private int received;
    private int drifts;
    private boolean counted;
    private String reason = "";
    private String value = "";
    private String currency = "";
    private String click = "";
    private String happenedAt = "";
    private String core = "";
    private boolean braid;
    private String countedAt = "";
    private boolean atOnce;
    private boolean retracted;
    private Optional<Instant> adjustedAt = Optional.empty();

    Conversion(String action, String transactionId) {
        this.action = action;
        this.transactionId = transactionId;
    }

    boolean counted() {
        return counted;
    }

    /** Whether it stands in the reports: counted, and not taken back since. */
    boolean counts() {
        return counted && !retracted;
    }

    Instant countedAt() {
        return Instant.parse(countedAt);
    }

    CountedConversion asCounted() {
        return new CountedConversion(
                action,
                click,
                Instant.parse(happenedAt),
                value.isEmpty() ? BigDecimal.ZERO : new BigDecimal(value),
                currency);
    }

    String value() {
        return value;
    }

    String currency() {
        return currency;
    }

    String reason() {
        return reason;
    }

    int received() {
        return received;
    }

    /**
     * Only value and currency can be changed, and the count stays. What came with a wbraid, or stands at zero, is never
     * changed again, and nobody is told so. google.md §2.11, §3.5.
     */
    Effect known(IngestedEvent event) {
        boolean sameValue = event.value().equals(value) && event.currency().equals(currency);
        if (payloads.contains(event.hash()) && sameValue) {
            return Effect.REPEATED;
        }
        if (sameValue || event.value().isEmpty()) {
            return Effect.DRIFTED;
        }
        return settled() ? Effect.IGNORED : Effect.RESTATED;
    }

    private boolean settled() {
        return value.equals("0") || braid || retracted;
    }

    /** Google names no window for this API; that of its older one is taken. google.md §2.11, §3.5. */
    boolean tooOldToChange(Instant now) {
        return now.isAfter(Instant.parse(happenedAt).plus(CHANGES));
    }

    /** @param from when what is still being processed is known: an adjustment before that finds nothing */
    boolean adjustable(Instant from) {
        return counted && !braid && (atOnce || !countedAt().isAfter(from));
    }

    /** Whether it is the conversion of this click at this instant, and has no name of its own. */
    boolean isOf(String click, Instant happenedAt) {
        return transactionId.startsWith("(none)")
                && this.click.equals(click)
                && this.happenedAt.equals(happenedAt.toString());
    }

    /**
     * What becomes of an adjustment. What was taken back, or restated to zero, stays so, and only a second retraction is
     * told so. google.md §3.5.
     */
    String judge(Adjustment adjustment, Instant now) {
        if (retracted && adjustment.retraction()) {
            return "CONVERSION_ALREADY_RETRACTED";
        }
        if (retracted || value.equals("0")) {
            return Adjustment.IGNORED;
        }
        if (!adjustment.at().isAfter(Instant.parse(happenedAt))) {
            return "ADJUSTMENT_PRECEDES_CONVERSION";
        }
        if (tooOldToChange(now)) {
            return "CONVERSION_EXPIRED";
        }
        if (adjustment.retraction()
                || adjustedAt.filter(last -> !adjustment.at().isAfter(last)).isEmpty()) {
            return Adjustment.TAKEN;
        }
        return adjustedAt.equals(Optional.of(adjustment.at()))
                ? "RESTATEMENT_ALREADY_EXISTS"
                : "MORE_RECENT_RESTATEMENT_FOUND";
    }

    void adjust(Adjustment adjustment, String at) {
        adjustedAt = Optional.of(adjustment.at());
        if (adjustment.retraction()) {
            retracted = true;
        } else {
            restate(adjustment.value(), adjustment.currency().isEmpty() ? currency : adjustment.currency(), at);
        }
    }

    private void restate(String newValue, String newCurrency, String at) {
        restatements = with(
                restatements,
                Json.object()
                        .put("at", at)
                        .put("from", value)
                        .put("to", newValue)
                        .put("currency", newCurrency));
        value = newValue;
        currency = newCurrency;
    }

    void arrived(Judged event, String at, boolean atOnce) {
        received++;
        payloads = with(payloads, event.hash());
        if (counted && !event.core().equals(core)) {
            drifts++;
        }
        switch (event.effect()) {
            case COUNTED -> {
                counted = true;
                countedAt = at;
                this.atOnce = atOnce;
                reason = "";
                value = event.value();
                currency = event.currency();
                click = event.click();
                happenedAt = event.happenedAt();
                core = event.core();
                braid = event.wbraid();
            }
            case RESTATED -> restate(event.value(), event.currency(), at);
            case REFUSED, SURPLUS -> {
                if (!counted) {
                    reason = event.reason();
                    value = event.value();
                    currency = event.currency();
                    happenedAt = event.happenedAt();
                }
            }
            case REPEATED, DRIFTED, IGNORED -> {}
        }
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("action", action)
                .put("transactionId", transactionId)
                .put("received", received)
                .put("payloads", payloads.size())
                .put("counted", counts())
                .put("retracted", retracted)
                .put("reason", reason)
                .put("value", value)
                .put("currency", currency)
                .put("eventTimestamp", happenedAt)
                .put("click", click)
                .put("drifts", drifts);
        json.putArray("restatements").addAll(restatements);
        return json;
    }

    // Nearly every conversion has one payload and no restatement: growing by copying keeps the many small.
    private static <T> Set<T> with(Set<T> some, T one) {
        return some.contains(one)
                ? some
                : Stream.concat(some.stream(), Stream.of(one)).collect(Collectors.toUnmodifiableSet());
    }

    private static <T> List<T> with(List<T> some, T one) {
        return Stream.concat(some.stream(), Stream.of(one)).toList();
    }
}
