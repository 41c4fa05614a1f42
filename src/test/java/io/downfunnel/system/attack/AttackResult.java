package io.downfunnel.system.attack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of an attack. It is passed only when nothing is wrong with the history <em>and</em> the attack was one: a run
 * in which the faults did not land says nothing about the product.
 *
 */
record AttackResult(Plan.Size size, Campaign.Figures figures, Found found, List<Violation> violations) {
    /**
     * What came about.
     *
     * @param conversions how many there were in the end
     * @param outcomes how many the CRM is certain of
     * @param doubts how often nobody knew whether something had been sent
     * @param duplicates how many conversions Google received more than once
     * @param senders how many nodes sent something
     */
    record Found(long conversions, long outcomes, long doubts, long duplicates, long senders) {
        @Override
        public String toString() {
            return """
                    conversions %,d; outcomes the CRM is certain of %,d; unknown outcomes %d; duplicates received by Google %d""".formatted(conversions, outcomes, doubts, duplicates);
        }
    }

    private static final double LANDED_AT_LEAST = 0.95;

    AttackResult {
        violations = List.copyOf(violations);
    }

    /** Why the run is not passed; empty when it is. */
    List<String> complaints() {
        var complaints = new ArrayList<String>();
        if (!violations.isEmpty()) {
            complaints.add("The history is not in order: " + Checker.report(violations));
        }
        atLeast(complaints, "conversions", found.conversions(), size.events());
        atLeast(complaints, "outcomes in the CRM", found.outcomes(), size.events() / 10);
        atLeast(complaints, "kills", figures.kills(), size.kills());
        atLeast(complaints, "database crashes", figures.databaseCrashes(), size.databaseCrashes());
        atLeast(
                complaints,
                "crash points hit",
                figures.crashedAt().stream().distinct().count(),
                1);
        atLeast(complaints, "unknown outcomes", found.doubts(), 1);
        atLeast(complaints, "duplicates received by Google", found.duplicates(), 1);
        atLeast(complaints, "nodes that sent something", found.senders(), 2);
        if (figures.landedShare() < LANDED_AT_LEAST) {
            complaints.add("Only %d of %d planned faults landed"
                    .formatted(figures.planned() - figures.missed(), figures.planned()));
        }
        return complaints;
    }

    private static void atLeast(List<String> complaints, String what, long there, long needed) {
        if (there < needed) {
            complaints.add("%s: %d, and fewer than %d prove nothing".formatted(what, there, needed));
        }
    }

    /** For people and for the document. */
    String summary() {
        return """
                seed %d: %s
                kills %d, at %d different points (%d were known at the beginning)
                database crashes %d; pauses beyond the lease %d
                %s
                planned faults %d, landed %.1f %%; changes in the CRM meanwhile %d
                %s
                verdicts %s
                under attack %s, with rest and check %s""".formatted(
                        figures.seed(),
                        complaints().isEmpty() ? "passed" : "FAILED",
                        figures.kills(),
                        figures.crashedAt().stream().distinct().count(),
                        figures.pointsKnown(),
                        figures.databaseCrashes(),
                        figures.pauses(),
                        figures.landings(),
                        figures.planned(),
                        100 * figures.landedShare(),
                        figures.crmChanges(),
                        found,
                        Checker.counts(violations),
                        words(figures.underAttack()),
                        words(figures.whole()));
    }

    private static String words(Duration time) {
        return "%d:%02d min".formatted(time.toMinutes(), time.toSecondsPart());
    }
}
