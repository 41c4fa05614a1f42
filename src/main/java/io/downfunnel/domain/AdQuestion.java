package io.downfunnel.domain;

import java.util.stream.Stream;

/** What we ask an ad account besides uploads. */
public enum AdQuestion {
    /** Its time zone and currency. */
    ACCOUNT("account", 1),
    /** With the account whose they are, and their last uploads (google.md §3.7, §3.8). */
    ACTIONS("conversion actions", 3),
    /** By client and by conversion action (google.md §3.7). */
    DIAGNOSTICS("diagnostics", 2),
    COST("cost", 1),
    /** By the day of the click and by that of the conversion. */
    COUNTED("counted conversions", 1),
    /** Of one day. */
    CLICKS("clicks", 1),
    /** With the forms that they answer. */
    LEADS("form responses", 2);

    private static final String BETWEEN = ", ";

    private final String text;
    private final int operations;

    AdQuestion(String text, int operations) {
        this.text = text;
        this.operations = operations;
    }

    /** As people write it. */
    public String text() {
        return text;
    }

    /** How many operations of the vendor's quota it takes to ask once, for any number of days (google.md §3.2). */
    public int operations() {
        return operations;
    }

    /** The connection it is, when it fails: each question for itself. */
    public String connection(String destination) {
        return destination + BETWEEN + text;
    }

    /** Is it a question to an ad account, as {@link #connection} names it? Conversions do not depend on it. */
    public static boolean is(String connection) {
        return Stream.of(values()).anyMatch(question -> connection.endsWith(BETWEEN + question.text));
    }
}
