package io.downfunnel.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * What is to become of a conversion that may still be decided about.
 *
 * @param state {@code READY}, {@code DELAYED}, {@code EXCLUDED} or {@code HELD}
 * @param reason empty for an ordinary {@code READY}
 * @param explanation the same in a sentence or two about this very conversion
 * @param dueAt of {@code DELAYED}: when it is decided anew
 * @param expiresAt after this the platform would not count it
 * @param value what it is worth; also of one that is not sent
 * @param click the one that would be sent; empty where there is none
 * @param event what is sent; present in {@code READY} and {@code DELAYED}, and in {@code HELD} where it waits to be let go
 */
public record Decision(
        ConversionState state,
        Optional<Reason> reason,
        String explanation,
        Optional<Instant> dueAt,
        Instant expiresAt,
        Optional<Money> value,
        Optional<Click> click,
        Optional<ConversionEvent> event) {

    public Decision {
        if (!state.undecided()) {
            throw new IllegalArgumentException("Planning cannot put a conversion into " + state);
        }
    }

    /** The same conversion, which somebody or something has to let go first. */
    public Decision heldBack(Reason why, String words) {
        return new Decision(ConversionState.HELD, Optional.of(why), words, dueAt, expiresAt, value, click, event);
    }

    /** The same conversion, which has been let go already. */
    public Decision letGo(Reason why, String words) {
        return new Decision(state, Optional.of(why), words, dueAt, expiresAt, value, click, event);
    }
}
