package io.downfunnel.console;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import io.downfunnel.domain.Condition;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.domain.FunnelStage.Trigger;
import io.downfunnel.mappings.Part;
import io.downfunnel.mappings.Part.Entries;
import io.downfunnel.mappings.Part.Items;
import io.downfunnel.mappings.Part.Look;
import io.downfunnel.mappings.Part.Plain;
import io.downfunnel.mappings.Part.Text;

/**
 * A stage as somebody fills it in, right or not.
 *
 * @param was its name in the draft; empty for a new one
 * @param after of a new one: the name of the stage before it, or {@link #FIRST}; empty as long as nobody has chosen
 * @param happens {@code created} or {@code becomes}
 */
record StageForm(
        String was,
        String after,
        String name,
        String object,
        String happens,
        String field,
        List<String> values,
        List<Asked> conditions,
        boolean inferred) {

    static final String CREATED = "created";
    static final String BECOMES = "becomes";
    /** No stage is called so. */
    static final String FIRST = "-";

    private static final int MOST = 500;

    /** One more condition. */
    record Asked(String field, String operator, List<String> values, String bound) {
        static final Asked NOTHING = new Asked("", "is-one-of", List.of(), "");

        boolean listed() {
            return operator.equals("is-one-of") || operator.equals("is-not-one-of");
        }

        boolean measured() {
            return operator.equals("at-least") || operator.equals("at-most");
        }

        Map<String, Part> entries() {
            var entries = new LinkedHashMap<String, Part>();
            entries.put("field", new Text(field));
            if (listed()) {
                entries.put(operator, Part.texts(values));
            } else {
                entries.put(operator, measured() ? new Text(bound) : new Plain("true"));
            }
            return entries;
        }

        private Part part() {
            return new Entries(entries(), Look.BRIEF);
        }

        /** @param suffix of the names of its fields */
        static Asked of(Posted posted, String suffix) {
            return new Asked(
                    posted.text("field" + suffix),
                    posted.text("operator" + suffix),
                    posted.values("values" + suffix, "more" + suffix),
                    posted.text("bound" + suffix));
        }
    }

    static StageForm blank() {
        return new StageForm("", "", "", "Lead", BECOMES, "", List.of(), List.of(), true);
    }

    static StageForm of(FunnelStage stage) {
        var becomes =
                stage.trigger() instanceof Trigger.Becomes its ? Optional.of(its) : Optional.<Trigger.Becomes>empty();
        return new StageForm(
                stage.name(),
                "",
                stage.name(),
                stage.object().apiName(),
                becomes.isPresent() ? BECOMES : CREATED,
                becomes.map(Trigger.Becomes::field).orElse(""),
                becomes.map(Trigger.Becomes::values).orElse(List.of()),
                stage.conditions().stream().map(StageForm::asked).toList(),
                stage.inferredWhenSkipped());
    }

    static Asked asked(Condition condition) {
        return switch (condition) {
            case Condition.IsOneOf(var field, var values) -> new Asked(field, "is-one-of", values, "");
            case Condition.IsNotOneOf(var field, var values) -> new Asked(field, "is-not-one-of", values, "");
            case Condition.AtLeast(var field, var bound) -> new Asked(field, "at-least", List.of(), text(bound));
            case Condition.AtMost(var field, var bound) -> new Asked(field, "at-most", List.of(), text(bound));
            case Condition.IsSet(var field) -> new Asked(field, "is-set", List.of(), "");
            case Condition.IsNotSet(var field) -> new Asked(field, "is-not-set", List.of(), "");
        };
    }

    /** As it is written; only what stands with an exponent in the file keeps it, so that the number stays the very same. */
    static String text(BigDecimal number) {
        return number.scale() < 0 ? number.toString() : number.toPlainString();
    }

    static StageForm of(Posted posted) {
        return new StageForm(
                posted.text("was"),
                posted.text("after"),
                posted.text("name"),
                posted.text("object"),
                posted.text("happens"),
                posted.text("field"),
                posted.values("values", "more"),
                IntStream.range(0, Math.min(MOST, posted.number("conditions")))
                        .mapToObj(i -> Asked.of(posted, "-" + i))
                        .toList(),
                posted.flag("inferred"));
    }

    /** What a button other than "save" does: {@code add}, {@code remove-2}, {@code up-2}, {@code down-2}. */
    StageForm after(String button) {
        var changed = new ArrayList<>(conditions);
        var place = button.replaceFirst("^[a-z]+-?", "");
        int at = place.matches("\\d{1,3}") ? Integer.parseInt(place) : -1;
        if (button.equals("add") && changed.size() < MOST) {
            changed.add(Asked.NOTHING);
        } else if (button.startsWith("remove-") && at >= 0 && at < changed.size()) {
            changed.remove(at);
        } else if (button.startsWith("up-") && at > 0 && at < changed.size()) {
            Collections.swap(changed, at, at - 1);
        } else if (button.startsWith("down-") && at >= 0 && at < changed.size() - 1) {
            Collections.swap(changed, at, at + 1);
        }
        return new StageForm(was, after, name, object, happens, field, values, changed, inferred);
    }

    boolean isNew() {
        return was.isEmpty();
    }

    boolean renamed() {
        return !was.isEmpty() && !was.equals(name);
    }

    Part part() {
        var entries = new LinkedHashMap<String, Part>();
        entries.put("name", new Text(name));
        entries.put("object", new Text(object));
        entries.put("when", happens.equals(CREATED) ? new Plain(CREATED) : becomes());
        if (!conditions.isEmpty()) {
            entries.put("and", new Items(conditions.stream().map(Asked::part).toList(), Look.LINES));
        }
        entries.put("infer-when-skipped", new Plain(String.valueOf(inferred)));
        return new Entries(entries, Look.LINES);
    }

    private Part becomes() {
        var entries = new LinkedHashMap<String, Part>();
        entries.put("field", new Text(field));
        entries.put("becomes", Part.texts(values));
        return new Entries(entries, Look.BRIEF);
    }
}
