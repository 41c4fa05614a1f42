package io.downfunnel.console.api;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.console.ConsoleConfig;
import io.downfunnel.console.Refusal;
import io.downfunnel.console.Visitor;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.MappingDraft;
import io.downfunnel.mappings.Problem;
import io.downfunnel.mappings.Reading;
import io.downfunnel.mappings.Rebase;
import io.downfunnel.report.MappingHints;
import io.downfunnel.schedule.Drafts;
import io.downfunnel.schedule.Drafts.Rebased;
import io.downfunnel.schedule.Drafts.Saved;
import io.downfunnel.schedule.Drafts.Simulated;
import io.downfunnel.store.DraftStore.Activation;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.SimulationStore.Stored;

/** Mappings on their way into force: the same way as in the console, with the same gates. */
@Path("/api/v1/mappings/drafts")
@Blocking
@CustomDeserialization(Strictly.class)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Drafts of mappings")
public class DraftsApi {
    private static final int USUAL_DAYS = 90;
    private static final String ONE = "{id:\\d{1,18}}";
    private static final String ID = "Id of the draft";

    private final Drafts drafts;
    private final FunnelStore funnels;
    private final MappingHints hints;
    private final Visitor visitor;
    private final ConsoleConfig config;
    private final Clock clock;

    DraftsApi(
            Drafts drafts,
            FunnelStore funnels,
            MappingHints hints,
            Visitor visitor,
            ConsoleConfig config,
            Clock clock) {
        this.drafts = drafts;
        this.funnels = funnels;
        this.hints = hints;
        this.visitor = visitor;
        this.config = config;
        this.clock = clock;
    }

    /**
     * @param basedOn the version in force when it was begun
     * @param stale whether another one came into force since
     */
    public record DraftEntry(
            long id,
            String title,
            Optional<Integer> basedOn,
            boolean stale,
            int revision,
            Instant changedAt,
            String changedBy) {}

    /**
     * @param revision to be sent along with every change
     * @param mistakes why it cannot be read; empty when it can
     * @param notes what could not be checked, or will not do what it may seem to
     * @param differences to the version in force, in sentences
     * @param hints what its platforms, accounts and stages will not let come true
     * @param simulations the latest first
     * @param obstacle why it cannot be activated; absent when it can, or is closed
     * @param closed absent while it may be changed
     */
    public record Draft(
            long id,
            String title,
            int revision,
            Optional<Integer> basedOn,
            boolean stale,
            Instant createdAt,
            String createdBy,
            Instant changedAt,
            String changedBy,
            String document,
            List<Problem> mistakes,
            List<String> notes,
            List<String> differences,
            List<MappingHint> hints,
            List<SimulationEntry> simulations,
            Optional<String> obstacle,
            Optional<MappingDraft.Closed> closed) {}

    /** @param part what of the mapping it is about */
    public record MappingHint(String mapping, String severity, String part, String sentence) {}

    /** @param current whether it is of this very text, against the version in force: only such a one counts */
    public record SimulationEntry(
            long id, String state, LocalDate from, LocalDate to, Instant startedAt, boolean lookedAt, boolean current) {
        static SimulationEntry of(Stored stored, Drafts.Look look) {
            return new SimulationEntry(
                    stored.id(),
                    SimulationsApi.word(stored),
                    stored.days().first(),
                    stored.days().last(),
                    stored.startedAt(),
                    stored.looked().isPresent(),
                    stored.document().equals(look.draft().fingerprint())
                            && stored.liveVersion().equals(look.inForce().map(Funnel.Version::number)));
        }
    }

    /**
     * Of {@code document} and {@code version} one at most; without both, the draft begins with what is in force.
     *
     * @param document YAML, or JSON, which is YAML too
     * @param version an earlier version that is to come back
     */
    public record NewDraft(Optional<String> title, Optional<String> document, Optional<Integer> version) {}

    /**
     * @param revision that the change was made of
     * @param title absent: it stays
     * @param document absent: it stays
     */
    public record DraftChange(Optional<Integer> revision, Optional<String> title, Optional<String> document) {}

    /** @param revision as it was read last */
    public record SeenRevision(Optional<Integer> revision) {}

    /**
     * @param from the first day on which something happened, such as 2026-09-01; absent: 90 days ago
     * @param to the last day; absent: yesterday
     */
    public record WantedDays(Optional<String> from, Optional<String> to) {}

    /** @param simulation its id: /api/v1/simulations/{id} tells how far it is */
    public record SimulationBegun(long simulation) {}

    /** @param conflicts where both had changed the same lines; there the draft's own were kept */
    public record BroughtTogether(Draft draft, List<String> conflicts) {}

    /**
     * @param version that the draft became
     * @param notes what could not be checked
     */
    public record Activated(int version, List<String> notes) {}

    @GET
    @Operation(summary = "Open drafts, the latest changed first")
    public List<DraftEntry> list() {
        var inForce = funnels.active().map(Funnel.Version::number);
        return drafts.open().stream()
                .map(draft -> new DraftEntry(
                        draft.id(),
                        draft.title(),
                        draft.basedOn(),
                        !draft.basedOn().equals(inForce),
                        draft.revision(),
                        draft.changedAt(),
                        draft.changedBy()))
                .toList();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Begin a draft",
            description =
                    "Of a document, of an earlier version that is to come back, or of what is in force. Nothing comes into"
                            + " force by it. Sent once more, the draft that was begun by it is the answer as long as nobody"
                            + " has touched it.")
    public Draft begin(NewDraft wish) {
        Refusal.unlessEmpty(wish);
        if (wish.document().isPresent() && wish.version().isPresent()) {
            throw Refusal.unclear(
                    "A draft begins with a document or with a version, not with both.", "Leave one of them out.");
        }
        var title = wish.title().map(Drafts::titled);
        var id = wish.document()
                .map(text -> drafts.begin(title.orElse("New draft"), document(text), visitor.getName()))
                .or(() -> drafts.begin(wish.version(), title, visitor.getName()))
                .orElseThrow(NotFoundException::new);
        return show(id);
    }

    private static String document(String text) {
        if (text.length() > Drafts.LONGEST_DOCUMENT) {
            throw Refusal.unclear(
                    "A document has at most %,d characters.".formatted(Drafts.LONGEST_DOCUMENT), "Send a shorter one.");
        }
        return Drafts.lines(text);
    }

    @GET
    @Path(ONE)
    @Operation(
            summary =
                    "A draft: its text, its mistakes and hints, what it would change, and what it lacks to come into force")
    public Draft show(@Parameter(description = ID) @PathParam("id") long id) {
        return draft(find(id));
    }

    private MappingDraft find(long id) {
        return drafts.find(id).orElseThrow(NotFoundException::new);
    }

    private Draft draft(MappingDraft draft) {
        var look = drafts.look(draft);
        return new Draft(
                draft.id(),
                draft.title(),
                draft.revision(),
                draft.basedOn(),
                look.stale(),
                draft.createdAt(),
                draft.createdBy(),
                draft.changedAt(),
                draft.changedBy(),
                draft.document(),
                look.reading() instanceof Reading.Refused refused ? refused.problems() : List.of(),
                look.reading() instanceof Reading.Read read ? read.notes() : List.of(),
                look.differences(),
                look.reading() instanceof Reading.Read read ? hints(read.funnel()) : List.of(),
                look.simulations().stream()
                        .map(each -> SimulationEntry.of(each, look))
                        .toList(),
                look.obstacle(),
                draft.closed());
    }

    private List<MappingHint> hints(Funnel funnel) {
        return hints.of(funnel).stream()
                .map(each -> new MappingHint(
                        each.mapping(),
                        Words.of(each.hint().severity()),
                        Words.of(each.hint().part()),
                        each.hint().sentence()))
                .toList();
    }

    @POST
    @Path(ONE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Change a draft",
            description =
                    "With the revision that was changed, so that of two at one draft the second is told. Words that it has"
                            + " already change nothing, so that the request may be sent again.")
    public Draft change(@Parameter(description = ID) @PathParam("id") long id, DraftChange change) {
        var seen = seen(Refusal.unlessEmpty(change).revision());
        var before = find(id);
        var saved = drafts.save(
                before,
                seen,
                change.title().map(Drafts::titled).orElse(before.title()),
                change.document().map(DraftsApi::document).orElse(before.document()),
                visitor.getName());
        return switch (saved) {
            case Saved.Done done -> draft(done.draft());
            case Saved.Same same -> draft(same.draft());
            case Saved.Overtaken(var now) -> throw overtaken(now);
            case Saved.Closed(var now) -> throw closed(now);
        };
    }

    private static int seen(Optional<Integer> revision) {
        return revision.orElseThrow(() -> Refusal.unclear(
                "The request does not say which revision of the draft it is about.",
                "Read the draft, and send its revision along."));
    }

    private static Refusal overtaken(MappingDraft now) {
        return Refusal.conflict(
                "Somebody was faster",
                now.changedBy() + " has changed this draft since you read it: it is at revision " + now.revision()
                        + " now.",
                "Read it again, bring your change together with theirs, and send it with that revision.");
    }

    private static Refusal closed(MappingDraft draft) {
        return Refusal.conflict(
                "This draft is closed",
                draft.closed()
                        .flatMap(MappingDraft.Closed::activatedAs)
                        .map(version -> "It came into force as version " + version + ".")
                        .orElse("It was discarded."),
                "Begin another one: POST /api/v1/mappings/drafts.");
    }

    @POST
    @Path(ONE + "/rebase")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Take over what came into force since the draft was begun",
            description =
                    "Where both had changed the same lines, the draft's own are kept and named. Nothing happens to a"
                            + " draft that knows the version in force.")
    public BroughtTogether rebase(@Parameter(description = ID) @PathParam("id") long id, SeenRevision wish) {
        var draft = find(id);
        return switch (drafts.rebase(draft, seen(Refusal.unlessEmpty(wish).revision()), visitor.getName())) {
            case Rebased.Nothing nothing -> new BroughtTogether(draft(draft), List.of());
            case Rebased.Overtaken overtaken -> throw overtaken(find(id));
            case Rebased.Done(var conflicts) ->
                new BroughtTogether(
                        show(id),
                        conflicts.stream().map(Rebase.Conflict::inWords).toList());
        };
    }

    @POST
    @Path(ONE + "/discard")
    @Operation(summary = "Discard a draft", description = "changed is false when it was closed already.")
    public Changed discard(@Parameter(description = ID) @PathParam("id") long id) {
        return new Changed(drafts.discard(find(id), visitor.getName()));
    }

    @POST
    @Path(ONE + "/simulate")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Begin a simulation of a draft",
            description =
                    "Sends nothing and changes nothing. One that is running for the same text and days is the answer, so that"
                            + " the request may be sent again.")
    public SimulationBegun simulate(@Parameter(description = ID) @PathParam("id") long id, WantedDays wanted) {
        Refusal.unlessEmpty(wanted);
        var draft = find(id);
        if (!draft.open()) {
            throw closed(draft);
        }
        var today = LocalDate.ofInstant(clock.instant(), config.timeZone());
        var from = wanted.from().orElse(today.minusDays(USUAL_DAYS).toString());
        var to = wanted.to().orElse(today.minusDays(1).toString());
        return switch (drafts.simulate(draft, from, to, today, visitor.getName())) {
            case Simulated.Begun(var simulation) -> new SimulationBegun(simulation);
            case Simulated.Wrong(var problems) -> throw Refusal.mistakes("Not simulated", problems);
            case Simulated.NoDays(var sentence) -> throw Refusal.unclear(sentence, "Send other days.");
            case Simulated.Busy busy ->
                throw Refusal.conflict(
                        "Not simulated",
                        "This node is at another simulation, and does one at a time.",
                        "Try again when that one has ended.");
        };
    }

    @POST
    @Path(ONE + "/activate")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Put a draft into force",
            description =
                    "Only when somebody has looked at a simulation of this very text against the version in force; what is"
                            + " missing is said. Mappings that send something else than before are tried out with a few"
                            + " conversions first. Sent once more, the version that it became is the answer.")
    public Activated activate(@Parameter(description = ID) @PathParam("id") long id, SeenRevision wish) {
        var seen = seen(Refusal.unlessEmpty(wish).revision());
        var draft = find(id);
        var became =
                draft.closed().flatMap(MappingDraft.Closed::activatedAs).filter(version -> draft.revision() == seen);
        if (became.isPresent()) {
            return new Activated(became.get(), List.of());
        }
        if (!draft.open()) {
            throw closed(draft);
        }
        var came = drafts.activate(draft, seen, visitor.getName());
        return switch (came) {
            case Activation.Done(var version, var notes) -> new Activated(version.number(), notes);
            case Activation.Refused(var reasons) -> throw Refusal.mistakes("Not activated", reasons.problems());
            case Activation.Overtaken overtaken -> throw overtaken(find(id));
            case Activation.Stale stale ->
                throw refused(came, "Take over what is in force (…/rebase), then simulate it and look at the result.");
            case Activation.Unseen unseen ->
                throw refused(
                        came,
                        "Simulate it (…/simulate), read the result, and say that you have looked at it"
                                + " (/api/v1/simulations/{id}/look).");
            case Activation.Unchanged unchanged -> throw refused(came, "Nothing is to be done; discard the draft.");
        };
    }

    private static Refusal refused(Activation came, String remedy) {
        return Refusal.conflict("Not activated", Drafts.objection(came).orElseThrow(), remedy);
    }
}
