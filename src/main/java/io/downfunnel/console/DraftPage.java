package io.downfunnel.console;

import java.net.URI;
import java.time.Clock;
import java.time.LocalDate;

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

import io.downfunnel.domain.Days;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.MappingDraft;
import io.downfunnel.mappings.MappingFile;
import io.downfunnel.mappings.Reading;
import io.downfunnel.mappings.Rebase;
import io.downfunnel.schedule.KnownNames;
import io.downfunnel.schedule.Simulations;
import io.downfunnel.simulate.AskedDays;
import io.downfunnel.store.DraftStore;
import io.downfunnel.store.DraftStore.Activation;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.SimulationStore;

/** What shall be sent from now on, what would that have meant, and may it come into force? */
@Path("/mappings/drafts/{id:\\d{1,18}}")
@Blocking
@Produces(MediaType.TEXT_HTML)
class DraftPage {
    private static final int LATEST = 5;

    private final DraftStore drafts;
    private final FunnelStore funnels;
    private final SimulationStore simulations;
    private final Simulations starter;
    private final KnownNames known;
    private final Visitor visitor;
    private final ConsoleConfig config;
    private final Clock clock;

    DraftPage(
            DraftStore drafts,
            FunnelStore funnels,
            SimulationStore simulations,
            Simulations starter,
            KnownNames known,
            Visitor visitor,
            ConsoleConfig config,
            Clock clock) {
        this.drafts = drafts;
        this.funnels = funnels;
        this.simulations = simulations;
        this.starter = starter;
        this.known = known;
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
        if (!before.open()) {
            return at(id, "");
        }
        var changed = !before.document().equals(form.document());
        if (changed || !before.title().equals(form.title())) {
            if (!drafts.save(id, form.revision(), form.title(), form.document(), visitor.getName())) {
                return overtaken(id, form);
            }
        } else if (before.revision() != form.revision()) {
            return overtaken(id, form);
        }
        var saved = find(id);
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
            default -> at(id, "saved");
        };
    }

    /** What somebody typed is never lost: it stays in the editor. */
    private Response overtaken(long id, DraftForm form) {
        var now = find(id);
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
        if (!(MappingFile.read(draft.document(), known.ask())
                instanceof Reading.Read(var funnel, var text, var notes))) {
            return at(draft.id(), "");
        }
        return switch (AskedDays.of(form.from(), form.to(), today())) {
            case AskedDays.Wrong(var sentence) ->
                answer(Response.Status.BAD_REQUEST, draft, DraftView.Told.wrong("Not simulated. " + sentence));
            case AskedDays.Fine(var days) -> simulate(draft, funnel, days);
        };
    }

    private Response simulate(MappingDraft draft, Funnel funnel, Days days) {
        var id = starter.start(draft, funnel, days, visitor.getName());
        return id.isPresent()
                ? Response.seeOther(URI.create("/simulations/" + id.getAsLong()))
                        .build()
                : answer(
                        Response.Status.CONFLICT,
                        draft,
                        DraftView.Told.wrong(
                                "Not simulated: this node is at another simulation. The draft is saved; try again"
                                        + " when that one has ended."));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), config.timeZone());
    }

    private Response activate(MappingDraft draft) {
        return switch (drafts.activate(draft.id(), draft.revision(), known.ask(), visitor.getName())) {
            case Activation.Done done ->
                Response.seeOther(URI.create("/mappings?told=activated")).build();
            case Activation.Refused refused -> at(draft.id(), "");
            case Activation.Overtaken overtaken -> at(draft.id(), "");
            case Activation.Stale(var inForce) ->
                answer(
                        Response.Status.CONFLICT,
                        draft,
                        DraftView.Told.wrong("Not activated: "
                                + inForce.map(number -> "version " + number).orElse("nothing")
                                + " is in force now, which this draft does not know. Bring the two together below,"
                                + " and simulate what comes of it."));
            case Activation.Unseen unseen ->
                answer(
                        Response.Status.CONFLICT,
                        draft,
                        DraftView.Told.wrong(
                                "Not activated: nobody has looked at a simulation of this very text yet."));
            case Activation.Unchanged unchanged ->
                answer(
                        Response.Status.CONFLICT,
                        draft,
                        DraftView.Told.wrong("Not activated: this very text is in force already."));
        };
    }

    /** Takes over what came into force since the draft was begun. */
    @POST
    @Path("rebase")
    public Response rebase(long id, @FormParam("revision") @DefaultValue("0") int revision) {
        var draft = find(id);
        var inForce = funnels.active();
        if (!draft.open() || draft.basedOn().equals(inForce.map(Funnel.Version::number))) {
            return at(id, "");
        }
        var theirs = inForce.map(Funnel.Version::document).orElse("");
        var base = draft.basedOn().flatMap(funnels::document).orElse("");
        var both = Rebase.of(base, draft.document(), theirs);
        if (!drafts.rebase(id, revision, both.document(), inForce.map(Funnel.Version::number), visitor.getName())) {
            return answer(
                    Response.Status.CONFLICT,
                    draft,
                    DraftView.Told.wrong(
                            "Nothing was changed: somebody has changed this draft since you opened it. Look at it, and press"
                                    + " the button once more."));
        }
        return both.conflicts().isEmpty()
                ? at(id, "rebased")
                : answer(Response.Status.OK, find(id), DraftView.conflicts(both.conflicts()));
    }

    @POST
    @Path("discard")
    public Response discard(long id) {
        drafts.discard(find(id).id(), visitor.getName());
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
        var inForce = funnels.active();
        return DraftView.of(
                draft,
                title,
                document,
                MappingFile.read(document, known.ask()),
                inForce,
                draft.open() && simulations.lookedAt(draft.fingerprint(), inForce.map(Funnel.Version::number)),
                simulations.ofDraft(draft.id(), LATEST),
                told,
                today(),
                config.timeZone());
    }
}
