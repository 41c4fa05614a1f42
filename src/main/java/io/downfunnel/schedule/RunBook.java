package io.downfunnel.schedule;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import org.jboss.logging.Logger;

import io.downfunnel.domain.AdQuestion;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.MappingGate;
import io.downfunnel.domain.Node;
import io.downfunnel.domain.Run;
import io.downfunnel.extract.salesforce.SalesforceException;
import io.downfunnel.schedule.SyncSummary.Problem;
import io.downfunnel.store.BrakeStore;
import io.downfunnel.store.ConnectionReadStore;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.GateStore;
import io.downfunnel.store.PauseStore;
import io.downfunnel.store.RunStore;
import io.downfunnel.store.RunStore.DestinationCounts;
import io.downfunnel.store.RunStore.Result;

/** Opens runs, and keeps their record while they go on. */
@ApplicationScoped
class RunBook {
    private static final Logger LOG = Logger.getLogger(Sync.class);
    private static final Duration ABANDONED = Duration.ofMinutes(15);

    private final RunStore runs;
    private final ConnectionStore connections;
    private final ConnectionReadStore endpoints;
    private final BrakeStore brakes;
    private final GateStore gates;
    private final PauseStore pauses;
    private final Node node;
    private final ObjectMapper json;
    private final Clock clock;

    RunBook(
            RunStore runs,
            ConnectionStore connections,
            ConnectionReadStore endpoints,
            BrakeStore brakes,
            GateStore gates,
            PauseStore pauses,
            Node node,
            ObjectMapper json,
            Clock clock) {
        this.runs = runs;
        this.connections = connections;
        this.endpoints = endpoints;
        this.brakes = brakes;
        this.gates = gates;
        this.pauses = pauses;
        this.node = node;
        this.json = json;
        this.clock = clock;
    }

    OpenRun open(String kind, String startedBy, SyncWatcher watcher, Step... steps) {
        runs.closeAbandoned(ABANDONED);
        var id = runs.start(
                kind, startedBy, node.name(), Stream.of(steps).map(Step::text).toList());
        return new OpenRun(id, kind, watcher, List.of(steps));
    }

    /** A run while it goes on. Closed without a summary, it broke. */
    final class OpenRun implements AutoCloseable {
        private final long id;
        private final String kind;
        private final SyncWatcher watcher;
        private final List<Step> steps;
        private final Instant started = clock.instant();
        private final Map<Step, StepRecorder> recorders = new EnumMap<>(Step.class);
        private final Map<Step, Object> rounds = new EnumMap<>(Step.class);
        private final List<Problem> problems = new ArrayList<>();
        private final List<Failure> failures = new ArrayList<>();
        private boolean open = true;

        private OpenRun(long id, String kind, SyncWatcher watcher, List<Step> steps) {
            this.id = id;
            this.kind = kind;
            this.watcher = watcher;
            this.steps = steps;
        }

        /**
         * Does a step and records it. A Salesforce that cannot be reached is a problem of the run; everything else a step
         * throws ends the run.
         *
         * @param told what the step did, in a sentence
         * @return empty when it failed, or when somebody has asked the run to stop before it began
         */
        <T> Optional<T> step(Step step, Function<Run, T> work, Function<T, String> told) {
            if (isToStop()) {
                return Optional.empty();
            }
            int ordinal = steps.indexOf(step);
            var recorder = recorders.computeIfAbsent(
                    step, key -> new StepRecorder(runs, watcher, clock, id, ordinal, key.text()));
            recorder.begin();
            runs.stepStarted(id, ordinal);
            watcher.started(step.text());
            long cpu = cpuMillis();
            var message = "It broke; the log says why.";
            var failed = true;
            try {
                var result = work.apply(new Run(id, node.name(), recorder));
                message = told.apply(result);
                failed = false;
                return Optional.of(result);
            } catch (SalesforceException e) {
                message = sentence(e.failure());
                failures.add(e.failure());
                return Optional.empty();
            } catch (FirstMappings.NoMappings e) {
                message = e.getMessage();
                problems.add(new Problem(message, true));
                return Optional.empty();
            } finally {
                recorder.flush();
                runs.stepFinished(id, ordinal, failed, message, cpuMillis() - cpu);
                watcher.finished(step.text(), message, failed);
            }
        }

        /**
         * Does one more round of a step; what is told of it is told of all its rounds.
         *
         * @param then what two rounds, one after the other, have done
         * @return of this round only
         */
        <T> Optional<T> round(Step step, Function<Run, T> work, BinaryOperator<T> then, Function<T, String> told) {
            return step(step, work, result -> told.apply(sinceItBegan(step, result, then)));
        }

        /** A step has results of one type only. */
        @SuppressWarnings("unchecked")
        private <T> T sinceItBegan(Step step, T result, BinaryOperator<T> then) {
            return (T) rounds.merge(step, result, (before, later) -> then.apply((T) before, (T) later));
        }

        long id() {
            return id;
        }

        /** Somebody has asked it to: what was begun is at its end, and nothing new begins. */
        boolean isToStop() {
            return runs.stopAskedBy(id).isPresent();
        }

        /** Is it one of this run's steps? */
        boolean has(Step step) {
            return steps.contains(step);
        }

        /** Something waits for a person that the figures do not tell of. */
        void leaveToPerson(String what) {
            problems.add(new Problem(what, true));
        }

        /** For the step that waits, and its watchers. */
        StepRecorder recorder(Step step) {
            return recorders.get(step);
        }

        /** Ends the run; its result follows from the figures and from what went wrong. */
        SyncSummary close(SyncFigures figures) {
            var counts = new TreeMap<String, DestinationCounts>(figures.destinations());
            counts.putAll(runs.destinationCounts(id));
            var stopped = runs.stopAskedBy(id);
            stopped.map(by -> new Problem(
                            "Stopped by " + by + " between two pieces of work: the next run goes on with the rest.",
                            true))
                    .ifPresent(problems::add);
            connectionProblems().forEach(problems::add);
            endpointProblems().forEach(problems::add);
            brakeProblems().forEach(problems::add);
            var summary = new SyncSummary(
                    new SyncSummary.Extracted(figures.leads(), figures.opportunities()),
                    figures.stageEvents(),
                    figures.matched(),
                    figures.unmatched(),
                    figures.conversions(),
                    counts,
                    Duration.between(started, clock.instant()).toMillis(),
                    runs.onTrial(id),
                    problems);
            runs.finish(id, stopped.isPresent() ? Result.STOPPED : result(summary), written(summary));
            open = false;
            LOG.infof("%s run %d: %s", kind, id, summary);
            return summary;
        }

        /** Ends a run that has no figures of its own. */
        void end(Result result) {
            runs.finish(id, result, null);
            open = false;
        }

        /**
         * Of each connection that fails, and what a step met that no connection has on record. A report that cannot be read
         * is no problem of a run that reads none, and where it passes by itself of none at all: conversions do not depend on it.
         */
        private List<Problem> connectionProblems() {
            var failing = connections.all().stream()
                    .filter(status -> status.failure().isPresent())
                    .filter(status -> !AdQuestion.is(status.connection())
                            || steps.contains(Step.REPORTS) && status.health() == ConnectionStore.Health.STOPPED)
                    .toList();
            var unrecorded = failures.stream()
                    .filter(failure -> failing.stream()
                            .noneMatch(status -> status.failure().orElseThrow().equals(failure)))
                    .map(failure -> new Problem(sentence(failure), needsPerson(failure)));
            return Stream.concat(failing.stream().map(this::problem), unrecorded)
                    .toList();
        }

        /** Of each endpoint that is left alone because calls get lost, now or since this run began. */
        private List<Problem> endpointProblems() {
            return endpoints.leftAlone().stream()
                    .map(ConnectionReadStore.LeftAlone::how)
                    .filter(how -> !how.since().isBefore(started)
                            || how.nextTryAt()
                                    .filter(at -> at.isAfter(clock.instant()))
                                    .isPresent())
                    .map(how -> new Problem(
                            failing(
                                    how.name(),
                                    how.since(),
                                    how.message().orElse("it does not answer."),
                                    how.remedy().orElse(""),
                                    how.nextTryAt()),
                            false))
                    .toList();
        }

        /** Of what waits for a person, whichever run has closed it. */
        private List<Problem> brakeProblems() {
            var ofDestinations = brakes.standing().stream()
                    .map(brake -> brake.destination() + ": " + brake.words() + " " + brake.remedy());
            var ofMappings = gates.closed().stream()
                    .filter(gate -> gate.state() != MappingGate.State.CANARY)
                    .map(gate -> gate.destination() + ": " + gate.words() + " " + gate.remedy());
            var ofExtraction = pauses.all().stream()
                    .map(pause -> pause.connection() + ": " + pause.sentence()
                            + " Nothing is read from there. Resume it on the page Connections.");
            return Stream.of(ofExtraction, ofDestinations, ofMappings)
                    .flatMap(words -> words)
                    .map(words -> new Problem(words.strip(), true))
                    .toList();
        }

        private Problem problem(ConnectionStore.Status status) {
            var failure = status.failure().orElseThrow();
            return new Problem(
                    failing(
                            status.connection(),
                            status.since(),
                            sentence(failure),
                            status.remedy(),
                            status.nextTryAt()),
                    needsPerson(failure) || AdQuestion.is(status.connection()));
        }

        private String failing(
                String connection, Instant since, String what, String remedy, Optional<Instant> nextTryAt) {
            var next = nextTryAt
                    .filter(at -> at.isAfter(clock.instant()))
                    .map(at -> "Next try at " + at + ".")
                    .orElse("Next try with the next sync.");
            return connection + " has been failing since " + since + ": " + what + " "
                    + (remedy.isBlank() ? "" : remedy + " ") + next;
        }

        private Result result(SyncSummary summary) {
            return switch (summary.ending()) {
                case FINE -> Result.FINE;
                case NEEDS_YOU -> Result.NEEDS_YOU;
                case BROKE -> Result.BROKE;
            };
        }

        private String written(SyncSummary summary) {
            try {
                return json.writeValueAsString(summary);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("A summary is plain numbers and texts", e);
            }
        }

        @Override
        public void close() {
            if (open) {
                runs.finish(id, isToStop() ? Result.STOPPED : Result.BROKE, null);
            }
        }
    }

    private static String sentence(Failure failure) {
        return failure.message().endsWith(".") ? failure.message() : failure.message() + ".";
    }

    private static boolean needsPerson(Failure failure) {
        return failure.failureClass() == FailureClass.AUTHENTICATION
                || failure.failureClass() == FailureClass.CONFIGURATION;
    }

    /** Of all threads: a step does its work in several. */
    private static long cpuMillis() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return TimeUnit.NANOSECONDS.toMillis(system.getProcessCpuTime());
    }
}
