package io.downfunnel.mappings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.FunnelStage;

/** Reads a mapping file: into a funnel, or into the complete list of what is wrong with it. */
public final class MappingFile {
    private static final Set<String> KEYS = new LinkedHashSet<>(List.of("stages", "mappings", "exclude"));

    private final Problems problems = new Problems();
    private final String document;
    private final Known known;

    private MappingFile(String document, Known known) {
        this.document = document;
        this.known = known;
    }

    /** @param document YAML 1.1, as UTF-8 text */
    public static Reading read(String document, Known known) {
        return new MappingFile(document, known).read();
    }

    /**
     * Reads one that was accepted before.
     *
     * @throws IllegalArgumentException when it would be refused
     */
    public static Funnel accepted(String document) {
        return switch (read(document, Known.NOTHING)) {
            case Reading.Read(var funnel, var text, var notes) -> funnel;
            case Reading.Refused(var problems) ->
                throw new IllegalArgumentException("The stored mappings cannot be read: " + problems);
        };
    }

    private Reading read() {
        var root = root();
        root.ifPresent(problems::within);
        var section = root.flatMap(node -> Section.of(node, "the file", KEYS, problems));
        var reading = section.map(this::read);
        return problems.any() || reading.isEmpty() ? new Reading.Refused(problems.inOrder()) : reading.get();
    }

    private Optional<Node> root() {
        try {
            var node = new Yaml(new LoaderOptions()).compose(new java.io.StringReader(document));
            if (node == null) {
                return nowhere("The file is empty.", "Write stages and mappings, or export the active ones.");
            }
            return Optional.of(node);
        } catch (MarkedYAMLException e) {
            var mark = Optional.ofNullable(e.getProblemMark()).or(() -> Optional.ofNullable(e.getContextMark()));
            return nowhere(
                    mark.map(place -> place.getLine() + 1).orElse(1),
                    mark.map(place -> place.getColumn() + 1).orElse(1),
                    "This is not YAML: " + e.getProblem() + ".",
                    "Look at the indentation, brackets and quotes here and just above.");
        } catch (YAMLException e) {
            return nowhere("This is not YAML: " + firstLine(e) + ".", "Save the file as plain UTF-8 text.");
        }
    }

    private static String firstLine(YAMLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private <T> Optional<T> nowhere(String cause, String remedy) {
        return nowhere(1, 1, cause, remedy);
    }

    private <T> Optional<T> nowhere(int line, int column, String cause, String remedy) {
        problems.add(line, column, cause, remedy);
        return Optional.empty();
    }

    private Reading read(Section section) {
        var scalars = new Scalars(problems);
        var fields = new FieldCheck(known.fields(), problems);
        var conditions = new ConditionReader(problems, scalars, fields);
        var stageReader = new StageReader(problems, scalars, fields, conditions);
        var mappingReader = new MappingReader(problems, scalars, fields, known.accounts());

        section.get("stages", "Write at least one stage.");
        var stages = section.nodes("stages").stream()
                .flatMap(node -> stageReader.stage(node).map(stage -> new Placed<>(node, stage)).stream())
                .toList();
        var names = stageNames(section);
        var mappings = section.nodes("mappings").stream()
                .flatMap(
                        node -> mappingReader.mapping(node, names).map(mapping -> new Placed<>(node, mapping)).stream())
                .toList();
        var exclusions = section.nodes("exclude").stream()
                .flatMap(node -> conditions.exclusion(node).stream())
                .toList();
        unique(stages, FunnelStage::name, "stage named", "Stages are told apart by name: rename or remove one.");
        unique(mappings, ConversionMapping::name, "mapping named", "Mappings are told apart by name: rename one.");
        unique(
                mappings,
                mapping -> mapping.stage() + " at " + mapping.destination(),
                "mapping of stage",
                "Both would be the same conversion to the platform: keep one of them.");
        var funnel = new Funnel(values(stages), values(mappings), exclusions);
        var notes = Stream.of(
                        fields.notes(),
                        mappingReader.notes(),
                        observed(funnel),
                        withoutAmount(funnel),
                        Unchangeable.notes(funnel, changes()).stream())
                .flatMap(sentences -> sentences)
                .toList();
        return new Reading.Read(funnel, document, notes);
    }

    private Map<String, Set<ConversionMapping.Change>> changes() {
        return known.accounts().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, account -> account.getValue().changes()));
    }

    /** Also of stages with other problems, lest their mappings are called wrong too. */
    private Set<String> stageNames(Section section) {
        var unheard = new Problems();
        return section.nodes("stages").stream()
                .flatMap(node -> Section.of(node, "", StageReader.KEYS, unheard).stream())
                .flatMap(stage -> stage.findText("name").stream())
                .map(Section.Text::value)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private record Placed<T>(Node node, T value) {}

    private static <T> List<T> values(List<Placed<T>> placed) {
        return placed.stream().map(Placed::value).toList();
    }

    private <T> void unique(List<Placed<T>> all, Function<T, String> key, String what, String remedy) {
        var lines = new HashMap<String, Integer>();
        for (var placed : all) {
            var line = placed.node().getStartMark().getLine() + 1;
            var first = lines.putIfAbsent(key.apply(placed.value()), line);
            if (first != null) {
                problems.add(
                        placed.node(),
                        "There is already a " + what + " \"" + key.apply(placed.value()) + "\", in line " + first + ".",
                        remedy);
            }
        }
    }

    /** Only StageName has a history that is always kept (salesforce.md §5.1, OpportunityHistory). */
    private static Stream<String> observed(Funnel funnel) {
        return funnel.stages().stream()
                .filter(stage -> stage.object() == CrmObject.OPPORTUNITY
                        && stage.trigger() instanceof FunnelStage.Trigger.Becomes(var field, var values)
                        && !field.equals("StageName"))
                .map(stage -> "The CRM keeps no history we read of the field that stage " + stage.name()
                        + " looks at; the stage is dated by the record's last change.");
    }

    private static Stream<String> withoutAmount(Funnel funnel) {
        var notes = new ArrayList<String>();
        for (var mapping : funnel.mappings()) {
            var ofLead = funnel.stage(mapping.stage())
                    .filter(stage -> stage.object() == CrmObject.LEAD)
                    .isPresent();
            if (ofLead && MappingReader.readsAmount(mapping.value())) {
                notes.add("The mapping " + mapping.name() + " takes the amount of an opportunity, but stage "
                        + mapping.stage() + " is a lead's: most of its conversions will have no value.");
            }
        }
        return notes.stream();
    }
}
