package io.downfunnel.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Keeps our conversions apart where a platform could take two of them for one. Google knows a conversion by its action, its
 * click and its second as well as by our key, and refuses another one there (google.md §2.10,
 * {@code DUPLICATE_GCLID}; §3.4, {@code CLICK_CONVERSION_ALREADY_EXISTS}); Microsoft ignores it. Two leads of one click that a
 * mass update qualifies are such a pair. The one that comes later is sent as of the first second that is free.
 *
 * <p>Not safe for many threads.
 */
public final class Moments {

    /**
     * Where conversions can meet.
     *
     * @param destination name of the ad account
     * @param action the platform's id of the conversion action
     * @param matchKey a click ID, or a hashed identifier: the platform finds the click of a known person by itself
     */
    public record Place(String destination, String action, String matchKey) implements Comparable<Place> {
        private static final Comparator<Place> ORDER = Comparator.comparing(Place::destination)
                .thenComparing(Place::action)
                .thenComparing(Place::matchKey);

        /** All those of an event. */
        public static List<Place> of(String destination, ConversionEvent event) {
            return Stream.of(
                            event.click().map(ClickId::value),
                            event.email().map(HashedIdentifier.Email::gmailFolded),
                            event.phone().map(HashedIdentifier.Phone::sha256))
                    .flatMap(matchKey -> matchKey.stream())
                    .map(matchKey -> new Place(destination, event.action(), matchKey))
                    .toList();
        }

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * A second that a conversion has for itself at a place.
     *
     * @param at whole seconds
     */
    public record Second(Place place, Instant at) implements Comparable<Second> {
        private static final Comparator<Second> ORDER =
                Comparator.comparing(Second::place).thenComparing(Second::at);

        public Second {
            at = at.truncatedTo(ChronoUnit.SECONDS);
        }

        /** All those of an event. */
        public static List<Second> of(String destination, ConversionEvent event) {
            return Place.of(destination, event).stream()
                    .map(place -> new Second(place, event.occurredAt()))
                    .toList();
        }

        @Override
        public int compareTo(Second other) {
            return ORDER.compare(this, other);
        }
    }

    /** Whose a second is. */
    public record Owned(Second second, ConversionKey by) {}

    private final Map<Second, ConversionKey> owners = new HashMap<>();

    /** @param taken what was given away before */
    public Moments(Collection<Owned> taken) {
        taken.forEach(owned -> owners.put(owned.second(), owned.by()));
    }

    /**
     * The same event as of the first second, from its own on, that no other conversion has at any of its places. That second is
     * its own from now on; what it had before does not stand in its way.
     */
    public ConversionEvent settle(String destination, ConversionEvent event) {
        var moved = event;
        while (isTaken(destination, moved)) {
            moved = moved.at(moved.occurredAt().plusSeconds(1));
        }
        Second.of(destination, moved).forEach(second -> owners.put(second, event.key()));
        return moved;
    }

    private boolean isTaken(String destination, ConversionEvent event) {
        return Second.of(destination, event).stream()
                .map(owners::get)
                .anyMatch(owner -> owner != null && !owner.equals(event.key()));
    }
}
