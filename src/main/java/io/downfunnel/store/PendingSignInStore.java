package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.store.sealed.Seal;
import io.downfunnel.store.sealed.Sealing;

/** People who are on their way to a vendor's consent page and back. */
@Singleton
public class PendingSignInStore {
    /** How long somebody may take for the consent page. */
    public static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Jdbi jdbi;
    private final Sealing sealing;

    public PendingSignInStore(Jdbi jdbi, Sealing sealing) {
        this.jdbi = jdbi;
        this.sealing = sealing;
    }

    /**
     * @param verifier of the proof key; empty where the vendor takes none
     * @param redirectUri where the vendor was told to send the person back to
     */
    public record Pending(String connection, Optional<String> verifier, String redirectUri) {
        @Override
        public String toString() {
            return "somebody on the way to " + connection;
        }
    }

    /** @param state and {@code browser} are hashes: what is stored opens nothing */
    public void add(byte[] state, byte[] browser, Pending pending) {
        var seal = sealing.seal();
        jdbi.useTransaction(sql -> {
            sql.createUpdate(
                            "delete from pending_sign_in where created_at < clock_timestamp() - make_interval(secs => :patience)")
                    .bind("patience", PATIENCE.toSeconds())
                    .execute();
            sql.createUpdate("""
                            insert into pending_sign_in (state_hash, browser_hash, connection, verifier, redirect_uri)
                            values (:state, :browser, :connection, :verifier, :redirectUri)""")
                    .bind("state", state)
                    .bind("browser", browser)
                    .bind("connection", pending.connection())
                    .bind(
                            "verifier",
                            pending.verifier()
                                    .map(verifier -> seal.seal(verifier, place(state)))
                                    .orElse(null))
                    .bind("redirectUri", pending.redirectUri())
                    .execute();
        });
    }

    /** Once, in time, and only for the browser that set out; whatever comes of it, it is used up. */
    public Optional<Pending> take(byte[] state, byte[] browser) {
        return jdbi.withHandle(sql -> sql.createQuery("""
                                delete from pending_sign_in where state_hash = :state
                                returning *, created_at < clock_timestamp() - make_interval(secs => :patience) as late""")
                        .bind("state", state)
                        .bind("patience", PATIENCE.toSeconds())
                        .map((row, context) -> new Taken(row))
                        .findOne())
                .filter(taken -> !taken.late() && Arrays.equals(taken.browser(), browser))
                .map(taken -> taken.opened(sealing.seal(), place(state)));
    }

    private static String place(byte[] state) {
        return "sign-in/" + HexFormat.of().formatHex(state);
    }

    private record Taken(byte[] browser, boolean late, String connection, byte[] verifier, String redirectUri) {
        Taken(ResultSet row) throws SQLException {
            this(
                    row.getBytes("browser_hash"),
                    row.getBoolean("late"),
                    row.getString("connection"),
                    row.getBytes("verifier"),
                    row.getString("redirect_uri"));
        }

        Pending opened(Seal seal, String place) {
            return new Pending(
                    connection, Optional.ofNullable(verifier).map(bytes -> seal.open(bytes, place)), redirectUri);
        }
    }
}
