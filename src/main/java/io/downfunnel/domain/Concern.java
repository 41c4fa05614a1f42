package io.downfunnel.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the watchdog sees, one for each cause: the facts that an alert puts into words. */
public sealed interface Concern {

    /** Conversions and when the first of them becomes worthless. */
    record Concerned(long conversions, Optional<Instant> earliestExpiry) {
        public static final Concerned NONE = new Concerned(0, Optional.empty());
    }

    /**
     * Conversions that wait longer than they may.
     *
     * @param subject names the cause
     * @param reason code of the reason that they wait for; empty where there is none
     * @param within how long they may wait
     * @param since the longest wait began then
     */
    record Overdue(
            String subject,
            String destination,
            Wait way,
            Optional<String> reason,
            Duration within,
            Instant since,
            Concerned concerned)
            implements Concern {}

    /**
     * Conversions that a brake keeps back, because something looks wrong.
     *
     * @param reason code of the brake
     * @param since when it caught the first of them
     */
    record Braked(String destination, String reason, Instant since, Concerned concerned) implements Concern {}

    /**
     * Conversions that become worthless soon and will not be sent by themselves before that.
     *
     * @param within what soon means
     */
    record Expiring(
            String destination, ConversionState state, Optional<String> reason, Duration within, Concerned concerned)
            implements Concern {}

    /**
     * A connection that does not work.
     *
     * @param forAPerson it waits for a person; otherwise it passes by itself, and has not for a while
     * @param message what the vendor refuses, in words
     * @param remedy what to do; may be empty
     * @param concerned conversions that would be sent
     */
    record Broken(
            String connection, boolean forAPerson, Instant since, String message, String remedy, Concerned concerned)
            implements Concern {}

    /**
     * A platform answered with a code that our table of failures does not know.
     *
     * @param last when it was heard last
     */
    record UnknownCode(String destination, String code, Instant last, Concerned concerned) implements Concern {}

    /**
     * The auditor found rows that cannot be.
     *
     * @param sample one of them, in words
     */
    record Violated(Invariant invariant, long violations, String sample) implements Concern {}

    /**
     * The audit trail is not what was written.
     *
     * @param entry the first that does not fit
     * @param seen when that was found
     */
    record TrailBroken(long entry, Instant seen) implements Concern {}

    /** Nobody has looked for too long. */
    record Unaudited(Instant last, Duration within) implements Concern {}

    /**
     * Something ends soon that conversions rest on.
     *
     * @param daysLeft none or less when it has ended
     */
    record Ending(Cliff cliff, long daysLeft) implements Concern {}

    /**
     * A conversion action that mappings send to is not what it was.
     *
     * @param mappings their names
     * @param name what the platform calls it now, or called it last; empty where it never showed it
     * @param since when it was noticed
     * @param concerned conversions that would be sent to it
     */
    record Drifted(
            String destination,
            String action,
            List<String> mappings,
            Optional<String> name,
            Drift drift,
            Instant since,
            Concerned concerned)
            implements Concern {
        public Drifted {
            mappings = List.copyOf(mappings);
        }
    }

    /** How a conversion action changed. */
    sealed interface Drift {

        /** The account does not show it. */
        record Gone() implements Drift {}

        /** @param obstacle why nothing can be uploaded for it, in the platform's words or ours */
        record Closed(String obstacle) implements Drift {}

        record Renamed(String before) implements Drift {}
    }

    /**
     * Clicks that our leads came from were bought with another ad account than the one that conversions go to.
     *
     * @param account that conversions go to
     * @param other that the clicks were bought with
     * @param found clicks of ours that the platform knows at all, of the days it can still be asked about
     */
    record Strayed(String destination, String account, String other, long clicks, long found) implements Concern {}
}
