package io.downfunnel.domain;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/**
 * How long personal data is kept after it has served.
 *
 * @param periods how many days or months of each; what is not named is kept for good
 */
public record Retention(Map<What, Integer> periods) {

    /** What is kept for a time. The name is the code that is stored. */
    public enum What {
        /** What was sent, in full: counted in days from the state in which a conversion ended. */
        PAYLOADS("days", 1, 30),
        /** Click IDs and hashes: counted in months from the last change of their record in the CRM. */
        IDENTIFIERS("months", 14, 25);

        private final String unit;
        private final int least;
        private final int usual;

        What(String unit, int least, int usual) {
            this.unit = unit;
            this.least = least;
            this.usual = usual;
        }

        /** In the plural. */
        public String unit() {
            return unit;
        }

        /** Reports and simulations look 13 months back: identifiers have to outlast that. */
        public int least() {
            return least;
        }

        /** Where nobody has said anything else. */
        public int usual() {
            return usual;
        }

        /** Such as “25 months”; “for good” where there is no end to it. */
        public String inWords(Optional<Integer> period) {
            return period.map(count -> count + " " + (count == 1 ? unit.substring(0, unit.length() - 1) : unit))
                    .orElse("for good");
        }
    }

    public Retention {
        periods = Map.copyOf(periods);
        periods.forEach((what, period) -> {
            if (period < what.least()) {
                throw new IllegalArgumentException("Less than " + what.inWords(Optional.of(what.least())));
            }
        });
    }

    public Optional<Integer> period(What what) {
        return Optional.ofNullable(periods.get(what));
    }

    /** What is older than this may go; empty: nothing ever does. Days and months are counted in UTC. */
    public Optional<Instant> before(What what, Instant now) {
        return period(what).map(period -> {
            var today = now.atOffset(ZoneOffset.UTC);
            return switch (what) {
                case PAYLOADS -> today.minusDays(period).toInstant();
                case IDENTIFIERS -> today.minusMonths(period).toInstant();
            };
        });
    }

    /** Until when something that began at an instant is kept; empty: for good. */
    public Optional<Instant> until(What what, Instant begun) {
        return period(what).map(period -> {
            var day = begun.atOffset(ZoneOffset.UTC);
            return switch (what) {
                case PAYLOADS -> day.plusDays(period).toInstant();
                case IDENTIFIERS -> day.plusMonths(period).toInstant();
            };
        });
    }

    /** Would more go by this one than by the other? */
    public boolean shorter(What what, Retention other) {
        return period(what).isPresent()
                && other.period(what).map(before -> period(what).get() < before).orElse(true);
    }
}
