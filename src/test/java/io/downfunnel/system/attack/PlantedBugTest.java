package io.downfunnel.system.attack;

import java.io.IOException;
import java.nio.file.Files;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class PlantedBugTest {

    /** The rest, whether it compiles and whether it is found out, takes a packaged application. */
    @ParameterizedTest
    @EnumSource
    void every_bug_finds_its_place_in_the_sources(PlantedBug bug) throws IOException {
        for (var edit : bug.edits()) {
            var text = Files.readString(Nursery.SOURCES.resolve(edit.file()));
            assertThat(text).as(edit.file()).containsOnlyOnce(edit.find());
        }
    }
}
