package io.downfunnel.schedule;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.store.PauseStore;

import static org.assertj.core.api.Assertions.assertThat;

/** What a run says of a CRM that somebody has paused. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class PausedRunTest {
    @Inject
    RunBook book;

    @Inject
    PauseStore pauses;

    @AfterEach
    void resume() {
        pauses.resume("salesforce", "test");
    }

    @Test
    void a_run_while_the_crm_is_paused_waits_for_a_person_and_says_for_what() {
        pauses.pause("salesforce", "Migration", "anna");

        var summary = run();

        assertThat(summary.problems())
                .contains(new SyncSummary.Problem(
                        "salesforce: Paused by anna: Migration. Nothing is read from there. Resume it on the page Connections.",
                        true));
        assertThat(summary.ending()).isNotEqualTo(SyncSummary.Ending.FINE);

        pauses.resume("salesforce", "anna");

        assertThat(run().problems()).noneMatch(problem -> problem.text().contains("Paused"));
    }

    private SyncSummary run() {
        try (var run = book.open("extract", "test", SyncWatcher.NOBODY, Step.EXTRACT)) {
            return run.close(new SyncFigures());
        }
    }
}
