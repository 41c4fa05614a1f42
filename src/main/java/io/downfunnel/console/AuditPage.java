package io.downfunnel.console;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.domain.TrailEntry.What;
import io.downfunnel.report.Wording;
import io.downfunnel.store.TrailStore;
import io.downfunnel.store.TrailStore.Line;
import io.downfunnel.store.TrailStore.Verdict;

/** Who did what, and is that all? */
@Path("/audit")
@Blocking
@Produces(MediaType.TEXT_HTML)
class AuditPage {
    private static final int PAGE = 50;

    private final TrailStore trail;
    private final ConsoleConfig config;

    AuditPage(TrailStore trail, ConsoleConfig config) {
        this.trail = trail;
        this.config = config;
    }

    /**
     * @param checked what the last look through it found, in a sentence
     * @param broken whether it is not what was written
     * @param narrowed whether a filter is set
     * @param older where the next page is; empty on the last one
     */
    record list(
            String checked,
            boolean broken,
            List<Option> people,
            List<Option> kinds,
            boolean narrowed,
            List<Row> rows,
            String older)
            implements TemplateInstance {}

    record Option(String value, String text, boolean chosen) {}

    record Row(long id, When at, String who, String what, String object, String details) {}

    @GET
    public TemplateInstance list(
            @QueryParam("who") @DefaultValue("") String who,
            @QueryParam("what") @DefaultValue("") String what,
            @QueryParam("before") @DefaultValue("") String before) {
        var kind = kind(what);
        var found = trail.list(
                Optional.of(who).filter(name -> !name.isEmpty()),
                kind,
                Optional.of(before).filter(text -> text.matches("\\d{1,18}")).map(Long::valueOf),
                PAGE + 1);
        var checked = trail.latest();
        return new list(
                checked.map(this::sentence)
                        .orElse(
                                "Nobody has looked through it yet; the timetable does every night, and so does the command"
                                        + " audit verify."),
                checked.flatMap(Verdict::broken).isPresent(),
                people(who),
                Arrays.stream(What.values())
                        .map(each ->
                                new Option(each.name(), each.text(), each.name().equals(what)))
                        .toList(),
                !who.isEmpty() || kind.isPresent(),
                found.stream().limit(PAGE).map(this::row).toList(),
                older(found, who, what));
    }

    private static Optional<What> kind(String name) {
        return Arrays.stream(What.values())
                .filter(each -> each.name().equals(name))
                .findFirst();
    }

    private List<Option> people(String who) {
        var known = trail.people();
        var asked = who.isEmpty() || known.contains(who) ? Stream.<String>empty() : Stream.of(who);
        return Stream.concat(known.stream(), asked)
                .map(name -> new Option(name, name, name.equals(who)))
                .toList();
    }

    private static String older(List<Line> found, String who, String what) {
        return found.size() <= PAGE
                ? ""
                : Link.to("/audit")
                        .with("who", who)
                        .with("what", what)
                        .with("before", Long.toString(found.get(PAGE - 1).id()))
                        .toString();
    }

    private String sentence(Verdict look) {
        var when = new Wording(config.timeZone()).minute(look.at());
        return look.broken()
                .map(entry -> "Entry " + entry + " is not what was written, as seen on " + when
                        + ": it was changed, or one is missing there. Trust what is before it only.")
                .orElseGet(() -> "Looked through on " + when + ": "
                        + (look.entries() == 1 ? "1 entry" : Wording.number(look.entries()) + " entries")
                        + ", unchanged since it was written.");
    }

    private Row row(Line line) {
        return new Row(
                line.id(),
                When.exactly(line.at(), config.timeZone()),
                line.who(),
                kind(line.what()).map(What::text).orElse(line.what()),
                line.object(),
                line.details());
    }
}
