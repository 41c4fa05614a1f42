package io.downfunnel.schedule;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.Node;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.DoubtStore;
import io.downfunnel.store.RunStore;
import io.downfunnel.store.TestDatabase;

import static io.downfunnel.domain.ConversionState.CANCELLED;
import static io.downfunnel.domain.ConversionState.HELD;
import static io.downfunnel.domain.ConversionState.READY;
import static org.assertj.core.api.Assertions.assertThat;

class HeldConversionsTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final ConversionRows rows = new ConversionRows(database);
    private final HeldConversions held =
            new HeldConversions(new DoubtStore(database.jdbi()), new RunStore(database.jdbi()), new Node("node-1"));

    @BeforeEach
    void clear() {
        rows.clear();
    }

    @Test
    void what_may_have_arrived_is_sent_again_when_a_person_says_so() {
        long id = heldAfterSending();

        assertThat(held.release(key(id), "console")).isTrue();

        assertThat(rows.state(id)).isEqualTo(READY);
        assertThat(rows.text(id, "explanation")).contains("Released by console");
        assertThat(rows.count("select count(*) from run where kind = 'release' and result = 'fine'"))
                .isEqualTo(1);
        assertThat(rows.count("select count(*) from conversion_transition t join run r on r.id = t.run_id"
                        + " where t.to_state = 'READY' and r.kind = 'release'"))
                .isEqualTo(1);
    }

    @Test
    void or_it_is_never_sent_again() {
        long id = heldAfterSending();

        assertThat(held.cancel(key(id), "console")).isTrue();

        assertThat(rows.state(id)).isEqualTo(CANCELLED);
    }

    @Test
    void a_second_word_comes_too_late() {
        long id = heldAfterSending();
        held.cancel(key(id), "console");

        assertThat(held.release(key(id), "console")).isFalse();

        assertThat(rows.state(id)).isEqualTo(CANCELLED);
    }

    @Test
    void what_was_never_sent_is_held_for_another_reason_and_stays() {
        long id = rows.ready("linkedin", 1).getFirst();
        rows.execute("update conversion set state = 'HELD'");

        assertThat(held.release(key(id), "console")).isFalse();

        assertThat(rows.state(id)).isEqualTo(HELD);
    }

    private long heldAfterSending() {
        long id = rows.ready("linkedin", 1).getFirst();
        rows.execute("update conversion set state = 'HELD', attempt = 1");
        rows.execute("update conversion_payload set frozen_at = now()");
        return id;
    }

    private String key(long id) {
        return rows.text(id, "key");
    }
}
