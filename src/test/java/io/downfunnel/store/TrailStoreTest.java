package io.downfunnel.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.downfunnel.domain.Role;
import io.downfunnel.domain.TrailEntry;
import io.downfunnel.domain.TrailEntry.What;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TrailStoreTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final TrailStore trail = new TrailStore(database.jdbi());

    @BeforeEach
    void begin() {
        forge("truncate audit_trail; update audit_trail_head set id = 0, hash = sha256('')");
    }

    /** As somebody does who may do anything in the database. */
    private static void forge(String sql) {
        database.jdbi().useHandle(handle -> {
            handle.execute("alter table audit_trail disable trigger all");
            handle.createScript(sql).execute();
            handle.execute("alter table audit_trail enable trigger all");
        });
    }

    private void write(int entries) {
        for (int i = 1; i <= entries; i++) {
            trail.append(new TrailEntry(i % 2 == 0 ? "anna" : "ben", What.RELEASED, "thing " + i, "so many"));
        }
    }

    @Test
    void what_was_written_is_found_as_it_was_written() {
        assertThat(trail.verify().broken()).as("an empty one").isEmpty();
        write(5);
        trail.append(new TrailEntry("Zoë 🙂 <script>", What.SIGNED_IN, "", "ünïcode"));

        var seen = trail.verify();

        assertThat(seen.broken()).isEmpty();
        assertThat(seen.entries()).isEqualTo(6);
        assertThat(seen.hash()).hasSize(64);
        assertThat(trail.latest()).contains(seen);
        write(1);
        assertThat(trail.verify().hash()).isNotEqualTo(seen.hash());
    }

    @Test
    void the_database_refuses_to_change_remove_or_empty_it() {
        write(3);
        for (var sql : List.of(
                "update audit_trail set who = 'eve' where id = 2",
                "delete from audit_trail where id = 2",
                "truncate audit_trail")) {
            assertThatThrownBy(() -> database.jdbi().useHandle(handle -> handle.execute(sql)))
                    .as(sql)
                    .hasMessageContaining("append-only");
        }
        assertThat(trail.verify().broken()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | update audit_trail set who = 'eve' where id = 3",
                "4 | update audit_trail set at = at + interval '1 microsecond' where id = 4",
                "2 | update audit_trail set object = concat(object, details), details = '' where id = 2",
                "5 | update audit_trail set hash = sha256('x') where id = 5",
                "1 | delete from audit_trail where id = 1",
                "6 | delete from audit_trail where id = 6",
                "10 | delete from audit_trail where id = 10",
                "9 | delete from audit_trail where id > 8",
                "11 | insert into audit_trail select 11, at, who, what, object, details, hash from audit_trail where id = 10",
                "7 | update audit_trail set id = 20 where id = 7; update audit_trail set id = 7 where id = 8; update audit_trail set id = 8 where id = 20",
                "11 | delete from audit_trail_head"
            })
    void every_way_to_tamper_is_found_at_the_first_entry_that_does_not_fit(long first, String sql) {
        write(10);
        forge(sql);

        assertThat(trail.verify().broken()).contains(first);

        forge("delete from audit_trail_head; insert into audit_trail_head (id, hash) values (0, sha256(''))");
    }

    @Test
    void many_who_write_at_once_write_one_chain() throws Exception {
        try (var crowd = Executors.newFixedThreadPool(8)) {
            List<Callable<Object>> work = IntStream.range(0, 80)
                    .<Callable<Object>>mapToObj(i -> () -> {
                        trail.append(new TrailEntry("anna", What.RELEASED, "thing " + i, ""));
                        return i;
                    })
                    .toList();
            for (var each : crowd.invokeAll(work)) {
                each.get();
            }
        }
        var seen = trail.verify();
        assertThat(seen.entries()).isEqualTo(80);
        assertThat(seen.broken()).isEmpty();
    }

    @Test
    void what_did_not_happen_is_not_written_down() {
        write(2);
        assertThatThrownBy(() -> database.jdbi().useTransaction(handle -> {
                    TrailStore.append(handle, new TrailEntry("anna", What.RELEASED, "", ""));
                    throw new IllegalStateException("it broke");
                }))
                .hasMessage("it broke");

        assertThat(trail.list(Optional.empty(), Optional.empty(), Optional.empty(), 10))
                .hasSize(2);
        assertThat(trail.verify().broken()).isEmpty();
    }

    @Test
    void it_is_read_by_who_and_what_and_page_by_page() {
        write(6);
        trail.append(new TrailEntry("anna", What.SIGNED_IN, "anna", ""));

        assertThat(trail.list(Optional.of("ben"), Optional.empty(), Optional.empty(), 10))
                .extracting(TrailStore.Line::id)
                .containsExactly(5L, 3L, 1L);
        assertThat(trail.list(Optional.empty(), Optional.of(What.SIGNED_IN), Optional.empty(), 10))
                .extracting(TrailStore.Line::who)
                .containsExactly("anna");
        assertThat(trail.list(Optional.of("anna"), Optional.of(What.RELEASED), Optional.of(6L), 1))
                .extracting(TrailStore.Line::object)
                .containsExactly("thing 4");
        assertThat(trail.people()).containsExactly("anna", "ben");
    }

    @Test
    void what_is_done_to_users_is_written_down_with_it() {
        var users = new UserStore(database.jdbi());
        var berta = users.add("berta", Role.VIEWER, "anna").orElseThrow();
        users.changeRole(berta.id(), Role.MARKETER, "anna");
        users.link(berta.id(), new byte[] {1}, java.time.Duration.ofHours(1), "anna");
        users.choosePassword(new byte[] {1}, "a hash");
        users.remove(berta.id(), "anna");
        users.remove(berta.id(), "anna");

        assertThat(trail.list(Optional.empty(), Optional.empty(), Optional.empty(), 10))
                .extracting(line -> line.who() + " " + line.what() + " " + line.object() + " " + line.details())
                .containsExactly(
                        "anna USER_REMOVED berta marketer",
                        "berta PASSWORD_CHOSEN berta by a link",
                        "anna USER_LINK_MADE berta ",
                        "anna ROLE_CHANGED berta viewer before, marketer now",
                        "anna USER_ADDED berta viewer");
    }
}
