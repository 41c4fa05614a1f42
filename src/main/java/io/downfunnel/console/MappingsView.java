package io.downfunnel.console;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.domain.MappingDraft;
import io.downfunnel.domain.MappingGate;
import io.downfunnel.mappings.MappingWords;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.Wording;
import io.downfunnel.store.FunnelStore;

/**
 * The mappings in force, what they were before, and what somebody would like them to be.
 *
 * @param headline what is in force, in a sentence
 */
public record MappingsView(
        String headline,
        boolean inForce,
        List<MappingRow> mappings,
        List<StageRow> stages,
        List<String> exclusions,
        List<DraftRow> drafts,
        List<VersionRow> versions) {

    public MappingsView {
        mappings = List.copyOf(mappings);
        stages = List.copyOf(stages);
        exclusions = List.copyOf(exclusions);
        drafts = List.copyOf(drafts);
        versions = List.copyOf(versions);
    }

    /**
     * @param meaning what the stage means in the CRM
     * @param holdBack empty: nothing is held back
     * @param gate why its conversions wait, in a few words; empty when they go
     */
    public record MappingRow(
            String name,
            String stage,
            String meaning,
            String destination,
            String action,
            String value,
            String identifiers,
            String consent,
            String counts,
            String holdBack,
            String window,
            List<String> afterwards,
            String gate,
            String href) {}

    /** @param inferred whether it counts as reached with the next stage that was */
    public record StageRow(String name, String meaning, boolean inferred, boolean mapped) {}

    /** @param basis which version it is compared with, in words */
    public record DraftRow(long id, String title, String basis, boolean stale, When changed, String by) {}

    public record VersionRow(int number, When at, String by, String note, boolean current) {}

    static MappingsView of(
            Optional<Funnel.Version> inForce,
            List<FunnelStore.Entry> versions,
            List<MappingDraft> drafts,
            List<MappingGate> closed,
            ZoneId zone,
            ConnectionNames names) {
        var funnel = inForce.map(Funnel.Version::funnel).orElse(new Funnel(List.of(), List.of(), List.of()));
        var number = inForce.map(Funnel.Version::number);
        return new MappingsView(
                headline(inForce, versions, zone),
                inForce.isPresent(),
                funnel.mappings().stream()
                        .map(mapping -> row(mapping, funnel, closed, names))
                        .toList(),
                funnel.stages().stream().map(stage -> row(stage, funnel)).toList(),
                funnel.exclusions().stream().map(EditorView::sentence).toList(),
                drafts.stream().map(draft -> row(draft, number, zone)).toList(),
                versions.stream().map(entry -> version(entry, zone, number)).toList());
    }

    private static String headline(Optional<Funnel.Version> inForce, List<FunnelStore.Entry> versions, ZoneId zone) {
        return inForce.map(version -> "Version " + version.number() + " is in force"
                        + versions.stream()
                                .filter(entry -> entry.number() == version.number())
                                .findFirst()
                                .map(entry -> " since " + new Wording(zone).minute(entry.importedAt()) + ", by "
                                        + entry.importedBy())
                                .orElse("")
                        + ": " + Wording.count(version.funnel().mappings().size(), "mapping") + " of "
                        + Wording.count(version.funnel().stages().size(), "stage") + ".")
                .orElse("No stages and no mappings are in force, so nothing is read from the CRM and nothing is sent.");
    }

    private static MappingRow row(
            ConversionMapping mapping, Funnel funnel, List<MappingGate> closed, ConnectionNames names) {
        var words = new MappingWords(mapping);
        return new MappingRow(
                mapping.name(),
                mapping.stage(),
                funnel.stage(mapping.stage()).map(FunnelStage::inWords).orElse(""),
                names.of(mapping.destination()),
                mapping.action(),
                words.value(),
                words.identifiers(),
                words.consent(),
                words.counts(),
                words.holdBack(),
                words.window(),
                words.afterwards(),
                closed.stream()
                        .filter(gate -> gate.destination().equals(mapping.destination())
                                && gate.stage().equals(mapping.stage()))
                        .findFirst()
                        .flatMap(MappingGate::reason)
                        .map(reason -> reason.title())
                        .orElse(""),
                Link.to("/conversions").with("mapping", mapping.name()).toString());
    }

    private static StageRow row(FunnelStage stage, Funnel funnel) {
        return new StageRow(
                stage.name(),
                stage.inWords(),
                stage.inferredWhenSkipped(),
                !funnel.mappingsOf(stage.name()).isEmpty());
    }

    private static DraftRow row(MappingDraft draft, Optional<Integer> inForce, ZoneId zone) {
        var stale = !draft.basedOn().equals(inForce);
        return new DraftRow(
                draft.id(),
                draft.title(),
                draft.basedOn().map(version -> "version " + version).orElse("nothing in force"),
                stale,
                When.of(draft.changedAt(), zone),
                draft.changedBy());
    }

    static VersionRow version(FunnelStore.Entry entry, ZoneId zone) {
        return version(entry, zone, Optional.empty());
    }

    private static VersionRow version(FunnelStore.Entry entry, ZoneId zone, Optional<Integer> inForce) {
        return new VersionRow(
                entry.number(),
                When.of(entry.importedAt(), zone),
                entry.importedBy(),
                entry.note(),
                inForce.filter(number -> number == entry.number()).isPresent());
    }
}
