package io.downfunnel.simulate;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.downfunnel.convert.Afterward;
import io.downfunnel.convert.CasePlanner;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.Plan;
import io.downfunnel.domain.PlanningCase;
import io.downfunnel.domain.PlanningCase.Existing;
import io.downfunnel.domain.Reason;
import io.downfunnel.domain.Sequel.Departure;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.simulate.Look.Seen;

/**
 * Decides night by night about the conversions of one dossier, as production would have: what is ready is sent in the same
 * night, what waits is decided about again when its time has come, and what is not sent whenever the CRM has news.
 *
 * <p>What only a platform could say is taken for granted: it takes in what is sent, and takes back what it can.
 *
 * @param destinations what each destination's platform is and can do, by the destination's name
 * @param quiet how long the CRM must have been quiet before something is taken back
 */
record Planning(Funnel funnel, Map<String, Descriptor> destinations, Nights nights, Duration quiet) {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    /** Looks no further than anything can still change. */
    List<Course> courses(String organization, Looks looks) {
        var book = new Book(organization);
        for (int number = 0; number < looks.size(); number++) {
            var look = looks.get(number);
            book.decide(look.seen(), look.night(), Seen::due);
            book.waitUntil(number + 1 < looks.size() ? Optional.of(looks.night(number + 1)) : Optional.empty(), look);
            if (looks.complete(number) && book.settled()) {
                break;
            }
        }
        return book.courses();
    }

    /** @param destination at which a stage event has one conversion */
    private record Place(long event, String destination) {}

    private static final class Conversion {
        private final long id;
        private Plan plan;
        private Instant night;
        private boolean sent;
        private boolean expired;
        private Optional<Instant> takenBackAt = Optional.empty();

        private Conversion(long id, Plan plan, Instant night) {
            this.id = id;
            this.plan = plan;
            this.night = night;
        }

        private ConversionState state() {
            return plan.decision().state();
        }

        private boolean open() {
            return !sent && !expired;
        }
    }

    /** Stands for the tables of conversions and adjustments. */
    private final class Book {
        private final String organization;
        private final Map<Place, Conversion> conversions = new LinkedHashMap<>();

        Book(String organization) {
            this.organization = organization;
        }

        void decide(List<Seen> seen, Instant night, Predicate<Seen> due) {
            expire(night);
            var planner = new CasePlanner(funnel, destinations, night);
            seen.stream()
                    .filter(due)
                    .forEach(each ->
                            planner.plans(of(each, seen, night)).forEach(plan -> write(each.id(), plan, night)));
            takeBack(seen, night);
        }

        private void expire(Instant night) {
            conversions.values().stream()
                    .filter(each -> each.open()
                            && each.state() != ConversionState.EXCLUDED
                            && !each.plan.decision().expiresAt().isAfter(night))
                    .forEach(each -> {
                        each.expired = true;
                        each.night = nights.firstFrom(each.plan.decision().expiresAt());
                    });
        }

        private void write(long event, Plan plan, Instant night) {
            var place = new Place(event, plan.destination());
            var conversion =
                    conversions.computeIfAbsent(place, any -> new Conversion(conversions.size() + 1L, plan, night));
            if (!sameWord(conversion.plan, plan)) {
                conversion.night = night;
            }
            conversion.plan = plan;
            conversion.sent = plan.decision().state() == ConversionState.READY;
        }

        private static boolean sameWord(Plan one, Plan other) {
            return one.decision().state() == other.decision().state()
                    && one.decision().reason().equals(other.decision().reason());
        }

        private PlanningCase of(Seen seen, List<Seen> all, Instant night) {
            return new PlanningCase(
                    seen.id(),
                    organization,
                    seen.event(),
                    seen.match(),
                    existing(seen.id()),
                    sentElsewhere(seen.id(), all),
                    takenBack(seen, all, night));
        }

        private List<Existing> existing(long event) {
            return conversions.entrySet().stream()
                    .filter(entry -> entry.getKey().event() == event)
                    .map(entry -> existing(entry.getValue()))
                    .toList();
        }

        private static Existing existing(Conversion conversion) {
            var plan = conversion.plan;
            return new Existing(
                    conversion.id,
                    plan.key(),
                    plan.destination(),
                    plan.mapping(),
                    plan.action(),
                    plan.decision().state(),
                    plan.decision().reason().map(Reason::name),
                    Optional.of(plan.decision().explanation()),
                    plan.decision().dueAt(),
                    plan.decision().expiresAt(),
                    Optional.empty(),
                    conversion.open());
        }

        private Set<String> sentElsewhere(long event, List<Seen> all) {
            return all.stream()
                    .filter(other ->
                            other.unitedWith().filter(id -> id == event).isPresent())
                    .flatMap(other -> conversions.entrySet().stream()
                            .filter(entry -> entry.getKey().event() == other.id() && entry.getValue().sent))
                    .map(entry -> entry.getKey().destination())
                    .collect(Collectors.toSet());
        }

        private Set<String> takenBack(Seen again, List<Seen> all, Instant night) {
            return again.event().occurrence() == 1
                    ? Set.of()
                    : all.stream()
                            .filter(earlier -> earlier.event()
                                            .lineage()
                                            .equals(again.event().lineage())
                                    && earlier.event()
                                            .stage()
                                            .equals(again.event().stage())
                                    && earlier.event().occurrence()
                                            < again.event().occurrence())
                            .flatMap(earlier -> conversions.entrySet().stream()
                                    .filter(entry -> entry.getKey().event() == earlier.id()
                                            && isTakenBack(entry.getValue(), Optional.of(earlier), night)))
                            .map(entry -> entry.getKey().destination())
                            .collect(Collectors.toSet());
        }

        /** Before the deal came back: then there is nothing to be taken back any more. */
        private static boolean isTakenBack(Conversion conversion, Optional<Seen> seen, Instant night) {
            var back = seen.flatMap(each -> each.event().sequel().again()).filter(again -> again.isBefore(night));
            return conversion
                    .takenBackAt
                    .filter(at -> at.isBefore(back.orElse(night)))
                    .isPresent();
        }

        /** Once the quiet period is over; a wish that the CRM takes back in time was never told. */
        private void takeBack(List<Seen> all, Instant night) {
            conversions.forEach((place, conversion) -> {
                var seen =
                        all.stream().filter(each -> each.id() == place.event()).findFirst();
                if (conversion.sent && !isTakenBack(conversion, seen, night)) {
                    conversion.takenBackAt = seen.flatMap(each -> departure(place.destination(), each))
                            .map(gone -> gone.at().plus(quiet))
                            .map(settled -> settled.isAfter(night) ? settled : night)
                            .filter(at -> canTakeBack(conversion, at));
                }
            });
        }

        private Optional<Departure> departure(String destination, Seen seen) {
            return funnel.mappingsOf(seen.event().stage()).stream()
                    .filter(mapping -> mapping.destination().equals(destination))
                    .findFirst()
                    .flatMap(mapping -> Afterward.departure(mapping, seen.event()));
        }

        private boolean canTakeBack(Conversion conversion, Instant at) {
            var descriptor = destinations.get(conversion.plan.destination());
            var sent = conversion.plan.decision().event();
            return descriptor != null
                    && descriptor.can(Capability.RETRACTS)
                    && sent.filter(event -> at.isBefore(event.occurredAt()
                                    .plus(descriptor.adjusting().within())))
                            .isPresent()
                    && sent.flatMap(event -> event.click())
                            .filter(click -> descriptor.adjusting().never().contains(click.kind()))
                            .isEmpty();
        }

        /** Nights in which nothing is new, and a wait is over. */
        void waitUntil(Optional<Instant> next, Look look) {
            var night = nextWake(next);
            while (night.isPresent()) {
                var due = due(night.get());
                decide(look.seen(), night.get(), seen -> due.contains(seen.id()));
                night = nextWake(next);
            }
        }

        private Optional<Instant> nextWake(Optional<Instant> next) {
            return waiting()
                    .flatMap(each -> each.plan.decision().dueAt().stream())
                    .filter(at -> !at.isAfter(nights.present()))
                    .map(nights::firstFrom)
                    .min(Comparator.naturalOrder())
                    .filter(night -> next.map(night::isBefore).orElse(true));
        }

        private Set<Long> due(Instant night) {
            return conversions.entrySet().stream()
                    .filter(entry -> entry.getValue().open()
                            && entry.getValue().state() == ConversionState.DELAYED
                            && entry.getValue()
                                    .plan
                                    .decision()
                                    .dueAt()
                                    .filter(at -> !at.isAfter(night))
                                    .isPresent())
                    .map(entry -> entry.getKey().event())
                    .collect(Collectors.toSet());
        }

        private Stream<Conversion> waiting() {
            return conversions.values().stream().filter(each -> each.open() && each.state() == ConversionState.DELAYED);
        }

        /** All that there is was sent, or is too late: the CRM's news change nothing about it any more. */
        boolean settled() {
            return conversions.values().stream().noneMatch(Conversion::open);
        }

        List<Course> courses() {
            expire(nights.present());
            var courses = new ArrayList<Course>();
            conversions.values().forEach(each -> courses.add(course(each)));
            return courses;
        }

        private static Course course(Conversion conversion) {
            var plan = conversion.plan;
            return new Course(
                    plan.key(),
                    plan.of().event(),
                    plan.mapping(),
                    plan.destination(),
                    plan.action(),
                    conversion.night,
                    end(conversion),
                    conversion.expired
                            ? Optional.of(Reason.EXPIRED)
                            : plan.decision().reason(),
                    conversion.expired
                            ? "It could not be sent before "
                                    + MINUTE.format(plan.decision().expiresAt().atOffset(ZoneOffset.UTC))
                                    + " UTC; after that the platform would not count it."
                            : plan.decision().explanation(),
                    plan.decision());
        }

        private static Course.End end(Conversion conversion) {
            if (conversion.sent) {
                return Course.End.SENT;
            }
            return !conversion.expired && conversion.state() == ConversionState.DELAYED
                    ? Course.End.WAITING
                    : Course.End.REFUSED;
        }
    }
}
