package io.downfunnel.simulate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The nights of a dossier, one after the other, each read when somebody asks for it. */
final class Looks {
    /** Of a dossier without any. */
    static final Looks NONE = new Looks(List.of(), 0, night -> new Look(night, List.of()));

    private final List<Instant> nights;
    private final int possible;
    private final Function<Instant, Look> next;
    private final List<Look> made = new ArrayList<>();

    /**
     * @param nights in order
     * @param possible how many events there can ever be
     * @param next reads a night; asked in order, once for each
     */
    Looks(List<Instant> nights, int possible, Function<Instant, Look> next) {
        this.nights = nights;
        this.possible = possible;
        this.next = next;
    }

    int size() {
        return nights.size();
    }

    Look get(int number) {
        while (made.size() <= number) {
            made.add(next.apply(nights.get(made.size())));
        }
        return made.get(number);
    }

    Instant night(int number) {
        return nights.get(number);
    }

    /** No later night can bring an event that was not seen in this one. */
    boolean complete(int number) {
        return get(number).seen().size() >= possible;
    }
}
