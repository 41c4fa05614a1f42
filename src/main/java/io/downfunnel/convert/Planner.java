package io.downfunnel.convert;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

import io.downfunnel.convert.Identifying.Result;
import io.downfunnel.convert.Valuer.Worth;
import io.downfunnel.domain.Click;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.Consent.Answer;
import io.downfunnel.domain.ConsentRule;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Decision;
import io.downfunnel.domain.Match;
import io.downfunnel.domain.Match.MatchedClick;
import io.downfunnel.domain.Reason;
import io.downfunnel.domain.Sequel.Departure;
import io.downfunnel.domain.StageEvent;
import io.downfunnel.platform.Descriptor;

/** Decides what becomes of a stage event by one mapping on one platform. The same question gets the same answer. */
public record Planner(ConversionMapping mapping, Descriptor descriptor) {
    /** What lies further ahead is no clock that runs fast, but a mistake. */
    private static final Duration NEAR_FUTURE = Duration.ofDays(3);

    /** @param key the conversion's, made when it was first planned */
    public Decision decide(StageEvent event, Match match, ConversionKey key, Instant now) {
        var worth = Valuer.worth(mapping.value(), event, inForce(event));
        return excluded(event, match, worth, now)
                .or(() -> withoutConsent(event, match, worth))
                .orElseGet(() -> identified(event, match, worth, key, now));
    }

    /** What is sent is what holds when it is sent; only what changes later is an adjustment. */
    private Optional<BigDecimal> inForce(StageEvent event) {
        return event.amountInForce(mapping.countsEachTime());
    }

    private Optional<Decision> excluded(StageEvent event, Match match, Worth worth, Instant now) {
        if (event.withdrawal().isPresent()) {
            return withdrawn(event, worth);
        }
        var problem = event.problem().or(match::problem).or(() -> impossible(event, now));
        if (problem.isPresent()) {
            return exclude(event, worth, Reason.IMPOSSIBLE_DATA, sentence(problem.get()));
        }
        var tested = match.tested();
        if (match.testRecord() || tested.isPresent()) {
            return exclude(
                    event,
                    worth,
                    Reason.TEST_RECORD,
                    tested.map(Planner::triedOut)
                            .orElse("A condition under \"exclude\" in the mappings marks it as a test."));
        }
        if (!mapping.countsEachTime() && event.occurrence() > 1) {
            return exclude(
                    event,
                    worth,
                    Reason.COUNTED_ONCE,
                    "The stage was reached for the " + event.occurrence() + ". time, and the mapping counts it once.");
        }
        var gone = Afterward.departure(mapping, event);
        if (gone.isPresent()) {
            return departed(event, worth, gone.get());
        }
        if (!now.isBefore(event.occurredAt().plus(descriptor.oldestEvent()))) {
            return exclude(
                    event,
                    worth,
                    Reason.EVENT_TOO_OLD,
                    "It happened on " + Days.of(event.occurredAt()) + "; " + descriptor.name() + " takes events for "
                            + descriptor.oldestEvent().toDays()
                            + " days. On a first sync that is only history, and nothing is wrong.");
        }
        return Optional.empty();
    }

    private static String triedOut(MatchedClick click) {
        return "The platform says that the " + click.click().id() + " of "
                + click.source().rule().text() + " is a test: somebody only tried the form out.";
    }

    private Optional<Decision> withdrawn(StageEvent event, Worth worth) {
        return switch (event.withdrawal().orElseThrow()) {
            case DELETED -> exclude(event, worth, Reason.RECORD_DELETED, "Its record was deleted in the CRM.");
            case UNTOLD ->
                exclude(
                        event,
                        worth,
                        Reason.STAGE_WITHDRAWN,
                        "The CRM's history, or the stage as it is defined now, no longer tells of it.");
            case MERGED ->
                exclude(
                        event,
                        worth,
                        Reason.MERGED,
                        "Its record turned out to belong to another journey, which has this conversion already.");
        };
    }

    /** What would be taken back is not sent in the first place. */
    private Optional<Decision> departed(StageEvent event, Worth worth, Departure gone) {
        return switch (gone.way()) {
            case LOST ->
                exclude(
                        event,
                        worth,
                        Reason.LOST_SINCE,
                        "The deal was lost on " + Days.of(gone.at())
                                + ", and the mapping counts no deal that is lost again.");
            case REOPENED ->
                exclude(
                        event,
                        worth,
                        Reason.REOPENED_SINCE,
                        "The deal was reopened on " + Days.of(gone.at())
                                + ", and the mapping counts it once it is closed again.");
        };
    }

    private Optional<String> impossible(StageEvent event, Instant now) {
        if (event.occurredAt().isAfter(now.plus(NEAR_FUTURE))) {
            return Optional.of("It is dated " + Days.of(event.occurredAt()) + ", far in the future");
        }
        return inForce(event)
                .filter(amount -> amount.signum() < 0 && Valuer.readsAmount(mapping.value()))
                .map(amount -> "The opportunity's amount is " + amount.toPlainString() + ", below zero");
    }

    private Optional<Decision> withoutConsent(StageEvent event, Match match, Worth worth) {
        var consent = mapping.consent().read(match.records());
        if (consent.adUserData() == Answer.DENIED) {
            return exclude(
                    event,
                    worth,
                    Reason.CONSENT_DENIED,
                    "The person does not want their data to be used for advertising.");
        }
        if (mapping.consent().whenMissing() == ConsentRule.WhenMissing.EXCLUDE && isMissing(consent)) {
            return exclude(
                    event,
                    worth,
                    Reason.CONSENT_MISSING,
                    "The CRM has no answer of the person, and the mapping sends nobody without one.");
        }
        return Optional.empty();
    }

    /** Every answer that the mapping asks for has to be there; with no question there is no answer. */
    private boolean isMissing(Consent consent) {
        var rule = mapping.consent();
        var asked = rule.adUserData().isPresent() || rule.adPersonalization().isPresent();
        return !asked
                || rule.adUserData().isPresent() && consent.adUserData() == Answer.UNSPECIFIED
                || rule.adPersonalization().isPresent() && consent.adPersonalization() == Answer.UNSPECIFIED;
    }

    private Decision identified(StageEvent event, Match match, Worth worth, ConversionKey key, Instant now) {
        var identifying = new Identifying(mapping, descriptor, match, event.occurredAt(), now);
        return switch (identifying.choose()) {
            case Result.Unknown(var reason, var explanation, var click) ->
                excludedWith(event, worth, reason, explanation, click);
            case Result.Known known -> {
                var frozen = new ConversionEvent(
                        key,
                        mapping.action(),
                        event.occurredAt(),
                        worth.money(),
                        known.click().map(Click::id),
                        known.email(),
                        known.phone(),
                        mapping.consent().read(match.records()));
                yield sendable(event, worth, known, frozen, expiry(event, known, identifying.window()), now);
            }
        };
    }

    private Instant expiry(StageEvent event, Result.Known known, Duration window) {
        var byEvent = event.occurredAt().plus(descriptor.oldestEvent());
        return known.click()
                .map(click -> click.clickedAt().plus(window))
                .filter(byClick -> byClick.isBefore(byEvent))
                .orElse(byEvent);
    }

    private record Wait(Instant until, Reason reason, String why) {}

    private Decision sendable(
            StageEvent event, Worth worth, Result.Known known, ConversionEvent sent, Instant expiresAt, Instant now) {
        var words = worth.why().isEmpty() ? known.explanation() : known.explanation() + " " + worth.why();
        var wait = waits(event, known, now)
                .filter(each -> each.until().isAfter(now))
                .max(Comparator.comparing(Wait::until));
        return new Decision(
                wait.isPresent() ? ConversionState.DELAYED : ConversionState.READY,
                wait.map(Wait::reason).or(worth::without),
                wait.map(each -> each.why() + " ").orElse("") + words,
                wait.map(Wait::until),
                expiresAt,
                worth.money(),
                known.click(),
                Optional.of(sent));
    }

    private Stream<Wait> waits(StageEvent event, Result.Known known, Instant now) {
        var past = Decision.over(event.occurredAt(), now);
        var held = event.occurredAt().plus(mapping.holdBack());
        var oldEnough = known.click().map(click -> click.clickedAt().plus(descriptor.minimumClickAge()));
        return Stream.concat(
                Stream.of(
                        new Wait(past, Reason.IN_THE_FUTURE, "Waits until the event lies in the past."),
                        new Wait(held, Reason.HOLD_BACK, "The mapping holds it back until " + Days.minute(held) + ".")),
                oldEnough.stream()
                        .map(until -> new Wait(
                                until,
                                Reason.CLICK_TOO_YOUNG,
                                descriptor.name() + " takes it once the click is "
                                        + descriptor.minimumClickAge().toHours() + " hours old, at "
                                        + Days.minute(until)
                                        + ".")));
    }

    private Optional<Decision> exclude(StageEvent event, Worth worth, Reason reason, String explanation) {
        return Optional.of(excludedWith(event, worth, reason, explanation, Optional.empty()));
    }

    private Decision excludedWith(
            StageEvent event, Worth worth, Reason reason, String explanation, Optional<Click> click) {
        return new Decision(
                ConversionState.EXCLUDED,
                Optional.of(reason),
                explanation,
                Optional.empty(),
                event.occurredAt().plus(descriptor.oldestEvent()),
                worth.money(),
                click,
                Optional.empty());
    }

    private static String sentence(String words) {
        return words.endsWith(".") ? words : words + ".";
    }
}
