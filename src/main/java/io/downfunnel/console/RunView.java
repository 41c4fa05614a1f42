package io.downfunnel.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.downfunnel.report.Wording;
import io.downfunnel.store.RunReadStore.Run;
import io.downfunnel.store.RunReadStore.Step;

/**
 * A run as pages show it.
 *
 * @param result a sign and a word
 * @param took how long it took, or has been going
 * @param stopping who has asked it to stop; empty when nobody has
 * @param status a line for those who listen to the page; changes with each step, not with each record
 */
public record RunView(
        long id,
        String title,
        String startedBy,
        String node,
        When started,
        String took,
        boolean running,
        Mark result,
        String stopping,
        String status,
        List<StepView> steps) {
    /** A node writes twice a second while it works. */
    private static final Duration SILENCE = Duration.ofMinutes(2);

    /** @param slug for the style; the sign and the text say the same without colour */
    public record Mark(String slug, String sign, String text) {
        static final Mark FINE = new Mark("fine", "✓", "Fine");
        static final Mark RUNNING = new Mark("running", "→", "Running");
        static final Mark PLANNED = new Mark("planned", "○", "Planned");
        static final Mark NEEDS_YOU = new Mark("needs-you", "!", "Needs you");
        static final Mark BROKE = new Mark("broke", "×", "Broke");
        static final Mark STOPPED = new Mark("planned", "■", "Stopped");
        static final Mark SILENT = new Mark("needs-you", "!", "No sign of life");
    }

    /**
     * @param count how many of how many
     * @param percent for the bar; negative where the whole is not known
     * @param pace how fast
     * @param time what is left, or what it took
     * @param message what it waits for, what it did, or why it failed
     */
    public record StepView(
            String name,
            Mark mark,
            String count,
            int percent,
            String pace,
            String time,
            String message,
            boolean live) {}

    static RunView of(Run run, ZoneId zone, Instant now) {
        var steps = run.steps().stream().map(step -> step(step, now)).toList();
        return new RunView(
                run.id(),
                capital(run.kind()),
                run.startedBy(),
                run.node(),
                When.exactly(run.startedAt(), zone),
                span(Duration.between(run.startedAt(), run.finishedAt().orElse(now))),
                !run.finished(),
                mark(run),
                run.stopAskedBy().orElse(""),
                status(run),
                steps);
    }

    private static Mark mark(Run run) {
        if (!run.finished()) {
            return run.quiet().compareTo(SILENCE) > 0 ? Mark.SILENT : Mark.RUNNING;
        }
        return switch (run.result().orElse("")) {
            case "fine" -> Mark.FINE;
            case "needs you" -> Mark.NEEDS_YOU;
            case "stopped" -> Mark.STOPPED;
            default -> Mark.BROKE;
        };
    }

    private static String status(Run run) {
        var name = capital(run.kind()) + " " + run.id();
        if (run.finished()) {
            return name + " has ended: " + mark(run).text().toLowerCase(Locale.ROOT) + ".";
        }
        for (int each = 0; each < run.steps().size(); each++) {
            if (run.steps().get(each).state().equals("running")) {
                return name + " is running: step " + (each + 1) + " of "
                        + run.steps().size() + ", " + run.steps().get(each).name() + ".";
            }
        }
        return name + " is running.";
    }

    private static StepView step(Step step, Instant now) {
        var live = step.state().equals("running");
        var planned = step.state().equals("planned");
        var spent = step.startedAt()
                .map(from -> Duration.between(from, step.finishedAt().orElse(now)));
        var perSecond = spent.filter(time -> time.toMillis() >= 500)
                .map(time -> step.done() * 1000.0 / time.toMillis())
                .orElse(0.0);
        return new StepView(
                capital(step.name()),
                mark(step),
                count(step),
                percent(step),
                perSecond < 0.05 ? "" : pace(perSecond),
                live
                        ? left(step, perSecond)
                        : spent.filter(time -> !planned).map(RunView::span).orElse(""),
                live
                        ? step.waiting().map(why -> "Waits: " + why).orElse("")
                        : step.message().orElse(""),
                live);
    }

    private static Mark mark(Step step) {
        return switch (step.state()) {
            case "planned" -> Mark.PLANNED;
            case "running" -> Mark.RUNNING;
            case "done" -> Mark.FINE;
            default -> Mark.BROKE;
        };
    }

    private static String count(Step step) {
        if (step.state().equals("planned")) {
            return "";
        }
        return Wording.number(step.done())
                + step.expected()
                        .filter(all -> all > step.done() && step.state().equals("running"))
                        .map(all -> " of " + Wording.number(all))
                        .orElse("");
    }

    private static int percent(Step step) {
        return step.expected()
                .filter(all -> all > 0)
                .map(all -> (int) Math.min(100, step.done() * 100 / all))
                .orElse(-1);
    }

    private static String pace(double perSecond) {
        return (perSecond < 10 ? String.format(Locale.ENGLISH, "%.1f", perSecond) : Wording.number((long) perSecond))
                + "/s";
    }

    private static String left(Step step, double perSecond) {
        Optional<Long> remaining = step.expected().map(all -> all - step.done()).filter(rest -> rest > 0);
        return remaining
                .filter(rest -> perSecond >= 0.05)
                .map(rest -> "about " + span(Duration.ofMillis((long) (rest * 1000 / perSecond))) + " left")
                .orElse("");
    }

    /** {@code 0.4 s}, {@code 42 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    static String span(Duration time) {
        if (time.isNegative()) {
            return span(Duration.ZERO);
        }
        if (time.toSeconds() < 10) {
            return String.format(Locale.ENGLISH, "%.1f s", time.toMillis() / 1000.0);
        }
        if (time.toMinutes() < 1) {
            return time.toSeconds() + " s";
        }
        return time.toHours() < 1
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toHours() + " h " + time.toMinutesPart() + " min";
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
