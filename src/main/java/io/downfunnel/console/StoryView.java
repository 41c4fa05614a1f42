package io.downfunnel.console;

import java.net.URI;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.Explanation;
import io.downfunnel.report.Wording;

/**
 * An explanation as the page shows it.
 *
 * @param crm where the CRM shows its records; none where that is not known
 */
public record StoryView(
        String subject,
        String organization,
        List<CrmLink> crm,
        String sentence,
        List<EntryView> timeline,
        List<ConversionView> conversions) {

    public record EntryView(When at, String slug, String chapter, String title, String detail) {}

    /**
     * @param page where the platform itself writes about the reason; may be empty
     * @param yours it may have arrived, and waits for the reader's word
     * @param refused for its data: the reader may let it be decided anew, or give it up
     * @param steps every change of state
     */
    public record ConversionView(
            String key,
            StateWord word,
            String mapping,
            String stage,
            String destination,
            String destinationId,
            String action,
            String value,
            When occurred,
            When expires,
            When since,
            String sentence,
            String remedy,
            String page,
            boolean yours,
            boolean refused,
            List<StepView> steps,
            List<ChangeView> changes) {}

    /**
     * An adjustment.
     *
     * @param release it waits for the reader's word, and may go
     * @param leave the reader may leave the conversion as it is
     */
    public record ChangeView(
            long id,
            StateWord word,
            String title,
            String from,
            When at,
            String sentence,
            String remedy,
            boolean release,
            boolean leave,
            List<StepView> steps) {}

    /** @param where run, batch and node */
    public record StepView(When at, StateWord word, String state, String because, String where) {}

    static StoryView of(Explanation story, ZoneId zone, ConnectionNames names) {
        return new StoryView(
                story.subject(),
                story.organization(),
                story.records().stream()
                        .filter(record -> record.page().isPresent())
                        .map(record -> CrmLink.to(record.page(), record.object() + " " + record.id()))
                        .toList(),
                story.sentence(),
                story.timeline().stream()
                        .map(entry -> new EntryView(
                                When.exactly(entry.at(), zone),
                                entry.chapter().name().toLowerCase(Locale.ROOT),
                                entry.chapter().text(),
                                entry.title(),
                                entry.detail()))
                        .toList(),
                story.conversions().stream()
                        .map(each -> conversion(each, zone, names))
                        .toList());
    }

    private static ConversionView conversion(Explanation.Conversion conversion, ZoneId zone, ConnectionNames names) {
        return new ConversionView(
                conversion.key(),
                StateWord.of(conversion.word()),
                conversion.mapping() + " (version " + conversion.mappingVersion() + ")",
                conversion.stage() + (conversion.occurrence() > 1 ? ", time number " + conversion.occurrence() : ""),
                names.of(conversion.destination()),
                conversion.destination(),
                conversion.action(),
                conversion.value().map(Wording::money).orElse("none"),
                When.of(conversion.occurredAt(), zone),
                When.of(conversion.expiresAt(), zone),
                When.of(conversion.since(), zone),
                conversion.sentence(),
                conversion.remedy(),
                conversion.page().map(URI::toString).orElse(""),
                conversion.state() == ConversionState.HELD
                        && conversion.steps().stream().anyMatch(step -> step.attempt() > 0),
                conversion.state() == ConversionState.NEEDS_YOU,
                conversion.steps().stream().map(step -> step(step, zone)).toList(),
                conversion.adjustments().stream()
                        .map(change -> change(change, zone))
                        .toList());
    }

    private static ChangeView change(Explanation.Change change, ZoneId zone) {
        var held = change.state() == ConversionState.HELD;
        return new ChangeView(
                change.id(),
                StateWord.of(change.word()),
                change.title(),
                change.before().map(Wording::money).orElse("no value"),
                When.of(change.at(), zone),
                change.sentence(),
                change.remedy(),
                held && change.releasable(),
                held,
                change.steps().stream().map(step -> step(step, zone)).toList());
    }

    private static StepView step(Explanation.Step step, ZoneId zone) {
        var where = step.run().map(run -> "run " + run + ", ").orElse("")
                + step.batch().map(batch -> "batch " + batch + ", ").orElse("")
                + "node " + step.node();
        return new StepView(
                When.exactly(step.at(), zone),
                StateWord.of(step.to().word()),
                Wording.ofCode(step.to().name()),
                step.because(),
                where);
    }
}
