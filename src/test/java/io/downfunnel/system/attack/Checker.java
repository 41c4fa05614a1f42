package io.downfunnel.system.attack;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.system.attack.History.Attempt;
import io.downfunnel.system.attack.History.Conversion;
import io.downfunnel.system.attack.History.CrmOutcome;
import io.downfunnel.system.attack.History.Received;
import io.downfunnel.system.attack.History.Transition;
import io.downfunnel.system.attack.Violation.Verdict;

/** Reads a history after everything has come to rest, and says what must not be in it. */
final class Checker {
    private static final Set<String> RESTLESS = Set.of("READY", "IN_FLIGHT", "UNKNOWN");
    private static final Set<String> NEED_A_REASON = Set.of("EXCLUDED", "DELAYED", "HELD", "NEEDS_YOU", "EXPIRED");
    private static final String DENIED = "PROCESSING_ERROR_REASON_DENIED_CONSENT";

    private static final Pattern CLICK_TROUBLE = Pattern.compile("CLICK_NOT_FOUND|INVALID_G");
    private static final Duration CLOCK_GRAIN = Duration.ofMillis(100);

    private final History history;
    private final Instant now;
    private final Map<String, Conversion> byKey;
    private final Map<String, Received> receivedByKey;
    private final List<Violation> violations = new ArrayList<>();

    private Checker(History history, Instant now) {
        this.history = history;
        this.now = now;
        this.byKey = history.conversions().stream()
                .collect(Collectors.toMap(one -> name(one.destination(), one.key()), Function.identity(), (a, b) -> a));
        this.receivedByKey = history.received().stream()
                .collect(Collectors.toMap(one -> name(one.destination(), one.key()), Function.identity(), (a, b) -> a));
    }

    /** @return what is wrong; for each kind the smallest example first */
    static List<Violation> check(History history, Instant now) {
        var checker = new Checker(history, now);
        history.crm().stream().filter(CrmOutcome::certain).forEach(checker::becameConversions);
        var eligible = history.crm().stream()
                .map(one -> name(one.stage(), one.record()))
                .collect(Collectors.toSet());
        history.conversions().forEach(one -> {
            checker.folds(one);
            checker.isExplained(one);
            checker.cameToRest(one);
            checker.agreesWithThePlatform(one);
            checker.keptItsPayload(one);
            checker.wasEligible(one, eligible);
            checker.wasAllowed(one);
            checker.wasWrittenByWhoeverHadIt(one);
            checker.keptItsClick(one);
            checker.wasAdjustedInOrder(one);
        });
        history.received().forEach(checker::isOurs);
        history.received().forEach(checker::countsOnce);
        checker.nothingHasTwoNames();
        checker.nobodyMeets();
        return checker.violations.stream()
                .sorted(Comparator.comparing(Violation::verdict)
                        .thenComparing(one -> one.evidence().size()))
                .toList();
    }

    /** How often each verdict was reached. */
    static Map<Verdict, Long> counts(List<Violation> violations) {
        return violations.stream()
                .collect(Collectors.groupingBy(Violation::verdict, TreeMap::new, Collectors.counting()));
    }

    /** For people: the counts, and one example of each. */
    static String report(List<Violation> violations) {
        var examples = new LinkedHashMap<Verdict, Violation>();
        violations.forEach(one -> examples.putIfAbsent(one.verdict(), one));
        return counts(violations)
                + examples.values().stream().map(one -> "\n   " + one).collect(Collectors.joining());
    }

    private void becameConversions(CrmOutcome outcome) {
        history.rules().forEach((destination, rules) -> {
            if (rules.stages().contains(outcome.stage())
                    && !converted().contains(name(destination, outcome.stage(), outcome.record()))) {
                add(
                        Verdict.LOST,
                        "record " + outcome.record() + " reached " + outcome.stage() + " in the CRM, and " + destination
                                + " has no conversion for it",
                        Optional.empty(),
                        Optional.empty());
            }
        });
    }

    private Set<String> converted;

    private Set<String> converted() {
        if (converted == null) {
            converted = new HashSet<>();
            history.conversions().forEach(one -> {
                converted.add(name(one.destination(), one.stage(), one.record()));
                converted.add(name(one.destination(), one.stage(), one.lineage()));
            });
        }
        return converted;
    }

    private void folds(Conversion one) {
        String state = "";
        for (var step : one.transitions()) {
            if (!step.from().equals(state)) {
                add(Verdict.UNEXPLAINED, "it goes on from " + step.from() + " where it was " + state, one);
                return;
            }
            if (!state.isEmpty()
                    && !state.equals(step.to())
                    && !ConversionState.valueOf(state).mayBecome(ConversionState.valueOf(step.to()))) {
                add(Verdict.UNEXPLAINED, "no way leads from " + state + " to " + step.to(), one);
                return;
            }
            state = step.to();
        }
        if (!state.equals(one.state())) {
            add(Verdict.UNEXPLAINED, "it is " + one.state() + ", and its transitions end in " + state, one);
        }
    }

    private void isExplained(Conversion one) {
        if (NEED_A_REASON.contains(one.state()) && one.reason().isBlank()) {
            add(Verdict.UNEXPLAINED, "it is " + one.state() + " without a reason", one);
        }
    }

    private void cameToRest(Conversion one) {
        boolean rests = switch (one.state()) {
            case "ACCEPTED" -> !rules(one).verdicts();
            case "DELAYED" -> one.dueAt().filter(due -> due.isAfter(now)).isPresent();
            default -> !RESTLESS.contains(one.state());
        };
        if (!rests) {
            add(Verdict.LOST, "it never came to rest: it is " + one.state(), one);
        }
    }

    private History.Destination rules(Conversion one) {
        return history.rules().getOrDefault(one.destination(), new History.Destination(false, Set.of()));
    }

    private void agreesWithThePlatform(Conversion one) {
        var there = Optional.ofNullable(receivedByKey.get(name(one.destination(), one.key())));
        switch (one.state()) {
            case "ACCEPTED" -> {
                if (there.isEmpty()) {
                    add(Verdict.LOST, "we call it accepted, and the platform never saw it", one);
                }
            }
            case "VERIFIED" -> {
                if (there.filter(known -> known.counted() > 0).isEmpty()) {
                    add(Verdict.LOST, "we call it verified, and the platform does not count it", one);
                }
            }
            default -> {
                if (!one.attempts().isEmpty() && !RESTLESS.contains(one.state())) {
                    refusedOrInDoubt(one, there);
                }
            }
        }
    }

    /** It was sent, and neither accepted nor verified is what we say of it. */
    private void refusedOrInDoubt(Conversion one, Optional<Received> there) {
        boolean counts = there.filter(known -> known.counted() > 0).isPresent();
        boolean inDoubt =
                one.state().equals("HELD") && one.transitions().getLast().from().equals("UNKNOWN");
        boolean refused = history.circumstances().foul().contains(one.key())
                || there.filter(known -> !known.reason().isEmpty()).isPresent();
        if (counts && !inDoubt) {
            add(Verdict.UNEXPLAINED, "the platform counts it, and we call it " + one.state(), one);
        } else if (!counts && !inDoubt && !refused) {
            add(
                    Verdict.LOST,
                    "it is " + one.state() + " for " + one.reason() + ", and the platform has nothing against it",
                    one);
        }
    }

    private void keptItsPayload(Conversion one) {
        if (one.attempts().stream().map(Attempt::payloadHash).distinct().count() > 1) {
            add(Verdict.DRIFTED, "what was to be sent is not the same each time", one);
        }
    }

    private void wasEligible(Conversion one, Set<String> eligible) {
        if (!one.attempts().isEmpty() && !eligible.contains(name(one.stage(), one.record()))) {
            add(Verdict.PHANTOM, "the CRM does not know that " + one.record() + " ever reached " + one.stage(), one);
        }
    }

    private void wasAllowed(Conversion one) {
        var denied = Optional.ofNullable(history.circumstances().denied().get(one.record()));
        denied.filter(since -> one.attempts().stream()
                        .anyMatch(attempt -> attempt.intendedAt().isAfter(since)))
                .ifPresent(since -> add(Verdict.UNLAWFUL, "the person had said no at " + since, one));
    }

    /** An answer counts for the batch that is under way, and a node is given up when its lease is over, not before. */
    private void wasWrittenByWhoeverHadIt(Conversion one) {
        Optional<Transition> underWay = Optional.empty();
        for (var step : one.transitions()) {
            if (step.from().equals("IN_FLIGHT")) {
                var sent = underWay;
                if (step.batch()
                        .filter(batch -> !sent.flatMap(Transition::batch).equals(Optional.of(batch)))
                        .isPresent()) {
                    add(Verdict.WRONGLY_ORDERED, "the answer to another batch was written over the one under way", one);
                }
                var over = sent.map(
                        then -> then.at().plus(history.circumstances().lease()).minus(CLOCK_GRAIN));
                if (step.reason().equals("NODE_LOST")
                        && over.filter(end -> step.at().isBefore(end)).isPresent()) {
                    add(Verdict.WRONGLY_ORDERED, "its node was given up before its lease was over", one);
                }
            }
            underWay = step.to().equals("IN_FLIGHT") ? Optional.of(step) : Optional.empty();
        }
    }

    private void keptItsClick(Conversion one) {
        var there = Optional.ofNullable(receivedByKey.get(name(one.destination(), one.key())));
        if (one.knownClick()
                && there.filter(known -> CLICK_TROUBLE.matcher(known.reason()).find())
                        .isPresent()) {
            add(Verdict.DRIFTED, "the platform does not recognise a click that it gave out itself", one);
        }
    }

    /**
     * Two that we knew to be of one click, where the platform counts one. Those of which only the platform knows whose click it
     * was cannot be told apart beforehand, and have to be said to be uncounted.
     */
    private void nobodyMeets() {
        history.received().stream()
                .filter(there -> there.place().isPresent())
                .filter(there -> Optional.ofNullable(byKey.get(name(there.destination(), there.key())))
                        .filter(Conversion::knownClick)
                        .isPresent())
                .collect(Collectors.groupingBy(
                        there -> there.destination() + " " + there.place().orElseThrow()))
                .forEach((place, there) -> {
                    if (there.size() > 1) {
                        add(
                                Verdict.LOST,
                                there.size() + " of ours with one click were sent as of one second: " + place,
                                Optional.ofNullable(byKey.get(name(
                                        there.getLast().destination(),
                                        there.getLast().key()))),
                                Optional.of(there.getLast()));
                    }
                });
    }

    private void isOurs(Received there) {
        var ours = Optional.ofNullable(byKey.get(name(there.destination(), there.key())));
        if (ours.isEmpty()) {
            add(
                    Verdict.PHANTOM,
                    there.destination() + " has " + there.key() + ", which is none of ours",
                    ours,
                    Optional.of(there));
        } else if (there.received() > sendings(ours.get())) {
            add(
                    Verdict.PHANTOM,
                    "it arrived " + there.received() + " times, and was written down " + sendings(ours.get())
                            + " times before it was sent",
                    ours.get());
        } else if (there.payloads() > 1 + adjusted(ours.get())) {
            add(Verdict.DRIFTED, there.payloads() + " different contents arrived under one name", ours.get());
        } else if (there.restated() > 0 && adjusted(ours.get()) == 0) {
            add(Verdict.DRIFTED, "its value was changed, and we know of no adjustment", ours.get());
        }
    }

    private static int sendings(Conversion one) {
        return one.attempts().size()
                + one.adjustments().stream()
                        .mapToInt(History.Adjustment::attempts)
                        .sum();
    }

    private static long adjusted(Conversion one) {
        return one.adjustments().stream()
                .filter(adjustment -> adjustment.frozenAt().isPresent())
                .count();
    }

    private void wasAdjustedInOrder(Conversion one) {
        var verified = one.transitions().stream()
                .filter(step -> step.to().equals("VERIFIED"))
                .map(Transition::at)
                .findFirst();
        for (var adjustment : one.adjustments()) {
            if (adjustment
                    .frozenAt()
                    .filter(sent -> verified.isEmpty() || sent.isBefore(verified.get()))
                    .isPresent()) {
                add(Verdict.WRONGLY_ORDERED, "its " + adjustment.kind() + " was sent before it counted", one);
            }
            if (RESTLESS.contains(adjustment.state())) {
                add(Verdict.LOST, "its " + adjustment.kind() + " never came to rest: " + adjustment.state(), one);
            }
        }
    }

    private void countsOnce(Received there) {
        var ours = Optional.ofNullable(byKey.get(name(there.destination(), there.key())));
        if (there.counted() > 1) {
            add(Verdict.DOUBLED, "it counts " + there.counted() + " times", ours, Optional.of(there));
        }
        if (there.reason().equals(DENIED)) {
            add(Verdict.UNLAWFUL, "it was sent although the person denied it", ours, Optional.of(there));
        }
        if (there.restated() > 0 && there.counted() == 0) {
            add(
                    Verdict.WRONGLY_ORDERED,
                    "its value was corrected before there was anything to correct",
                    ours,
                    Optional.of(there));
        }
        if (there.counted() > 0
                && there.clickedAt()
                        .flatMap(clicked -> there.occurredAt().filter(clicked::isAfter))
                        .isPresent()) {
            add(Verdict.WRONGLY_ORDERED, "it counts, and happened before its click", ours, Optional.of(there));
        }
    }

    /** One outcome under two keys, be it in our record or at the platform. */
    private void nothingHasTwoNames() {
        var names = new LinkedHashMap<String, Conversion>();
        for (var one : history.conversions()) {
            if (!one.attempts().isEmpty()) {
                var outcome = name(one.destination(), one.stage(), one.lineage(), Integer.toString(one.occurrence()));
                var other = names.putIfAbsent(outcome, one);
                if (other != null) {
                    add(
                            Verdict.DOUBLED,
                            "one outcome was sent under two names, " + other.key() + " and " + one.key(),
                            one);
                }
            }
        }
    }

    private void add(Verdict verdict, String what, Conversion one) {
        add(
                verdict,
                what,
                Optional.of(one),
                Optional.ofNullable(receivedByKey.get(name(one.destination(), one.key()))));
    }

    private void add(Verdict verdict, String what, Optional<Conversion> ours, Optional<Received> theirs) {
        var evidence = new ArrayList<String>();
        ours.ifPresent(one -> {
            evidence.add("%s %s for %s: %s of %s, now %s %s"
                    .formatted(
                            one.destination(),
                            one.key(),
                            one.stage(),
                            one.record(),
                            one.lineage(),
                            one.state(),
                            one.reason()));
            one.transitions().forEach(step -> evidence.add(words(step)));
            one.attempts().forEach(attempt -> evidence.add(words(attempt)));
            one.adjustments().forEach(adjustment -> evidence.add(adjustment.toString()));
        });
        theirs.ifPresent(there -> evidence.add("the platform: " + there));
        violations.add(new Violation(verdict, what, evidence));
    }

    private static String words(Transition step) {
        return step.at() + " " + step.from() + " -> " + step.to() + " " + step.reason();
    }

    private static String words(Attempt attempt) {
        return attempt.intendedAt() + " batch " + attempt.batch() + " of " + attempt.node() + ": "
                + (attempt.answer().isEmpty() ? "no answer" : attempt.answer());
    }

    private static String name(String... parts) {
        return String.join(" ", parts);
    }
}
