package io.downfunnel.domain;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * A date at which something ends that conversions rest on, and at which they stop unless a person does something before.
 *
 * @param connection whose conversions stop; the name of a platform or of a CRM
 * @param what ends, in a few words
 * @param on the first day on which it may be gone, in UTC
 * @param then what happens on that day; a sentence
 * @param remedy what to do before; a sentence or two
 * @param source where it is written: a page of the vendor's; empty where the vendor told us with the token
 */
public record Cliff(String connection, String what, LocalDate on, String then, String remedy, String source) {
    private static final int NEAR = 90;
    private static final int VERY_NEAR = 30;

    /** How much time is left. */
    public enum Distance {
        FAR("Far off"),
        /** Within 90 days. */
        NEAR("Soon"),
        /** Within 30 days: a person is told. */
        VERY_NEAR("Very soon"),
        /** The day has come. */
        OVER("Over");

        private final String text;

        Distance(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    public Cliff {
        if (what.isBlank() || then.isBlank() || remedy.isBlank()) {
            throw new IllegalArgumentException("A date says what ends, what happens then, and what to do before");
        }
    }

    /** Days from today to that day; none or less when it has come. */
    public long daysLeft(LocalDate today) {
        return ChronoUnit.DAYS.between(today, on);
    }

    public Distance distance(LocalDate today) {
        var left = daysLeft(today);
        if (left <= 0) {
            return Distance.OVER;
        }
        return left <= VERY_NEAR ? Distance.VERY_NEAR : left <= NEAR ? Distance.NEAR : Distance.FAR;
    }
}
