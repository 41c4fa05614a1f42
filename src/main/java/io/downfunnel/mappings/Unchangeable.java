package io.downfunnel.mappings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionMapping.Change;
import io.downfunnel.domain.Funnel;

/** Wishes about conversions that are counted already, and that their destination cannot fulfil: said before it is too late. */
public final class Unchangeable {
    private Unchangeable() {}

    /**
     * @param changes what each destination can change; one that is missing is not known, and not spoken of
     * @return a sentence or two for each mapping that wishes for more
     */
    public static List<String> notes(Funnel funnel, Map<String, Set<Change>> changes) {
        var notes = new ArrayList<String>();
        for (var mapping : funnel.mappings()) {
            var can = changes.get(mapping.destination());
            if (can == null) {
                continue;
            }
            var cannot = Stream.of(Change.RESTATE, Change.RETRACT)
                    .filter(change -> !can.contains(change) && wants(mapping, change))
                    .toList();
            if (!cannot.isEmpty()) {
                notes.add(note(mapping, cannot, can.isEmpty()));
            }
        }
        return notes;
    }

    private static boolean wants(ConversionMapping mapping, Change change) {
        return change == Change.RESTATE
                ? mapping.afterwards().restates()
                : mapping.afterwards().retracts();
    }

    private static String note(ConversionMapping mapping, List<Change> cannot, boolean never) {
        var what = cannot.stream()
                .map(change -> change == Change.RESTATE ? "new values" : "taking conversions back")
                .toList();
        var wish = "The mapping " + mapping.name() + " asks " + mapping.destination() + " for "
                + String.join(" and ", what) + ". ";
        return never
                ? wish
                        + "It offers no way for that: what was sent stays counted, and the wish holds only until a conversion"
                        + " is sent. A hold-back, such as \"hold-back: 7d\", delays sending until deals have settled."
                : wish
                        + "This installation has no way for that: such changes are put on hold and go by themselves once"
                        + " there is one. Until then a hold-back, such as \"hold-back: 7d\", avoids most of them.";
    }
}
