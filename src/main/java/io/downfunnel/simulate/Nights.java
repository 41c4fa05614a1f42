package io.downfunnel.simulate;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;

/** The uploads of the past, and the present: when something that became known was first decided about. */
public final class Nights {
    private final Instant[] uploads;
    private final Instant present;

    private Nights(Instant[] uploads, Instant present) {
        this.uploads = uploads;
        this.present = present;
    }

    /**
     * @param uploads in any order; what was known before the first one is decided about in it
     * @param present the last look, as if everything were uploaded now
     */
    public static Nights of(Collection<Instant> uploads, Instant present) {
        return new Nights(
                uploads.stream()
                        .filter(upload -> upload.isBefore(present))
                        .sorted()
                        .toArray(Instant[]::new),
                present);
    }

    /** Everything is decided about at once, as by a first sync. */
    public static Nights only(Instant present) {
        return new Nights(new Instant[0], present);
    }

    public Instant present() {
        return present;
    }

    /** The first night in which something could be decided about; the present at the latest, also for what is to come. */
    Instant firstFrom(Instant known) {
        var place = Arrays.binarySearch(uploads, known);
        var first = place < 0 ? -place - 1 : place;
        return first < uploads.length ? uploads[first] : present;
    }
}
