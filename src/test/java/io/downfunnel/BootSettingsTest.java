package io.downfunnel;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BootSettingsTest {

    @AfterEach
    void forget() {
        System.clearProperty("downfunnel.database.url");
        System.clearProperty("downfunnel.database.directory");
    }

    @Test
    void the_database_comes_with_us_and_lies_in_data() {
        var settings = BootSettings.read();

        assertThat(settings.databaseUrl()).isEmpty();
        assertThat(settings.databaseDirectory()).isEqualTo(Path.of("data"));
    }

    @Test
    void both_can_be_set() {
        System.setProperty("downfunnel.database.url", "jdbc:postgresql://db/downfunnel");
        System.setProperty("downfunnel.database.directory", "/var/lib/down funnel");

        assertThat(BootSettings.read()).satisfies(settings -> {
            assertThat(settings.databaseUrl()).contains("jdbc:postgresql://db/downfunnel");
            assertThat(settings.databaseDirectory()).isEqualTo(Path.of("/var/lib/down funnel"));
        });
    }
}
