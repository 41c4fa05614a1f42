package io.downfunnel.schedule;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.DestinationBrake;
import io.downfunnel.domain.MappingGate;
import io.downfunnel.domain.Node;
import io.downfunnel.domain.Reason;
import io.downfunnel.store.BrakeStore;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.GateStore;
import io.downfunnel.store.HoldReadStore;
import io.downfunnel.store.ReleaseStore;
import io.downfunnel.store.RunStore;
import io.downfunnel.store.TestDatabase;

import static io.downfunnel.domain.ConversionState.HELD;
import static io.downfunnel.domain.ConversionState.READY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReleasesTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final ConversionRows rows = new ConversionRows(database);
    private final GateStore gates = new GateStore(database.jdbi());
    private final BrakeStore brakes = new BrakeStore(database.jdbi());
    private final ReleaseStore record = new ReleaseStore(database.jdbi());
    private final HoldReadStore holds = new HoldReadStore(database.jdbi());
    private final Releases releases =
            new Releases(record, brakes, new RunStore(database.jdbi()), new Node("node-1"), Clock.systemUTC());

    @BeforeEach
    void clear() {
        rows.clear();
    }

    @Test
    void a_refused_mapping_is_released_with_all_its_conversions_and_on_record() {
        var ids = held("google", 4, "CANARY_REFUSED");
        gate("google", "REFUSED");
        held("linkedin", 2, "CANARY_REFUSED");

        assertThat(releases.open("google", "won", "anna")).contains(4L);

        assertThat(gates.find("google", "won").map(MappingGate::state)).contains(MappingGate.State.OPEN);
        assertThat(rows.state(ids.getFirst())).isEqualTo(READY);
        assertThat(rows.text(ids.getFirst(), "reason")).isEqualTo("RELEASED");
        assertThat(rows.text(ids.getFirst(), "explanation")).isEqualTo("Released by anna.");
        assertThat(rows.count("select count(*) from conversion where state = 'HELD'"))
                .isEqualTo(2);
        assertThat(rows.count("select count(*) from conversion_transition t join run r on r.id = t.run_id"
                        + " where t.reason = 'RELEASED' and t.to_state = 'READY' and r.started_by = 'anna'"))
                .isEqualTo(4);
        assertThat(record.latest(5)).singleElement().satisfies(each -> {
            assertThat(each.by()).isEqualTo("anna");
            assertThat(each.what()).isEqualTo(Reason.CANARY_REFUSED);
            assertThat(each.stage()).contains("won");
            assertThat(each.conversions()).isEqualTo(4);
        });
        assertThat(releases.open("google", "won", "ben")).as("a second word").isEmpty();
        assertThat(record.latest(5)).hasSize(1);
    }

    @Test
    void a_refused_mapping_is_tried_again_with_others() {
        held("google", 4, "CANARY_REFUSED");
        gate("google", "REFUSED");

        assertThat(releases.tryAgain("google", "won", "anna")).isPresent();

        assertThat(gates.find("google", "won")).hasValueSatisfying(gate -> {
            assertThat(gate.state()).isEqualTo(MappingGate.State.CANARY);
            assertThat(gate.sentence()).isEmpty();
        });
        assertThat(rows.count("select count(*) from conversion where state = 'HELD'"))
                .isEqualTo(4);
    }

    @Test
    void what_is_far_more_than_usual_is_released_and_nothing_else_is() {
        var flood = held("google", 3, "VOLUME");
        var other = held("google", 2, "NEW_MAPPING");

        assertThat(releases.volume("google", "won", "anna")).contains(3L);

        assertThat(rows.state(flood.getFirst())).isEqualTo(READY);
        assertThat(rows.state(other.getFirst())).isEqualTo(HELD);
        assertThat(releases.volume("google", "won", "anna")).isEmpty();
    }

    @Test
    void more_than_somebody_may_release_at_once_is_not_released_at_all() {
        var flood = held("google", 3, "VOLUME");
        held("linkedin", 3, "CANARY_REFUSED");
        gate("linkedin", "REFUSED");
        releases.stop("google", "a look", "anna");

        assertThatThrownBy(() -> releases.upTo(2).volume("google", "won", "ben"))
                .isInstanceOf(ReleaseStore.TooMany.class);
        assertThatThrownBy(() -> releases.upTo(2).open("linkedin", "won", "ben"))
                .isInstanceOf(ReleaseStore.TooMany.class);

        assertThat(rows.state(flood.getFirst())).isEqualTo(HELD);
        assertThat(gates.find("linkedin", "won").map(MappingGate::state)).contains(MappingGate.State.REFUSED);
        assertThat(record.latest(5)).isEmpty();
        assertThat(rows.count("select count(*) from run where result is null")).isZero();
        assertThat(releases.upTo(3).volume("google", "won", "ben")).contains(3L);
    }

    @Test
    void what_has_expired_is_not_released() {
        var ids = held("google", 2, "VOLUME");
        rows.execute("update conversion set expires_at = now() - interval '1 second' where id = " + ids.getFirst());

        assertThat(releases.volume("google", "won", "anna")).contains(1L);

        assertThat(rows.state(ids.getFirst())).isEqualTo(HELD);
        assertThat(rows.state(ids.getLast())).isEqualTo(READY);
    }

    @Test
    void what_may_have_arrived_is_not_released_with_the_others() {
        long sent = held("google", 1, "VOLUME").getFirst();
        rows.execute("update conversion set batch_id = 7, attempt = 1");

        assertThat(releases.volume("google", "won", "anna")).isEmpty();

        assertThat(rows.state(sent)).isEqualTo(HELD);
    }

    @Test
    void who_stops_a_destination_says_why_and_who_starts_it_is_on_record() {
        rows.ready("google", 3);

        assertThat(releases.stop("google", " budget under review ", "anna")).isTrue();
        assertThat(releases.stop("google", "again", "ben")).isFalse();

        assertThat(brakes.standing("google")).singleElement().satisfies(brake -> {
            assertThat(brake.kind()).isEqualTo(DestinationBrake.Kind.STOPPED);
            assertThat(brake.sentence()).isEqualTo("Stopped by anna: budget under review.");
            assertThat(brake.by()).isEqualTo("anna");
            assertThat(brake.since()).isBefore(Instant.now().plusSeconds(1));
        });
        assertThat(holds.braked())
                .singleElement()
                .satisfies(group -> assertThat(group.conversions()).isEqualTo(3));

        assertThat(releases.start("google", "ben")).contains(3L);

        assertThat(brakes.standing()).isEmpty();
        assertThat(record.latest(1)).singleElement().satisfies(each -> {
            assertThat(each.by()).isEqualTo("ben");
            assertThat(each.what()).isEqualTo(Reason.DESTINATION_STOPPED);
            assertThat(each.stage()).isEmpty();
        });
        assertThat(releases.start("google", "ben")).isEmpty();
        assertThatThrownBy(() -> releases.stop("google", "  ", "anna")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void groups_on_hold_are_counted_with_their_worth_and_what_expires_first() {
        held("google", 3, "VOLUME");
        rows.execute("update conversion set currency = 'USD' where id = (select min(id) from conversion)");

        assertThat(holds.held()).singleElement().satisfies(group -> {
            assertThat(group.conversions()).isEqualTo(3);
            assertThat(group.reason()).isEqualTo("VOLUME");
            assertThat(group.mapping()).isEqualTo(Optional.of("won"));
            assertThat(group.value().stream().map(money -> money.amount().intValue() + " " + money.currency()))
                    .containsExactlyInAnyOrder("20 EUR", "10 USD");
            assertThat(group.sent()).isFalse();
        });
    }

    private List<Long> held(String destination, int count, String reason) {
        var ids = rows.ready(destination, count);
        rows.execute("update conversion set state = 'HELD', reason = '" + reason + "' where state = 'READY'");
        return ids;
    }

    private void gate(String destination, String state) {
        rows.execute("insert into mapping_gate (destination, stage, mapping, fingerprint, state, sentence) values ('"
                + destination + "', 'won', 'won', 'x', '" + state + "', 'Refused.')");
    }
}
