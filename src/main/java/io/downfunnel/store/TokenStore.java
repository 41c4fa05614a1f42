package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.store.SignInStore.Tokens;
import io.downfunnel.store.sealed.Seal;
import io.downfunnel.store.sealed.Sealing;

/**
 * The tokens that all nodes share. One node at a time fetches the next access token, with a lease by the database's
 * clock; a node that dies leaves the lease to run out.
 */
@Singleton
public class TokenStore {
    private final Jdbi jdbi;
    private final Sealing sealing;

    public TokenStore(Jdbi jdbi, Sealing sealing) {
        this.jdbi = jdbi;
        this.sealing = sealing;
    }

    /**
     * What is there. Prints no token.
     *
     * @param version of the sign-in it belongs to
     * @param renewFrom when one node should fetch the next access token
     * @param scope what was granted, with spaces between
     */
    public record Held(
            long version,
            Optional<String> refreshToken,
            Optional<String> accessToken,
            Instant accessUntil,
            Instant renewFrom,
            String scope) {
        @Override
        public String toString() {
            return "tokens of sign-in " + version;
        }
    }

    /**
     * Empty when nobody is signed in.
     *
     * @throws io.downfunnel.store.sealed.SealException when this node cannot read it
     */
    public Optional<Held> find(String connection) {
        var seal = sealing.seal();
        return jdbi.withHandle(sql -> sql.createQuery("select * from sign_in where connection = :connection")
                .bind("connection", connection)
                .map((row, context) -> held(row, seal, connection))
                .findOne());
    }

    /** May this node fetch the next access token? Nobody else will while the lease lasts. */
    public boolean claim(String connection, long version, String node, Duration lease) {
        return jdbi.withHandle(sql -> sql.createUpdate("""
                        update sign_in
                           set renewing_by = :node, renewing_until = clock_timestamp() + make_interval(secs => :lease)
                         where connection = :connection and version = :version
                           and renewing_until < clock_timestamp()""")
                        .bind("connection", connection)
                        .bind("version", version)
                        .bind("node", node)
                        .bind("lease", lease.toSeconds())
                        .execute()
                > 0);
    }

    /**
     * Keeps what was fetched and ends the lease. A new refresh token takes the place of the old one in the same statement:
     * there is no moment with neither. What was fetched for a sign-in that is over is dropped.
     */
    public void keep(String connection, long version, Tokens tokens) {
        var seal = sealing.seal();
        jdbi.useHandle(sql -> sql.createUpdate("""
                        update sign_in
                           set access_token = :access, access_until = :accessUntil, renew_from = :renewFrom,
                               refresh_token = coalesce(:refresh, refresh_token),
                               refresh_until = coalesce(:refreshUntil, refresh_until),
                               renewing_by = null, renewing_until = '-infinity'
                         where connection = :connection and version = :version""")
                .bind("connection", connection)
                .bind("version", version)
                .bind("access", seal.seal(tokens.accessToken(), connection + SignInStore.ACCESS))
                .bind("accessUntil", tokens.accessUntil())
                .bind("renewFrom", tokens.renewFrom())
                .bind(
                        "refresh",
                        tokens.refreshToken()
                                .map(token -> seal.seal(token, connection + SignInStore.REFRESH))
                                .orElse(null))
                .bind("refreshUntil", tokens.refreshUntil().orElse(null))
                .execute());
    }

    /** Ends the lease without a new token. */
    public void release(String connection, long version, String node) {
        jdbi.useHandle(sql -> sql.createUpdate("""
                        update sign_in set renewing_by = null, renewing_until = '-infinity'
                         where connection = :connection and version = :version and renewing_by = :node""")
                .bind("connection", connection)
                .bind("version", version)
                .bind("node", node)
                .execute());
    }

    private static Held held(ResultSet row, Seal seal, String connection) throws SQLException {
        return new Held(
                row.getLong("version"),
                Optional.ofNullable(row.getBytes("refresh_token"))
                        .map(token -> seal.open(token, connection + SignInStore.REFRESH)),
                Optional.ofNullable(row.getBytes("access_token"))
                        .map(token -> seal.open(token, connection + SignInStore.ACCESS)),
                Columns.instantIfAny(row, "access_until").orElse(Instant.EPOCH),
                Columns.instantIfAny(row, "renew_from").orElse(Instant.EPOCH),
                String.join(" ", (String[]) row.getArray("scopes").getArray()));
    }
}
