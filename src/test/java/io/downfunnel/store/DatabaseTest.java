package io.downfunnel.store;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

class DatabaseTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @Test
    void an_instant_comes_back_as_it_went_in_also_in_the_hour_that_happens_twice() {
        for (var text : List.of("2026-10-25T00:30:00.123456Z", "2026-10-25T01:30:00Z", "1969-12-31T23:59:59.999999Z")) {
            var instant = Instant.parse(text);
            assertThat(roundTrip(instant)).isEqualTo(instant);
        }
    }

    @Test
    void an_instant_is_cut_to_microseconds_and_never_moved_into_the_future() {
        assertThat(roundTrip(Instant.parse("2026-01-01T00:00:00.999999999Z")))
                .isEqualTo(Instant.parse("2026-01-01T00:00:00.999999Z"));
    }

    private static Instant roundTrip(Instant instant) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("select cast(:instant as timestamptz)")
                        .bind("instant", instant)
                        .mapTo(Instant.class)
                        .one());
    }

    @Test
    void arrays_travel_both_ways() {
        var rows = database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "select * from unnest(:names, :numbers, :instants) as t(name, number, instant)")
                        .bind("names", new String[] {"a", "b,\"{}"})
                        .bind("numbers", new long[] {1, Long.MAX_VALUE})
                        .bind("instants", new Instant[] {Instant.EPOCH, Instant.parse("2026-05-01T00:00:00.000001Z")})
                        .map((row, context) -> row.getString(1) + " " + row.getLong(2) + " "
                                + row.getObject(3, java.time.OffsetDateTime.class)
                                        .toInstant())
                        .list());

        assertThat(rows)
                .containsExactly("a 1 1970-01-01T00:00:00Z", "b,\"{} 9223372036854775807 2026-05-01T00:00:00.000001Z");
    }

    @Test
    void a_less_than_sign_is_just_that() {
        var count = database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "select count(*) from generate_series(1, 10) as n where n <:limit and n<>3")
                        .bind("limit", 5)
                        .mapTo(long.class)
                        .one());

        assertThat(count).isEqualTo(3);
    }

    /** Two nodes that start at once would both write them, and one of them would not start. */
    @Test
    void the_locks_of_the_timetable_are_there_before_the_first_node() {
        var locks = database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "select lock_name from qrtz_locks where sched_name = 'downfunnel' order by lock_name")
                        .mapTo(String.class)
                        .list());

        assertThat(locks).containsExactly("STATE_ACCESS", "TRIGGER_ACCESS");
    }

    @Test
    void an_absent_instant_is_null_in_the_database() {
        Instant nothing = database.jdbi()
                .withHandle(handle -> handle.createQuery("select null::timestamptz")
                        .mapTo(Instant.class)
                        .one());

        assertThat(nothing).isNull();
    }
}
