package io.downfunnel.sandbox;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.downfunnel.sandbox.TokenMint.Grant;

import static org.assertj.core.api.Assertions.assertThat;

class TokenMintTest {

    static final Grant GRANT = new Grant(
            "member",
            List.of("a", "b"),
            Instant.parse("2026-11-22T00:00:00.123456789Z"),
            Instant.parse("2027-01-01T00:00:00Z"));

    final TokenMint mint = new TokenMint("T-", "secret");

    @Test
    void a_token_says_what_it_was_made_of() {
        assertThat(mint.read(mint.mint(GRANT))).contains(GRANT);
    }

    @Test
    void a_mint_of_the_same_secret_reads_it_after_a_restart() {
        assertThat(new TokenMint("T-", "secret").read(mint.mint(GRANT))).contains(GRANT);
    }

    @Test
    void a_token_of_another_mint_or_a_changed_one_says_nothing() {
        String token = mint.mint(GRANT);

        assertThat(new TokenMint("T-", "other").read(token)).isEmpty();
        assertThat(mint.read(token.replaceFirst("T-.", "T-A"))).isEmpty();
        assertThat(mint.read("T-")).isEmpty();
        assertThat(mint.read("T-%%.%%")).isEmpty();
        assertThat(mint.read("")).isEmpty();
    }
}
