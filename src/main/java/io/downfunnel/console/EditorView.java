package io.downfunnel.console;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionMapping.Change;
import io.downfunnel.domain.ConversionMapping.Count;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.MappingLint.Severity;
import io.downfunnel.report.Wording;

/**
 * A draft as a grid: rows are stages, columns are destinations.
 *
 * @param warning what the first saving would do to the text; empty where it does nothing
 * @param elsewhere what is wrong with the draft as a whole
 */
public record EditorView(
        long id,
        int revision,
        String title,
        String warning,
        String freshness,
        List<String> destinations,
        List<StageRow> stages,
        List<TestRecords> testRecords,
        List<String> elsewhere) {

    /** @param sentence which records are tests */
    public record TestRecords(String sentence, String href, String removeHref) {}

    /**
     * @param sentence what the stage means
     * @param misplaced what its place makes of other stages although it can hardly be meant; empty where nothing
     */
    public record StageRow(
            String name,
            String sentence,
            String misplaced,
            String href,
            String removeHref,
            boolean first,
            boolean last,
            List<Cell> cells) {}

    /** @param href to its form; a cell without an action is empty, and its form makes a new mapping */
    public record Cell(
            String destination,
            String href,
            String removeHref,
            String action,
            String value,
            String count,
            String afterwards,
            List<Entry.Note> notes) {
        public boolean mapped() {
            return !action.isEmpty();
        }
    }

    /** What a grid is made of beside the draft itself. */
    record Around(List<String> destinations, Map<String, Duration> lags, EditorDesk desk, ConnectionNames names) {}

    static List<StageRow> rows(long draft, Funnel funnel, Around around) {
        var last = funnel.stages().size() - 1;
        return IntStream.rangeClosed(0, last)
                .mapToObj(i -> row(draft, funnel, funnel.stages().get(i), i == 0, i == last, around))
                .toList();
    }

    static List<TestRecords> testRecords(long draft, Funnel funnel) {
        var at = "/editor/" + draft + "/test-records";
        return IntStream.range(0, funnel.exclusions().size())
                .mapToObj(i -> new TestRecords(
                        sentence(funnel.exclusions().get(i)),
                        Link.to(at).with("place", Integer.toString(i)).toString(),
                        Link.to(at + "/remove")
                                .with("place", Integer.toString(i))
                                .toString()))
                .toList();
    }

    /** For example {@code Lead Company is one of Test, Demo}. */
    static String sentence(Funnel.Exclusion exclusion) {
        return exclusion.object() + " " + exclusion.condition().inWords();
    }

    private static StageRow row(
            long draft, Funnel funnel, FunnelStage stage, boolean first, boolean last, Around around) {
        var at = "/editor/" + draft;
        return new StageRow(
                stage.name(),
                Wording.sentence(stage.inWords())
                        + (stage.inferredWhenSkipped() ? "" : " Who skips it has not reached it."),
                misplaced(funnel, stage),
                Link.to(at + "/stage").with("name", stage.name()).toString(),
                Link.to(at + "/remove-stage").with("name", stage.name()).toString(),
                first,
                last,
                around.destinations().stream()
                        .map(destination -> cell(at, funnel, stage, destination, around))
                        .toList());
    }

    /** Leads come before their opportunities. */
    private static String misplaced(Funnel funnel, FunnelStage stage) {
        var inferred = funnel.stages().stream()
                .limit(funnel.stages().indexOf(stage))
                .filter(before -> before.object() == CrmObject.OPPORTUNITY && before.inferredWhenSkipped())
                .map(FunnelStage::name)
                .toList();
        return stage.object() != CrmObject.LEAD || inferred.isEmpty()
                ? ""
                : "It stands after stages of opportunities: a lead that reaches it is taken to have reached "
                        + Wording.listed(inferred) + ", too. Move it up.";
    }

    private static Cell cell(String at, Funnel funnel, FunnelStage stage, String destination, Around around) {
        var mapped = funnel.mappingsOf(stage.name()).stream()
                .filter(mapping -> mapping.destination().equals(destination))
                .findFirst();
        var href = place(at + "/mapping", stage, destination);
        var name = around.names().of(destination);
        return mapped.map(mapping -> new Cell(
                        name,
                        href,
                        place(at + "/remove-mapping", stage, destination),
                        around.desk()
                                .action(mapping)
                                .map(ConversionAction::name)
                                .orElse(mapping.action()),
                        Wording.sentence(mapping.value().inWords()),
                        mapping.count() == Count.ONCE ? "Counted once." : "Counted every time.",
                        afterwards(mapping.afterwards()),
                        around.desk().hints(funnel, mapping, around.lags()).stream()
                                .filter(hint -> hint.severity() == Severity.PROBLEM)
                                .map(MappingView::note)
                                .toList()))
                .orElse(new Cell(name, href, "", "", "", "", "", List.of()));
    }

    private static String place(String path, FunnelStage stage, String destination) {
        return Link.to(path)
                .with("stage", stage.name())
                .with("destination", destination)
                .toString();
    }

    /** For example {@code Afterwards: new amounts are told; taken back when lost.} */
    static String afterwards(ConversionMapping.Afterwards afterwards) {
        var back = Stream.of(
                        Map.entry("lost", afterwards.lost()),
                        Map.entry("reopened", afterwards.reopened()),
                        Map.entry("deleted", afterwards.deleted()),
                        Map.entry("merged", afterwards.merged()))
                .filter(wish -> wish.getValue() == Change.RETRACT)
                .map(Map.Entry::getKey)
                .toList();
        var parts = Stream.of(
                        afterwards.restates() ? Optional.of("new amounts are told") : Optional.<String>empty(),
                        back.isEmpty()
                                ? Optional.<String>empty()
                                : Optional.of("taken back when "
                                        + Wording.listed(back).replace(" and ", " or ")),
                        afterwards.reopened() == Change.COUNT_AGAIN
                                ? Optional.of("the next win counts again")
                                : Optional.<String>empty())
                .flatMap(Optional::stream)
                .toList();
        return parts.isEmpty() ? "Left as counted afterwards." : "Afterwards " + String.join("; ", parts) + ".";
    }
}
