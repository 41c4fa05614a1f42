package io.downfunnel.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;

import io.downfunnel.convert.SomePlatforms;
import io.downfunnel.domain.DestinationBrake;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.AdAccount;
import io.downfunnel.platform.AdPlatform;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.IdleAccount;
import io.downfunnel.platform.Platforms;
import io.downfunnel.platform.Settings;
import io.downfunnel.platform.SettingsException;
import io.downfunnel.store.BrakeStore;
import io.downfunnel.store.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/** Google is connected and LinkedIn is not. */
class DestinationsListTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final BrakeStore brakes = new BrakeStore(database.jdbi());

    @BeforeEach
    void clear() {
        database.jdbi().useHandle(sql -> sql.execute("delete from brake"));
    }

    @Test
    void a_platform_without_an_account_is_not_said_to_be_sent_to() {
        assertThat(list()).contains("google  sending\n", "linkedin  not connected: nothing is sent there\n");
        assertThat(list("--json"))
                .contains("{\"name\":\"google\",\"connected\":true,", "{\"name\":\"linkedin\",\"connected\":false,");
    }

    @Test
    void who_stopped_a_destination_and_why_is_said_first() {
        brakes.set(
                DestinationBrake.Kind.STOPPED, "google", "Stopped by anna: budget talks.", "Start it again.", "anna");

        assertThat(list())
                .contains("google  stopped since ", "Stopped by anna: budget talks.")
                .doesNotContain("google  sending");
    }

    @Test
    void who_stopped_a_destination_is_said_also_when_no_account_can_be_opened() {
        brakes.set(
                DestinationBrake.Kind.STOPPED, "google", "Stopped by anna: budget talks.", "Start it again.", "anna");
        Supplier<AdAccount> impossible = () -> {
            throw new SettingsException("customer", "is not a number");
        };

        assertThat(list(ExitCode.NEEDS_YOU, impossible))
                .contains(
                        "google  stopped since ",
                        "linkedin  nothing is sent: The setting downfunnel.google.customer is not a number");
    }

    private String list(String... arguments) {
        return list(ExitCode.FINE, IdleAccount::new, arguments);
    }

    private String list(int exitCode, Supplier<AdAccount> google, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var json = JsonMapper.builder()
                .addModules(new Jdk8Module(), new JavaTimeModule())
                .build();
        var installed = List.<AdPlatform>of(
                new Idle(SomePlatforms.GOOGLE, true, google),
                new Idle(SomePlatforms.LINKEDIN, false, IdleAccount::new));
        try (var platforms = new Platforms(installed, key -> Optional.empty(), Clock.systemUTC())) {
            assertThat(new CommandLine(new DestinationsList(platforms, brakes, json))
                            .setOut(new PrintWriter(out))
                            .setErr(new PrintWriter(err))
                            .execute(arguments))
                    .as(err.toString())
                    .isEqualTo(exitCode);
        }
        return out.toString();
    }

    /** @param complete whether there is all that it takes to open an account */
    private record Idle(Descriptor descriptor, boolean complete, Supplier<AdAccount> account) implements AdPlatform {
        @Override
        public FailureTable failures() {
            return FailureTable.parse(List.of());
        }

        @Override
        public boolean complete(Settings settings) {
            return complete;
        }

        @Override
        public AdAccount open(Settings settings, Clock clock) {
            return account.get();
        }
    }
}
