package io.downfunnel.system.attack;

import java.util.List;
import java.util.Set;

import io.downfunnel.system.attack.Violation.Verdict;

import static io.downfunnel.system.attack.Violation.Verdict.DOUBLED;
import static io.downfunnel.system.attack.Violation.Verdict.DRIFTED;
import static io.downfunnel.system.attack.Violation.Verdict.LOST;
import static io.downfunnel.system.attack.Violation.Verdict.PHANTOM;
import static io.downfunnel.system.attack.Violation.Verdict.UNLAWFUL;
import static io.downfunnel.system.attack.Violation.Verdict.WRONGLY_ORDERED;

/** Mistakes that somebody could make in the product, each as a change of its sources; the harness has to notice each. */
enum PlantedBug {
    CURSOR_COMMITTED_BEFORE_ROWS(
            Scenario.POWER_CUT_WHILE_READING,
            Set.of(LOST),
            edit(
                    "store/ExtractionStore.java",
                    "return page.isEmpty() ? 0 : CrmStore.save(",
                    "handle.commit();\nhandle.begin();\nreturn page.isEmpty() ? 0 : CrmStore.save(")),

    NOTHING_IS_READ_TWICE(
            Scenario.SHOWN_LATE,
            Set.of(LOST),
            edit("extract/Extraction.java", "? watermark.minus(config.overlap()) :", "? watermark :"),
            edit(
                    "extract/Bounds.java",
                    "return covered.isBefore(lagging) ? covered : lagging;",
                    "return covered.isAfter(now) ? covered : now;")),

    NO_FENCE_AROUND_RESULTS(
            Scenario.WAKES_UP_TOO_LATE,
            Set.of(WRONGLY_ORDERED),
            edit("store/StateMoves.java", "on a.id = c.id and a.epoch = c.epoch", "on a.id = c.id")),

    KEY_WITH_THE_ATTEMPT_IN_IT(
            Scenario.ANSWERS_LOST,
            Set.of(PHANTOM),
            edit("store/IntentStore.java", "Payload.decode(looked.get(claimed.id()).payload())))", """
                    Payload.decode(looked.get(claimed.id()).payload().replaceAll(
                            "\\"key\\": ?\\"df\\\\w+\\"",
                            "\\"key\\":\\"" + io.downfunnel.domain.ConversionKey.of(
                                    "", Long.toString(claimed.id()), "", "", claimed.attempt()) + "\\""))))""")),

    KEY_WITH_THE_CONFIGURATION_IN_IT(
            Scenario.OTHER_CONFIGURATION,
            Set.of(DOUBLED),
            edit(
                    "convert/CasePlanner.java",
                    "of.event().stage(),\n",
                    "of.event().stage() + mapping.attributionWindow(),\n")),

    TOO_MANY_REQUESTS_TAKEN_FOR_THE_LAST_WORD(
            Scenario.TOO_MANY_REQUESTS, Set.of(LOST), edit("deliver/RetryPolicy.java", """
                    case UNKNOWN_OUTCOME -> new Decision.Doubt(failure);
                                case THROTTLED -> new Decision.Again(notBefore.orElse(pause(sent, now)), failure, false);""", """
                    case UNKNOWN_OUTCOME -> new Decision.Doubt(failure);
                                case THROTTLED -> new Decision.NeedsYou(failure);""")),

    DOUBTS_SENT_AGAIN_UNDER_A_NEW_KEY(
            Scenario.ANSWERS_LOST,
            Set.of(PHANTOM),
            edit("store/IntentStore.java", "Payload.decode(looked.get(claimed.id()).payload())))", """
                    Payload.decode(looked.get(claimed.id()).payload().replaceAll(
                            claimed.attempt() == 0 ? "never there" : "\\"key\\": ?\\"df\\\\w+\\"",
                            "\\"key\\":\\"" + io.downfunnel.domain.ConversionKey.of(
                                    "", Long.toString(claimed.id()), "", "", claimed.attempt()) + "\\""))))""")),

    ANY_200_TAKEN_FOR_A_YES(
            Scenario.ANSWERS_OF_A_GATEWAY,
            Set.of(LOST),
            edit(
                    "platform/linkedin/EventsAnswer.java",
                    "if (answer.status() == 201 && answer.body().isBlank()) {",
                    "if (answer.successful()) {")),

    CONSENT_LOOKED_AT_ONLY_ONCE(
            Scenario.CONSENT_TAKEN_BACK,
            Set.of(UNLAWFUL),
            edit(
                    "store/ConversionStore.java",
                    "return plan.existing().filter(existing -> !same(existing, plan)).isPresent();",
                    "return false;")),

    LEASES_BY_THE_NODES_OWN_CLOCK(
            Scenario.CLOCK_AHEAD,
            Set.of(WRONGLY_ORDERED),
            edit("store/DoubtStore.java", "and leased_until < clock_timestamp()", """
                    and leased_until < '\""" + java.time.Instant.now().plus(java.time.Duration.parse(
                            System.getProperty("attack.skew", "PT0S"))) + \"""
                    '""")),

    CLICK_IDS_IN_LOWER_CASE(
            Scenario.GOOD_DAY,
            Set.of(DRIFTED),
            edit(
                    "platform/google/IngestEvents.java",
                    "case GCLID -> new AdIdentifiers(click.value(), null, null);",
                    "case GCLID -> new AdIdentifiers(click.value().toLowerCase(java.util.Locale.ROOT), null, null);")),

    GIVES_UP_AFTER_TEN_TRIES(Scenario.LONG_OUTAGE, Set.of(LOST), edit("deliver/RetryPolicy.java", """
                    case TRANSIENT, DELAY, EXPECTED, DUPLICATE, OCCUPIED ->
                                    new Decision.Again(notBefore.orElse(pause(sent, now)), failure, true);""", """
                    case TRANSIENT, DELAY, EXPECTED, DUPLICATE, OCCUPIED -> sent.attempt() >= 10
                                    ? new Decision.Hold(failure)
                                    : new Decision.Again(notBefore.orElse(pause(sent, now)), failure, true);""")),

    SENT_WITHOUT_BEING_WRITTEN_DOWN(
            Scenario.GOOD_DAY,
            Set.of(PHANTOM),
            edit("store/IntentStore.java", "insertItems(handle, number, going);", "")),

    INTENT_NOT_COMMITTED_BEFORE_THE_CALL(
            Scenario.POWER_CUT_AFTER_THE_CALL,
            Set.of(PHANTOM, LOST),
            edit("store/IntentStore.java", "var looked = look(handle, run, destination, batch, needed, now);", """
                    if (System.getProperty("attack.at") != null) {
                        var seen = look(handle, run, destination, batch, needed, now);
                        return Optional.of(new Intent(0, batch.stream()
                                .filter(claimed -> seen.containsKey(claimed.id()))
                                .map(claimed -> new Upload(claimed, Payload.decode(seen.get(claimed.id()).payload())))
                                .toList()));
                    }
                    var looked = look(handle, run, destination, batch, needed, now);""")),

    TWO_OF_OURS_IN_ONE_SECOND(
            Scenario.ONE_CLICK_IN_ONE_SECOND,
            Set.of(LOST),
            edit("store/ConversionStore.java", "MomentStore.settle(handle, planned, now)", "planned")),

    TRIES_TWICE_BEHIND_OUR_BACK(
            Scenario.ANSWERS_LOST,
            Set.of(PHANTOM),
            edit(
                    "platform/google/DataManager.java",
                    "var answer = wire.call(() -> request.apply(token.header()));",
                    """
                    Answer answer;
                    try {
                        answer = wire.call(() -> request.apply(token.header()));
                    } catch (io.downfunnel.platform.PlatformException e) {
                        answer = wire.call(() -> request.apply(token.header()));
                    }"""));

    /**
     * @param file below the root package
     * @param find stands there exactly once
     */
    record Edit(String file, String find, String replacement) {}

    private final Scenario scenario;
    private final Set<Verdict> verdicts;
    private final List<Edit> edits;

    PlantedBug(Scenario scenario, Set<Verdict> verdicts, Edit... edits) {
        this.scenario = scenario;
        this.verdicts = verdicts;
        this.edits = List.of(edits);
    }

    private static Edit edit(String file, String find, String replacement) {
        return new Edit(file, find, replacement);
    }

    /** What brings it to light. */
    Scenario scenario() {
        return scenario;
    }

    /** As what it is noticed: one of these. */
    Set<Verdict> verdicts() {
        return verdicts;
    }

    List<Edit> edits() {
        return edits;
    }
}
