package io.downfunnel.console;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.downfunnel.console.Entry.Option;
import io.downfunnel.domain.CrmCatalog;
import io.downfunnel.domain.CrmField;
import io.downfunnel.domain.CrmField.Kind;
import io.downfunnel.domain.CrmObject;

/** What a form offers to choose from the CRM; where that is not known, or long ago, people write instead. */
record Picks(CrmCatalog catalog, Instant now) {
    boolean fresh() {
        return catalog.isFresh(now);
    }

    /** A field of one of the objects. */
    Entry field(String name, String label, String value, Set<CrmObject> objects, Set<Kind> kinds) {
        var options = fields(objects, kinds, value);
        if (options.isEmpty()) {
            return Entry.text(name, label, value).help("API name, such as Country or Score__c.");
        }
        if (!fresh()) {
            return Entry.proposed(name, label, value, options)
                    .help("API name. The list is as the CRM showed it last, which is a while ago.");
        }
        var all = new ArrayList<Option>();
        all.add(new Option("", "choose a field", "", value.isEmpty(), false));
        all.addAll(options);
        if (!value.isEmpty() && options.stream().noneMatch(Option::chosen)) {
            all.add(new Option(value, value + ", not among the CRM's fields", "", true, false));
        }
        return Entry.select(name, label, all);
    }

    private List<Option> fields(Set<CrmObject> objects, Set<Kind> kinds, String chosen) {
        var byName = new LinkedHashMap<String, CrmField>();
        objects.stream()
                .sorted()
                .flatMap(object -> catalog.fields(object).stream())
                .filter(field -> kinds.contains(field.kind()))
                .forEach(field -> byName.putIfAbsent(field.name(), field));
        return byName.values().stream()
                .sorted(Comparator.comparing(CrmField::label, String.CASE_INSENSITIVE_ORDER))
                .map(field -> new Option(
                        field.name(), field.inWords(), "", field.name().equals(chosen), false))
                .toList();
    }

    /** Values of a field: ticked where the CRM has a list, and written beside it. */
    List<Entry> values(
            String ticked, String written, String label, Set<CrmObject> objects, String field, List<String> chosen) {
        var offered = offered(objects, field);
        if (offered.isEmpty()) {
            return List.of(Entry.lines(written, label, chosen).help("As the CRM holds them, a line each."));
        }
        var more = chosen.stream()
                .filter(value -> offered.stream().noneMatch(one -> one.value().equals(value)))
                .toList();
        return List.of(
                Entry.checks(
                        ticked,
                        label,
                        offered.stream()
                                .map(value -> new Option(
                                        value.value(),
                                        value.label(),
                                        value.label().equals(value.value()) ? "" : value.value(),
                                        chosen.contains(value.value()),
                                        false))
                                .toList()),
                Entry.lines(written, "Other values", more)
                        .help("What the CRM's list does not have any more, a line each. Usually empty."));
    }

    private List<CrmField.Value> offered(Set<CrmObject> objects, String field) {
        return objects.stream()
                .sorted()
                .flatMap(object -> catalog.field(object, field).stream())
                .flatMap(Picks::choices)
                .distinct()
                .toList();
    }

    private static Stream<CrmField.Value> choices(CrmField field) {
        return field.kind() == Kind.FLAG
                ? Stream.of(new CrmField.Value("true", "true"), new CrmField.Value("false", "false"))
                : field.values().stream();
    }
}
