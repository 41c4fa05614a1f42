package io.downfunnel.mappings;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

import io.downfunnel.domain.Condition;
import io.downfunnel.domain.ConsentRule;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionMapping.Afterwards;
import io.downfunnel.domain.ConversionMapping.Change;
import io.downfunnel.domain.ConversionMapping.Identifier;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.ValueRule;
import io.downfunnel.mappings.Part.Entries;
import io.downfunnel.mappings.Part.Items;
import io.downfunnel.mappings.Part.Look;
import io.downfunnel.mappings.Part.Plain;
import io.downfunnel.mappings.Part.Text;

/** Writes a funnel as a mapping file that reads as the same funnel. */
public final class FunnelWriter {
    private static final Part NONE = new Plain("none");

    private FunnelWriter() {}

    public static String write(Funnel funnel) {
        return write(
                funnel.stages().stream().map(FunnelWriter::stage).toList(),
                funnel.mappings().stream().map(FunnelWriter::mapping).toList(),
                funnel.exclusions().stream().map(FunnelWriter::exclusion).toList());
    }

    /** Of parts, some of which may not be right yet. */
    public static String write(List<Part> stages, List<Part> mappings, List<Part> exclusions) {
        return section("stages", stages)
                + (mappings.isEmpty() ? "" : "\n" + section("mappings", mappings))
                + (exclusions.isEmpty() ? "" : "\n" + section("exclude", exclusions));
    }

    private static String section(String key, List<Part> parts) {
        var items = new Items(parts, Look.LINES);
        var text = serialised(new Entries(
                Map.of(key, parts.isEmpty() ? new Items(parts, Look.BRIEF) : items), Look.LINES));
        // Only entries begin like this: texts with line breaks are written on one line.
        return text.replace("\n  - ", "\n\n  - ").replaceFirst(":\n\n", ":\n");
    }

    private static String serialised(Part part) {
        var options = new DumperOptions();
        options.setIndent(4);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(false);
        options.setSplitLines(false);
        options.setAllowUnicode(true);
        var text = new StringWriter();
        var yaml = new Yaml(options);
        yaml.serialize(part.node(), text);
        return text.toString();
    }

    public static Part stage(FunnelStage stage) {
        var entries = new LinkedHashMap<String, Part>();
        entries.put("name", new Text(stage.name()));
        entries.put("object", new Text(stage.object().apiName()));
        entries.put(
                "when",
                switch (stage.trigger()) {
                    case FunnelStage.Trigger.Created() -> new Plain("created");
                    case FunnelStage.Trigger.Becomes(var field, var values) -> becomes(field, values);
                });
        if (!stage.conditions().isEmpty()) {
            entries.put(
                    "and",
                    new Items(
                            stage.conditions().stream()
                                    .map(condition -> brief(condition(condition)))
                                    .toList(),
                            Look.LINES));
        }
        if (!stage.inferredWhenSkipped()) {
            entries.put("infer-when-skipped", new Plain("false"));
        }
        return new Entries(entries, Look.LINES);
    }

    private static Part becomes(String field, List<String> values) {
        var entries = new LinkedHashMap<String, Part>();
        entries.put("field", new Text(field));
        entries.put("becomes", Part.texts(values));
        return brief(entries);
    }

    private static Part brief(Map<String, Part> entries) {
        return new Entries(entries, Look.BRIEF);
    }

    private static Map<String, Part> condition(Condition condition) {
        var entries = new LinkedHashMap<String, Part>();
        entries.put("field", new Text(condition.field()));
        switch (condition) {
            case Condition.IsOneOf(var field, var values) -> entries.put("is-one-of", Part.texts(values));
            case Condition.IsNotOneOf(var field, var values) -> entries.put("is-not-one-of", Part.texts(values));
            case Condition.AtLeast(var field, var bound) -> entries.put("at-least", Part.number(bound));
            case Condition.AtMost(var field, var bound) -> entries.put("at-most", Part.number(bound));
            case Condition.IsSet(var field) -> entries.put("is-set", new Plain("true"));
            case Condition.IsNotSet(var field) -> entries.put("is-not-set", new Plain("true"));
        }
        return entries;
    }

    public static Part exclusion(Funnel.Exclusion exclusion) {
        var entries = new LinkedHashMap<String, Part>();
        entries.put("object", new Text(exclusion.object().apiName()));
        entries.putAll(condition(exclusion.condition()));
        return new Entries(entries, Look.LINES);
    }

    public static Part mapping(ConversionMapping mapping) {
        var entries = new LinkedHashMap<String, Part>();
        entries.put("name", new Text(mapping.name()));
        entries.put("stage", new Text(mapping.stage()));
        entries.put("destination", new Text(mapping.destination()));
        entries.put("action", new Plain(mapping.action()));
        entries.put("value", value(mapping.value()));
        entries.put(
                "identifiers",
                Part.texts(
                        mapping.identifiers().stream().map(FunnelWriter::word).toList()));
        entries.put("consent", consent(mapping.consent()));
        entries.put("count", new Plain(Scalars.word(mapping.count())));
        if (!mapping.holdBack().isZero()) {
            entries.put("hold-back", new Plain(duration(mapping.holdBack())));
        }
        entries.put("attribution-window", new Plain(duration(mapping.attributionWindow())));
        var afterwards = afterwards(mapping.afterwards());
        if (!afterwards.isEmpty()) {
            entries.put("afterwards", new Entries(afterwards, Look.LINES));
        }
        return new Entries(entries, Look.LINES);
    }

    /** As the field writes it: {@code li_fat_id}. */
    public static String word(Identifier identifier) {
        return Scalars.word(identifier).replace('-', '_');
    }

    private static Part value(ValueRule rule) {
        return switch (rule) {
            case ValueRule.None() -> NONE;
            case ValueRule.Fixed(var money) -> kind("fixed", money("amount", money));
            case ValueRule.CrmAmount(var factor) -> kind("crm-amount", Map.of("factor", Part.number(factor)));
            case ValueRule.ExpectedAmount(var probabilities, var otherwise) ->
                kind("expected", table(probabilities, otherwise));
            case ValueRule.ExpectedFixed(var dealValue, var probability) -> {
                var entries = money("deal-amount", dealValue);
                entries.put("probability", Part.number(probability));
                yield kind("expected", entries);
            }
        };
    }

    private static Part kind(String kind, Map<String, Part> entries) {
        return brief(Map.of(kind, brief(entries)));
    }

    private static Map<String, Part> money(String key, Money money) {
        var entries = new LinkedHashMap<String, Part>();
        entries.put(key, Part.number(money.amount()));
        entries.put("currency", new Text(money.currency().getCurrencyCode()));
        return entries;
    }

    private static Map<String, Part> table(Map<String, BigDecimal> probabilities, Optional<BigDecimal> otherwise) {
        var rows = new LinkedHashMap<String, Part>();
        probabilities.forEach((stage, probability) -> rows.put(stage, Part.number(probability)));
        var entries = new LinkedHashMap<String, Part>();
        entries.put("probabilities", brief(rows));
        otherwise.ifPresent(rest -> entries.put("otherwise", Part.number(rest)));
        return entries;
    }

    private static Part consent(ConsentRule rule) {
        var entries = new LinkedHashMap<String, Part>();
        rule.adUserData().ifPresent(field -> entries.put("ad-user-data", new Text(field)));
        rule.adPersonalization().ifPresent(field -> entries.put("ad-personalization", new Text(field)));
        if (!rule.granted().isEmpty()) {
            entries.put("granted", Part.texts(new TreeSet<>(rule.granted())));
        }
        if (!rule.denied().isEmpty()) {
            entries.put("denied", Part.texts(new TreeSet<>(rule.denied())));
        }
        entries.put("when-missing", new Plain(Scalars.word(rule.whenMissing())));
        return new Entries(entries, Look.LINES);
    }

    private static Map<String, Part> afterwards(Afterwards afterwards) {
        var entries = new LinkedHashMap<String, Part>();
        put(entries, "amount-changed", afterwards.amountChanged());
        put(entries, "lost", afterwards.lost());
        put(entries, "reopened", afterwards.reopened());
        put(entries, "deleted", afterwards.deleted());
        put(entries, "merged", afterwards.merged());
        return entries;
    }

    private static void put(Map<String, Part> entries, String key, Change change) {
        if (change != Change.IGNORE) {
            entries.put(key, new Plain(Scalars.word(change)));
        }
    }

    /** The largest unit that it is whole in, such as {@code 90d} or {@code 36h}. */
    public static String duration(Duration duration) {
        if (!duration.isZero() && duration.getNano() == 0 && duration.toSeconds() % 60 == 0) {
            var minutes = duration.toMinutes();
            if (minutes % (24 * 60) == 0 && minutes / (24 * 60) < 100_000) {
                return minutes / (24 * 60) + "d";
            }
            if (minutes % 60 == 0 && minutes / 60 < 100_000) {
                return minutes / 60 + "h";
            }
            if (minutes < 100_000) {
                return minutes + "m";
            }
        }
        return duration.toString();
    }
}
