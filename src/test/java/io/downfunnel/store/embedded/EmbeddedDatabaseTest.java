package io.downfunnel.store.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EmbeddedDatabaseTest {
    private Place place;

    @BeforeEach
    void move_in(TestInfo test) {
        place = new Place("a " + test.getTestMethod().orElseThrow().getName().substring(0, 12));
    }

    @AfterEach
    void move_out() {
        place.close();
    }

    @Test
    void it_survives_a_power_cut_and_serves_this_machine_only() throws SQLException {
        try (var database = EmbeddedDatabase.open(place.directory)) {
            assertThat(database.owner()).isTrue();
            assertThat(show(database, "fsync")).isEqualTo("on");
            assertThat(show(database, "synchronous_commit")).isEqualTo("on");
            assertThat(show(database, "full_page_writes")).isEqualTo("on");
            assertThat(show(database, "data_checksums")).isEqualTo("on");
            assertThat(show(database, "listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(show(database, "server_encoding")).isEqualTo("UTF8");
        }
    }

    private String show(EmbeddedDatabase database, String setting) throws SQLException {
        return place.ask(database.jdbcUrl(), "show " + setting);
    }

    @Test
    void nobody_comes_in_without_the_password_and_the_application_is_no_administrator() throws SQLException {
        try (var database = EmbeddedDatabase.open(place.directory)) {
            for (var user : List.of(Account.USER, Account.ADMINISTRATOR)) {
                assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), user, "guess"))
                        .hasMessageContaining("password authentication failed");
            }
            assertThat(place.ask(database.jdbcUrl(), "select rolsuper from pg_roles where rolname = current_user"))
                    .isEqualTo("f");
        }
    }

    @Test
    void only_its_owner_may_look_at_its_files() throws IOException {
        EmbeddedDatabase.open(place.directory.resolve("new")).close();

        var home = Home.at(place.directory.resolve("new"));
        assertThat(permissions(home.directory())).isEqualTo("rwx------");
        assertThat(permissions(home.cluster())).isEqualTo("rwx------");
        assertThat(permissions(home.passwordFile())).isEqualTo("rw-------");
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void data_and_address_are_kept_from_start_to_start() throws SQLException {
        String before;
        try (var database = EmbeddedDatabase.open(place.directory)) {
            before = database.jdbcUrl();
            place.tell(before, "create table kept as select 42 as answer");
        }
        assertThat(place.serverRuns()).isFalse();

        var relative = Path.of("").toAbsolutePath().relativize(place.directory);
        try (var database = EmbeddedDatabase.open(relative)) {
            assertThat(database.jdbcUrl()).isEqualTo(before);
            assertThat(place.ask(before, "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void a_second_opening_in_the_same_process_uses_the_same_server() throws SQLException {
        try (var first = EmbeddedDatabase.open(place.directory)) {
            try (var second = EmbeddedDatabase.open(place.directory)) {
                assertThat(second.owner()).isFalse();
                assertThat(second.jdbcUrl()).isEqualTo(first.jdbcUrl());
            }
            assertThat(place.ask(first.jdbcUrl(), "select 1")).isEqualTo("1");
        }
    }

    @Test
    void a_port_that_somebody_else_took_is_left_to_them() throws IOException {
        EmbeddedDatabase.open(place.directory).close();
        int port = Port.remembered(place.home()).orElseThrow();

        try (var stranger = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
                var database = EmbeddedDatabase.open(place.directory)) {
            assertThat(stranger.isBound()).isTrue();
            assertThat(database.jdbcUrl()).doesNotContain(":" + port + "/");
            assertThat(database.jdbcUrl())
                    .contains(":" + Port.remembered(place.home()).orElseThrow() + "/");
        }
    }

    @Test
    void a_stranger_with_the_number_of_the_dead_server_is_left_alone() throws IOException, SQLException {
        EmbeddedDatabase.open(place.directory).close();
        var me = ProcessHandle.current().pid();
        Files.writeString(
                place.home().cluster().resolve("postmaster.pid"),
                me + "\n" + place.home().cluster() + "\n1\n"
                        + Port.remembered(place.home()).orElseThrow() + "\n\n127.0.0.1\n");

        try (var database = EmbeddedDatabase.open(place.directory)) {
            assertThat(place.ask(database.jdbcUrl(), "select 1")).isEqualTo("1");
            assertThat(place.server().pid()).isNotEqualTo(me);
        }
    }

    @Test
    void a_server_that_runs_with_other_settings_is_started_anew() throws SQLException {
        EmbeddedDatabase.open(place.directory).close();
        var binaries = Binaries.unpack(place.home());
        Program.run(Privileges.ofThisProcess()
                .command(List.of(
                        binaries.program("pg_ctl"),
                        "start",
                        "-w",
                        "-s",
                        "-D",
                        place.home().cluster().toString(),
                        "-l",
                        place.home().log().toString(),
                        "-o",
                        "-c fsync=off -c unix_socket_directories= -c port=" + Port.anyFree())));
        var careless = place.server();

        try (var database = EmbeddedDatabase.open(place.directory)) {
            assertThat(Place.ended(careless)).isTrue();
            assertThat(show(database, "fsync")).isEqualTo("on");
        }
    }

    @Test
    void newer_programs_of_the_same_major_version_keep_the_data() throws IOException, SQLException {
        try (var database = EmbeddedDatabase.open(place.directory)) {
            place.tell(database.jdbcUrl(), "create table kept as select 42 as answer");
        }
        var old = place.home().binaries().resolve("0123456789ab");
        Files.move(Binaries.unpack(place.home()).directory(), old);

        try (var database = EmbeddedDatabase.open(place.directory)) {
            assertThat(place.ask(database.jdbcUrl(), "select answer from kept")).isEqualTo("42");
            assertThat(old).doesNotExist();
        }
    }

    @Test
    void it_comes_back_by_itself_when_only_the_server_is_killed() throws Exception {
        try (var database = EmbeddedDatabase.open(place.directory)) {
            place.tell(database.jdbcUrl(), "create table kept as select 42 as answer");
            var killed = place.server();
            killed.destroyForcibly();
            Place.await(() -> !killed.isAlive());

            assertThat(Place.eventually(() -> place.ask(database.jdbcUrl(), "select answer from kept")))
                    .isEqualTo("42");
            assertThat(show(database, "fsync")).isEqualTo("on");
        }
        assertThat(place.serverRuns()).isFalse();
    }
}
