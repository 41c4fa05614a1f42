package io.downfunnel.console;

import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.downfunnel.domain.Consent;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.Simulation;
import io.downfunnel.domain.Simulation.Difference;
import io.downfunnel.domain.Simulation.OfMapping;
import io.downfunnel.domain.Simulation.Sample;
import io.downfunnel.domain.Simulation.WonWeek;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.Wording;
import io.downfunnel.store.SimulationStore.Stored;

/**
 * What a simulation said.
 *
 * @param draft where the draft is
 * @param headline all of it in a sentence
 * @param revenue what was won in this time, in a sentence
 * @param live the version compared with, in words; empty when none was in force
 */
public record SimulationView(
        long id,
        String title,
        String draft,
        String headline,
        String revenue,
        String live,
        When started,
        List<String> notes,
        List<Card> cards) {
    private static final Period A_WEEK = Period.ofWeeks(1);

    public SimulationView {
        notes = List.copyOf(notes);
        cards = List.copyOf(cards);
    }

    /**
     * One that has no result, yet or at all.
     *
     * @param polling whether the page looks again by itself
     * @param percent for the bar; negative where the whole is not known
     * @param status a line for those who listen to the page
     * @param trouble why there will be no result, and what to do; empty while there may be one
     */
    public record Underway(
            long id,
            String title,
            String draft,
            String days,
            RunView.Mark mark,
            boolean polling,
            String count,
            int percent,
            String status,
            String trouble) {}

    /**
     * A mapping.
     *
     * @param id for links within the page
     * @param difference to the version in force, each a few words; empty when nothing is compared
     */
    public record Card(
            String id,
            String name,
            String what,
            boolean removed,
            String sent,
            String value,
            String liveSent,
            String liveValue,
            String waiting,
            String refused,
            String revenue,
            List<Line> difference,
            List<Line> reasons,
            List<Line> identities,
            List<Line> consents,
            Chart chart,
            List<SampleRow> samples) {
        public Card {
            difference = List.copyOf(difference);
            reasons = List.copyOf(reasons);
            identities = List.copyOf(identities);
            consents = List.copyOf(consents);
            samples = List.copyOf(samples);
        }
    }

    public record Line(String text, String count) {}

    /**
     * Conversions that are sent, week by week without a gap.
     *
     * @param compared whether weeks say what the version in force sends
     * @param weeks the oldest first; empty when nothing is sent in any
     */
    public record Chart(boolean compared, List<Week> weeks) {
        public Chart {
            weeks = List.copyOf(weeks);
        }
    }

    /**
     * @param monday the day it begins with
     * @param live how many the version in force sends; empty where nothing is compared, as is {@code liveValue}
     */
    public record Week(
            String monday, String sent, String value, String live, String liveValue, String waiting, String refused) {}

    /**
     * @param kind what it is an example of
     * @param live what the version in force makes of it; empty where it is no example of a difference
     */
    public record SampleRow(
            String kind,
            String object,
            String record,
            String explain,
            When occurred,
            When decided,
            String value,
            String sentence,
            String live) {}

    static RunView.Mark mark(Stored stored) {
        return switch (stored.state()) {
            case DONE -> RunView.Mark.FINE;
            case BROKE -> RunView.Mark.BROKE;
            case RUNNING -> stored.silent() ? RunView.Mark.SILENT : RunView.Mark.RUNNING;
        };
    }

    static Underway underway(Stored stored, String title, ZoneId zone) {
        var percent = stored.expected()
                .filter(all -> all > 0)
                .map(all -> (int) Math.min(100, stored.done() * 100 / all))
                .orElse(-1);
        var polling = stored.working();
        return new Underway(
                stored.id(),
                title,
                "/mappings/drafts/" + stored.draft(),
                stored.days().toString(),
                mark(stored),
                polling,
                Wording.number(stored.done())
                        + stored.expected()
                                .map(all -> " of " + Wording.number(all))
                                .orElse("")
                        + " leads and opportunities",
                percent,
                // Said anew at each tenth, not twice a second.
                polling
                        ? "The simulation is running"
                                + (percent < 0 ? "." : ", " + percent / 10 * 10 + " percent are done.")
                        : "The simulation has ended.",
                trouble(stored, zone));
    }

    /** Why there will be no result, and what to do; empty while there may be one. */
    public static String trouble(Stored stored, ZoneId zone) {
        if (stored.silent()) {
            return "Nothing was heard of it for " + RunView.span(stored.silence()) + ". Node " + stored.node()
                    + " has most likely stopped, and nobody goes on with it. Nothing was sent or changed: simulate the"
                    + " draft once more.";
        }
        return stored.failure()
                .map(failure -> "It ended without a result"
                        + stored.finishedAt()
                                .map(at -> " on " + new Wording(zone).minute(at))
                                .orElse("")
                        + ". " + failure)
                .orElse("");
    }

    static SimulationView of(Stored stored, String title, ZoneId zone, ConnectionNames names) {
        var simulation = stored.result().orElseThrow();
        var live = simulation.liveVersion().map(number -> "version " + number).orElse("");
        var cards = IntStream.range(0, simulation.mappings().size())
                .boxed()
                .sorted(Comparator.comparing(
                        number -> same(simulation.mappings().get(number))))
                .map(number -> card("mapping-" + number, simulation.mappings().get(number), zone, names))
                .toList();
        return new SimulationView(
                stored.id(),
                title,
                "/mappings/drafts/" + stored.draft(),
                headline(simulation, live),
                revenue(simulation),
                live,
                When.of(stored.startedAt(), zone),
                simulation.notes(),
                cards);
    }

    /** What the draft changes comes first. */
    private static boolean same(OfMapping mapping) {
        return mapping.difference().map(Difference::none).orElse(false);
    }

    /** All of it in a sentence. */
    public static String headline(Simulation simulation) {
        return headline(
                simulation,
                simulation.liveVersion().map(number -> "version " + number).orElse(""));
    }

    private static String headline(Simulation simulation, String live) {
        var sent = simulation.mappings().stream()
                .mapToLong(mapping -> mapping.total().sent())
                .sum();
        var begin =
                "From " + simulation.days() + " this draft would have sent " + Wording.count(sent, "conversion") + ".";
        if (live.isEmpty()) {
            return begin + " Nothing is in force to compare it with.";
        }
        var difference = total(simulation);
        if (difference.none()) {
            return begin + " " + capital(live) + " sends the very same.";
        }
        return begin + " Against " + live + ": "
                + Wording.listed(lines(difference).stream()
                        .map(line -> line.count() + " " + line.text())
                        .toList())
                + ".";
    }

    private static Difference total(Simulation simulation) {
        return simulation.mappings().stream()
                .flatMap(mapping -> mapping.difference().stream())
                .reduce(
                        new Difference(0, 0, 0, 0, 0, 0, 0),
                        (one, other) -> new Difference(
                                one.same() + other.same(),
                                one.onlyHere() + other.onlyHere(),
                                one.onlyLive() + other.onlyLive(),
                                one.otherValue() + other.otherValue(),
                                one.otherAction() + other.otherAction(),
                                one.otherIdentity() + other.otherIdentity(),
                                one.otherTime() + other.otherTime()));
    }

    private static List<Line> lines(Difference difference) {
        var lines = new ArrayList<Line>();
        line(lines, difference.onlyHere(), "more");
        line(lines, difference.onlyLive(), "no longer sent");
        line(lines, difference.otherValue(), "with another value");
        line(lines, difference.otherAction(), "to another conversion action");
        line(lines, difference.otherIdentity(), "recognised otherwise");
        line(lines, difference.otherTime(), "on another night");
        line(lines, difference.same(), "the same");
        return lines;
    }

    private static void line(List<Line> lines, long count, String text) {
        if (count > 0) {
            lines.add(new Line(text, Wording.number(count)));
        }
    }

    private static String revenue(Simulation simulation) {
        var deals = simulation.won().stream().mapToLong(WonWeek::deals).sum();
        var sums = sum(simulation.won().stream().map(WonWeek::revenue).toList());
        return deals == 0
                ? "No deal was won in this time."
                : Wording.count(deals, "deal") + (deals == 1 ? " was" : " were") + " won in this time"
                        + (sums.isEmpty() ? "" : ", worth " + money(sums)) + ", whoever brought them.";
    }

    private static List<Money> sum(List<List<Money>> some) {
        var sums = new TreeMap<String, Money>();
        some.stream()
                .flatMap(List::stream)
                .forEach(money -> sums.merge(
                        money.currency().getCurrencyCode(),
                        money,
                        (one, other) -> new Money(one.amount().add(other.amount()), one.currency())));
        return List.copyOf(sums.values());
    }

    private static String money(List<Money> some) {
        return Wording.listed(some.stream().map(Wording::roughly).toList());
    }

    private static Card card(String id, OfMapping mapping, ZoneId zone, ConnectionNames names) {
        var compared = mapping.difference().isPresent();
        var live = mapping.weeks().stream().mapToLong(week -> week.live()).sum();
        var liveValue =
                sum(mapping.weeks().stream().map(week -> week.liveValue()).toList());
        return new Card(
                id,
                mapping.mapping(),
                mapping.stage() + " → " + names.of(mapping.destination()) + ", " + mapping.action(),
                mapping.removed(),
                Wording.number(mapping.total().sent()),
                value(mapping.total().value(), mapping.total().withoutValue()),
                compared ? Wording.number(live) : "",
                compared ? value(liveValue, 0) : "",
                Wording.number(mapping.total().waiting()),
                Wording.number(mapping.total().refused()),
                revenue(mapping),
                mapping.difference().map(SimulationView::lines).orElse(List.of()),
                mapping.refused().stream()
                        .map(refusal -> new Line(refusal.reason().title(), Wording.number(refusal.conversions())))
                        .toList(),
                mapping.identities().stream()
                        .map(identity -> new Line(identity.by(), Wording.number(identity.conversions())))
                        .toList(),
                mapping.consents().stream()
                        .map(answers -> new Line(words(answers.consent()), Wording.number(answers.conversions())))
                        .toList(),
                chart(mapping, compared),
                mapping.samples().stream().map(sample -> row(sample, zone)).toList());
    }

    private static String value(List<Money> value, long without) {
        return (value.isEmpty() ? "no value" : money(value))
                + (without > 0 ? ", " + Wording.number(without) + " without" : "");
    }

    private static String revenue(OfMapping mapping) {
        var won = mapping.won();
        return won.deals() == 0
                ? ""
                : Wording.count(won.deals(), "deal") + " of these journeys "
                        + (won.deals() == 1 ? "is" : "are") + " won by now"
                        + (won.revenue().isEmpty() ? "" : ", worth " + money(won.revenue())) + "; told were "
                        + (mapping.total().value().isEmpty()
                                ? "no values"
                                : money(mapping.total().value())) + ".";
    }

    private static String words(Consent consent) {
        return answer(consent.adUserData()) + " for user data, " + answer(consent.adPersonalization())
                + " for personalisation";
    }

    private static String answer(Consent.Answer answer) {
        return switch (answer) {
            case GRANTED -> "granted";
            case DENIED -> "denied";
            case UNSPECIFIED -> "unknown";
        };
    }

    static Chart chart(OfMapping mapping, boolean compared) {
        if (mapping.weeks().stream().allMatch(week -> week.count().sent() == 0 && week.live() == 0)) {
            return new Chart(compared, List.of());
        }
        var known = mapping.weeks().stream().collect(Collectors.toMap(Simulation.Week::week, week -> week));
        var first = mapping.weeks().getFirst().week();
        var last = mapping.weeks().getLast().week();
        return new Chart(
                compared,
                first.datesUntil(last.plusDays(1), A_WEEK)
                        .map(monday -> week(known.getOrDefault(monday, quiet(monday)), compared))
                        .toList());
    }

    private static Week week(Simulation.Week week, boolean compared) {
        return new Week(
                week.week().toString(),
                Wording.number(week.count().sent()),
                value(week.count().value(), week.count().withoutValue()),
                compared ? Wording.number(week.live()) : "",
                compared ? value(week.liveValue(), 0) : "",
                Wording.number(week.count().waiting()),
                Wording.number(week.count().refused()));
    }

    /** A week in which no stage was reached. */
    private static Simulation.Week quiet(LocalDate monday) {
        return new Simulation.Week(monday, new Simulation.Count(0, List.of(), 0, 0, 0), 0, List.of());
    }

    private static SampleRow row(Sample sample, ZoneId zone) {
        return new SampleRow(
                kind(sample),
                sample.object().apiName(),
                sample.recordId(),
                Link.to("/explain").with("q", sample.recordId()).toString(),
                When.of(sample.occurredAt(), zone),
                When.of(sample.decidedAt(), zone),
                sample.value().map(Wording::money).orElse(""),
                sample.sentence(),
                sample.live());
    }

    private static String kind(Sample sample) {
        return switch (sample.kind()) {
            case SENT -> "Sent";
            case WAITING -> "Waits";
            case REFUSED -> sample.reason().map(reason -> reason.title()).orElse("Not sent");
            case ONLY_HERE -> "Sent only by the draft";
            case ONLY_LIVE -> "No longer sent";
            case OTHERWISE -> "Sent otherwise";
        };
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
