package io.downfunnel.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that a person has to know. One for each cause, however many conversions are concerned; open as long as the
 * cause is there.
 *
 * @param subject with the kind it names the cause; never personal data
 * @param destination whose conversions are concerned; empty: not one destination's
 * @param word under which these conversions are listed; empty: all of them
 * @param reason code that narrows the list further; empty: any
 * @param concerned how many conversions; 0 where none can be counted
 * @param earliestExpiry when the first of them becomes worthless; empty where none does
 * @param sentence what happened, what it means for the conversions, what to do, and what happens if nobody does
 */
public record Alert(
        Kind kind,
        String subject,
        Severity severity,
        Optional<String> destination,
        Optional<ConversionState.Word> word,
        Optional<String> reason,
        long concerned,
        Optional<Instant> earliestExpiry,
        String sentence) {

    /** What it is about. The name is the code that is stored and measured. */
    public enum Kind {
        INVARIANT_BROKEN("The auditor found something wrong"),
        AUDIT_LATE("The auditor is late"),
        CONNECTION_STOPPED("A connection has stopped"),
        CONNECTION_FAILING("A connection fails"),
        BRAKED("A brake has caught"),
        OVERDUE("Waiting too long"),
        EXPIRING("Expiring soon"),
        ENDING("Something ends soon"),
        UNKNOWN_CODE("An answer that nobody knows"),
        ACTION_CHANGED("A conversion action has changed"),
        CLICKS_ELSEWHERE("Clicks of another ad account"),
        TRAIL_BROKEN("The audit trail was changed");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        /** A few words for lists. */
        public String title() {
            return title;
        }
    }

    /** The worst first. */
    public enum Severity {
        /** Now: money or trust is at stake. */
        URGENT("Urgent"),
        /** Today. */
        WARNING("Warning"),
        /** When there is time. */
        REMINDER("Reminder");

        private final String text;

        Severity(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    public Alert {
        if (subject.isBlank() || sentence.isBlank()) {
            throw new IllegalArgumentException("An alert names its cause and says what it means");
        }
    }
}
