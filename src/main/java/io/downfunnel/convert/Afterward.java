package io.downfunnel.convert;

import java.util.Optional;

import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionMapping.Change;
import io.downfunnel.domain.Sequel.Departure;
import io.downfunnel.domain.StageEvent;

/** What a mapping makes of a deal that left its stage again. */
public final class Afterward {
    private Afterward() {}

    /** How the deal left, where the mapping counts no such deal. One that came back has left only where each time counts. */
    public static Optional<Departure> departure(ConversionMapping mapping, StageEvent event) {
        var departure = mapping.countsEachTime()
                ? event.sequel().departure()
                : event.sequel().gone();
        return departure.filter(gone -> change(mapping, gone) == Change.RETRACT);
    }

    private static Change change(ConversionMapping mapping, Departure gone) {
        return switch (gone.way()) {
            case LOST -> mapping.afterwards().lost();
            case REOPENED -> mapping.afterwards().reopened();
        };
    }
}
