package io.downfunnel.simulate;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.Reason;
import io.downfunnel.domain.Simulation.Consents;
import io.downfunnel.domain.Simulation.Count;
import io.downfunnel.domain.Simulation.Difference;
import io.downfunnel.domain.Simulation.Identity;
import io.downfunnel.domain.Simulation.Kind;
import io.downfunnel.domain.Simulation.OfMapping;
import io.downfunnel.domain.Simulation.Refusal;
import io.downfunnel.domain.Simulation.Sample;
import io.downfunnel.domain.Simulation.Week;
import io.downfunnel.domain.Simulation.Won;

/** Counts what became of the conversions of one mapping, and of those that the version in force makes in its place. */
final class MappingTally {
    private final ConversionMapping mapping;
    private final boolean removed;
    private final boolean compared;
    private final Function<Instant, LocalDate> week;

    private final Tally total = new Tally();
    private final Map<LocalDate, Tally> weeks = new TreeMap<>();
    private final Map<Reason, Long> refused = new EnumMap<>(Reason.class);
    private final Map<String, Long> identities = new LinkedHashMap<>();
    private final Map<Consent, Long> consents = new LinkedHashMap<>();
    private final Samples samples = new Samples();
    private final Sums revenue = new Sums();
    private long wonDeals;
    private long same;
    private long onlyHere;
    private long onlyLive;
    private long otherValue;
    private long otherAction;
    private long otherIdentity;
    private long otherTime;

    private static final class Tally {
        private final Sums value = new Sums();
        private final Sums liveValue = new Sums();
        private long sent;
        private long withoutValue;
        private long waiting;
        private long refused;
        private long live;

        void add(Course course) {
            switch (course.end()) {
                case SENT -> {
                    sent++;
                    value.add(course.value());
                    withoutValue +=
                            course.reason().isPresent() && course.value().isEmpty() ? 1 : 0;
                }
                case WAITING -> waiting++;
                case REFUSED -> refused++;
            }
        }

        void addLive(Course course) {
            if (course.sent()) {
                live++;
                liveValue.add(course.value());
            }
        }

        Count count() {
            return new Count(sent, value.all(), withoutValue, waiting, refused);
        }
    }

    /**
     * @param removed whether it is in force and not simulated
     * @param compared whether anything is in force
     * @param week the Monday of an instant's week
     */
    MappingTally(ConversionMapping mapping, boolean removed, boolean compared, Function<Instant, LocalDate> week) {
        this.mapping = mapping;
        this.removed = removed;
        this.compared = compared;
        this.week = week;
    }

    /**
     * @param here what the simulated funnel makes of a stage event
     * @param live what the version in force makes of it
     */
    void add(Optional<Course> here, Optional<Course> live) {
        here.ifPresent(this::add);
        live.ifPresent(course -> {
            total.addLive(course);
            inWeek(course).addLive(course);
        });
        if (compared) {
            compare(here, live);
        }
    }

    private Tally inWeek(Course course) {
        return weeks.computeIfAbsent(week.apply(course.event().occurredAt()), monday -> new Tally());
    }

    private void add(Course course) {
        total.add(course);
        inWeek(course).add(course);
        switch (course.end()) {
            case SENT -> {
                var event = course.decision().event().orElseThrow();
                identities.merge(identity(event), 1L, Long::sum);
                consents.merge(event.consent(), 1L, Long::sum);
                offer(Kind.SENT, Optional.empty(), course, "");
            }
            case WAITING -> offer(Kind.WAITING, course.reason(), course, "");
            case REFUSED -> {
                refused.merge(course.reason().orElseThrow(), 1L, Long::sum);
                offer(Kind.REFUSED, course.reason(), course, "");
            }
        }
    }

    static String identity(ConversionEvent event) {
        return event.click()
                .map(ClickId::kind)
                .map(ClickId.Kind::text)
                .orElse(event.email().isEmpty() ? "phone" : event.phone().isEmpty() ? "e-mail" : "e-mail and phone");
    }

    private void compare(Optional<Course> here, Optional<Course> live) {
        var sentHere = here.filter(Course::sent);
        var sentLive = live.filter(Course::sent);
        if (sentHere.isPresent() && sentLive.isPresent()) {
            compare(sentHere.get(), sentLive.get());
        } else if (sentHere.isPresent()) {
            onlyHere++;
            offer(Kind.ONLY_HERE, Optional.empty(), sentHere.get(), words(live));
        } else if (sentLive.isPresent()) {
            onlyLive++;
            here.ifPresentOrElse(
                    course -> offer(Kind.ONLY_LIVE, Optional.empty(), course, words(live)),
                    () -> offerAbsent(sentLive.get()));
        }
    }

    private void compare(Course here, Course live) {
        var value = !same(here.value(), live.value());
        var action = !here.action().equals(live.action());
        var identity = !identifiers(here).equals(identifiers(live));
        var time = !here.night().equals(live.night());
        otherValue += value ? 1 : 0;
        otherAction += action ? 1 : 0;
        otherIdentity += identity ? 1 : 0;
        otherTime += time ? 1 : 0;
        if (value || action || identity || time) {
            offer(Kind.OTHERWISE, Optional.empty(), here, words(Optional.of(live)));
        } else {
            same++;
        }
    }

    /** 900 EUR and 900.00 EUR are the same money. */
    private static boolean same(Optional<Money> one, Optional<Money> other) {
        return one.isPresent() == other.isPresent()
                && (one.isEmpty()
                        || one.get().currency().equals(other.get().currency())
                                && one.get().amount().compareTo(other.get().amount()) == 0);
    }

    private record Identifiers(Object click, Object email, Object phone, Consent consent) {}

    private static Identifiers identifiers(Course course) {
        var event = course.decision().event().orElseThrow();
        return new Identifiers(event.click(), event.email(), event.phone(), event.consent());
    }

    private static String words(Optional<Course> live) {
        return live.map(course -> switch (course.end()) {
                    case SENT ->
                        "Sends it"
                                + course.value()
                                        .map(money -> ", worth " + money)
                                        .orElse(", without a value") + " to " + course.action() + ". "
                                + course.sentence();
                    case WAITING -> "Waits. " + course.sentence();
                    case REFUSED -> "Does not send it. " + course.sentence();
                })
                .orElse("Makes no conversion of it.");
    }

    private void offer(Kind kind, Optional<Reason> drawer, Course course, String live) {
        samples.offer(
                kind,
                drawer,
                course.key().value(),
                () -> new Sample(
                        kind,
                        course.event().object(),
                        course.event().recordId(),
                        course.event().occurredAt(),
                        course.night(),
                        course.reason(),
                        course.sentence(),
                        course.value(),
                        live));
    }

    private void offerAbsent(Course live) {
        samples.offer(
                Kind.ONLY_LIVE,
                Optional.empty(),
                live.key().value(),
                () -> new Sample(
                        Kind.ONLY_LIVE,
                        live.event().object(),
                        live.event().recordId(),
                        live.event().occurredAt(),
                        live.night(),
                        Optional.empty(),
                        "No conversion is made of it.",
                        Optional.empty(),
                        words(Optional.of(live))));
    }

    /** A deal that is won, of a conversion that is sent. */
    void won(Optional<Money> amount) {
        wonDeals++;
        revenue.add(amount);
    }

    OfMapping result() {
        return new OfMapping(
                mapping.name(),
                mapping.stage(),
                mapping.destination(),
                mapping.action(),
                removed,
                total.count(),
                weeks.entrySet().stream()
                        .map(entry -> new Week(
                                entry.getKey(),
                                entry.getValue().count(),
                                entry.getValue().live,
                                entry.getValue().liveValue.all()))
                        .toList(),
                mostFirst(refused, Refusal::new),
                mostFirst(identities, Identity::new),
                mostFirst(consents, Consents::new),
                new Won(wonDeals, revenue.all()),
                compared
                        ? Optional.of(new Difference(
                                same, onlyHere, onlyLive, otherValue, otherAction, otherIdentity, otherTime))
                        : Optional.empty(),
                samples.all());
    }

    private interface Counted<K, T> {
        T of(K what, long count);
    }

    private static <K, T> List<T> mostFirst(Map<K, Long> counts, Counted<K, T> counted) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<K, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(entry -> entry.getKey().toString()))
                .map(entry -> counted.of(entry.getKey(), entry.getValue()))
                .toList();
    }
}
