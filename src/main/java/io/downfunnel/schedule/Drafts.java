package io.downfunnel.schedule;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.downfunnel.domain.Days;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.MappingDraft;
import io.downfunnel.mappings.FunnelDiff;
import io.downfunnel.mappings.Known;
import io.downfunnel.mappings.MappingFile;
import io.downfunnel.mappings.Problem;
import io.downfunnel.mappings.Reading;
import io.downfunnel.mappings.Rebase;
import io.downfunnel.simulate.AskedDays;
import io.downfunnel.store.DraftStore;
import io.downfunnel.store.DraftStore.Activation;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.SimulationStore;
import io.downfunnel.store.SimulationStore.Stored;

/** What is done with drafts of mappings, by people on a page and by programs alike: begun, changed, simulated, put into force. */
@ApplicationScoped
public class Drafts {
    /** The most that a document may have, in characters. */
    public static final int LONGEST_DOCUMENT = 1_000_000;

    private static final int LONGEST_TITLE = 200;
    private static final int LATEST = 5;

    /** To begin with, where nothing is in force. */
    private static final String EMPTY_DOCUMENT = """
            # What the stages of your funnel mean in your CRM, and what each becomes on which ad platform.
            # config/mappings.yaml explains every word of it.

            stages:
              - name: lead
                object: Lead
                when: created

            mappings: []
            """;

    private final DraftStore drafts;
    private final FunnelStore funnels;
    private final SimulationStore simulations;
    private final Simulations starter;
    private final KnownNames known;

    Drafts(DraftStore drafts, FunnelStore funnels, SimulationStore simulations, Simulations starter, KnownNames known) {
        this.drafts = drafts;
        this.funnels = funnels;
        this.simulations = simulations;
        this.starter = starter;
        this.known = known;
    }

    /**
     * A draft's text against what is in force.
     *
     * @param stale whether another version came into force since it was begun
     * @param differences to the version in force, in sentences; empty also where the text cannot be read
     * @param simulations of the draft, the latest first, without their results
     * @param obstacle why it cannot be activated, in a sentence; empty when it can, or is closed
     */
    public record Look(
            MappingDraft draft,
            Reading reading,
            Optional<Funnel.Version> inForce,
            boolean stale,
            List<String> differences,
            List<Stored> simulations,
            Optional<String> obstacle) {}

    /** What came of a wish for other words. Nothing was written unless it is {@link Done}. */
    public sealed interface Saved {
        /** @param draft as it is now */
        MappingDraft draft();

        record Done(MappingDraft draft) implements Saved {}

        /** It says this very thing already. */
        record Same(MappingDraft draft) implements Saved {}

        /** Somebody else changed it since. */
        record Overtaken(MappingDraft draft) implements Saved {}

        record Closed(MappingDraft draft) implements Saved {}
    }

    /** What came of the wish for a simulation. */
    public sealed interface Simulated {
        /** @param simulation that has begun, now or a moment ago */
        record Begun(long simulation) implements Simulated {}

        /** The text cannot be read. */
        record Wrong(List<Problem> problems) implements Simulated {}

        /** @param sentence what is wrong with the days, and what to write */
        record NoDays(String sentence) implements Simulated {}

        /** This node is at another one. */
        record Busy() implements Simulated {}
    }

    /** What came of taking over what came into force meanwhile. */
    public sealed interface Rebased {
        /** There was nothing to take over, or the draft is closed. */
        record Nothing() implements Rebased {}

        record Overtaken() implements Rebased {}

        /** @param conflicts where the draft's own words were kept */
        record Done(List<Rebase.Conflict> conflicts) implements Rebased {}
    }

    /** The latest changed first. */
    public List<MappingDraft> open() {
        return drafts.open();
    }

    public Optional<MappingDraft> find(long id) {
        return drafts.find(id);
    }

    /** What is shown of a draft whose text may be another one than was saved. */
    public Look look(MappingDraft draft, String document) {
        var inForce = funnels.active();
        var reading = MappingFile.read(document, known.ask());
        var stale = stale(draft, inForce);
        return new Look(
                draft,
                reading,
                inForce,
                stale,
                reading instanceof Reading.Read read ? FunnelDiff.between(live(inForce), read.funnel()) : List.of(),
                simulations.ofDraft(draft.id(), LATEST),
                draft.open() ? obstacle(draft, reading, stale, inForce) : Optional.empty());
    }

    public Look look(MappingDraft draft) {
        return look(draft, draft.document());
    }

    private static boolean stale(MappingDraft draft, Optional<Funnel.Version> inForce) {
        return !draft.basedOn().equals(inForce.map(Funnel.Version::number));
    }

    private static Funnel live(Optional<Funnel.Version> inForce) {
        return inForce.map(Funnel.Version::funnel).orElse(new Funnel(List.of(), List.of(), List.of()));
    }

    private Optional<String> obstacle(
            MappingDraft draft, Reading reading, boolean stale, Optional<Funnel.Version> inForce) {
        if (reading instanceof Reading.Refused) {
            return Optional.of("Correct what is wrong first.");
        }
        if (stale) {
            return Optional.of(
                    "Another version came into force since this draft was begun: bring the two together first.");
        }
        return simulations.lookedAt(draft.fingerprint(), inForce.map(Funnel.Version::number))
                ? Optional.empty()
                : Optional.of(
                        "Simulate it first, and look at the result: it has to be of this very text, against the version in"
                                + " force.");
    }

    /** What it would be to bring a version back, in sentences; empty where nothing would change, or nothing is in force. */
    public List<String> against(Optional<Funnel.Version> inForce, String document) {
        return inForce.map(live -> switch (MappingFile.read(document, Known.NOTHING)) {
                    case Reading.Read(var funnel, var text, var notes) -> FunnelDiff.between(live.funnel(), funnel);
                    case Reading.Refused refused -> List.of("It would be refused today.");
                })
                .orElse(List.of());
    }

    // Doing

    /**
     * Of what is in force, or of an earlier version that is to come back.
     *
     * @param version empty: the one in force
     * @param title empty: one that says what it is
     * @return its id; empty when there is no such version
     */
    public Optional<Long> begin(Optional<Integer> version, Optional<String> title, String by) {
        var inForce = funnels.active().map(Funnel.Version::number);
        var wanted = version.or(() -> inForce);
        var document = wanted.map(funnels::document).orElse(Optional.of(EMPTY_DOCUMENT));
        var called = title.orElseGet(() -> version.filter(number -> !inForce.equals(Optional.of(number)))
                .map(number -> "Bring back version " + number)
                .orElse("New draft"));
        return document.map(text -> begin(called, text, inForce, by));
    }

    /** Of somebody's own words; its id. */
    public long begin(String title, String document, String by) {
        return begin(title, document, funnels.active().map(Funnel.Version::number), by);
    }

    /** Asked for once more, what was begun a moment ago is the answer as long as nobody has touched it. */
    private long begin(String title, String document, Optional<Integer> inForce, String by) {
        return drafts.open().stream()
                .filter(draft -> draft.revision() == 1
                        && draft.createdBy().equals(by)
                        && draft.title().equals(title)
                        && draft.document().equals(document)
                        && draft.basedOn().equals(inForce))
                .findFirst()
                .map(MappingDraft::id)
                .orElseGet(() -> drafts.create(title, document, inForce, by));
    }

    /** A title as it is kept: never empty, never endless. */
    public static String titled(String text) {
        var plain = text.strip();
        return plain.isEmpty() ? "Untitled draft" : plain.substring(0, Math.min(plain.length(), LONGEST_TITLE));
    }

    /** Browsers, and some systems, send other line breaks than files have. */
    public static String lines(String text) {
        return text.replace("\r\n", "\n");
    }

    /**
     * @param before the draft as it was found
     * @param seen the revision that somebody has changed
     */
    public Saved save(MappingDraft before, int seen, String title, String document, String by) {
        if (!before.open()) {
            return new Saved.Closed(before);
        }
        if (before.title().equals(title) && before.document().equals(document)) {
            return new Saved.Same(before);
        }
        var saved = drafts.save(before.id(), seen, title, document, by);
        var now = drafts.find(before.id()).orElse(before);
        return saved ? new Saved.Done(now) : now.open() ? new Saved.Overtaken(now) : new Saved.Closed(now);
    }

    /**
     * One that is running already for the same words and days is the answer, instead of a second one.
     *
     * @param today in the organisation's time zone
     */
    public Simulated simulate(MappingDraft draft, String from, String to, LocalDate today, String by) {
        return switch (MappingFile.read(draft.document(), known.ask())) {
            case Reading.Refused(var problems) -> new Simulated.Wrong(problems);
            case Reading.Read(var funnel, var text, var notes) ->
                switch (AskedDays.of(from, to, today)) {
                    case AskedDays.Wrong(var sentence) -> new Simulated.NoDays(sentence);
                    case AskedDays.Fine(var days) -> simulate(draft, funnel, days, by);
                };
        };
    }

    private Simulated simulate(MappingDraft draft, Funnel funnel, Days days, String by) {
        var inForce = funnels.active().map(Funnel.Version::number);
        var same = simulations.ofDraft(draft.id(), LATEST).stream()
                .filter(each -> each.working()
                        && each.document().equals(draft.fingerprint())
                        && each.days().equals(days)
                        && each.liveVersion().equals(inForce))
                .findFirst();
        if (same.isPresent()) {
            return new Simulated.Begun(same.get().id());
        }
        var begun = starter.start(draft, funnel, days, by);
        return begun.isPresent() ? new Simulated.Begun(begun.getAsLong()) : new Simulated.Busy();
    }

    /** @param seen the revision that somebody wants in force */
    public Activation activate(MappingDraft draft, int seen, String by) {
        return drafts.activate(draft.id(), seen, known.ask(), by);
    }

    /** Why a draft did not come into force, and what to do; empty when it did. */
    public static Optional<String> objection(Activation activation) {
        return switch (activation) {
            case Activation.Done done -> Optional.empty();
            case Activation.Refused refused -> Optional.of("Not activated: correct what is wrong first.");
            case Activation.Overtaken overtaken ->
                Optional.of(
                        "Not activated: somebody has changed, activated or discarded this draft meanwhile. Look at it"
                                + " anew.");
            case Activation.Stale(var inForce) ->
                Optional.of("Not activated: "
                        + inForce.map(number -> "version " + number).orElse("nothing")
                        + " is in force now, which this draft does not know. Bring the two together, and simulate what comes"
                        + " of it.");
            case Activation.Unseen unseen ->
                Optional.of("Not activated: nobody has looked at a simulation of this very text yet.");
            case Activation.Unchanged unchanged -> Optional.of("Not activated: this very text is in force already.");
        };
    }

    /** Takes over what came into force since the draft was begun. */
    public Rebased rebase(MappingDraft draft, int seen, String by) {
        var inForce = funnels.active();
        if (!draft.open() || !stale(draft, inForce)) {
            return new Rebased.Nothing();
        }
        var theirs = inForce.map(Funnel.Version::document).orElse("");
        var base = draft.basedOn().flatMap(funnels::document).orElse("");
        var both = Rebase.of(base, draft.document(), theirs);
        return drafts.rebase(draft.id(), seen, both.document(), inForce.map(Funnel.Version::number), by)
                ? new Rebased.Done(both.conflicts())
                : new Rebased.Overtaken();
    }

    /** @return false when it was closed already */
    public boolean discard(MappingDraft draft, String by) {
        return drafts.discard(draft.id(), by);
    }
}
