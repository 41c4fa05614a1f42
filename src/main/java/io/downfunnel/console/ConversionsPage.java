package io.downfunnel.console;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.ConversionsCsv;
import io.downfunnel.report.Wording;
import io.downfunnel.store.ConversionReadStore;
import io.downfunnel.store.ConversionReadStore.Line;

/** Which conversions are in which state, and why? */
@Path("/conversions")
@Blocking
@Produces(MediaType.TEXT_HTML)
class ConversionsPage {
    private static final int PAGE = 50;
    private static final Duration SOON = Duration.ofDays(7);

    private final ConversionReadStore conversions;
    private final ConsoleConfig config;
    private final Clock clock;
    private final ConnectionNames names = ConnectionNames.installed();

    ConversionsPage(ConversionReadStore conversions, ConsoleConfig config, Clock clock) {
        this.conversions = conversions;
        this.config = config;
        this.clock = clock;
    }

    /**
     * @param heading what is listed, in words
     * @param older where the next page is; empty on the last one
     * @param newest where the first page is; empty on it
     * @param export where all of them are as a table
     * @param hint what an empty list means
     */
    record list(
            String heading,
            ConversionFilter filter,
            Fields fields,
            List<Row> rows,
            String older,
            String newest,
            String export,
            String hint)
            implements TemplateInstance {}

    /** The selections of the filter. */
    record Fields(
            List<Option> states,
            List<Option> destinations,
            List<Option> mappings,
            List<Option> reasons,
            boolean soon) {}

    record Option(String value, String text, boolean chosen) {}

    /** A conversion in the reader's words. */
    record Row(
            StateWord word,
            String reason,
            String stage,
            String recordId,
            String explain,
            CrmLink crm,
            When occurred,
            String value,
            String destination,
            String action,
            String mapping,
            When since,
            String key) {}

    @GET
    public TemplateInstance list(@BeanParam ConversionFilter filter) {
        var wanted = filter.wanted(clock.instant().plus(SOON));
        var found = wanted.map(any -> conversions.list(any, PAGE + 1)).orElse(List.of());
        var rows = found.stream().limit(PAGE).map(this::row).toList();
        var older = found.size() > PAGE
                ? filter.link()
                        .with("before", Long.toString(found.get(PAGE - 1).id()))
                        .toString()
                : "";
        return new list(
                heading(filter),
                filter,
                fields(filter),
                rows,
                older,
                filter.before().isEmpty() ? "" : filter.link().toString(),
                filter.export().toString(),
                hint(filter));
    }

    @GET
    @Path("export")
    @Produces(Download.CSV)
    public Response export(@BeanParam ConversionFilter filter) {
        return Download.csv("conversions-" + LocalDate.ofInstant(clock.instant(), config.timeZone()), out -> {
            try (var csv = new ConversionsCsv(out)) {
                filter.wanted(clock.instant().plus(SOON)).ifPresent(wanted -> conversions.each(wanted, csv::add));
            }
        });
    }

    private Fields fields(ConversionFilter filter) {
        var choices = conversions.choices();
        return new Fields(
                StateWord.ALL.stream()
                        .map(word ->
                                new Option(word.slug(), word.text(), word.slug().equals(filter.state())))
                        .toList(),
                choices.destinations().stream()
                        .map(name -> new Option(name, names.of(name), name.equals(filter.destination())))
                        .toList(),
                options(choices.mappings(), filter.mapping()),
                choices.reasons().stream()
                        .map(code -> new Option(code, Wording.ofReason(code), code.equals(filter.reason())))
                        .toList(),
                filter.soon());
    }

    private static List<Option> options(List<String> values, String chosen) {
        return values.stream()
                .map(value -> new Option(value, value, value.equals(chosen)))
                .toList();
    }

    private static String heading(ConversionFilter filter) {
        var word = StateWord.find(filter.state()).map(StateWord::text);
        var which = filter.trial().isBlank() ? "Conversions" : "Conversions of a trial";
        var what = word.map(text -> which + ": " + text).orElse(which);
        return filter.soon() ? what + ", expiring within a week" : what;
    }

    private static String hint(ConversionFilter filter) {
        if (!filter.narrows()) {
            return "Conversions appear here as soon as a sync finds stages that your mappings ask for.";
        }
        if (!filter.trial().isBlank()) {
            return "None went ahead in this trial, or nothing is left of it.";
        }
        return filter.searchesOtherThings()
                ? "The search here takes a CRM record id or a conversion key. For a click ID, use Explain."
                : "Nothing fits all of this at once: take a part of the filter away.";
    }

    private Row row(Line line) {
        return new Row(
                StateWord.of(line.state().word()),
                reason(line),
                line.stage(),
                line.recordId(),
                Link.to("/explain").with("q", line.recordId()).toString() + "#" + line.key(),
                CrmLink.to(line.page(), "record " + line.recordId()),
                When.of(line.occurredAt(), config.timeZone()),
                value(line),
                names.of(line.destination()),
                line.action(),
                line.mapping(),
                When.of(line.since(), config.timeZone()),
                line.key());
    }

    /** As it was sent, and what became of it. */
    private static String value(Line line) {
        var sent = line.value().map(Wording::money).orElse("none");
        return line.takenBack()
                ? sent + ", taken back"
                : line.adjusted().map(now -> sent + " → " + Wording.money(now)).orElse(sent);
    }

    private static String reason(Line line) {
        return line.explanation()
                .or(() -> line.reason().map(Wording::ofReason))
                .map(Wording::sentence)
                .orElse("");
    }
}
