package io.downfunnel.system.attack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether a bug is found out takes a packaged application; whether it can be planted does not. */
class PlantedBugTest {
    private static final List<Path> CLASS_PATH = Stream.of(
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                            .split(File.pathSeparator))
            .map(Path::of)
            .toList();

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void every_bug_finds_its_place_in_the_sources_and_compiles(PlantedBug bug) throws IOException {
        for (var edit : bug.edits()) {
            var text = Files.readString(Nursery.SOURCES.resolve(edit.file()));
            assertThat(text).as(edit.file()).containsOnlyOnce(edit.find());
        }
        assertThat(Nursery.compiled(bug, folder, CLASS_PATH)).isNotEmpty();
    }
}
