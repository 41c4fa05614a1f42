package io.downfunnel.access;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SecretTest {
    @Test
    void what_is_closed_with_one_secret_is_opened_with_that_and_no_other() {
        var own = Secret.random();
        var closed = own.closed("who somebody is");

        assertThat(own.opened(closed)).contains("who somebody is");
        assertThat(Secret.random().opened(closed)).isEmpty();
        assertThat(own.closed("who somebody is")).isNotEqualTo(closed);
        closed[20] ^= 1;
        assertThat(own.opened(closed)).isEmpty();
    }

    @Test
    void what_follows_from_a_secret_is_another_for_each_purpose() {
        var own = Secret.random();

        assertThat(own.derived("nonce")).isEqualTo(own.derived("nonce")).isNotEqualTo(own.derived("proof key"));
        assertThat(own.derived("nonce").word()).hasSize(43).doesNotContain(own.word());
        assertThat(own.toString()).isEqualTo("***");
    }
}
