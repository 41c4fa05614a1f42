package io.downfunnel.deliver;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.DestinationBrake;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.MappingGate;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.Receipt;
import io.downfunnel.store.ClaimStore.Which;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.TestDatabase;

import static io.downfunnel.domain.ConversionState.ACCEPTED;
import static io.downfunnel.domain.ConversionState.NEEDS_YOU;
import static io.downfunnel.domain.ConversionState.READY;
import static io.downfunnel.domain.ConversionState.VERIFIED;
import static org.assertj.core.api.Assertions.assertThat;

/** What stops sending, on a real database. */
class BrakesTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Failure BAD = new Failure(FailureClass.PERMANENT, "FIELD_REQUIRED", "a field");

    private static ConversionRows rows;
    private final FakeAccount platform = new FakeAccount();
    private final Delivery delivery = new Delivery(database, Map.of());

    @BeforeAll
    static void prepare() {
        rows = new ConversionRows(database);
    }

    @BeforeEach
    void clear() {
        rows.clear();
    }

    // The stop switch

    @Test
    void nothing_is_sent_to_a_destination_that_a_person_has_stopped() {
        rows.ready("google", 5);
        stop("google");

        var done = delivery.deliver(platform.likeGoogle(1));

        assertThat(platform.received).isEmpty();
        assertThat(rows.states()).containsOnly(Map.entry(READY, 5L));
        assertThat(done.get("google").waitsFor())
                .hasValueSatisfying(why -> assertThat(why).contains("Stopped by anna: audit."));
        assertThat(delivery.stores.dues().nextDue(Set.of("google"), delivery.now))
                .isEmpty();
    }

    @Test
    void a_stop_in_the_middle_of_a_run_holds_from_the_next_request_on() {
        rows.ready("google", 40);
        var atTheStop = new AtomicLong();
        platform.answer = batch -> {
            if (platform.events() >= 3 && atTheStop.compareAndSet(0, -1)) {
                stop("google");
                atTheStop.set(platform.events());
            }
            return FakeAccount.allAccepted(batch);
        };

        delivery.deliver(platform.likeGoogle(1));

        // Those on their way at that moment arrive; eight are at most.
        assertThat(platform.events()).isBetween(3L, atTheStop.get() + 8).isLessThan(40);
        assertThat(rows.states()).containsOnlyKeys(ACCEPTED, READY);
        assertThat(rows.count("select count(*) from conversion where leased_by is not null and state = 'READY'"))
                .isZero();
    }

    @Test
    void verdicts_are_asked_for_while_it_is_stopped() {
        rows.ready("google", 2);
        var google = platform.likeGoogle(1);
        delivery.deliver(google);
        stop("google");
        delivery.later(Duration.ofMinutes(31));

        delivery.verdicts(google);

        assertThat(rows.states()).containsOnly(Map.entry(VERIFIED, 2L));
    }

    @Test
    void another_destination_is_sent_to_all_the_same() {
        rows.ready("linkedin", 2);
        stop("google");

        delivery.deliver(platform.likeLinkedIn(10));

        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 2L));
    }

    // Far more than usual

    @Test
    void far_more_than_on_such_days_waits_for_a_person() {
        history("google", 90, 100, 110);
        rows.ready("google", 450);

        delivery.deliver(platform.likeGoogle(1));

        assertThat(platform.events()).isEqualTo(300);
        var held = rows.count("select min(id) from conversion where state = 'HELD'");
        assertThat(rows.text(held, "reason")).isEqualTo("VOLUME");
        assertThat(rows.text(held, "explanation"))
                .contains("450 conversions of “won” became ready on")
                .contains("100 are usual. 300 may go, and the other 150, worth 1500")
                .contains("EUR");
        assertThat(rows.count("select count(*) from conversion where state = 'HELD'"))
                .isEqualTo(150);
        // Those that expire first are the ones that went.
        assertThat(rows.count("select count(*) from conversion where state = 'HELD' and expires_at <"
                        + " (select max(expires_at) from conversion where state = 'ACCEPTED')"))
                .isZero();
    }

    @Test
    void what_comes_later_the_same_day_is_above_too() {
        history("google", 90, 100, 110);
        rows.ready("google", 300);
        delivery.deliver(platform.likeGoogle(1));
        rows.execute("""
                insert into conversion_transition (conversion_id, to_state, attempt, node, epoch)
                select id, 'READY', 0, 'n', 0 from conversion where state = 'ACCEPTED'""");
        rows.ready("google", 7);

        delivery.deliver(platform.likeGoogle(1));

        assertThat(rows.count("select count(*) from conversion where state = 'HELD'"))
                .isEqualTo(7);
    }

    @Test
    void without_history_nothing_is_too_much() {
        history("google", 90, 100);
        rows.ready("google", 450);

        delivery.deliver(platform.likeGoogle(1));

        assertThat(platform.events()).isEqualTo(450);
    }

    @Test
    void what_has_waited_since_earlier_days_is_no_flood() {
        history("google", 90, 100, 110);
        rows.ready("google", 450);
        rows.execute("update conversion set state_since = now() - interval '2 days' where state = 'READY'");

        delivery.deliver(platform.likeGoogle(1));

        assertThat(platform.events()).isEqualTo(450);
    }

    // Too much is refused

    @Test
    void a_mapping_of_which_too_much_is_refused_is_closed_in_the_middle_of_the_run() {
        var ids = rows.ready("google", "555", 400);
        rows.execute("update conversion set stage = 'lead', mapping = 'leads' where id > " + ids.get(199));
        refuse(ids.subList(0, 200));

        delivery.deliver(platform.likeGoogle(1));

        var gate = delivery.stores.gates().find("google", "won").orElseThrow();
        assertThat(gate.state()).isEqualTo(MappingGate.State.POISONED);
        assertThat(gate.words())
                .contains("Google refused")
                .contains("conversions of “won”")
                .contains("FIELD_REQUIRED");
        assertThat(rows.count("select count(*) from conversion where stage = 'lead' and state = 'ACCEPTED'"))
                .isEqualTo(200);
        assertThat(rows.count("select count(*) from conversion where stage = 'won' and state = 'NEEDS_YOU'"))
                .isBetween(50L, 90L);
        assertThat(rows.count("select count(*) from conversion where reason = 'POISON_RATE' and state = 'HELD'"))
                .isPositive();
        assertThat(delivery.stores.brakes().standing()).isEmpty();
    }

    @Test
    void where_no_mapping_stands_out_the_destination_is_closed() {
        var ids = rows.ready("google", 120);
        rows.execute("update conversion set stage = 'stage ' || id % 4, mapping = 'mapping ' || id % 4");
        refuse(ids);

        delivery.deliver(platform.likeGoogle(1));

        assertThat(delivery.stores.brakes().standing("google")).singleElement().satisfies(brake -> {
            assertThat(brake.kind()).isEqualTo(DestinationBrake.Kind.POISON_RATE);
            assertThat(brake.sentence()).contains("of several mappings").contains("FIELD_REQUIRED");
        });
        assertThat(rows.states()).containsKeys(NEEDS_YOU, READY);
        assertThat(claimable()).isZero();
    }

    @Test
    void a_few_refusals_close_nothing() {
        var ids = rows.ready("google", 100);
        // The last ones: whoever looks in between sees no larger share than whoever looks at the end.
        refuse(ids.subList(80, 100));

        delivery.deliver(platform.likeGoogle(1));

        assertThat(platform.events()).isEqualTo(100);
        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 80L), Map.entry(NEEDS_YOU, 20L));
    }

    private int claimable() {
        return delivery.stores
                .claims()
                .claim("google", Which.ALL, List.of(), "node-9", Duration.ofMinutes(5), 1_000, delivery.now)
                .size();
    }

    private void refuse(List<Long> ids) {
        Set<ConversionKey> guilty = ids.stream()
                .map(id -> new ConversionKey(rows.text(id, "key")))
                .collect(Collectors.toCollection(HashSet::new));
        platform.answer = batch -> guilty.contains(batch.getFirst().key())
                ? Receipt.forEach(batch, Optional.empty(), event -> new Outcome.Rejected(BAD))
                : FakeAccount.allAccepted(batch);
    }

    private void stop(String destination) {
        delivery.stores.brakes().set(DestinationBrake.Kind.STOPPED, destination, "Stopped by anna: audit.", "", "anna");
    }

    /** So many that were sent on this weekday, one week ago, two weeks ago, and so on. */
    private void history(String destination, int... counts) {
        for (int week = 1; week <= counts.length; week++) {
            rows.ready(destination, counts[week - 1]);
            rows.execute("""
                    with b as (insert into upload_batch (destination, action, size, node, epoch, intended_at)
                               values ('%1$s', '555', 1, 'n', 1, now() - make_interval(days => %2$d)) returning id),
                         i as (insert into upload_batch_item (batch_id, ordinal, conversion_id, hash)
                               select b.id, c.id, c.id, '' from b, conversion c where c.state = 'READY')
                    update conversion set state = 'IN_FLIGHT', batch_id = (select id from b) where state = 'READY'""".formatted(destination, 7 * week));
            rows.execute("update conversion set state = 'ACCEPTED' where state = 'IN_FLIGHT'");
        }
        rows.execute("update conversion set state = 'VERIFIED' where state = 'ACCEPTED'");
    }
}
