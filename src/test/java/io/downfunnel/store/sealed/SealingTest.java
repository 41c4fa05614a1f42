package io.downfunnel.store.sealed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.downfunnel.store.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SealingTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @TempDir
    Path folder;

    private final Jdbi jdbi = database.jdbi();

    @BeforeEach
    void forget() {
        jdbi.useHandle(sql -> sql.execute("delete from secret_key"));
    }

    private Path file() {
        return folder.resolve("keys").resolve("downfunnel.key");
    }

    private Sealing node() {
        return new Sealing(jdbi, new KeyFile(file()));
    }

    @Test
    void the_key_file_is_made_at_the_first_start_for_nobody_else_to_read() throws IOException {
        node().seal();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        try (var left = Files.list(file().getParent())) {
            assertThat(left).containsExactly(file());
        }
    }

    @Test
    void what_one_node_seals_another_one_with_the_same_file_opens() {
        var sealed = node().seal().seal("secret", "google/refresh-token");

        assertThat(node().seal().open(sealed, "google/refresh-token")).isEqualTo("secret");
        assertThat(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("secret");
    }

    @Test
    void a_secret_that_was_moved_to_another_place_cannot_be_opened() {
        var seal = node().seal();
        var sealed = seal.seal("1//a-token", "google/refresh-token");

        for (var place : List.of("linkedin/refresh-token", "google/access-token", "")) {
            assertThatThrownBy(() -> seal.open(sealed, place))
                    .isInstanceOf(SealException.class)
                    .hasMessageNotContaining("a-token");
        }
        sealed[sealed.length - 1] ^= 1;
        assertThatThrownBy(() -> seal.open(sealed, "google/refresh-token")).isInstanceOf(SealException.class);
    }

    @Test
    void the_same_secret_never_looks_the_same() {
        var seal = node().seal();

        assertThat(seal.seal("secret", "a")).isNotEqualTo(seal.seal("secret", "a"));
    }

    @Test
    void a_key_file_that_strangers_may_read_is_not_used() throws IOException {
        node().seal();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(node().trouble()).get().asString().contains("chmod 600").contains(file().toString());
    }

    @Test
    void a_key_file_that_is_gone_is_not_replaced_unasked() throws IOException {
        node().seal();
        Files.delete(file());

        assertThat(node().trouble()).get().asString().contains("is missing");
        assertThat(file()).doesNotExist();
    }

    @Test
    void a_node_with_a_key_of_its_own_notices_before_it_seals_anything() {
        node().seal();
        var stranger = new Sealing(jdbi, new KeyFile(folder.resolve("other.key")));

        assertThat(stranger.trouble()).get().asString().contains("is missing");
        new KeyFile(folder.resolve("other.key")).create();
        assertThat(stranger.trouble()).get().asString().contains("is not the one of this installation");
    }

    @Test
    void a_file_that_is_no_key_is_refused_in_words() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "{\"not\": \"a key\"}");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));

        assertThat(node().trouble()).get().asString().contains("cannot be read, or is none");
    }

    @Test
    void who_lost_the_key_begins_with_another_one_and_keeps_the_old_file() throws IOException {
        node().seal();
        Files.writeString(file(), "damaged");

        var node = node();
        assertThat(node.trouble()).isPresent();
        node.startAnew();

        assertThat(node.trouble()).isEmpty();
        assertThat(file().resolveSibling("downfunnel.key.old")).hasContent("damaged");
    }

    @Test
    void nodes_that_start_at_once_agree_on_one_key() throws Exception {
        try (var nodes = Executors.newFixedThreadPool(8)) {
            var starts = Stream.generate(
                            () -> (Callable<byte[]>) () -> node().seal().seal("word", "place"))
                    .limit(8)
                    .toList();
            var judge = nodes.invokeAll(starts);
            for (var sealed : judge) {
                assertThat(node().seal().open(sealed.get(), "place")).isEqualTo("word");
            }
        }
    }
}
