package io.downfunnel.schedule;

import java.util.Optional;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.deliver.Delivered;
import io.downfunnel.store.RunReadStore;

import static org.assertj.core.api.Assertions.assertThat;

/** A run that comes by its steps more than once tells what they did in all of their rounds. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class RoundsTest {
    @Inject
    RunBook book;

    @Inject
    RunReadStore runs;

    @Test
    void the_last_round_does_not_hide_what_the_first_ones_did() {
        try (var run = book.open("sync", "test", SyncWatcher.NOBODY, Step.DELIVER)) {
            var first = run.round(Step.DELIVER, told -> accepted(281), Delivered::then, Delivered::toString);
            run.round(Step.DELIVER, told -> accepted(162), Delivered::then, RoundsTest::words);
            run.round(Step.DELIVER, told -> accepted(0), Delivered::then, RoundsTest::words);

            assertThat(first).contains(accepted(281));
            assertThat(runs.find(run.id()).orElseThrow().steps())
                    .singleElement()
                    .satisfies(step -> assertThat(step.message()).contains("443 accepted"));
        }
    }

    @Test
    void what_was_put_off_once_and_sent_later_is_not_put_off() {
        var putOff = new Delivered(0, 0, 0, 0, 0, 5, Optional.of("the platform asks for a pause"));

        assertThat(putOff.then(accepted(5))).isEqualTo(accepted(5));
    }

    private static Delivered accepted(long count) {
        return new Delivered(count, 0, 0, 0, 0, 0, Optional.empty());
    }

    private static String words(Delivered delivered) {
        return delivered.accepted() + " accepted";
    }
}
