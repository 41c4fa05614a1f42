package io.downfunnel.console;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.downfunnel.console.Entry.Option;
import io.downfunnel.domain.CrmField.Kind;
import io.downfunnel.domain.CrmObject;

/**
 * A condition as it is drawn: a field, how it is compared, and with what.
 *
 * @param values what it is compared with; empty where nothing is
 * @param problems what is about no single field of it
 */
public record ConditionView(List<Entry> asking, List<Entry> values, List<String> problems) {

    /** Nothing that is kept as a hash can be compared, and what is a moment is no value either. */
    private static final Set<Kind> COMPARABLE =
            EnumSet.of(Kind.TEXT, Kind.CHOICE, Kind.NUMBER, Kind.FLAG, Kind.REFERENCE, Kind.TIME);

    private static final Map<String, String> OPERATORS = Map.of(
            "is-one-of", "is one of",
            "is-not-one-of", "is not one of",
            "at-least", "is at least",
            "at-most", "is at most",
            "is-set", "is set",
            "is-not-set", "is not set");
    private static final List<String> ORDER =
            List.of("is-one-of", "is-not-one-of", "at-least", "at-most", "is-set", "is-not-set");

    /**
     * @param suffix of the names of its fields, which tells them from those of other conditions
     * @param place where its problems are; empty: at the whole
     */
    static ConditionView of(
            StageForm.Asked asked, String suffix, String place, Picks picks, Set<CrmObject> of, Troubles told) {
        var within = place.isEmpty() ? "" : place + "/";
        var asking = List.of(
                picks.field("field" + suffix, "Field", asked.field(), of, COMPARABLE)
                        .troubled(told.of(within + "field")),
                Entry.select("operator" + suffix, "Comparison", operators(asked.operator())));
        return new ConditionView(
                asking, values(asked, suffix, picks, of, told.of(within + asked.operator())), told.of(place));
    }

    private static List<Entry> values(
            StageForm.Asked asked, String suffix, Picks picks, Set<CrmObject> of, List<String> problems) {
        if (asked.listed()) {
            return troubled(
                    picks.values("values" + suffix, "more" + suffix, "Values", of, asked.field(), asked.values()),
                    problems);
        }
        return asked.measured()
                ? List.of(Entry.text("bound" + suffix, "Number", asked.bound())
                        .help("With digits and a point, such as 1250 or 0.35.")
                        .troubled(problems))
                : List.of();
    }

    /** The first of them says what is wrong. */
    static List<Entry> troubled(List<Entry> entries, List<String> problems) {
        var all = new ArrayList<>(entries);
        all.set(0, all.getFirst().troubled(problems));
        return all;
    }

    private static List<Option> operators(String chosen) {
        return ORDER.stream()
                .map(word -> new Option(word, OPERATORS.get(word), "", word.equals(chosen), false))
                .toList();
    }
}
