package io.downfunnel.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Moments.Owned;
import io.downfunnel.domain.Moments.Place;
import io.downfunnel.domain.Moments.Second;

import static org.assertj.core.api.Assertions.assertThat;

/** No two of our own conversions where a platform would take the one for the other. */
class MomentsTest {
    private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");
    private static final String CLICK = "EAIaIQobChMI-test";

    @Test
    void the_second_of_two_leads_of_one_click_is_dated_a_second_later() {
        var moments = new Moments(List.of());

        assertThat(moments.settle("google", clicked(1, NOON))).isEqualTo(clicked(1, NOON));
        assertThat(moments.settle("google", clicked(2, NOON))).isEqualTo(clicked(2, NOON.plusSeconds(1)));
        assertThat(moments.settle("google", clicked(3, NOON))).isEqualTo(clicked(3, NOON.plusSeconds(2)));
    }

    @Test
    void seconds_count_and_not_what_is_finer() {
        var moments = new Moments(List.of());
        moments.settle("google", clicked(1, NOON.plusMillis(900)));

        assertThat(moments.settle("google", clicked(2, NOON.plusMillis(100))).occurredAt())
                .isEqualTo(NOON.plusMillis(1_100));
    }

    @Test
    void another_action_another_account_and_another_click_are_no_meeting() {
        var moments = new Moments(List.of());
        var first = clicked(1, NOON);
        moments.settle("google", first);

        var others = List.of(event(2, "won", CLICK, "", NOON), event(3, "lead", CLICK.toLowerCase(), "", NOON));

        others.forEach(other -> assertThat(moments.settle("google", other)).isEqualTo(other));
        assertThat(moments.settle("microsoft", clicked(4, NOON))).isEqualTo(clicked(4, NOON));
    }

    @Test
    void the_same_person_is_a_meeting_too_whether_a_click_is_known_or_not() {
        var moments = new Moments(List.of());
        moments.settle("google", event(1, "lead", CLICK, "a", NOON));

        assertThat(moments.settle("google", event(2, "lead", "", "a", NOON)).occurredAt())
                .isEqualTo(NOON.plusSeconds(1));
        assertThat(moments.settle("google", event(3, "lead", CLICK, "b", NOON.plusSeconds(1)))
                        .occurredAt())
                .as("the click is free there, and so is this person")
                .isEqualTo(NOON.plusSeconds(1));
        assertThat(moments.settle("google", event(4, "lead", CLICK, "a", NOON)).occurredAt())
                .as("the first second in which both are free")
                .isEqualTo(NOON.plusSeconds(2));
    }

    @Test
    void two_addresses_that_google_takes_for_one_are_one_person() {
        var moments = new Moments(List.of());
        var plain = Optional.of(new HashedIdentifier.Email("1".repeat(64), "a".repeat(64)));
        var dotted = Optional.of(new HashedIdentifier.Email("2".repeat(64), "a".repeat(64)));
        moments.settle("google", event(1, "lead", "", plain, NOON));

        assertThat(moments.settle("google", event(2, "lead", "", dotted, NOON)).occurredAt())
                .isEqualTo(NOON.plusSeconds(1));
    }

    @Test
    void what_a_conversion_has_already_is_not_in_its_own_way() {
        var place = new Place("google", "lead", CLICK);
        var moments = new Moments(List.of(
                new Owned(new Second(place, NOON), key(1)), new Owned(new Second(place, NOON.plusSeconds(1)), key(2))));

        assertThat(moments.settle("google", clicked(2, NOON)).occurredAt()).isEqualTo(NOON.plusSeconds(1));
        assertThat(moments.settle("google", clicked(1, NOON)).occurredAt()).isEqualTo(NOON);
    }

    /** Of a handful of clicks and persons within a few seconds, so that nearly all meet. */
    @Property
    void nobody_meets_nobody_is_moved_without_need_and_deciding_again_in_any_order_changes_nothing(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int number) {
        var random = new Random(seed);
        var events = IntStream.range(0, number).mapToObj(i -> some(i, random)).toList();
        var moments = new Moments(List.of());
        var owners = new HashMap<Second, ConversionKey>();
        var settled = new ArrayList<ConversionEvent>();
        for (var event : events) {
            var moved = moments.settle("google", event);
            assertThat(moved.at(event.occurredAt())).as("nothing else changes").isEqualTo(event);
            assertThat(moved.occurredAt()).isAfterOrEqualTo(event.occurredAt());
            for (var at = event.occurredAt(); at.isBefore(moved.occurredAt()); at = at.plusSeconds(1)) {
                assertThat(Second.of("google", event.at(at))).anyMatch(owners::containsKey);
            }
            Second.of("google", moved)
                    .forEach(second -> assertThat(owners.put(second, event.key()))
                            .as("%s", second)
                            .isNull());
            settled.add(moved);
        }

        var owned = owners.entrySet().stream()
                .map(entry -> new Owned(entry.getKey(), entry.getValue()))
                .toList();
        var again = new Moments(owned);
        var order = new ArrayList<>(IntStream.range(0, number).boxed().toList());
        Collections.shuffle(order, random);
        order.forEach(i -> assertThat(again.settle("google", events.get(i))).isEqualTo(settled.get(i)));
    }

    private static ConversionEvent some(int number, Random random) {
        var click = random.nextInt(3) == 0 ? "" : CLICK + random.nextInt(3);
        var person = click.isEmpty() || random.nextBoolean()
                ? "abc".substring(random.nextInt(3)).substring(0, 1)
                : "";
        return event(number, "lead", click, person, NOON.plusMillis(random.nextInt(4_000)));
    }

    private static ConversionEvent clicked(int number, Instant at) {
        return event(number, "lead", CLICK, "", at);
    }

    private static ConversionEvent event(int number, String action, String click, String person, Instant at) {
        var email = Optional.of(person)
                .filter(letter -> !letter.isEmpty())
                .map(letter -> new HashedIdentifier.Email(letter.repeat(64), letter.repeat(64)));
        return event(number, action, click, email, at);
    }

    private static ConversionEvent event(
            int number, String action, String click, Optional<HashedIdentifier.Email> email, Instant at) {
        return new ConversionEvent(
                key(number),
                action,
                at,
                Optional.empty(),
                Optional.of(click).filter(id -> !id.isEmpty()).map(id -> new ClickId(ClickId.Kind.GCLID, id)),
                email,
                Optional.empty(),
                Consent.UNSPECIFIED);
    }

    private static ConversionKey key(int number) {
        return ConversionKey.of("00D", "00Q" + number, "google", "lead", 1);
    }
}
