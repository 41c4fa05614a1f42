package io.downfunnel.console;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.MappingDraft;
import io.downfunnel.mappings.Problem;
import io.downfunnel.mappings.Reading;
import io.downfunnel.mappings.Rebase.Conflict;
import io.downfunnel.report.MappingHints;
import io.downfunnel.report.MappingLint;
import io.downfunnel.schedule.Drafts;
import io.downfunnel.store.SimulationStore.Stored;

/**
 * A draft in the editor.
 *
 * @param basis what it is compared with, in a sentence
 * @param stale whether another version came into force since it was begun
 * @param fate what became of a draft that is closed; empty while it is open
 * @param same whether it means the same as the version in force
 * @param doubts what a platform will refuse or not count by all that is known of it, mapping by mapping
 * @param obstacle why it cannot be activated, in a sentence; empty when it can
 */
public record DraftView(
        long id,
        int revision,
        String title,
        String document,
        String basis,
        boolean stale,
        String fate,
        Told told,
        List<Trouble> troubles,
        List<Doubt> doubts,
        List<String> notes,
        List<String> differences,
        boolean same,
        List<Run> simulations,
        String from,
        String to,
        String latest,
        String obstacle) {

    private static final int USUAL_DAYS = 90;

    public DraftView {
        troubles = List.copyOf(troubles);
        doubts = List.copyOf(doubts);
        notes = List.copyOf(notes);
        differences = List.copyOf(differences);
        simulations = List.copyOf(simulations);
    }

    public boolean open() {
        return fate.isEmpty();
    }

    /** What came of the last thing somebody did. */
    public record Told(RunView.Mark mark, String text, List<String> more) {
        static final Told NOTHING = new Told(RunView.Mark.FINE, "", List.of());

        static Told fine(String text) {
            return new Told(new RunView.Mark("fine", "✓", "Done"), text, List.of());
        }

        static Told wrong(String text) {
            return new Told(new RunView.Mark("needs-you", "!", "Not done"), text, List.of());
        }
    }

    /** @param text of the line */
    public record Trouble(int line, String text, String cause, String remedy) {}

    /** A simulation of this draft; @param current whether it is of the very text against the very version */
    public record Run(long id, String days, When started, RunView.Mark mark, String looked, boolean current) {}

    public record Doubt(String mapping, String sentence) {}

    static DraftView of(
            Drafts.Look look,
            List<MappingHints.OfMapping> hints,
            String title,
            String document,
            Told told,
            LocalDate today,
            ZoneId zone) {
        var draft = look.draft();
        return new DraftView(
                draft.id(),
                draft.revision(),
                title,
                document,
                basis(draft, look.inForce(), look.stale()),
                look.stale(),
                fate(draft, zone),
                told,
                look.reading() instanceof Reading.Refused refused ? troubles(refused.problems(), document) : List.of(),
                hints.stream()
                        .filter(each -> each.hint().severity() == MappingLint.Severity.PROBLEM)
                        .map(each -> new Doubt(each.mapping(), each.hint().sentence()))
                        .toList(),
                look.reading() instanceof Reading.Read read ? read.notes() : List.of(),
                look.differences(),
                look.reading() instanceof Reading.Read && look.differences().isEmpty(),
                look.simulations().stream()
                        .map(each -> run(each, draft, look.inForce(), zone))
                        .toList(),
                today.minusDays(USUAL_DAYS).toString(),
                today.minusDays(1).toString(),
                today.toString(),
                look.obstacle().orElse(""));
    }

    private static String basis(MappingDraft draft, Optional<Funnel.Version> inForce, boolean stale) {
        var version = draft.basedOn().map(number -> "version " + number).orElse("nothing");
        return stale
                ? "Begun when " + version + " was in force. "
                        + inForce.map(now -> "Version " + now.number()).orElse("Nothing")
                        + " is now, so this draft would undo what was changed since."
                : "Compared with " + version
                        + (draft.basedOn().isPresent() ? ", which is in force." : ": nothing is in force yet.");
    }

    private static String fate(MappingDraft draft, ZoneId zone) {
        return draft.closed()
                .map(closed -> closed.activatedAs()
                                .map(version -> "It came into force as version " + version)
                                .orElse("It was discarded")
                        + " on " + When.of(closed.at(), zone).text() + ", by " + closed.by() + ".")
                .orElse("");
    }

    private static List<Trouble> troubles(List<Problem> problems, String document) {
        var lines = document.split("\n", -1);
        return problems.stream()
                .map(problem -> new Trouble(
                        problem.line(),
                        problem.line() <= lines.length ? lines[problem.line() - 1].strip() : "",
                        problem.cause(),
                        problem.remedy()))
                .toList();
    }

    private static Run run(Stored stored, MappingDraft draft, Optional<Funnel.Version> inForce, ZoneId zone) {
        return new Run(
                stored.id(),
                stored.days().toString(),
                When.of(stored.startedAt(), zone),
                SimulationView.mark(stored),
                stored.looked().map(look -> "looked at by " + look.by()).orElse("nobody has looked at it yet"),
                stored.document().equals(draft.fingerprint())
                        && stored.liveVersion().equals(inForce.map(Funnel.Version::number)));
    }

    /** Ours stay; whoever reads this decides. */
    static Told conflicts(List<Conflict> conflicts) {
        return new Told(
                new RunView.Mark("needs-you", "!", "Look here"),
                "The draft has the changes of the version in force now, but not where both had changed the same lines: there"
                        + " your text was kept. Decide what is right, then simulate it anew.",
                conflicts.stream().map(Conflict::inWords).toList());
    }
}
