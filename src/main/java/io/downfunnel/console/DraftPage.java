package io.downfunnel.console;

import java.net.URI;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.domain.MappingDraft;
import io.downfunnel.mappings.Reading;
import io.downfunnel.report.MappingHints;
import io.downfunnel.schedule.Drafts;
import io.downfunnel.schedule.Drafts.Rebased;
import io.downfunnel.schedule.Drafts.Saved;
import io.downfunnel.schedule.Drafts.Simulated;
import io.downfunnel.store.DraftStore.Activation;

/** What shall be sent from now on, what would that have meant, and may it come into force? */
@Path("/mappings/drafts/{id:\\d{1,18}}")
@Blocking
@Produces(MediaType.TEXT_HTML)
class DraftPage {
    private final Drafts drafts;
    private final MappingHints hints;
    private final Visitor visitor;
    private final ConsoleConfig config;
    private final Clock clock;

    DraftPage(Drafts drafts, MappingHints hints, Visitor visitor, ConsoleConfig config, Clock clock) {
        this.drafts = drafts;
        this.hints = hints;
        this.visitor = visitor;
        this.config = config;
        this.clock = clock;
    }

    record draft(DraftView view) implements TemplateInstance {}

    @GET
    public TemplateInstance show(long id, @QueryParam("told") @DefaultValue("") String told) {
        return new draft(view(find(id), told(told)));
    }

    private static DraftView.Told told(String code) {
        return switch (code) {
            case "saved" -> DraftView.Told.fine("Saved.");
            case "rebased" ->
                DraftView.Told.fine(
                        "The draft has the changes of the version in force now, beside its own. Simulate it anew.");
            default -> DraftView.Told.NOTHING;
        };
    }

    /** Whatever is wished for, what somebody typed is saved first. */
    @POST
    public Response change(long id, @BeanParam DraftForm form) {
        var before = find(id);
        return switch (drafts.save(before, form.revision(), form.title(), form.document(), visitor.getName())) {
            case Saved.Closed closed -> at(id, "");
            case Saved.Overtaken(var now) -> overtaken(now, form);
            case Saved.Same(var now) -> go(now, form, false);
            case Saved.Done(var now) -> go(now, form, !before.document().equals(form.document()));
        };
    }

    private Response go(MappingDraft saved, DraftForm form, boolean changed) {
        return switch (form.wish()) {
            case "simulate" -> simulate(saved, form);
            case "activate" ->
                changed
                        ? answer(
                                Response.Status.CONFLICT,
                                saved,
                                DraftView.Told.wrong(
                                        "Saved and not activated: simulate what you changed, and look at it."))
                        : activate(saved);
            default -> at(saved.id(), "saved");
        };
    }

    /** What somebody typed is never lost: it stays in the editor. */
    private Response overtaken(MappingDraft now, DraftForm form) {
        return answer(
                Response.Status.CONFLICT,
                now,
                DraftView.Told.wrong(
                        "Not saved: " + now.changedBy() + " has changed this draft since you opened it. Below is"
                                + " your text; saving it now replaces theirs. To begin with theirs, open the draft again."),
                form.title(),
                form.document());
    }

    private Response simulate(MappingDraft draft, DraftForm form) {
        return switch (drafts.simulate(draft, form.from(), form.to(), today(), visitor.getName())) {
            case Simulated.Begun(var id) ->
                Response.seeOther(URI.create("/simulations/" + id)).build();
            case Simulated.Wrong wrong -> at(draft.id(), "");
            case Simulated.NoDays(var sentence) ->
                answer(Response.Status.BAD_REQUEST, draft, DraftView.Told.wrong("Not simulated. " + sentence));
            case Simulated.Busy busy ->
                answer(
                        Response.Status.CONFLICT,
                        draft,
                        DraftView.Told.wrong(
                                "Not simulated: this node is at another simulation. The draft is saved; try again"
                                        + " when that one has ended."));
        };
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), config.timeZone());
    }

    private Response activate(MappingDraft draft) {
        var came = drafts.activate(draft, draft.revision(), visitor.getName());
        return switch (came) {
            case Activation.Done done ->
                Response.seeOther(URI.create("/mappings?told=activated")).build();
            case Activation.Refused refused -> at(draft.id(), "");
            case Activation.Overtaken overtaken -> at(draft.id(), "");
            case Activation.Stale stale -> refused(draft, came);
            case Activation.Unseen unseen -> refused(draft, came);
            case Activation.Unchanged unchanged -> refused(draft, came);
        };
    }

    private Response refused(MappingDraft draft, Activation came) {
        return answer(
                Response.Status.CONFLICT,
                draft,
                DraftView.Told.wrong(Drafts.objection(came).orElseThrow()));
    }

    /** Takes over what came into force since the draft was begun. */
    @POST
    @Path("rebase")
    public Response rebase(long id, @FormParam("revision") @DefaultValue("0") int revision) {
        var draft = find(id);
        return switch (drafts.rebase(draft, revision, visitor.getName())) {
            case Rebased.Nothing nothing -> at(id, "");
            case Rebased.Overtaken overtaken ->
                answer(
                        Response.Status.CONFLICT,
                        draft,
                        DraftView.Told.wrong(
                                "Nothing was changed: somebody has changed this draft since you opened it. Look at it, and"
                                        + " press the button once more."));
            case Rebased.Done(var conflicts) ->
                conflicts.isEmpty()
                        ? at(id, "rebased")
                        : answer(Response.Status.OK, find(id), DraftView.conflicts(conflicts));
        };
    }

    @POST
    @Path("discard")
    public Response discard(long id) {
        drafts.discard(find(id), visitor.getName());
        return Response.seeOther(URI.create("/mappings?told=discarded")).build();
    }

    private MappingDraft find(long id) {
        return drafts.find(id).orElseThrow(NotFoundException::new);
    }

    private static Response at(long id, String told) {
        return Response.seeOther(URI.create(
                        Link.to("/mappings/drafts/" + id).with("told", told).toString()))
                .build();
    }

    private Response answer(Response.Status status, MappingDraft draft, DraftView.Told told) {
        return answer(status, draft, told, draft.title(), draft.document());
    }

    private Response answer(
            Response.Status status, MappingDraft draft, DraftView.Told told, String title, String document) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML)
                .entity(new draft(view(draft, told, title, document)).render())
                .build();
    }

    private DraftView view(MappingDraft draft, DraftView.Told told) {
        return view(draft, told, draft.title(), draft.document());
    }

    private DraftView view(MappingDraft draft, DraftView.Told told, String title, String document) {
        var look = drafts.look(draft, document);
        var doubts = look.reading() instanceof Reading.Read read
                ? hints.of(read.funnel())
                : List.<MappingHints.OfMapping>of();
        return DraftView.of(look, doubts, title, document, told, today(), config.timeZone());
    }
}
