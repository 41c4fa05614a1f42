package io.downfunnel.mappings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.downfunnel.domain.ConsentRule;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.FunnelStage;

/** What changes from one funnel to another, in words, one change a line. */
public final class FunnelDiff {
    private final List<String> lines = new ArrayList<>();

    private FunnelDiff() {}

    /** Empty when they mean the same; comments and order of keys do not count. */
    public static List<String> between(Funnel before, Funnel after) {
        var diff = new FunnelDiff();
        diff.compare(
                "Stage",
                named(before.stages(), FunnelStage::name),
                named(after.stages(), FunnelStage::name),
                FunnelDiff::told);
        diff.order(before, after);
        diff.compare(
                "Mapping",
                named(before.mappings(), ConversionMapping::name),
                named(after.mappings(), ConversionMapping::name),
                FunnelDiff::told);
        diff.exclusions(before, after);
        return List.copyOf(diff.lines);
    }

    private <T> void compare(
            String what, Map<String, T> before, Map<String, T> after, Function<T, Map<String, String>> told) {
        var names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        for (var name : names) {
            var old = Optional.ofNullable(before.get(name));
            var now = Optional.ofNullable(after.get(name));
            if (old.isEmpty()) {
                lines.add(what + " " + name + " is new: " + sentence(told.apply(now.orElseThrow())));
            } else if (now.isEmpty()) {
                lines.add(what + " " + name + " is gone.");
            } else {
                changes(what + " " + name, told.apply(old.get()), told.apply(now.get()));
            }
        }
    }

    private void changes(String what, Map<String, String> before, Map<String, String> after) {
        after.forEach((property, value) -> {
            var old = before.get(property);
            if (!Objects.equals(old, value)) {
                lines.add(what + ": " + property + " changes from " + old + " to " + value + ".");
            }
        });
    }

    private void order(Funnel before, Funnel after) {
        var old = before.stages().stream().map(FunnelStage::name).collect(Collectors.toCollection(ArrayList::new));
        var now = after.stages().stream().map(FunnelStage::name).collect(Collectors.toCollection(ArrayList::new));
        old.retainAll(List.copyOf(now));
        now.retainAll(List.copyOf(old));
        if (!old.equals(now)) {
            lines.add("The order of stages changes from " + String.join(", ", old) + " to " + String.join(", ", now)
                    + ".");
        }
    }

    private void exclusions(Funnel before, Funnel after) {
        after.exclusions().stream()
                .filter(exclusion -> !before.exclusions().contains(exclusion))
                .forEach(exclusion -> lines.add("Records are excluded now: " + told(exclusion) + "."));
        before.exclusions().stream()
                .filter(exclusion -> !after.exclusions().contains(exclusion))
                .forEach(exclusion -> lines.add("Records are no longer excluded: " + told(exclusion) + "."));
    }

    private static String told(Funnel.Exclusion exclusion) {
        return exclusion.object() + " whose " + exclusion.condition().inWords();
    }

    private static Map<String, String> told(FunnelStage stage) {
        var told = new LinkedHashMap<String, String>();
        told.put("meaning", "\"" + stage.inWords() + "\"");
        told.put("when skipped", stage.inferredWhenSkipped() ? "taken as reached with the next stage" : "not reached");
        return told;
    }

    private static Map<String, String> told(ConversionMapping mapping) {
        var told = new LinkedHashMap<String, String>();
        told.put("stage", mapping.stage());
        told.put("destination", mapping.destination());
        told.put("conversion action", mapping.action());
        told.put("value", mapping.value().inWords());
        told.put("identifiers", mapping.identifiers().stream().map(Enum::name).collect(Collectors.joining(", ")));
        told.put("consent", told(mapping.consent()));
        told.put("count", mapping.count().name().toLowerCase(java.util.Locale.ROOT));
        told.put("hold-back", mapping.holdBack().toString());
        told.put("attribution window", mapping.attributionWindow().toString());
        told.put("afterwards", mapping.afterwards().toString());
        return told;
    }

    private static String told(ConsentRule consent) {
        return "ad user data by " + consent.adUserData().orElse("no field") + ", ad personalisation by "
                + consent.adPersonalization().orElse("no field") + ", granted "
                + consent.granted().stream().sorted().toList() + ", denied "
                + consent.denied().stream().sorted().toList() + ", when missing " + consent.whenMissing();
    }

    private static String sentence(Map<String, String> told) {
        return told.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining("; ", "", "."));
    }

    private static <T> Map<String, T> named(List<T> all, Function<T, String> name) {
        return all.stream()
                .collect(Collectors.toMap(name, Function.identity(), (one, other) -> one, LinkedHashMap::new));
    }
}
