package io.downfunnel.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What people read when the database cannot be had: what is in the way, what it means, what to do. */
class RefusalTest {
    private Place place;

    @BeforeEach
    void move_in() {
        place = new Place("refusal");
    }

    @AfterEach
    void move_out() {
        place.close();
    }

    @Test
    void a_file_where_the_directory_should_be() throws IOException {
        var file = Files.createFile(place.directory.resolve("file"));

        assertThatThrownBy(() -> EmbeddedDatabase.open(file))
                .isInstanceOf(EmbeddedDatabaseException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("is not a directory")
                .hasMessageContaining("downfunnel.database.directory");
    }

    /** Nobody may write there, not even root. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void a_directory_that_cannot_be_written_to() {
        assertThatThrownBy(() -> EmbeddedDatabase.open(Path.of("/proc/downfunnel")))
                .isInstanceOf(EmbeddedDatabaseException.class)
                .hasMessageContaining("/proc/downfunnel cannot be written to")
                .hasMessageContaining("Nothing is read or sent")
                .hasMessageContaining("downfunnel.database.directory");
    }

    @Test
    void files_of_another_major_version() throws IOException {
        EmbeddedDatabase.open(place.directory).close();
        Files.writeString(place.home().cluster().resolve("PG_VERSION"), "15\n");

        assertThatThrownBy(() -> EmbeddedDatabase.open(place.directory))
                .isInstanceOf(EmbeddedDatabaseException.class)
                .hasMessageContaining("written by PostgreSQL 15")
                .hasMessageContaining("carries PostgreSQL 18")
                .hasMessageContaining("Nothing was changed")
                .hasMessageContaining("pg_dump");
    }

    @Test
    void a_password_that_got_lost() throws IOException {
        EmbeddedDatabase.open(place.directory).close();
        Files.delete(place.home().passwordFile());

        assertThatThrownBy(() -> EmbeddedDatabase.open(place.directory))
                .isInstanceOf(EmbeddedDatabaseException.class)
                .hasMessageContaining(place.home().passwordFile().toString())
                .hasMessageContaining("backup");
    }

    @Test
    void a_password_that_was_changed_leaves_no_server_behind() throws IOException {
        EmbeddedDatabase.open(place.directory).close();
        Home.write(place.home().passwordFile(), "another");

        assertThatThrownBy(() -> EmbeddedDatabase.open(place.directory))
                .isInstanceOf(EmbeddedDatabaseException.class)
                .hasMessageContaining("refuses our connection");
        assertThat(place.serverRuns()).isFalse();
    }

    @Test
    void after_a_refusal_the_directory_is_free_again() throws IOException {
        EmbeddedDatabase.open(place.directory).close();
        var version = place.home().cluster().resolve("PG_VERSION");
        Files.writeString(version, "15\n");
        assertThatThrownBy(() -> EmbeddedDatabase.open(place.directory)).isInstanceOf(EmbeddedDatabaseException.class);
        Files.writeString(version, "18\n");

        try (var database = EmbeddedDatabase.open(place.directory)) {
            assertThat(database.owner()).isTrue();
        }
    }

    @Test
    void a_full_disk_and_a_taken_port_are_recognised_in_what_the_server_says() {
        assertThat(Words.mentionsFullDisk("PANIC:  could not write to file: No space left on device"))
                .isTrue();
        assertThat(Words.mentionsFullDisk("write error: Disk quota exceeded")).isTrue();
        assertThat(Words.mentionsFullDisk("PANIC:  could not locate a valid checkpoint record"))
                .isFalse();
        assertThat(Words.mentionsTakenPort("could not bind IPv4 address \"127.0.0.1\": Address already in use"))
                .isTrue();
    }
}
