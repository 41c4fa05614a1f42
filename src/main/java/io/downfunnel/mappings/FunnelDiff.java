package io.downfunnel.mappings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.downfunnel.domain.ConsentRule;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.FunnelStage;

/** Says in words what one funnel would change of another. */
public final class FunnelDiff {
    private FunnelDiff() {}

    /** Each a sentence or a line; empty when both mean the same, whatever their documents look like. */
    public static List<String> between(Funnel before, Funnel after) {
        var lines = new ArrayList<String>();
        lines.addAll(compare("Stage", before.stages(), after.stages(), FunnelStage::name, FunnelDiff::words));
        order(before, after).ifPresent(lines::add);
        lines.addAll(
                compare("Mapping", before.mappings(), after.mappings(), ConversionMapping::name, FunnelDiff::words));
        lines.addAll(
                compare("Exclusion", before.exclusions(), after.exclusions(), FunnelDiff::name, exclusion -> Map.of()));
        return lines;
    }

    private static <T> List<String> compare(
            String what,
            List<T> before,
            List<T> after,
            Function<T, String> name,
            Function<T, Map<String, String>> words) {
        var old = before.stream().collect(Collectors.toMap(name, words, (one, other) -> one, LinkedHashMap::new));
        var now = after.stream().collect(Collectors.toMap(name, words, (one, other) -> one, LinkedHashMap::new));
        var lines = new ArrayList<String>();
        now.forEach((key, its) -> {
            if (!old.containsKey(key)) {
                lines.add(what + " \"" + key + "\" is added" + inBrief(its));
            }
        });
        old.forEach((key, its) -> {
            if (!now.containsKey(key)) {
                lines.add(what + " \"" + key + "\" is removed.");
            }
        });
        now.forEach((key, its) -> its.forEach((attribute, value) -> {
            var was = old.getOrDefault(key, its).get(attribute);
            if (!value.equals(was)) {
                lines.add(what + " \"" + key + "\": " + attribute + " changes from " + was + " to " + value + ".");
            }
        }));
        return lines;
    }

    private static String inBrief(Map<String, String> words) {
        return words.isEmpty()
                ? "."
                : words.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining("; ", ": ", "."));
    }

    private static Optional<String> order(Funnel before, Funnel after) {
        var common = before.stages().stream().map(FunnelStage::name).collect(Collectors.toList());
        common.retainAll(after.stages().stream().map(FunnelStage::name).toList());
        var now = after.stages().stream()
                .map(FunnelStage::name)
                .filter(common::contains)
                .toList();
        return common.equals(now)
                ? Optional.empty()
                : Optional.of("The order of stages changes from " + String.join(", ", common) + " to "
                        + String.join(", ", now) + ".");
    }

    private static String name(Funnel.Exclusion exclusion) {
        return exclusion.object() + " " + exclusion.condition().inWords();
    }

    private static Map<String, String> words(FunnelStage stage) {
        var words = new LinkedHashMap<String, String>();
        words.put("meaning", "\"" + stage.inWords() + "\"");
        words.put("inferred when skipped", stage.inferredWhenSkipped() ? "yes" : "no");
        return words;
    }

    private static Map<String, String> words(ConversionMapping mapping) {
        var words = new LinkedHashMap<String, String>();
        words.put("stage", mapping.stage());
        words.put("destination", mapping.destination());
        words.put("action", mapping.action());
        words.put("value", mapping.value().inWords());
        words.put(
                "identifiers",
                mapping.identifiers().stream()
                        .map(identifier -> Scalars.word(identifier).replace('-', '_'))
                        .collect(Collectors.joining(", ")));
        words.put("consent", words(mapping.consent()));
        words.put("count", Scalars.word(mapping.count()));
        words.put("hold-back", words(mapping.holdBack()));
        words.put("attribution window", words(mapping.attributionWindow()));
        words.put("on amount change", Scalars.word(mapping.afterwards().amountChanged()));
        words.put("on loss", Scalars.word(mapping.afterwards().lost()));
        words.put("on reopening", Scalars.word(mapping.afterwards().reopened()));
        words.put("on deletion", Scalars.word(mapping.afterwards().deleted()));
        words.put("on merging", Scalars.word(mapping.afterwards().merged()));
        return words;
    }

    private static String words(ConsentRule consent) {
        var fields = consent.adUserData().orElse("not asked") + " / "
                + consent.adPersonalization().orElse("not asked");
        return fields + " (granted: " + String.join(", ", new TreeSet<>(consent.granted())) + "; denied: "
                + String.join(", ", new TreeSet<>(consent.denied())) + "; when missing: "
                + Scalars.word(consent.whenMissing()) + ")";
    }

    private static String words(java.time.Duration duration) {
        if (duration.isZero()) {
            return "none";
        }
        return duration.toHours() % 24 == 0 && duration.toMinutes() % 60 == 0
                ? duration.toDays() + " days"
                : duration.toMinutes() % 60 == 0 ? duration.toHours() + " hours" : duration.toMinutes() + " minutes";
    }
}
