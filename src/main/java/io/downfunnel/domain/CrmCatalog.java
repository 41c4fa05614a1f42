package io.downfunnel.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which fields the CRM showed our user when it was asked last. What field-level security hides is not in it
 * (salesforce.md §4.5).
 *
 * @param objects the fields of each object, in the CRM's order; an object that was never seen is absent
 * @param readAt when it was asked last, by our clock; empty: never
 */
public record CrmCatalog(Map<CrmObject, List<CrmField>> objects, Optional<Instant> readAt) {

    /** Before the CRM was asked. */
    public static final CrmCatalog NEVER_READ = new CrmCatalog(Map.of(), Optional.empty());

    private static final Duration FRESH = Duration.ofDays(8);

    public CrmCatalog {
        var copies = new TreeMap<CrmObject, List<CrmField>>();
        objects.forEach((object, fields) -> copies.put(object, List.copyOf(fields)));
        objects = Map.copyOf(copies);
    }

    /**
     * Is it young enough to say that the CRM has no field of some name? The probe looks once a week.
     *
     * @return false also when the CRM was never asked
     */
    public boolean isFresh(Instant now) {
        return readAt.filter(at -> at.plus(FRESH).isAfter(now)).isPresent();
    }

    /** Empty for an object that was never seen. */
    public List<CrmField> fields(CrmObject object) {
        return objects.getOrDefault(object, List.of());
    }

    /** @param name the API name, as the CRM spells it */
    public Optional<CrmField> field(CrmObject object, String name) {
        return fields(object).stream()
                .filter(field -> field.name().equals(name))
                .findFirst();
    }

    /** API names by object, for those objects that were seen. */
    public Map<CrmObject, Set<String>> names() {
        return objects.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().stream().map(CrmField::name).collect(Collectors.toSet())));
    }
}
