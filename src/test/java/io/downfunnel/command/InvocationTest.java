package io.downfunnel.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InvocationTest {
    private final PrintStream terminalOut = System.out;
    private final PrintStream terminalErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop_listening() {
        System.setOut(terminalOut);
        System.setErr(terminalErr);
    }

    @Test
    void no_argument_means_serve() {
        assertThat(Invocation.of()).isEqualTo(new Invocation.Serve());
        assertThat(Invocation.of("serve")).isEqualTo(new Invocation.Serve());
    }

    @Test
    void help_and_version_are_answered_before_anything_starts() {
        assertThat(Invocation.of("--help")).isEqualTo(new Invocation.Answered(ExitCode.FINE));
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Usage: downfunnel", "serve");

        assertThat(Invocation.of("--version")).isEqualTo(new Invocation.Answered(ExitCode.FINE));
        assertThat(out.toString(StandardCharsets.UTF_8)).containsPattern("Downfunnel \\d+\\.\\d+");
    }

    @Test
    void an_unknown_option_is_explained_on_the_standard_error_and_does_not_look_like_needs_a_human() {
        assertThat(Invocation.of("serve", "--bogus")).isEqualTo(new Invocation.Answered(ExitCode.BROKE));
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("Unknown option: '--bogus'", "Usage: downfunnel serve");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void a_mistyped_command_is_answered_with_the_right_one() {
        assertThat(Invocation.of("srve")).isEqualTo(new Invocation.Answered(ExitCode.BROKE));
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("serve");
    }
}
