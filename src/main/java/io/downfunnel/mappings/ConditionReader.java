package io.downfunnel.mappings;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.yaml.snakeyaml.nodes.Node;

import io.downfunnel.domain.Condition;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Funnel;
import io.downfunnel.mappings.Section.Text;

/** Reads "field, operator, value". */
final class ConditionReader {
    private static final List<String> OPERATORS =
            List.of("is-one-of", "is-not-one-of", "at-least", "at-most", "is-set", "is-not-set");
    private static final String FIELD_REMEDY = "Write the API name of a field, such as \"field: Country\".";

    private final Problems problems;
    private final Scalars scalars;
    private final FieldCheck fields;

    ConditionReader(Problems problems, Scalars scalars, FieldCheck fields) {
        this.problems = problems;
        this.scalars = scalars;
        this.fields = fields;
    }

    Optional<Condition> condition(Node node, CrmObject object) {
        return Section.of(node, "a condition", keys("field"), problems).flatMap(section -> condition(section, object));
    }

    Optional<Funnel.Exclusion> exclusion(Node node) {
        return Section.of(node, "an exclusion", keys("object", "field"), problems)
                .flatMap(section -> section.getText("object", "Write \"object: Lead\", Opportunity or Contact.")
                        .flatMap(this::object)
                        .flatMap(object ->
                                condition(section, object).map(condition -> new Funnel.Exclusion(object, condition))));
    }

    Optional<CrmObject> object(Text text) {
        return CrmObject.named(text.value())
                .or(() -> problems.none(
                        text.node(),
                        "\"" + text.value() + "\" is not an object we read.",
                        Spelling.remedy(text.value(), List.of("Lead", "Opportunity", "Contact"))));
    }

    private Optional<Condition> condition(Section section, CrmObject object) {
        var field = section.getText("field", FIELD_REMEDY).filter(name -> fields.check(object, name));
        var operators = OPERATORS.stream().filter(section::has).toList();
        if (operators.size() != 1) {
            return problems.none(
                    section.node(),
                    operators.isEmpty()
                            ? "A condition without an operator is never fulfilled."
                            : "A condition has one operator, this one has " + String.join(" and ", operators) + ".",
                    "Write exactly one of: " + String.join(", ", OPERATORS) + ".");
        }
        return field.flatMap(name -> operator(section, name.value(), operators.getFirst()));
    }

    private Optional<Condition> operator(Section section, String field, String operator) {
        return switch (operator) {
            case "is-one-of" -> section.someTexts(operator).map(values -> new Condition.IsOneOf(field, values));
            case "is-not-one-of" -> section.someTexts(operator).map(values -> new Condition.IsNotOneOf(field, values));
            case "at-least" ->
                section.findText(operator).flatMap(scalars::number).map(bound -> new Condition.AtLeast(field, bound));
            case "at-most" ->
                section.findText(operator).flatMap(scalars::number).map(bound -> new Condition.AtMost(field, bound));
            case "is-set" -> isTrue(section, operator).map(yes -> new Condition.IsSet(field));
            default -> isTrue(section, operator).map(yes -> new Condition.IsNotSet(field));
        };
    }

    private Optional<Boolean> isTrue(Section section, String operator) {
        return section.findText(operator)
                .flatMap(text -> scalars.flag(text)
                        .flatMap(flag -> flag
                                ? Optional.of(true)
                                : problems.none(
                                        text.node(),
                                        "\"" + operator + ": false\" is easily misread.",
                                        "Write " + (operator.equals("is-set") ? "is-not-set" : "is-set")
                                                + ": true instead.")));
    }

    private static Set<String> keys(String... first) {
        var keys = new LinkedHashSet<>(List.of(first));
        keys.addAll(OPERATORS);
        return keys;
    }
}
