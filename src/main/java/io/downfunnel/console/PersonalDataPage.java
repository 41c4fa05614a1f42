package io.downfunnel.console;

import java.net.URI;
import java.util.Arrays;
import java.util.Optional;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.console.RetentionView.Trouble;
import io.downfunnel.domain.Retention.What;
import io.downfunnel.retain.RetainStep.Tonight;
import io.downfunnel.schedule.Retaining;
import io.downfunnel.schedule.Retaining.Change;
import io.downfunnel.schedule.Rhythm;

/** What do we keep of people, and for how long? */
@Path("/personal-data")
@Blocking
@Produces(MediaType.TEXT_HTML)
class PersonalDataPage {
    private final Retaining retaining;
    private final Rhythm rhythm;
    private final ConsoleConfig config;
    private final Visitor visitor;

    PersonalDataPage(Retaining retaining, Rhythm rhythm, ConsoleConfig config, Visitor visitor) {
        this.retaining = retaining;
        this.rhythm = rhythm;
        this.config = config;
        this.visitor = visitor;
    }

    /** @param done what was changed; empty when nothing was */
    record page(RetentionView view, String done) implements TemplateInstance {}

    /**
     * Is somebody sure?
     *
     * @param value what they wish for, as the form sends it
     * @param before what is in force, as the form sent it
     * @param goes what would go with the next run
     */
    record question(String id, String title, String period, String instead, String value, String before, String goes)
            implements TemplateInstance {}

    @GET
    public TemplateInstance show(@QueryParam("changed") @DefaultValue("") String changed) {
        return view(
                Optional.empty(),
                what(changed)
                        .map(what ->
                                RetentionView.title(what) + ": kept " + forSoLong(what) + " from now on, on all nodes.")
                        .orElse(""));
    }

    private String forSoLong(What what) {
        return retaining.standing().stream()
                .filter(each -> each.what() == what)
                .map(each -> (each.period().isPresent() ? "for " : "") + what.inWords(each.period()))
                .findFirst()
                .orElseThrow();
    }

    @POST
    public Response change(MultivaluedMap<String, String> fields) {
        var form = new Posted(fields);
        var what = what(form.text("what"))
                .orElseThrow(
                        () -> new BadRequestException("The form does not say what is to be kept; nothing was changed"));
        var wanted = form.flag("for-good") ? Optional.<Integer>empty() : period(form.text("period"));
        if (wanted.isEmpty() && !form.flag("for-good")) {
            return refused(
                    what, "Enter a number of " + what.unit() + ", " + what.least() + " or more, or tick For good.");
        }
        var before = period(form.text("before"));
        return switch (retaining.change(what, wanted, before, form.flag("sure"), visitor.getName())) {
            case Change.Done() ->
                Response.seeOther(URI.create("/personal-data?changed=" + RetentionView.id(what)))
                        .build();
            case Change.Same() ->
                Response.ok(view(Optional.empty(), "It is kept for that long already: there was nothing to change."))
                        .build();
            case Change.TooShort() ->
                refused(
                        what,
                        "Not changed: reports and simulations look 13 months back and would lack it. Enter "
                                + what.inWords(Optional.of(what.least())) + " or more.");
            case Change.Meanwhile(var period) ->
                refused(
                        what,
                        "Not changed: somebody else has decided meanwhile that it is kept "
                                + (period.isPresent() ? "for " : "") + what.inWords(period)
                                + ". Look at it, and decide anew.");
            case Change.Ask(var wouldGo) ->
                Response.ok(asked(what, wanted, before, wouldGo)).build();
        };
    }

    private static question asked(What what, Optional<Integer> wanted, Optional<Integer> before, Tonight wouldGo) {
        return new question(
                RetentionView.id(what),
                RetentionView.title(what),
                what.inWords(wanted),
                (before.isPresent() ? "for " : "") + what.inWords(before),
                wanted.map(String::valueOf).orElse(""),
                before.map(String::valueOf).orElse(""),
                RetentionView.wouldGo(what, wouldGo));
    }

    private Response refused(What what, String why) {
        return Response.status(Response.Status.BAD_REQUEST)
                .type(MediaType.TEXT_HTML)
                .entity(view(Optional.of(new Trouble(what, why)), "").render())
                .build();
    }

    private page view(Optional<Trouble> trouble, String done) {
        var next = rhythm.entries().stream()
                .filter(entry -> entry.beat() == Rhythm.Beat.RETENTION)
                .flatMap(entry -> entry.next().stream())
                .findFirst();
        return new page(
                RetentionView.of(
                        retaining.standing(),
                        retaining.tonight(),
                        retaining.latest(),
                        When.of(next, config.timeZone()),
                        trouble,
                        config.timeZone()),
                done);
    }

    private static Optional<What> what(String id) {
        return Arrays.stream(What.values())
                .filter(each -> RetentionView.id(each).equals(id))
                .findFirst();
    }

    /** Of more than four digits nobody would live to see the end. */
    private static Optional<Integer> period(String text) {
        return text.matches("\\d{1,4}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }
}
