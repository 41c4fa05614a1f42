package io.downfunnel;

import java.time.Clock;
import java.time.ZoneOffset;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

import io.downfunnel.domain.Node;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class BootTest {
    @Inject
    Jdbi jdbi;

    @Inject
    Clock clock;

    @Inject
    Node node;

    @Inject
    Scheduler timetable;

    @Test
    void our_surroundings_can_be_injected() {
        assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
        assertThat(node.name()).endsWith(":" + ProcessHandle.current().pid());
    }

    @Test
    void a_session_works_in_utc_and_ends_what_takes_too_long() {
        assertThat(show("timezone")).isEqualTo("UTC");
        assertThat(show("statement_timeout")).isEqualTo("2min");
        assertThat(show("idle_in_transaction_session_timeout")).isEqualTo("1min");
        assertThat(show("application_name")).isEqualTo("downfunnel");
    }

    private String show(String setting) {
        return jdbi.withHandle(handle -> handle.createQuery("select current_setting(:setting)")
                .bind("setting", setting)
                .mapTo(String.class)
                .one());
    }

    @Test
    void the_timetable_is_kept_in_the_database_and_shared_by_all_nodes() throws SchedulerException {
        var data = timetable.getMetaData();

        assertThat(data.isJobStoreSupportsPersistence()).isTrue();
        assertThat(data.isJobStoreClustered()).isTrue();
    }
}
