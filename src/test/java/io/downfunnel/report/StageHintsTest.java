package io.downfunnel.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Funnel;
import io.downfunnel.mappings.MappingFile;
import io.downfunnel.store.StageReadStore.Figures;

import static org.assertj.core.api.Assertions.assertThat;

class StageHintsTest {
    private static final Funnel FUNNEL = shipped();

    @Test
    void a_healthy_stage_gets_no_advice() {
        assertThat(hints("qualified", new Figures("qualified", 100, 90, 60, 20, 2, 5, days(12), 58)))
                .isEmpty();
    }

    @Test
    void a_stage_that_nobody_reached_may_be_spelt_otherwise_in_the_crm() {
        assertThat(hints("qualified", new Figures("qualified", 0, 0, 0, 0, 0, 0, Optional.empty(), 0)))
                .singleElement()
                .asString()
                .contains("“Qualified”", "Lead Status", "history tracking");
        assertThat(hints("lead", new Figures("lead", 0, 0, 0, 0, 0, 0, Optional.empty(), 0)))
                .singleElement()
                .asString()
                .startsWith("No Lead fits it");
    }

    @Test
    void many_that_skipped_it_are_told() {
        assertThat(hints("qualified", new Figures("qualified", 100, 90, 60, 20, 0, 45, days(12), 58)))
                .singleElement()
                .asString()
                .startsWith("45 % skipped it");
    }

    @Test
    void damaged_click_ids_are_told() {
        assertThat(hints("qualified", new Figures("qualified", 100, 90, 60, 20, 15, 0, days(12), 58)))
                .singleElement()
                .asString()
                .startsWith("15 % carry a click ID that was cut");
    }

    @Test
    void people_whom_no_platform_can_recognise_are_told_only_where_something_is_sent() {
        var unknown = new Figures("qualified", 100, 90, 10, 5, 0, 0, days(12), 10);

        assertThat(hints("qualified", unknown)).singleElement().asString().startsWith("Only 15 % can be recognised");
        assertThat(hints("qualified-opportunity", unknown)).isEmpty();
    }

    @Test
    void a_handful_says_nothing_about_shares() {
        assertThat(hints("qualified", new Figures("qualified", 3, 0, 0, 0, 2, 3, Optional.empty(), 0)))
                .isEmpty();
    }

    @Test
    void a_stage_that_comes_too_late_is_told_for_each_mapping_that_misses_it() {
        assertThat(hints("closed-won", new Figures("closed-won", 30, 30, 30, 0, 0, 0, days(120), 3)))
                .isNotEmpty()
                .allSatisfy(
                        hint -> assertThat(hint).startsWith("Half of them come later than 120 days after the click"));
    }

    private static Optional<Duration> days(int number) {
        return Optional.of(Duration.ofDays(number));
    }

    private static List<String> hints(String stage, Figures figures) {
        return new StageHints(FUNNEL.stage(stage).orElseThrow(), FUNNEL.mappingsOf(stage), figures).all();
    }

    private static Funnel shipped() {
        try {
            return MappingFile.accepted(Files.readString(Path.of("config/mappings.yaml")));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
