package io.downfunnel.console;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.downfunnel.console.Entry.Option;
import io.downfunnel.domain.CrmField.Kind;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.mappings.Problem;

/**
 * The form of a stage as it is drawn: a sentence made of fields.
 *
 * @param place where a new one stands among the others; empty for one that has its place
 * @param changing the field that becomes something; empty where nothing does
 * @param values what it becomes
 * @param problems what is about no single field
 * @param troubles how many problems there are in all
 */
public record StageView(
        String was,
        Entry name,
        List<Entry> place,
        Entry object,
        Entry happens,
        List<Entry> changing,
        List<Entry> values,
        List<Row> conditions,
        Entry inferred,
        List<String> problems,
        int troubles) {

    /** @param place from 0 */
    public record Row(
            int place,
            int number,
            List<Entry> asking,
            List<Entry> values,
            List<String> problems,
            boolean first,
            boolean last) {}

    private static final Set<Kind> CHANGING = EnumSet.of(Kind.TEXT, Kind.CHOICE, Kind.FLAG);

    /** @param stages of the funnel, in their order */
    static StageView of(StageForm form, List<String> stages, Picks picks, List<Problem> problems) {
        var told = new Troubles(problems);
        var of = CrmObject.named(form.object()).map(Set::of).orElse(Set.of());
        var view = new StageView(
                form.was(),
                Entry.text("name", "Name", form.name())
                        .help(
                                "Lower-case letters, digits and hyphens. It goes into the permanent key of every conversion.")
                        .troubled(told.of("name")),
                form.isNew() && !stages.isEmpty() ? List.of(place(form.after(), stages, told)) : List.of(),
                Entry.select("object", "A", objects(form.object())).troubled(told.of("object")),
                Entry.select("happens", "is", happenings(form.happens())),
                form.happens().equals(StageForm.CREATED) ? List.of() : changing(form, picks, of, told),
                form.happens().equals(StageForm.CREATED) ? List.of() : values(form, picks, of, told),
                IntStream.range(0, form.conditions().size())
                        .mapToObj(i -> row(form, i, picks, of, told))
                        .toList(),
                Entry.checks(
                        "inferred",
                        "Who skips it and reaches a later stage",
                        List.of(new Option("yes", "is counted here, too", "", form.inferred(), false))),
                List.of(),
                problems.size());
        return view.with(told.rest());
    }

    private StageView with(List<String> rest) {
        return new StageView(was, name, place, object, happens, changing, values, conditions, inferred, rest, troubles);
    }

    private static Entry place(String chosen, List<String> stages, Troubles told) {
        var options = Stream.of(
                        Stream.of(new Option("", "Choose its place", "", chosen.isEmpty(), false)),
                        Stream.of(new Option(
                                StageForm.FIRST, "Before all others", "", chosen.equals(StageForm.FIRST), false)),
                        stages.stream()
                                .map(stage -> new Option(stage, "After " + stage, "", stage.equals(chosen), false)))
                .flatMap(each -> each)
                .toList();
        return Entry.select("after", "Where in the journey it comes", options)
                .help(
                        "Who reaches a stage is taken to have reached those before it, too, unless a stage says otherwise.")
                .troubled(told.of("after"));
    }

    private static List<Option> objects(String chosen) {
        return Stream.of("Lead", "Opportunity")
                .map(object -> new Option(object, object, "", object.equals(chosen), false))
                .toList();
    }

    private static List<Option> happenings(String chosen) {
        return List.of(
                new Option(StageForm.CREATED, "created", "", chosen.equals(StageForm.CREATED), false),
                new Option(
                        StageForm.BECOMES,
                        "changed, so that a field becomes a value",
                        "",
                        !chosen.equals(StageForm.CREATED),
                        false));
    }

    private static List<Entry> changing(StageForm form, Picks picks, Set<CrmObject> of, Troubles told) {
        return List.of(
                picks.field("field", "Field", form.field(), of, CHANGING).troubled(told.of("when/field", "when")));
    }

    private static List<Entry> values(StageForm form, Picks picks, Set<CrmObject> of, Troubles told) {
        return ConditionView.troubled(
                picks.values("values", "more", "becomes", of, form.field(), form.values()), told.of("when/becomes"));
    }

    private static Row row(StageForm form, int i, Picks picks, Set<CrmObject> of, Troubles told) {
        var condition = ConditionView.of(form.conditions().get(i), "-" + i, "and/" + i, picks, of, told);
        return new Row(
                i,
                i + 1,
                condition.asking(),
                condition.values(),
                condition.problems(),
                i == 0,
                i == form.conditions().size() - 1);
    }
}
