package io.downfunnel.console;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SameOriginTest {
    private static final String HERE = "localhost:8080";

    @Test
    void reading_is_open_to_everybody() {
        assertThat(SameOrigin.allows("GET", HERE, "cross-site", "https://evil.example"))
                .isTrue();
    }

    @Test
    void a_button_of_ours_may_change_something() {
        assertThat(SameOrigin.allows("POST", HERE, "same-origin", "http://localhost:8080"))
                .isTrue();
        assertThat(SameOrigin.allows("POST", HERE, null, "http://LOCALHOST:8080"))
                .isTrue();
        assertThat(SameOrigin.allows("POST", HERE, "same-origin", null)).isTrue();
    }

    @Test
    void a_button_of_another_site_may_not() {
        assertThat(SameOrigin.allows("POST", HERE, "cross-site", "https://evil.example"))
                .isFalse();
        assertThat(SameOrigin.allows("POST", HERE, "same-site", "http://localhost:9999"))
                .isFalse();
        assertThat(SameOrigin.allows("POST", HERE, null, "http://localhost:9999"))
                .isFalse();
        assertThat(SameOrigin.allows("DELETE", HERE, "cross-site", null)).isFalse();
    }

    @Test
    void one_good_word_does_not_outweigh_a_bad_one() {
        assertThat(SameOrigin.allows("POST", HERE, "same-origin", "https://evil.example"))
                .isFalse();
        assertThat(SameOrigin.allows("POST", HERE, "cross-site", "http://localhost:8080"))
                .isFalse();
    }

    @Test
    void a_request_that_does_not_say_where_it_comes_from_is_refused() {
        assertThat(SameOrigin.allows("POST", HERE, null, null)).isFalse();
        assertThat(SameOrigin.allows("POST", HERE, null, "null")).isFalse();
        assertThat(SameOrigin.allows("POST", HERE, null, "not an address")).isFalse();
    }
}
