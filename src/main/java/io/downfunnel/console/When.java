package io.downfunnel.console;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

import io.downfunnel.report.Wording;

/**
 * An instant as a page shows it.
 *
 * @param text in the organisation's time zone; empty when there is no such time
 * @param utc for whoever points at it
 * @param iso for machines
 */
public record When(String text, String utc, String iso) {
    static final When NEVER = new When("", "", "");

    static When of(Instant at, ZoneId zone) {
        return new When(new Wording(zone).minute(at), Wording.utc(at), at.toString());
    }

    static When of(Optional<Instant> at, ZoneId zone) {
        return at.map(instant -> of(instant, zone)).orElse(NEVER);
    }

    static When exactly(Instant at, ZoneId zone) {
        return new When(new Wording(zone).second(at), Wording.utc(at), at.toString());
    }
}
