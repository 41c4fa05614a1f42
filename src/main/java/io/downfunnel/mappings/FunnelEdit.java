package io.downfunnel.mappings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.FunnelStage;

/**
 * Changes one part of a funnel, filled in by a person, and reads the whole again as if it stood in a file: the same rules, in
 * the same sentences.
 *
 * @param known what it is checked against
 */
public record FunnelEdit(Funnel funnel, Known known) {

    /** What came of it. */
    public sealed interface Result {

        /**
         * @param document of the whole; without comments, since nobody wrote any of it
         * @param elsewhere what is wrong with other parts, which were so before; mended one by one
         */
        record Changed(Funnel funnel, String document, List<Problem> elsewhere) implements Result {
            public Changed {
                elsewhere = List.copyOf(elsewhere);
            }
        }

        /** @param problems of the part, each with a path that begins at it, such as {@code when/becomes} */
        record Refused(List<Problem> problems) implements Result {
            public Refused {
                problems = List.copyOf(problems);
            }
        }
    }

    /**
     * Puts a new stage behind another: where it stands decides what who reaches it has reached besides.
     *
     * @param after the name of the one before it; empty where it becomes the first. Behind one that is not there any more it
     *     becomes the last.
     */
    public Result newStage(Optional<String> after, Part stage) {
        var stages = new ArrayList<>(stages());
        int before = after.map(this::placeOfStage)
                .map(place -> place < 0 ? stages.size() - 1 : place)
                .orElse(-1);
        stages.add(before + 1, stage);
        return read(stages, mappings(), "stages/" + (before + 1));
    }

    /**
     * Puts a stage in the place of another, or behind the last one where that is not there any more.
     *
     * @param was the name of the one whose place it takes; its mappings come along under the new name
     * @param name the new one
     */
    public Result stage(String was, String name, Part stage) {
        var stages = new ArrayList<>(stages());
        int place = placeOfStage(was);
        if (place < 0) {
            place = stages.size();
            stages.add(stage);
        } else {
            stages.set(place, stage);
        }
        var mappings = funnel.mappings().stream()
                .map(mapping -> mapping.stage().equals(was) ? at(mapping, name) : mapping)
                .map(FunnelWriter::mapping)
                .toList();
        return read(stages, mappings, "stages/" + place);
    }

    /** Puts a mapping in the place of the one for the same stage and destination, or behind the last one. */
    public Result mapping(String stage, String destination, Part mapping) {
        var mappings = new ArrayList<>(mappings());
        int place = placeOfMapping(stage, destination);
        if (place < 0) {
            place = mappings.size();
            mappings.add(mapping);
        } else {
            mappings.set(place, mapping);
        }
        return read(stages(), mappings, "mappings/" + place);
    }

    /** Puts a rule for test records in the place of another, or behind the last one where that is not there. */
    public Result exclusion(int place, Part exclusion) {
        var exclusions = new ArrayList<>(exclusions());
        int at = place >= 0 && place < exclusions.size() ? place : exclusions.size();
        if (at == exclusions.size()) {
            exclusions.add(exclusion);
        } else {
            exclusions.set(at, exclusion);
        }
        return read(stages(), mappings(), exclusions, "exclude/" + at);
    }

    /** Nothing changes where there is none at that place. */
    public Funnel withoutExclusion(int place) {
        var exclusions = new ArrayList<>(funnel.exclusions());
        if (place >= 0 && place < exclusions.size()) {
            exclusions.remove(place);
        }
        return new Funnel(funnel.stages(), funnel.mappings(), exclusions);
    }

    /** Without a stage and all its mappings; the last stage stays. */
    public Funnel withoutStage(String name) {
        return new Funnel(
                funnel.stages().stream()
                        .filter(stage ->
                                !stage.name().equals(name) || funnel.stages().size() == 1)
                        .toList(),
                funnel.mappings().stream()
                        .filter(mapping ->
                                !mapping.stage().equals(name) || funnel.stages().size() == 1)
                        .toList(),
                funnel.exclusions());
    }

    public Funnel withoutMapping(String stage, String destination) {
        return new Funnel(
                funnel.stages(),
                funnel.mappings().stream()
                        .filter(mapping -> !mapping.stage().equals(stage)
                                || !mapping.destination().equals(destination))
                        .toList(),
                funnel.exclusions());
    }

    /** A stage changes places with its neighbour; at the end of the list, or for a name that is not there, nothing changes. */
    public Funnel moved(String name, boolean up) {
        var stages = new ArrayList<FunnelStage>(funnel.stages());
        int place = placeOfStage(name);
        int other = up ? place - 1 : place + 1;
        if (place >= 0 && other >= 0 && other < stages.size()) {
            Collections.swap(stages, place, other);
        }
        return new Funnel(stages, funnel.mappings(), funnel.exclusions());
    }

    private int placeOfStage(String name) {
        return funnel.stages().stream().map(FunnelStage::name).toList().indexOf(name);
    }

    private int placeOfMapping(String stage, String destination) {
        return funnel.mappings().stream()
                .map(mapping -> List.of(mapping.stage(), mapping.destination()))
                .toList()
                .indexOf(List.of(stage, destination));
    }

    private List<Part> stages() {
        return funnel.stages().stream().map(FunnelWriter::stage).toList();
    }

    private List<Part> mappings() {
        return funnel.mappings().stream().map(FunnelWriter::mapping).toList();
    }

    private List<Part> exclusions() {
        return funnel.exclusions().stream().map(FunnelWriter::exclusion).toList();
    }

    private Result read(List<Part> stages, List<Part> mappings, String place) {
        return read(stages, mappings, exclusions(), place);
    }

    private Result read(List<Part> stages, List<Part> mappings, List<Part> exclusions, String place) {
        var document = FunnelWriter.write(stages, mappings, exclusions);
        return switch (MappingFile.read(document, known)) {
            case Reading.Read(var after, var text, var notes) -> changed(after, List.of());
            case Reading.Refused(var problems) -> refused(document, problems, place);
        };
    }

    /** What is wrong elsewhere does not keep anybody from this part, as long as the whole can be read again. */
    private static Result refused(String document, List<Problem> problems, String place) {
        var here = problems.stream()
                .filter(problem -> isAt(problem, place))
                .map(problem -> below(problem, place))
                .toList();
        if (!here.isEmpty()) {
            return new Result.Refused(here);
        }
        return switch (MappingFile.read(document, Known.NOTHING)) {
            case Reading.Read(var after, var text, var notes) -> changed(after, problems);
            case Reading.Refused(var inItself) -> new Result.Refused(inItself);
        };
    }

    private static Result changed(Funnel after, List<Problem> elsewhere) {
        return new Result.Changed(after, FunnelWriter.write(after), elsewhere);
    }

    private static boolean isAt(Problem problem, String place) {
        return problem.path().equals(place) || problem.path().startsWith(place + "/");
    }

    private static Problem below(Problem problem, String place) {
        var path = problem.path().substring(Math.min(problem.path().length(), place.length() + 1));
        return new Problem(problem.line(), problem.column(), path, problem.cause(), problem.remedy());
    }

    private static ConversionMapping at(ConversionMapping mapping, String stage) {
        return new ConversionMapping(
                mapping.name(),
                stage,
                mapping.destination(),
                mapping.action(),
                mapping.value(),
                mapping.identifiers(),
                mapping.consent(),
                mapping.count(),
                mapping.holdBack(),
                mapping.attributionWindow(),
                mapping.afterwards());
    }

    /** Has the document comments that a form could not keep? In doubt it has. */
    public static boolean hasComments(String document) {
        return Stream.of(document.split("\n")).anyMatch(line -> line.matches("(.*\\s)?#.*"));
    }
}
