package io.downfunnel.store;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.Retention.What;
import io.downfunnel.store.RetentionStore.Chosen;

import static org.assertj.core.api.Assertions.assertThat;

/** How long personal data is kept, as people decide it. */
class RetentionStoreTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Optional<Integer> USUAL = Optional.of(30);

    private final RetentionStore store = new RetentionStore(database.jdbi());

    @BeforeEach
    void nobodyHasChosen() {
        database.jdbi().useHandle(handle -> handle.execute("truncate retention_period"));
    }

    @Test
    void what_nobody_has_chosen_is_not_named() {
        assertThat(store.chosen()).isEmpty();
    }

    @Test
    void what_somebody_chose_holds_on_every_node_and_is_in_the_trail() {
        assertThat(choose(Optional.of(7), USUAL)).isTrue();

        var elsewhere = new RetentionStore(database.jdbi()).chosen().get(What.PAYLOADS);
        assertThat(elsewhere.period()).contains(7);
        assertThat(elsewhere.by()).isEqualTo("anna");
        assertThat(trail().getFirst()).isEqualTo("anna RETENTION_CHANGED payloads from 30 days to 7 days");
    }

    @Test
    void for_good_is_a_choice_too() {
        choose(Optional.empty(), USUAL);

        assertThat(store.chosen().get(What.PAYLOADS)).extracting(Chosen::period).isEqualTo(Optional.empty());
        assertThat(trail().getFirst()).endsWith("from 30 days to for good");
        assertThat(choose(Optional.of(1), Optional.empty())).isTrue();
        assertThat(trail().getFirst()).endsWith("from for good to 1 day");
    }

    @Test
    void who_decided_by_what_somebody_else_has_changed_since_is_told() {
        choose(Optional.of(7), USUAL);
        int entries = trail().size();

        assertThat(choose(Optional.of(90), USUAL)).isFalse();

        assertThat(store.chosen().get(What.PAYLOADS).period()).contains(7);
        assertThat(trail()).hasSize(entries);
    }

    private boolean choose(Optional<Integer> wanted, Optional<Integer> before) {
        return store.choose(What.PAYLOADS, wanted, before, USUAL, "anna");
    }

    private static List<String> trail() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "select who || ' ' || what || ' ' || object || ' ' || details from audit_trail order by id desc")
                        .mapTo(String.class)
                        .list());
    }
}
