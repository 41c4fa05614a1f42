package io.downfunnel.match;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.downfunnel.domain.Click;
import io.downfunnel.domain.Click.Dating;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ClickIdShape;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.Lender;
import io.downfunnel.domain.Lender.Candidate;
import io.downfunnel.domain.Match;
import io.downfunnel.domain.Match.Fit;
import io.downfunnel.domain.Match.MatchedClick;
import io.downfunnel.domain.Match.Person;
import io.downfunnel.domain.Match.Source;
import io.downfunnel.domain.StageEvent;

/**
 * Asks an event's records one after the other: the first that has a click of a kind lends it, and among records that are
 * asked together the latest click not later than the event wins (salesforce.md §5.3).
 *
 * @param funnel for what makes a test record
 */
public record Matcher(Funnel funnel) {

    /** Records of one lead conversion are stamped within moments; a later stamp says that the click came later too. */
    private static final Duration ONE_CONVERSION = Duration.ofHours(1);

    private static final Comparator<Candidate> IN_ORDER = Comparator.comparingInt(Candidate::position)
            .thenComparing(candidate -> candidate.lender().createdAt())
            .thenComparing(candidate -> candidate.lender().id());

    /** @param candidates in any order; the event's own record among them */
    public Match match(StageEvent event, List<Candidate> candidates) {
        var asked = candidates.stream()
                .filter(candidate -> !candidate.lender().gone() || isOwn(event, candidate.lender()))
                .sorted(IN_ORDER)
                .toList();
        var lending =
                asked.stream().filter(candidate -> candidate.rule().isPresent()).toList();
        var datings = datings(asked);
        var clicks = Stream.of(ClickId.Kind.values())
                .flatMap(kind -> click(kind, event, lending, datings).stream())
                .toList();
        var person = person(lending, clicks);
        var involved = involved(event, lending, clicks, person);
        return new Match(
                clicks,
                person,
                speakingFor(involved, asked),
                involved.stream().anyMatch(this::isTest) || Match.tested(clicks).isPresent(),
                involved.stream().flatMap(lender -> lender.problem().stream()).findFirst());
    }

    private static boolean isOwn(StageEvent event, Lender lender) {
        return lender.object() == event.object() && lender.id().equals(event.recordId());
    }

    private boolean isTest(Lender lender) {
        return lender.testRecord() || funnel.isTest(lender.object(), lender.fields());
    }

    /** What we know best about each click, since one record may date a click that another one only carries. */
    private static Map<ClickId, Click> datings(List<Candidate> asked) {
        return asked.stream()
                .flatMap(candidate -> candidate.lender().clicks().stream())
                .collect(Collectors.toMap(Click::id, click -> click, Matcher::betterDated));
    }

    private static Click betterDated(Click one, Click other) {
        if (one.dating() != other.dating()) {
            return one.dating() == Dating.RECORDED ? one : other;
        }
        return one.clickedAt().isAfter(other.clickedAt()) ? other : one;
    }

    private static Optional<MatchedClick> click(
            ClickId.Kind kind, StageEvent event, List<Candidate> lending, Map<ClickId, Click> datings) {
        var unfit = new ArrayList<MatchedClick>();
        for (var together : byPosition(lending)) {
            var found = together.stream()
                    .flatMap(candidate -> clicksOf(candidate, kind, event, datings))
                    .toList();
            var latest = found.stream()
                    .filter(click -> click.fit() == Fit.FITS)
                    .max(Comparator.comparing(matched -> matched.click().clickedAt()));
            if (latest.isPresent()) {
                return latest;
            }
            unfit.addAll(found);
        }
        return unfit.stream().findFirst();
    }

    private static Collection<List<Candidate>> byPosition(List<Candidate> candidates) {
        return candidates.stream()
                .collect(Collectors.groupingBy(Candidate::position, TreeMap::new, Collectors.toList()))
                .values();
    }

    private static Stream<MatchedClick> clicksOf(
            Candidate candidate, ClickId.Kind kind, StageEvent event, Map<ClickId, Click> datings) {
        return candidate.lender().clicks().stream()
                .filter(click -> click.id().kind() == kind)
                .map(click -> datings.get(click.id()))
                .map(click -> new MatchedClick(
                        notAfter(event.occurredAt(), click),
                        source(candidate),
                        fit(candidate.lender(), click, event.occurredAt())));
    }

    private static Fit fit(Lender lender, Click click, Instant event) {
        if (lender.tests().contains(click.id())) {
            return Fit.TEST;
        }
        if (ClickIdShape.flaw(click.id()).isPresent()) {
            return Fit.MANGLED;
        }
        var latest = click.dating() == Dating.RECORDED ? event : event.plus(ONE_CONVERSION);
        return click.clickedAt().isAfter(latest) ? Fit.AFTER_EVENT : Fit.FITS;
    }

    private static Click notAfter(Instant event, Click click) {
        var isBound = click.dating() == Dating.NOT_LATER_THAN
                && click.clickedAt().isAfter(event)
                && !click.clickedAt().isAfter(event.plus(ONE_CONVERSION));
        return isBound ? new Click(click.id(), event, Dating.NOT_LATER_THAN) : click;
    }

    private static Source source(Candidate candidate) {
        return new Source(
                candidate.lender().object(),
                candidate.lender().id(),
                candidate.rule().orElseThrow());
    }

    /** Whoever lent a click goes before others that are asked together; somebody we can name before somebody we cannot. */
    private static Optional<Person> person(List<Candidate> lending, List<MatchedClick> clicks) {
        var lenders = clicks.stream().map(click -> click.source().id()).toList();
        return lending.stream()
                .filter(candidate -> candidate.lender().object() != CrmObject.OPPORTUNITY)
                .min(Comparator.comparing((Candidate candidate) -> !isNamed(candidate.lender()))
                        .thenComparing(Candidate::position)
                        .thenComparing(candidate ->
                                !lenders.contains(candidate.lender().id()))
                        .thenComparing(IN_ORDER))
                .map(candidate -> new Person(
                        source(candidate),
                        candidate.lender().email(),
                        candidate.lender().phone()));
    }

    private static boolean isNamed(Lender lender) {
        return lender.email().isPresent() || lender.phone().isPresent();
    }

    private static List<Lender> involved(
            StageEvent event, List<Candidate> lending, List<MatchedClick> clicks, Optional<Person> person) {
        var sources = Stream.concat(
                        clicks.stream().map(MatchedClick::source),
                        person.stream().map(Person::source))
                .map(Source::id)
                .collect(Collectors.toSet());
        return lending.stream()
                .map(Candidate::lender)
                .filter(lender -> isOwn(event, lender) || sources.contains(lender.id()))
                .toList();
    }

    /** Every record of the persons involved: the strictest of their answers will count. */
    private static List<Map<String, String>> speakingFor(List<Lender> involved, List<Candidate> asked) {
        return asked.stream()
                .map(Candidate::lender)
                .filter(lender ->
                        involved.stream().anyMatch(other -> other.equals(lender) || other.isSamePersonAs(lender)))
                .map(Lender::fields)
                .distinct()
                .toList();
    }
}
