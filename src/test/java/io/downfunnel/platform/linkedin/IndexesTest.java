package io.downfunnel.platform.linkedin;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class IndexesTest {

    @Test
    void several_complaints_about_one_event_stand_on_lines_of_which_only_the_first_has_the_index() {
        var text = """
                Index: 1, ERROR :: /conversionValue/amount :: field is required but not found and has no default value
                ERROR :: /user/userInfo/lastName :: field is required but not found and has no default value
                Index: 7, ERROR :: /foo :: unrecognized field found but not allowed
                """;

        assertThat(Indexes.in(text))
                .containsOnlyKeys(1, 7)
                .hasEntrySatisfying(1, texts -> assertThat(texts).hasSize(2))
                .hasEntrySatisfying(7, texts -> assertThat(texts).hasSize(1));
    }

    @Test
    void the_documented_form_names_each_event_in_braces() {
        var text = "Validation failed because [{field=Invalid Conversion time, batchIndex=0, type=A, message=x.},"
                + " {field=Invalid user, batchIndex=12, type=B, message=y.}]";

        assertThat(Indexes.in(text))
                .containsOnlyKeys(0, 12)
                .hasEntrySatisfying(12, texts -> assertThat(texts.getFirst()).contains("type=B"));
    }

    @Test
    void the_measured_form_lists_all_events_at_once() {
        var text =
                "Conversion time should be within 90 days and not exceed current time, indices [0, 3,17] (0-indexed).";

        assertThat(Indexes.in(text)).containsOnlyKeys(0, 3, 17);
    }

    @Test
    void a_text_that_nobody_has_seen_names_nobody() {
        assertThat(Indexes.in("Something is wrong with your request")).isEqualTo(Map.<Integer, List<String>>of());
    }
}
