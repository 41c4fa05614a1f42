package io.downfunnel.store;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.Funnel;
import io.downfunnel.mappings.Known;
import io.downfunnel.store.FunnelStore.Import;

import static org.assertj.core.api.Assertions.assertThat;

class FunnelStoreTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private FunnelStore store;

    @BeforeEach
    void empty() {
        new CrmRows(database.jdbi());
        store = new FunnelStore(database.jdbi());
    }

    @Test
    void a_mapping_that_is_new_or_sends_something_else_is_tried_out_first() {
        store.put(Funnels.DOCUMENT, Known.NOTHING, "anna", "");
        assertThat(gates())
                .containsExactly("google closed-won CANARY", "google qualified CANARY", "linkedin closed-won CANARY");
        database.jdbi().useHandle(handle -> handle.execute("update mapping_gate set state = 'OPEN'"));

        store.put(Funnels.DOCUMENT.replace("name: Won too", "name: Also won"), Known.NOTHING, "anna", "");
        assertThat(gates()).allMatch(gate -> gate.endsWith("OPEN"));

        store.put(Funnels.DOCUMENT.replace("factor: 1", "factor: 0.5"), Known.NOTHING, "anna", "");
        assertThat(gates())
                .containsExactly("google closed-won CANARY", "google qualified OPEN", "linkedin closed-won OPEN");

        store.put(
                Funnels.DOCUMENT.substring(0, Funnels.DOCUMENT.indexOf("  - name: Won\n")), Known.NOTHING, "anna", "");
        assertThat(gates())
                .as("a gate without a mapping closes nothing")
                .containsExactly("google qualified OPEN", "linkedin closed-won OPEN");
    }

    private static List<String> gates() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "select destination || ' ' || stage || ' ' || state from mapping_gate order by 1")
                        .mapTo(String.class)
                        .list());
    }

    @Test
    void before_the_first_import_nothing_is_in_force() {
        assertThat(store.active()).isEmpty();
    }

    @Test
    void what_was_imported_comes_back_with_its_comments() {
        var document = "# ours\n" + Funnels.DOCUMENT;
        store.put(document, Known.NOTHING, "anna", "first");

        assertThat(store.active()).map(Funnel.Version::document).contains(document);
        assertThat(store.versions()).singleElement().satisfies(entry -> {
            assertThat(entry.importedBy()).isEqualTo("anna");
            assertThat(entry.note()).isEqualTo("first");
        });
    }

    @Test
    void the_same_document_again_is_no_new_version() {
        store.put(Funnels.DOCUMENT, Known.NOTHING, "anna", "");

        assertThat(store.put(Funnels.DOCUMENT, Known.NOTHING, "ben", "")).isInstanceOf(Import.Unchanged.class);
        assertThat(store.versions()).hasSize(1);
    }

    @Test
    void a_refused_document_leaves_the_old_one_in_force() {
        store.put(Funnels.DOCUMENT, Known.NOTHING, "anna", "");

        var refused =
                store.put(Funnels.DOCUMENT.replace("stage: qualified", "stage: kwalified"), Known.NOTHING, "ben", "");

        assertThat(refused)
                .isInstanceOfSatisfying(
                        Import.Refused.class,
                        import_ -> assertThat(import_.reasons().problems()).isNotEmpty());
        assertThat(store.active()).map(Funnel.Version::number).contains(1);
    }

    @Test
    void another_node_sees_the_new_version_at_once() {
        var other = new FunnelStore(database.jdbi());
        store.put(Funnels.DOCUMENT, Known.NOTHING, "anna", "");
        assertThat(other.active()).map(Funnel.Version::number).contains(1);

        store.put(Funnels.DOCUMENT + "# more\n", Known.NOTHING, "anna", "");
        assertThat(other.active()).map(Funnel.Version::number).contains(2);
    }
}
