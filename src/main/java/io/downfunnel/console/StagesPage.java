package io.downfunnel.console;

import java.util.List;
import java.util.stream.Collectors;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.StageReport;
import io.downfunnel.report.StageReport.Stage;
import io.downfunnel.report.Wording;

/** What do our stages mean, how often are they reached, and could a platform recognise who reached them? */
@Path("/stages")
@Blocking
@Produces(MediaType.TEXT_HTML)
class StagesPage {
    private final StageReport report;
    private final ConnectionNames names = ConnectionNames.installed();

    StagesPage(StageReport report) {
        this.report = report;
    }

    record stages(List<Row> rows) implements TemplateInstance {}

    /**
     * A stage in the reader's words.
     *
     * @param change against the 90 days before
     * @param known how many a platform could recognise, of all
     * @param median from the click to the stage; empty where nobody clicked
     * @param inTime how many of those with a click come in time
     * @param sent where it is sent to; empty where nowhere
     */
    record Row(
            String name,
            String sentence,
            String skipping,
            String count,
            String change,
            String known,
            String clicks,
            String median,
            String inTime,
            String sent,
            List<String> hints) {}

    @GET
    public TemplateInstance show() {
        return new stages(
                report.stages().stream().flatMap(List::stream).map(this::row).toList());
    }

    private Row row(Stage stage) {
        var figures = stage.figures();
        return new Row(
                stage.stage().name(),
                Wording.sentence(stage.stage().inWords()),
                stage.stage().inferredWhenSkipped() ? "" : "Who skips it has not reached it.",
                Wording.number(figures.reached()),
                change(figures.reached(), figures.before()),
                share(figures.withClick() + figures.withPerson(), figures.reached()),
                share(figures.withClick(), figures.reached()),
                figures.median().map(Wording::days).orElse(""),
                share(figures.inTime(), figures.withClick()) + " within " + Wording.days(stage.window()),
                stage.mappings().stream()
                        .map(mapping -> names.of(mapping.destination()))
                        .distinct()
                        .collect(Collectors.collectingAndThen(Collectors.toList(), Wording::listed)),
                stage.hints());
    }

    private static String change(long now, long before) {
        if (before == 0) {
            return "";
        }
        long percent = Math.round(100.0 * (now - before) / before);
        return percent == 0 ? "as before" : (percent > 0 ? "+" : "−") + Math.abs(percent) + " %";
    }

    private static String share(long part, long whole) {
        return whole == 0 ? "–" : Math.round(100.0 * part / whole) + " %";
    }
}
