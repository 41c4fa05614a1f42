package io.downfunnel.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.MappingGate;
import io.downfunnel.mappings.Known;
import io.downfunnel.store.ConversionReadStore.Ahead;
import io.downfunnel.store.ConversionReadStore.Line;
import io.downfunnel.store.ConversionReadStore.Wanted;
import io.downfunnel.store.TrialStore.Ending;
import io.downfunnel.store.TrialStore.Over;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** What a trial leaves behind, by whatever it ends. */
class TrialStoreTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final String HALF = Funnels.DOCUMENT.replace("factor: 1", "factor: 0.5");
    private static final String WITHOUT = Funnels.DOCUMENT.substring(0, Funnels.DOCUMENT.indexOf("  - name: Won\n"));

    private final TrialStore trials = new TrialStore(database.jdbi());
    private final GateStore gates = new GateStore(database.jdbi());
    private final ConversionReadStore conversions = new ConversionReadStore(database.jdbi());
    private final FunnelStore funnels = new FunnelStore(database.jdbi());
    private ConversionRows rows;

    @BeforeEach
    void on_trial() {
        Showcase.clear(database.jdbi());
        new CrmRows(database.jdbi());
        rows = new ConversionRows(database.jdbi());
        rows.clear();
        rows.execute("truncate trial cascade");
        funnels.put(Funnels.DOCUMENT, Known.NOTHING, "anna", "");
    }

    @Test
    void a_trial_that_has_not_begun_is_on_the_list_and_has_sent_nothing() {
        assertThat(trials.underWay())
                .extracting(each -> each.gate().mapping(), each -> each.trial().size())
                .contains(tuple("Won", 0));
        assertThat(trials.over(20)).isEmpty();
    }

    @Test
    void a_change_of_the_mapping_ends_it_and_what_went_ahead_stays_on_record() {
        var ahead = ahead(3);
        sent(ahead.subList(0, 1), "ACCEPTED", "VERIFIED");

        funnels.put(HALF, Known.NOTHING, "ben", "");

        var over = only();
        assertThat(over.ending()).isEqualTo(Ending.MAPPING_CHANGED);
        assertThat(over.by()).contains("ben");
        assertThat(over.mapping()).isEqualTo("Won");
        assertThat(over.sent()).isEqualTo(1);
        assertThat(over.good()).isEqualTo(1);
        assertThat(over.endedAt()).isAfter(over.beganAt());
        assertThat(listed(new Ahead.Then(over.id()))).containsExactlyInAnyOrderElementsOf(ahead);
        assertThat(listed(new Ahead.Now("google", "closed-won"))).isEmpty();
    }

    @Test
    void an_import_that_sends_the_same_ends_no_trial() {
        ahead(3);

        funnels.put(Funnels.DOCUMENT.replace("name: Won\n", "name: Really won\n"), Known.NOTHING, "ben", "");

        assertThat(trials.over(20)).isEmpty();
        assertThat(listed(new Ahead.Now("google", "closed-won"))).hasSize(3);
    }

    @Test
    void a_mapping_that_is_removed_ends_its_trial() {
        ahead(2);

        funnels.put(WITHOUT, Known.NOTHING, "ben", "");

        assertThat(only().ending()).isEqualTo(Ending.MAPPING_REMOVED);
    }

    @Test
    void a_change_before_anything_went_ahead_is_not_worth_telling() {
        funnels.put(HALF, Known.NOTHING, "ben", "");

        assertThat(trials.over(20)).isEmpty();
    }

    @Test
    void one_that_was_refused_tells_why() {
        var ahead = ahead(2);
        sent(ahead, "NEEDS_YOU");
        rows.execute("update conversion set reason = 'FIELD_REQUIRED'");

        gates.refuse(gate(), "Google refused 2 of the first 2.", "Correct it.");

        var over = only();
        assertThat(over.ending()).isEqualTo(Ending.REFUSED);
        assertThat(over.by()).isEmpty();
        assertThat(over.sentence()).contains("Google refused 2 of the first 2.");
        assertThat(over.bad()).isEqualTo(2);
        assertThat(over.cause()).contains("FIELD_REQUIRED");
        assertThat(over.causes()).isEqualTo(2);
        assertThat(listed(new Ahead.Then(over.id()))).containsExactlyInAnyOrderElementsOf(ahead);
    }

    @Test
    void what_could_tell_nothing_any_more_is_not_counted() {
        var ahead = ahead(3);
        sent(ahead.subList(1, 3), "ACCEPTED", "VERIFIED");
        rows.execute("update conversion set state = 'EXPIRED' where id = " + ahead.getFirst());

        gates.open(gate());

        var over = only();
        assertThat(over.ending()).isEqualTo(Ending.FOUND_GOOD);
        assertThat(over.sent()).isEqualTo(2);
        assertThat(over.good()).isEqualTo(2);
        assertThat(listed(new Ahead.Then(over.id()))).containsExactlyInAnyOrderElementsOf(ahead.subList(1, 3));
    }

    @Test
    void whoever_comes_second_leaves_no_second_record() {
        ahead(2);
        var seen = gate();

        assertThat(gates.open(seen)).isTrue();
        assertThat(gates.open(seen)).isFalse();

        assertThat(trials.over(20)).hasSize(1);
    }

    @Test
    void the_latest_comes_first_and_no_more_than_asked_for() {
        for (int each = 0; each < 3; each++) {
            ahead(1);
            gates.open(gate());
            rows.execute("delete from canary");
            rows.execute("update mapping_gate set state = 'CANARY', mapping = 'number " + each
                    + "' where destination = 'google' and stage = 'closed-won'");
        }

        assertThat(trials.over(2)).extracting(Over::mapping).containsExactly("number 1", "number 0");
    }

    /** So many that go ahead; their ids. */
    private List<Long> ahead(int count) {
        var ids = rows.ready("google", count);
        rows.execute("update conversion set stage = 'closed-won'");
        rows.execute("insert into canary (conversion_id, destination, stage)"
                + " select id, destination, stage from conversion on conflict do nothing");
        return ids;
    }

    /** And what became of them, state by state. */
    private void sent(List<Long> ids, String... states) {
        for (var id : ids) {
            rows.execute("update conversion set state = 'IN_FLIGHT', batch_id = 1, leased_by = 'test',"
                    + " leased_until = now() where id = " + id);
            for (var state : states) {
                rows.execute("update conversion set state = '" + state
                        + "', leased_by = null, leased_until = null where id = " + id);
            }
        }
    }

    private MappingGate gate() {
        return gates.find("google", "closed-won").orElseThrow();
    }

    private Over only() {
        assertThat(trials.over(20)).hasSize(1);
        return trials.over(20).getFirst();
    }

    private List<Long> listed(Ahead ahead) {
        return conversions
                .list(
                        new Wanted(
                                Set.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(ahead),
                                Optional.empty()),
                        100)
                .stream()
                .map(Line::id)
                .toList();
    }
}
