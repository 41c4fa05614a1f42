package io.downfunnel.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * What the CRM's history tells of a deal after it reached a stage, as things stand now.
 *
 * @param amount the opportunity's amount now; empty for a lead and where nobody typed one
 * @param amountSince since when it is this; the stage event's own instant where it was not changed since
 * @param departure how the deal left the stage; empty while it is there, has gone on, or is won
 * @param again when it reached the stage the next time; empty when it has not
 */
public record Sequel(
        Optional<BigDecimal> amount, Instant amountSince, Optional<Departure> departure, Optional<Instant> again) {

    /** How a deal left a stage for good or for the time being. */
    public enum Way {
        /** It is closed and not won. */
        LOST,
        /** It was closed when it reached the stage, and is open again. */
        REOPENED
    }

    /** @param at by the history row that tells of it */
    public record Departure(Way way, Instant at) {}

    /** The departure, unless the deal has come back since. */
    public Optional<Departure> gone() {
        return again.isPresent() ? Optional.empty() : departure;
    }
}
