package io.downfunnel.deliver;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.domain.SharedProgress;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.RunStore;
import io.downfunnel.store.RunStore.Result;
import io.downfunnel.store.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

class StoppedRunTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static ConversionRows rows;
    private final FakeAccount platform = new FakeAccount();
    private final Delivery delivery = new Delivery(database, Map.of("downfunnel.deliver.claim-size", "20"));

    @BeforeAll
    static void prepare() {
        rows = new ConversionRows(database);
    }

    @BeforeEach
    void clear() {
        rows.clear();
    }

    @Test
    void what_was_begun_is_sent_and_answered_and_nothing_else_is_begun() {
        rows.ready("google", 50);

        delivery.deliver(platform.likeGoogle(1), new Run(1, "node-1", stopping()));

        assertThat(platform.events()).isEqualTo(20);
        assertThat(rows.states()).isEqualTo(Map.of(ConversionState.ACCEPTED, 20L, ConversionState.READY, 30L));
        assertThat(rows.count("select count(*) from conversion where state = 'READY' and leased_by is not null"))
                .isZero();
    }

    @Test
    void the_next_run_sends_the_rest() {
        rows.ready("google", 50);
        delivery.deliver(platform.likeGoogle(1), new Run(1, "node-1", stopping()));

        delivery.deliver(platform.likeGoogle(1));

        assertThat(platform.events()).isEqualTo(50);
        assertThat(rows.states()).isEqualTo(Map.of(ConversionState.ACCEPTED, 50L));
    }

    @Test
    void who_asked_is_kept_and_asking_twice_changes_nothing() {
        var runs = new RunStore(database.jdbi());
        var run = runs.start("sync", "timetable", "node-1", List.of("Deliver"));

        assertThat(runs.progress(run, 0, null, 1, null)).isFalse();
        assertThat(runs.askToStop(run, "anna")).isTrue();
        assertThat(runs.askToStop(run, "berta")).isTrue();

        assertThat(runs.progress(run, 0, null, 2, null)).isTrue();
        assertThat(runs.stopAskedBy(run)).contains("anna");
    }

    @Test
    void a_run_that_has_ended_cannot_be_stopped() {
        var runs = new RunStore(database.jdbi());
        var run = runs.start("sync", "timetable", "node-1", List.of());
        runs.finish(run, Result.FINE, null);

        assertThat(runs.askToStop(run, "anna")).isFalse();
        assertThat(runs.stopAskedBy(run)).isEmpty();
    }

    /** Somebody asks as soon as the first conversion is done. */
    private static Progress stopping() {
        var done = new AtomicInteger();
        return new SharedProgress(new Progress() {
            @Override
            public void expect(long total) {}

            @Override
            public void advance(long count) {
                done.incrementAndGet();
            }

            @Override
            public void waiting(String why) {}

            @Override
            public boolean goesOn() {
                return done.get() == 0;
            }
        });
    }
}
