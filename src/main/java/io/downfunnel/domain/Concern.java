package io.downfunnel.domain;

import java.time.Duration;
import java.time.Instant;
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

    /** Nobody has looked for too long. */
    record Unaudited(Instant last, Duration within) implements Concern {}

    /**
     * Something ends soon that conversions rest on.
     *
     * @param daysLeft none or less when it has ended
     */
    record Ending(Cliff cliff, long daysLeft) implements Concern {}
}
