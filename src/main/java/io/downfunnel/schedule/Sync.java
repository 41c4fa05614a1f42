package io.downfunnel.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import io.downfunnel.convert.AdjustStep;
import io.downfunnel.convert.AdjustStep.Adjusted;
import io.downfunnel.convert.ConvertStep;
import io.downfunnel.convert.ConvertStep.Converted;
import io.downfunnel.deliver.DeliverStep;
import io.downfunnel.deliver.Delivered;
import io.downfunnel.deliver.SendAdjustmentsStep;
import io.downfunnel.deliver.VerdictStep;
import io.downfunnel.domain.Adjustment;
import io.downfunnel.extract.DetectStep;
import io.downfunnel.extract.DetectStep.Detected;
import io.downfunnel.extract.ExtractStep;
import io.downfunnel.extract.Extracted;
import io.downfunnel.match.MatchStep;
import io.downfunnel.match.MatchStep.Matched;
import io.downfunnel.platform.OpenAccount;
import io.downfunnel.platform.Platforms;
import io.downfunnel.reconcile.Reported;
import io.downfunnel.reconcile.ReportsStep;
import io.downfunnel.schedule.RunBook.OpenRun;
import io.downfunnel.store.AdjustmentStore;
import io.downfunnel.store.CircuitStore;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.DueStore;
import io.downfunnel.store.QuotaStore;

/**
 * The steps in order, as a run that is recorded and can be watched.
 *
 * <p>Each step is safe to run beside itself, here or on another node, so nothing is locked. When Salesforce cannot be
 * reached, the other steps still do what there is to do.
 */
@ApplicationScoped
public class Sync {
    private static final Duration SHORTEST_NAP = Duration.ofMillis(100);
    private static final Duration LONGEST_NAP = Duration.ofSeconds(1);
    private static final Step[] FOLLOWING = {Step.DELIVER, Step.VERDICTS, Step.ADJUST, Step.SEND_ADJUSTMENTS};
    private static final Step[] READING = {Step.EXTRACT, Step.LEADS, Step.DETECT, Step.MATCH, Step.CONVERT};
    private static final Step[] EVERYTHING = {
        Step.EXTRACT,
        Step.LEADS,
        Step.DETECT,
        Step.MATCH,
        Step.CONVERT,
        Step.DELIVER,
        Step.VERDICTS,
        Step.ADJUST,
        Step.SEND_ADJUSTMENTS,
        Step.REPORTS
    };
    private static final Step[] ALL_BUT_REPORTS =
            Arrays.copyOf(EVERYTHING, List.of(EVERYTHING).indexOf(Step.REPORTS));

    private final ExtractStep extract;
    private final DetectStep detect;
    private final MatchStep match;
    private final ConvertStep convert;
    private final DeliverStep deliver;
    private final VerdictStep verdicts;
    private final AdjustStep adjust;
    private final SendAdjustmentsStep sendAdjustments;
    private final ReportsStep reports;
    private final FirstMappings mappings;
    private final Platforms platforms;
    private final DueStore dues;
    private final AdjustmentStore adjustments;
    private final ConnectionStore connections;
    private final CircuitStore circuits;
    private final QuotaStore quotas;
    private final RunBook book;
    private final SyncConfig config;
    private final Clock clock;

    Sync(
            ExtractStep extract,
            DetectStep detect,
            MatchStep match,
            ConvertStep convert,
            DeliverStep deliver,
            VerdictStep verdicts,
            AdjustStep adjust,
            SendAdjustmentsStep sendAdjustments,
            ReportsStep reports,
            FirstMappings mappings,
            Platforms platforms,
            DueStore dues,
            AdjustmentStore adjustments,
            ConnectionStore connections,
            CircuitStore circuits,
            QuotaStore quotas,
            RunBook book,
            SyncConfig config,
            Clock clock) {
        this.extract = extract;
        this.detect = detect;
        this.match = match;
        this.convert = convert;
        this.deliver = deliver;
        this.verdicts = verdicts;
        this.adjust = adjust;
        this.sendAdjustments = sendAdjustments;
        this.reports = reports;
        this.mappings = mappings;
        this.platforms = platforms;
        this.dues = dues;
        this.adjustments = adjustments;
        this.connections = connections;
        this.circuits = circuits;
        this.quotas = quotas;
        this.book = book;
        this.config = config;
        this.clock = clock;
    }

    /** Everything, until nothing is due: from the CRM to the verdicts; and what the platforms report. */
    public SyncSummary once(String startedBy, SyncWatcher watcher) {
        var figures = figures();
        try (var run = book.open("sync", startedBy, watcher, taken(EVERYTHING))) {
            sync(run, figures);
            run.step(Step.REPORTS, reports::run, Sync::reported);
            return run.close(figures);
        }
    }

    /** Everything but reports, which have their own time: uploads come first, and wait for nobody. */
    public SyncSummary upload(String startedBy, SyncWatcher watcher) {
        var figures = figures();
        try (var run = book.open("sync", startedBy, watcher, taken(ALL_BUT_REPORTS))) {
            sync(run, figures);
            return run.close(figures);
        }
    }

    private void sync(OpenRun run, SyncFigures figures) {
        extract(run, figures);
        decide(run, figures);
        send(run);
        while (moreIsDue(run)) {
            convert(run, figures);
            send(run);
        }
        adjustmentsForAPerson(run);
    }

    /** What the platforms report. */
    public SyncSummary reports(String startedBy, SyncWatcher watcher) {
        var figures = figures();
        try (var run = book.open("reports", startedBy, watcher, Step.REPORTS)) {
            run.step(Step.REPORTS, reports::run, Sync::reported);
            return run.close(figures);
        }
    }

    /** The CRM's news, down to decided conversions; nothing is sent. */
    public SyncSummary read(String startedBy, SyncWatcher watcher) {
        var figures = figures();
        try (var run = book.open("extract", startedBy, watcher, taken(READING))) {
            extract(run, figures);
            decide(run, figures);
            return run.close(figures);
        }
    }

    /** The last days of the CRM once more, for what Salesforce showed late. */
    public SyncSummary sweep(String startedBy, Duration back, SyncWatcher watcher) {
        var figures = figures();
        try (var run = book.open("sweep", startedBy, watcher, taken(READING))) {
            run.step(
                            Step.EXTRACT,
                            told -> extract.sweep(told, mappings.inForce().funnel(), back),
                            Sync::inWords)
                    .ifPresent(done -> figures.extracted(done.leads(), done.opportunities()));
            decide(run, figures);
            return run.close(figures);
        }
    }

    /** What was sent before and is not at its end yet: what a platform put off, verdicts to ask for, and what changed since. */
    public SyncSummary followUp(String startedBy, SyncWatcher watcher) {
        var figures = figures();
        try (var run = book.open("follow-up", startedBy, watcher, FOLLOWING)) {
            run.step(Step.DELIVER, deliver::again, Sync::inWords);
            run.step(Step.VERDICTS, verdicts::run, Sync::inWords);
            adjust(run);
            adjustmentsForAPerson(run);
            return run.close(figures);
        }
    }

    /** Without those that nobody asks for here. */
    private Step[] taken(Step... steps) {
        return Arrays.stream(steps)
                .filter(step -> step != Step.LEADS || reports.readsLeads())
                .toArray(Step[]::new);
    }

    private SyncFigures figures() {
        var figures = new SyncFigures();
        figures.looksAfter(platforms.accounts().keySet());
        return figures;
    }

    private void extract(OpenRun run, SyncFigures figures) {
        run.step(Step.EXTRACT, told -> extract.run(told, mappings.inForce().funnel()), Sync::inWords)
                .ifPresent(done -> figures.extracted(done.leads(), done.opportunities()));
    }

    /** After what the CRM told, since only responses of its own people are kept; and before anything is made of them. */
    private void decide(OpenRun run, SyncFigures figures) {
        if (run.has(Step.LEADS)) {
            run.step(Step.LEADS, reports::leads, Sync::reported);
        }
        run.step(Step.DETECT, detect::run, Sync::inWords).ifPresent(done -> figures.detected(done.events()));
        run.step(Step.MATCH, match::run, Sync::inWords)
                .ifPresent(done -> figures.matched(done.matched(), done.unmatched()));
        convert(run, figures);
    }

    private void convert(OpenRun run, SyncFigures figures) {
        run.round(Step.CONVERT, convert::run, Converted::plus, Sync::inWords)
                .ifPresent(done -> figures.converted(done.conversions()));
    }

    private void send(OpenRun run) {
        run.round(Step.DELIVER, deliver::run, Sync::then, Sync::inWords);
        run.round(Step.VERDICTS, verdicts::run, Sync::then, Sync::inWords);
        adjust(run);
    }

    private static Map<String, Delivered> then(Map<String, Delivered> before, Map<String, Delivered> later) {
        var both = new TreeMap<>(before);
        later.forEach((name, delivered) -> both.merge(name, delivered, Delivered::then));
        return both;
    }

    /** After the verdicts, since only what a platform counts can be changed. */
    private void adjust(OpenRun run) {
        run.round(Step.ADJUST, adjust::run, Adjusted::plus, Sync::inWords);
        run.round(Step.SEND_ADJUSTMENTS, sendAdjustments::run, Sync::then, Sync::inWords);
    }

    /** They are in no figure of the summary, which counts conversions. */
    private void adjustmentsForAPerson(OpenRun run) {
        adjustments
                .forAPerson(run.id())
                .forEach((destination, count) -> run.leaveToPerson(
                        "%,d changes of conversions that %s counts wait for you: its list of conversions says which and why."
                                .formatted(count, destination)));
    }

    /** Waits for work that becomes due within our patience; false when there is none. */
    private boolean moreIsDue(OpenRun run) {
        var patience = config.patience();
        while (!Thread.currentThread().isInterrupted() && !run.isToStop()) {
            var now = clock.instant();
            var next = Stream.concat(dues.nextDue(platforms.accounts().keySet(), now).stream(), adjustmentsDue(now))
                    .filter(due -> connections
                            .find(due.destination())
                            .map(status -> status.open(now))
                            .orElse(true))
                    .filter(due -> circuits.usable(due.destination(), due.endpoint(), now))
                    .filter(due -> quotas.usable(due.destination(), due.endpoint(), now))
                    .map(DueStore.Due::at)
                    .min(Comparator.naturalOrder());
            if (next.isEmpty() || next.get().isAfter(now.plus(patience))) {
                return false;
            }
            if (!next.get().isAfter(now)) {
                return true;
            }
            run.recorder(Step.VERDICTS).waiting("the platforms' next word");
            LockSupport.parkNanos(nap(Duration.between(now, next.get())).toNanos());
        }
        return false;
    }

    /** Where nobody sends, nothing is due. */
    private Stream<DueStore.Due> adjustmentsDue(Instant now) {
        var ways = ways((account, kind) -> true);
        var open = ways(OpenAccount::takes);
        return adjustments.nextDue(ways, now).stream().filter(due -> open.contains(due.destination()));
    }

    private Set<String> ways(BiPredicate<OpenAccount, Adjustment.Kind> which) {
        return platforms.accounts().values().stream()
                .flatMap(account -> Arrays.stream(Adjustment.Kind.values())
                        .filter(kind -> which.test(account, kind))
                        .map(account::way))
                .collect(Collectors.toSet());
    }

    private static Duration nap(Duration until) {
        return until.compareTo(SHORTEST_NAP) < 0
                ? SHORTEST_NAP
                : until.compareTo(LONGEST_NAP) > 0 ? LONGEST_NAP : until;
    }

    private static String inWords(Extracted done) {
        var told = "%,d records new or changed, %,d leads and %,d opportunities among them"
                .formatted(done.records(), done.leads(), done.opportunities());
        return done.warnings().isEmpty() ? told : told + ". " + String.join(" ", done.warnings());
    }

    private static String inWords(Detected done) {
        return "%,d new stage events in %,d changed records, %,d told differently, %,d withdrawn"
                .formatted(done.events(), done.records(), done.changed(), done.withdrawn());
    }

    private static String inWords(Matched done) {
        return "%,d stage events belong to a click, %,d to none".formatted(done.matched(), done.unmatched());
    }

    private static String inWords(Adjusted done) {
        return "%,d new adjustments, %,d decided differently, of %,d stage events"
                .formatted(done.adjustments(), done.changed(), done.events());
    }

    private static String inWords(Converted done) {
        return "%,d new conversions, %,d decided differently, %,d expired"
                .formatted(done.conversions(), done.changed(), done.expired());
    }

    private static String inWords(Map<String, Delivered> done) {
        var told = new StringJoiner("; ");
        done.forEach((name, delivered) -> told.add(name + ": " + inWords(delivered)));
        return done.isEmpty() ? "no destination is set up" : told.toString();
    }

    private static String inWords(Delivered done) {
        var told = new StringJoiner(", ");
        told.setEmptyValue("nothing to do");
        count(told, done.accepted(), "accepted");
        count(told, done.verified(), "verified");
        count(told, done.needsYou(), "need you");
        count(told, done.onHold(), "on hold");
        count(told, done.excluded(), "excluded");
        count(told, done.postponed(), "to be sent again");
        done.waitsFor().ifPresent(told::add);
        return told.toString();
    }

    private static String reported(Map<String, Reported> done) {
        var told = new StringJoiner("; ");
        done.forEach((name, reported) -> told.add(name + ": " + inWords(reported)));
        return done.isEmpty() ? "no platform reports anything" : told.toString();
    }

    private static String inWords(Reported done) {
        var told = new StringJoiner(", ");
        count(told, done.answered(), done.answered() == 1 ? "question answered" : "questions answered");
        count(told, done.rows(), done.rows() == 1 ? "row" : "rows");
        count(told, done.later(), "left for the next night to stay within the day's operations");
        done.troubles().forEach(told::add);
        return told.toString();
    }

    private static void count(StringJoiner told, long count, String what) {
        if (count > 0) {
            told.add("%,d %s".formatted(count, what));
        }
    }
}
