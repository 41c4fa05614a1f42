package io.downfunnel.system.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.downfunnel.system.attack.Program.Running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProgramTest {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    @Test
    void who_goes_on_saying_how_far_it_is_may_take_longer() throws IOException {
        try (var talking = shell("for i in 1 2 3 4 5 6; do sleep 0.5; echo $i of 6 >&2; done; exit 7")) {
            assertThat(talking.end(PATIENCE)).isEqualTo(7);
        }
    }

    @Test
    void who_says_nothing_does_not_end() throws IOException {
        try (var silent = shell("sleep 30")) {
            assertThatThrownBy(() -> silent.end(PATIENCE)).hasMessageContaining("has said nothing for PT2S");
        }
    }

    private Running shell(String script) throws IOException {
        var out = Files.createTempFile(folder, "shell", ".out");
        var err = Files.createTempFile(folder, "shell", ".err");
        return new Running(
                new ProcessBuilder("sh", "-c", script)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start(),
                out,
                err);
    }
}
