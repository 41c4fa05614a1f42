package io.downfunnel.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.MappingDraft;
import io.downfunnel.mappings.Known;
import io.downfunnel.store.DraftStore.Activation;

import static org.assertj.core.api.Assertions.assertThat;

class DraftStoreTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private FunnelStore funnels;
    private DraftStore drafts;
    private SimulationStore simulations;

    @BeforeEach
    void one_version_is_in_force_and_found_good() {
        new CrmRows(database.jdbi());
        database.jdbi().useHandle(handle -> handle.execute("truncate mapping_gate, canary cascade"));
        funnels = new FunnelStore(database.jdbi());
        drafts = new DraftStore(database.jdbi(), funnels);
        simulations = new SimulationStore(database.jdbi());
        funnels.put(Funnels.DOCUMENT, Known.NOTHING, "anna", "");
        database.jdbi().useHandle(handle -> handle.execute("update mapping_gate set state = 'OPEN'"));
    }

    private MappingDraft draft(String document) {
        return drafts.find(drafts.create("Half the value", document, Optional.of(1), "anna"))
                .orElseThrow();
    }

    private MappingDraft halfTheValue() {
        return draft(Funnels.DOCUMENT.replace("factor: 1", "factor: 0.5"));
    }

    private void simulated(MappingDraft draft) {
        var id = SomeSimulation.done(database.jdbi(), draft, "0061", "Goes.");
        simulations.look(id, "anna");
    }

    private Activation activate(MappingDraft draft) {
        return drafts.activate(draft.id(), draft.revision(), Known.NOTHING, "ben");
    }

    private int inForce() {
        return funnels.active().map(Funnel.Version::number).orElseThrow();
    }

    @Test
    void a_draft_that_was_simulated_and_looked_at_comes_into_force_and_its_mapping_is_tried_out_first() {
        var draft = halfTheValue();
        simulated(draft);

        assertThat(activate(draft))
                .isInstanceOfSatisfying(
                        Activation.Done.class,
                        done -> assertThat(done.version().number()).isEqualTo(2));
        assertThat(funnels.active().orElseThrow().document()).isEqualTo(draft.document());
        assertThat(funnels.versions().getFirst())
                .satisfies(version -> assertThat(version.importedBy()).isEqualTo("ben"))
                .satisfies(version -> assertThat(version.note()).isEqualTo("Half the value"));
        assertThat(gates())
                .containsExactly("google closed-won CANARY", "google qualified OPEN", "linkedin closed-won OPEN");
        assertThat(drafts.find(draft.id()).orElseThrow().closed()).hasValueSatisfying(closed -> {
            assertThat(closed.by()).isEqualTo("ben");
            assertThat(closed.activatedAs()).contains(2);
        });
        assertThat(drafts.open()).isEmpty();
    }

    private static List<String> gates() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "select destination || ' ' || stage || ' ' || state from mapping_gate order by 1")
                        .mapTo(String.class)
                        .list());
    }

    @Test
    void without_a_simulation_nothing_comes_into_force() {
        assertThat(activate(halfTheValue())).isInstanceOf(Activation.Unseen.class);
        assertThat(inForce()).isEqualTo(1);
    }

    @Test
    void a_simulation_that_nobody_looked_at_is_not_enough() {
        var draft = halfTheValue();
        SomeSimulation.done(database.jdbi(), draft, "0061", "Goes.");

        assertThat(activate(draft)).isInstanceOf(Activation.Unseen.class);
    }

    @Test
    void a_simulation_of_another_text_is_not_enough() {
        var draft = halfTheValue();
        simulated(draft);
        assertThat(drafts.save(draft.id(), draft.revision(), draft.title(), draft.document() + "# more\n", "anna"))
                .isTrue();

        assertThat(activate(drafts.find(draft.id()).orElseThrow())).isInstanceOf(Activation.Unseen.class);
    }

    @Test
    void a_simulation_against_another_version_is_not_enough() {
        var draft = halfTheValue();
        simulated(draft);
        funnels.put(Funnels.DOCUMENT + "# another\n", Known.NOTHING, "cleo", "");
        drafts.rebase(draft.id(), draft.revision(), draft.document(), Optional.of(2), "anna");

        assertThat(activate(drafts.find(draft.id()).orElseThrow())).isInstanceOf(Activation.Unseen.class);
    }

    @Test
    void who_was_overtaken_by_another_version_is_told_which() {
        var draft = halfTheValue();
        simulated(draft);
        funnels.put(Funnels.DOCUMENT + "# another\n", Known.NOTHING, "cleo", "");

        assertThat(activate(draft)).isEqualTo(new Activation.Stale(Optional.of(2)));
        assertThat(inForce()).isEqualTo(2);
    }

    @Test
    void of_two_people_at_one_draft_the_second_is_told() {
        var draft = halfTheValue();
        simulated(draft);

        assertThat(drafts.save(draft.id(), 1, "Ours", "ours", "anna")).isTrue();
        assertThat(drafts.save(draft.id(), 1, "Theirs", "theirs", "ben")).isFalse();
        assertThat(drafts.find(draft.id()).orElseThrow().document()).isEqualTo("ours");
        assertThat(activate(draft)).isInstanceOf(Activation.Overtaken.class);
    }

    @Test
    void what_is_wrong_does_not_come_into_force_even_if_it_was_simulated() {
        var draft = draft(Funnels.DOCUMENT.replace("stage: qualified", "stage: kwalified"));
        simulated(draft);

        assertThat(activate(draft)).isInstanceOf(Activation.Refused.class);
        assertThat(inForce()).isEqualTo(1);
        assertThat(drafts.find(draft.id()).orElseThrow().open()).isTrue();
    }

    @Test
    void a_discarded_draft_stays_as_it_is() {
        var draft = halfTheValue();
        assertThat(drafts.discard(draft.id(), "anna")).isTrue();

        assertThat(drafts.discard(draft.id(), "ben")).isFalse();
        assertThat(drafts.save(draft.id(), 1, "More", "more", "ben")).isFalse();
        simulated(draft);
        assertThat(activate(draft)).isInstanceOf(Activation.Overtaken.class);
    }

    @Test
    void of_two_activations_at_once_one_wins_and_the_other_is_stale() throws InterruptedException, ExecutionException {
        var one = halfTheValue();
        var other = draft(Funnels.DOCUMENT.replace("factor: 1", "factor: 0.25"));
        simulated(one);
        simulated(other);
        var results = new ArrayList<Activation>();
        try (var threads = Executors.newFixedThreadPool(2)) {
            var both = threads.invokeAll(List.<Callable<Activation>>of(() -> activate(one), () -> activate(other)));
            for (var each : both) {
                results.add(each.get());
            }
        }

        assertThat(results).hasAtLeastOneElementOfType(Activation.Done.class);
        assertThat(results).contains(new Activation.Stale(Optional.of(2)));
        assertThat(inForce()).isEqualTo(2);
    }

    @Test
    void every_version_can_be_read_again() {
        funnels.put(Funnels.DOCUMENT + "# another\n", Known.NOTHING, "cleo", "");

        assertThat(funnels.document(1)).contains(Funnels.DOCUMENT);
        assertThat(funnels.document(2)).contains(Funnels.DOCUMENT + "# another\n");
        assertThat(funnels.document(3)).isEmpty();
    }

    @Test
    void the_first_version_of_all_goes_the_same_way() {
        database.jdbi().useHandle(handle -> handle.execute("truncate funnel_version restart identity cascade"));
        var fresh = new FunnelStore(database.jdbi());
        drafts = new DraftStore(database.jdbi(), fresh);
        var id = drafts.create("First", Funnels.DOCUMENT, Optional.empty(), "anna");
        var draft = drafts.find(id).orElseThrow();
        simulated(draft);

        assertThat(activate(draft)).isInstanceOf(Activation.Done.class);
        assertThat(fresh.active()).map(Funnel.Version::number).contains(1);
    }
}
