package io.downfunnel.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.MappingDraft;
import io.downfunnel.domain.Simulation;
import io.downfunnel.mappings.Known;
import io.downfunnel.store.SimulationStore.State;

import static org.assertj.core.api.Assertions.assertThat;

class SimulationStoreTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final String RECORD = "006000000000001AAA";

    private SimulationStore store;
    private MappingDraft draft;

    @BeforeEach
    void a_draft() {
        new CrmRows(database.jdbi());
        database.jdbi().useHandle(handle -> handle.execute("truncate erasure cascade"));
        new FunnelStore(database.jdbi()).put(Funnels.DOCUMENT, Known.NOTHING, "anna", "");
        store = new SimulationStore(database.jdbi());
        draft = SomeSimulation.draft(database.jdbi(), "Half the value");
    }

    @Test
    void a_result_comes_back_as_it_was() {
        var result = SomeSimulation.withSamples(RECORD, "Goes with the GCLID …4Fg.");
        var id = SomeSimulation.running(database.jdbi(), draft);
        store.finish(id, result);

        assertThat(store.find(id)).hasValueSatisfying(stored -> {
            assertThat(stored.state()).isEqualTo(State.DONE);
            assertThat(stored.result()).contains(result);
            assertThat(stored.days()).isEqualTo(SomeSimulation.DAYS);
            assertThat(stored.liveVersion()).contains(1);
            assertThat(stored.document()).isEqualTo(draft.fingerprint());
        });
    }

    @Test
    void progress_is_seen_while_it_runs() {
        var id = SomeSimulation.running(database.jdbi(), draft);

        assertThat(store.find(id)).hasValueSatisfying(stored -> {
            assertThat(stored.state()).isEqualTo(State.RUNNING);
            assertThat(stored.expected()).contains(25_312L);
            assertThat(stored.done()).isEqualTo(12_000);
            assertThat(stored.silence()).isLessThan(Duration.ofMinutes(1));
            assertThat(stored.result()).isEmpty();
        });
        database.jdbi()
                .useHandle(handle ->
                        handle.execute("update simulation set alive_at = clock_timestamp() - interval '5 minutes'"));
        assertThat(store.find(id))
                .map(SimulationStore.Stored::silence)
                .hasValueSatisfying(silence -> assertThat(silence).isGreaterThan(Duration.ofMinutes(4)));
    }

    @Test
    void only_who_opened_a_result_has_looked_and_the_first_look_counts() {
        var id = SomeSimulation.running(database.jdbi(), draft);
        store.look(id, "anna");
        assertThat(store.lookedAt(draft.fingerprint(), Optional.of(1))).isFalse();

        store.finish(id, SomeSimulation.withSamples(RECORD, "Goes."));
        assertThat(store.lookedAt(draft.fingerprint(), Optional.of(1))).isFalse();
        store.look(id, "anna");
        store.look(id, "ben");

        assertThat(store.lookedAt(draft.fingerprint(), Optional.of(1))).isTrue();
        assertThat(store.lookedAt(draft.fingerprint(), Optional.of(2))).isFalse();
        assertThat(store.lookedAt(draft.fingerprint(), Optional.empty())).isFalse();
        assertThat(store.lookedAt(MappingDraft.fingerprint(draft.document() + " "), Optional.of(1)))
                .isFalse();
        assertThat(store.find(id).orElseThrow().looked().orElseThrow().by()).isEqualTo("anna");
    }

    @Test
    void one_that_broke_says_why_and_stays_broken() {
        var id = SomeSimulation.running(database.jdbi(), draft);
        store.fail(id, "The database went away.");
        store.finish(id, SomeSimulation.withSamples(RECORD, "Goes."));

        assertThat(store.find(id)).hasValueSatisfying(stored -> {
            assertThat(stored.state()).isEqualTo(State.BROKE);
            assertThat(stored.failure()).contains("The database went away.");
        });
    }

    @Test
    void the_oldest_make_room_and_what_runs_stays() {
        var running = SomeSimulation.running(database.jdbi(), draft);
        database.jdbi()
                .useHandle(handle -> handle.createUpdate("""
                        insert into simulation (draft_id, document_sha256, first_day, last_day, state, node, started_by, failure)
                        select :draft, 'x', date '2026-01-01', date '2026-01-02', 'broke', 'node-1', 'anna', 'x'
                          from generate_series(1, :many)""")
                        .bind("draft", draft.id())
                        .bind("many", SimulationStore.KEPT + 20)
                        .execute());

        var latest = SomeSimulation.running(database.jdbi(), draft);

        assertThat(store.ofDraft(draft.id(), 1_000)).hasSize(SimulationStore.KEPT + 1);
        assertThat(store.find(running)).isPresent();
        assertThat(store.find(latest)).isPresent();
    }

    @Test
    void deals_of_a_person_who_asked_to_be_forgotten_meanwhile_are_not_kept() {
        var id = SomeSimulation.running(database.jdbi(), draft);
        database.jdbi()
                .useHandle(
                        handle -> handle.execute(
                                "insert into erasure (erased_by, reason, records, conversions, adjustments) values ('anna', '', 1, 0, 0)"));
        store.finish(id, SomeSimulation.withSamples(RECORD, "Goes."));

        assertThat(store.find(id).orElseThrow().result().orElseThrow().mappings())
                .allMatch(mapping -> mapping.samples().isEmpty());
    }

    @Test
    void what_is_stored_reads_as_the_printed_json_does() {
        var result = SomeSimulation.withSamples(RECORD, "Goes.");

        assertThat(SimulationJson.read(SimulationJson.write(result))).isEqualTo(result);
        assertThat(SimulationJson.write(result))
                .contains("\"first\":\"2025-10-28\"", "\"week\":\"2025-10-27\"", "\"currency\":\"EUR\"")
                .contains(
                        "\"until\":\"2026-11-27T12:00:00Z\"", "\"reason\":\"CONSENT_DENIED\"", "\"amount\":412345.67");
        assertThat(result.mappings()).extracting(Simulation.OfMapping::mapping).isEqualTo(List.of("Won", "Gone"));
    }
}
