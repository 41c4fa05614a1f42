package io.downfunnel.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import static org.assertj.core.api.Assertions.assertThat;

class SeveralProcessesTest {
    private Place place;

    @BeforeEach
    void move_in() {
        place = new Place("several");
    }

    @AfterEach
    void move_out() {
        place.close();
    }

    @Test
    void a_server_whose_application_was_killed_is_taken_over() throws SQLException {
        var killed = OtherProcess.open(place.directory);
        place.tell(killed.jdbcUrl(), "create table kept as select 42 as answer");
        killed.kill();
        var orphan = place.server();

        try (var database = EmbeddedDatabase.open(place.directory)) {
            assertThat(place.server()).isEqualTo(orphan);
            assertThat(database.owner()).isTrue();
            assertThat(place.ask(database.jdbcUrl(), "select answer from kept")).isEqualTo("42");
        }
        assertThat(Place.ended(orphan)).isTrue();
    }

    @Test
    void it_starts_at_once_after_application_and_server_were_killed() throws SQLException {
        var killed = OtherProcess.open(place.directory);
        place.tell(killed.jdbcUrl(), "create table kept as select 42 as answer");
        var server = place.server();
        killed.kill();
        server.destroyForcibly();

        try (var database = EmbeddedDatabase.open(place.directory)) {
            assertThat(place.ask(database.jdbcUrl(), "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void a_server_that_does_not_answer_any_more_is_replaced() throws Exception {
        var killed = OtherProcess.open(place.directory);
        var stopped = place.server();
        new ProcessBuilder("kill", "-STOP", Long.toString(stopped.pid()))
                .start()
                .waitFor();
        killed.kill();

        try (var database = EmbeddedDatabase.open(place.directory)) {
            assertThat(place.server()).isNotEqualTo(stopped);
            assertThat(place.ask(database.jdbcUrl(), "select 1")).isEqualTo("1");
        }
    }

    @Test
    void a_second_process_is_a_guest_and_leaves_the_server_to_its_owner() throws SQLException {
        try (var database = EmbeddedDatabase.open(place.directory)) {
            try (var guest = OtherProcess.open(place.directory)) {
                assertThat(guest.owner()).isFalse();
                assertThat(guest.jdbcUrl()).isEqualTo(database.jdbcUrl());
            }
            assertThat(place.ask(database.jdbcUrl(), "select 1")).isEqualTo("1");
        }
        assertThat(place.serverRuns()).isFalse();
    }

    @Test
    void an_owner_that_leaves_before_its_guest_leaves_the_server_to_it() throws SQLException {
        try (var owner = OtherProcess.open(place.directory)) {
            var guest = EmbeddedDatabase.open(place.directory);
            var server = place.server();
            owner.close();

            Place.await(guest::owner);
            assertThat(place.server()).isEqualTo(server);
            assertThat(place.ask(guest.jdbcUrl(), "select 1")).isEqualTo("1");
            guest.close();
            assertThat(Place.ended(server)).isTrue();
        }
    }

    @Test
    void a_guest_that_leaves_right_after_its_owner_stops_the_server() {
        try (var owner = OtherProcess.open(place.directory)) {
            var guest = EmbeddedDatabase.open(place.directory);
            var server = place.server();
            owner.close();
            guest.close();

            assertThat(Place.ended(server)).isTrue();
        }
    }

    @Test
    void a_guest_brings_the_database_back_when_its_owner_and_the_server_are_killed() throws Exception {
        var owner = OtherProcess.open(place.directory);
        try (var guest = EmbeddedDatabase.open(place.directory)) {
            var server = place.server();
            owner.kill();
            server.destroyForcibly();
            Place.await(() -> !server.isAlive());

            assertThat(Place.eventually(() -> place.ask(guest.jdbcUrl(), "select 1")))
                    .isEqualTo("1");
            Place.await(guest::owner);
        }
        assertThat(place.serverRuns()).isFalse();
    }

    @Test
    void of_two_that_start_together_one_owns_the_server() {
        try (var one = OtherProcess.start(place.directory);
                var other = OtherProcess.start(place.directory)) {
            one.awaitOpen();
            other.awaitOpen();

            assertThat(one.jdbcUrl()).isEqualTo(other.jdbcUrl());
            assertThat(one.owner()).isNotEqualTo(other.owner());
        }
        assertThat(place.serverRuns()).isFalse();
    }

    /** As in many containers: root, and no user namespaces. */
    @Test
    @EnabledIf("we_are_root")
    void root_without_user_namespaces_has_a_database_too() throws IOException, SQLException {
        var tools = Files.createDirectory(place.directory.resolve("tools"));
        for (var tool : new String[] {"setpriv", "true"}) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
        }
        var home = place.directory.resolve("home");
        var path = new String[] {"env", "PATH=" + tools};
        try (var application = OtherProcess.open(home, path)) {
            place(home).tell(application.jdbcUrl(), "create table kept as select 42 as answer");
            assertThat(Files.getOwner(Home.at(home).cluster()).getName()).isEqualTo("nobody");
        }
        var killed = OtherProcess.open(home, path);
        killed.kill();
        try (var application = OtherProcess.open(home, path)) {
            assertThat(application.owner()).isTrue();
            assertThat(place(home).ask(application.jdbcUrl(), "select answer from kept"))
                    .isEqualTo("42");
        }
        assertThat(place(home).serverRuns()).isFalse();
    }

    private static Place place(Path home) {
        return Place.existing(home);
    }

    static boolean we_are_root() {
        return System.getProperty("user.name").equals("root") && Files.isExecutable(Path.of("/usr/bin/setpriv"));
    }
}
