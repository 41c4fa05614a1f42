package io.downfunnel.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is to become of a conversion that may still be decided about.
 *
 * @param state {@code READY}, {@code DELAYED}, {@code EXCLUDED} or {@code HELD}
 * @param reason empty for an ordinary {@code READY}
 * @param explanation the same in a sentence or two about this very conversion
 * @param dueAt of {@code DELAYED}: when it is decided anew; of others: not sent before, mostly empty
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

    /** LinkedIn takes no event later than its own clock (linkedin.md §2.6), which need not be ours. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    public Decision {
        if (!state.undecided()) {
            throw new IllegalArgumentException("Planning cannot put a conversion into " + state);
        }
    }

    /**
     * When an event of that time can be sent at the earliest: at once if it is over, and otherwise once it is over by the
     * platform's clock too.
     */
    public static Instant over(Instant at, Instant now) {
        return at.isAfter(now) ? at.plus(CLOCKS_DIFFER) : at;
    }

    /**
     * The same conversion, sent as of a later second, which has to be over before it leaves.
     *
     * @throws java.util.NoSuchElementException if nothing is sent
     */
    public Decision settled(ConversionEvent later, Instant now) {
        var seconds = Duration.between(event.orElseThrow().occurredAt(), later.occurredAt())
                .toSeconds();
        return new Decision(
                state,
                reason,
                explanation + " It is dated " + (seconds == 1 ? "a second" : seconds + " seconds") + " later than it"
                        + " happened: another conversion of the same click or person has that second, and a platform"
                        + " may take the two for one.",
                Stream.concat(dueAt.stream(), Stream.of(over(later.occurredAt(), now)))
                        .max(Comparator.naturalOrder()),
                expiresAt,
                value,
                click,
                Optional.of(later));
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
