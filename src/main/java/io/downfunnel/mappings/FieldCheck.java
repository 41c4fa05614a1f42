package io.downfunnel.mappings;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.downfunnel.domain.CrmObject;
import io.downfunnel.mappings.Section.Text;

/** Asks whether the CRM has the fields that a file speaks of. */
final class FieldCheck {
    private final Map<CrmObject, Set<String>> known;
    private final Problems problems;
    private final Set<CrmObject> unasked = EnumSet.noneOf(CrmObject.class);

    FieldCheck(Map<CrmObject, Set<String>> known, Problems problems) {
        this.known = known;
        this.problems = problems;
    }

    boolean check(CrmObject object, Text field) {
        return checkEither(Set.of(object), field);
    }

    /** On at least one of the objects: a person may be a lead or a contact. */
    boolean checkEither(Set<CrmObject> objects, Text field) {
        if (!known.keySet().containsAll(objects)) {
            unasked.addAll(objects);
            return true;
        }
        var names = objects.stream()
                .flatMap(object -> known.get(object).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        if (names.contains(field.value())) {
            return true;
        }
        var where = objects.stream().map(CrmObject::apiName).sorted().collect(Collectors.joining(" or "));
        problems.add(
                field.node(),
                "The CRM shows us no field \"" + field.value() + "\" on " + where + ".",
                Spelling.nearest(field.value(), names)
                        .map(name -> "Did you mean " + name + "?")
                        .orElse(
                                "Write the API name (custom fields end in __c), and let our CRM user read it. If it is new,"
                                        + " have the fields read anew."));
        return false;
    }

    Stream<String> notes() {
        return unasked.stream()
                .map(object -> "Fields of " + object
                        + " could not be checked, since the CRM was not asked; run the import again with the connection"
                        + " up to be sure.");
    }
}
