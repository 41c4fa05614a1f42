package io.downfunnel.mappings;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

import io.downfunnel.domain.Condition;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.domain.FunnelStage.Trigger;
import io.downfunnel.mappings.Section.Text;

/** Reads what a stage means. */
final class StageReader {
    static final Set<String> KEYS = new LinkedHashSet<>(List.of("name", "object", "when", "and", "infer-when-skipped"));
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,59}");
    private static final String WHEN = "Write \"when: created\", or \"when: { field: Status, becomes: [Qualified] }\".";

    private final Problems problems;
    private final Scalars scalars;
    private final FieldCheck fields;
    private final ConditionReader conditions;

    StageReader(Problems problems, Scalars scalars, FieldCheck fields, ConditionReader conditions) {
        this.problems = problems;
        this.scalars = scalars;
        this.fields = fields;
        this.conditions = conditions;
    }

    Optional<FunnelStage> stage(Node node) {
        return Section.of(node, "a stage", KEYS, problems).flatMap(this::stage);
    }

    private Optional<FunnelStage> stage(Section section) {
        var name = section.getText("name", "Write a short name such as \"name: qualified\".")
                .filter(this::isName);
        var object = section.getText("object", "Write \"object: Lead\" or \"object: Opportunity\".")
                .flatMap(this::object);
        var when = section.get("when", WHEN);
        var trigger = object.flatMap(of -> when.flatMap(node -> trigger(node, of)));
        var further = object.map(of -> further(section, of)).orElse(List.of());
        var infer = section.findText("infer-when-skipped").map(scalars::flag).orElse(Optional.of(true));
        return name.flatMap(stageName -> object.flatMap(stageObject -> trigger.flatMap(happened ->
                infer.map(inferred -> new FunnelStage(stageName.value(), stageObject, happened, further, inferred)))));
    }

    private boolean isName(Text name) {
        if (NAME.matcher(name.value()).matches()) {
            return true;
        }
        problems.add(
                name.node(),
                "\"" + name.value() + "\" cannot name a stage, since the name goes into conversion keys.",
                "Use lower-case letters, digits and hyphens, beginning with a letter.");
        return false;
    }

    private Optional<CrmObject> object(Text text) {
        return conditions
                .object(text)
                .flatMap(object -> object == CrmObject.CONTACT
                        ? problems.none(
                                text.node(),
                                "Contacts reach no stages.",
                                "Write \"object: Lead\" or \"object: Opportunity\".")
                        : Optional.of(object));
    }

    private Optional<Trigger> trigger(Node node, CrmObject object) {
        if (node instanceof MappingNode) {
            return Section.of(node, "\"when\"", Set.of("field", "becomes"), problems)
                    .flatMap(section -> becomes(section, object));
        }
        return Section.texts(node, "\"when\"", problems).stream()
                .findFirst()
                .flatMap(text -> text.value().equals("created")
                        ? Optional.of(new Trigger.Created())
                        : problems.none(text.node(), "\"when: " + text.value() + "\" is not known.", WHEN));
    }

    private Optional<Trigger> becomes(Section section, CrmObject object) {
        var field = section.getText("field", WHEN).filter(name -> fields.check(object, name));
        var values = section.get("becomes", WHEN).flatMap(node -> section.someTexts("becomes"));
        return field.flatMap(name -> values.map(list -> new Trigger.Becomes(name.value(), list)));
    }

    private List<Condition> further(Section section, CrmObject object) {
        return section.nodes("and").stream()
                .flatMap(node -> conditions.condition(node, object).stream())
                .toList();
    }
}
