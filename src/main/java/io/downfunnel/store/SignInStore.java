package io.downfunnel.store;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.TrailEntry;
import io.downfunnel.store.sealed.Sealing;

/** Which connections people connected by signing in. Tokens go in here and come out in {@link TokenStore} only. */
@Singleton
public class SignInStore {
    static final String REFRESH = "/refresh-token";
    static final String ACCESS = "/access-token";

    private final Jdbi jdbi;
    private final Sealing sealing;

    public SignInStore(Jdbi jdbi, Sealing sealing) {
        this.jdbi = jdbi;
        this.sealing = sealing;
    }

    /**
     * @param version another one whenever it is connected anew
     * @param until when somebody has to sign in again, where that is known
     */
    public record SignedIn(
            String connection, long version, Set<String> scopes, String by, Instant at, Optional<Instant> until) {}

    /** All that a vendor gave. Prints no token. */
    public record Tokens(
            Optional<String> refreshToken,
            Optional<Instant> refreshUntil,
            String accessToken,
            Instant accessUntil,
            Instant renewFrom) {
        @Override
        public String toString() {
            return "tokens good until " + accessUntil;
        }
    }

    /** By connection. */
    public Map<String, Long> versions() {
        return jdbi.withHandle(sql -> sql.createQuery("select connection, version from sign_in")
                .reduceRows(new HashMap<>(), (versions, row) -> {
                    versions.put(row.getColumn("connection", String.class), row.getColumn("version", Long.class));
                    return versions;
                }));
    }

    public List<SignedIn> all() {
        return jdbi.withHandle(sql -> sql.createQuery("select * from sign_in order by connection")
                .map((row, context) -> signedIn(row))
                .list());
    }

    /** In the place of the sign-in before, which is forgotten. */
    public void connect(String connection, Tokens tokens, Set<String> scopes, String by) {
        var seal = sealing.seal();
        var refresh = tokens.refreshToken().map(token -> seal.seal(token, connection + REFRESH));
        var access = seal.seal(tokens.accessToken(), connection + ACCESS);
        jdbi.useTransaction(sql -> {
            sql.createUpdate("""
                            insert into sign_in (connection, refresh_token, refresh_until, access_token, access_until,
                                                 renew_from, scopes, connected_by)
                            values (:connection, :refresh, :refreshUntil, :access, :accessUntil, :renewFrom, :scopes, :by)
                            on conflict (connection) do update
                               set version = nextval('sign_in_version'), refresh_token = excluded.refresh_token,
                                   refresh_until = excluded.refresh_until, access_token = excluded.access_token,
                                   access_until = excluded.access_until, renew_from = excluded.renew_from,
                                   scopes = excluded.scopes, connected_by = excluded.connected_by,
                                   connected_at = clock_timestamp(), renewing_by = null,
                                   renewing_until = '-infinity'""")
                    .bind("connection", connection)
                    .bind("refresh", refresh.orElse(null))
                    .bind("refreshUntil", tokens.refreshUntil().orElse(null))
                    .bind("access", access)
                    .bind("accessUntil", tokens.accessUntil())
                    .bind("renewFrom", tokens.renewFrom())
                    .bindArray("scopes", String.class, List.copyOf(new TreeSet<>(scopes)))
                    .bind("by", by)
                    .execute();
            note(sql, connection, "CONNECTED", scopes, by);
        });
    }

    /** Forgets the tokens for good. */
    public boolean disconnect(String connection, String by) {
        return jdbi.inTransaction(sql -> {
            boolean gone = sql.createUpdate("delete from sign_in where connection = :connection")
                            .bind("connection", connection)
                            .execute()
                    > 0;
            if (gone) {
                note(sql, connection, "DISCONNECTED", Set.of(), by);
            }
            return gone;
        });
    }

    private static void note(Handle sql, String connection, String what, Set<String> scopes, String by) {
        sql.createUpdate("""
                        insert into sign_in_history (by, connection, what, scopes)
                        values (:by, :connection, :what, :scopes)""")
                .bind("by", by)
                .bind("connection", connection)
                .bind("what", what)
                .bindArray("scopes", String.class, List.copyOf(new TreeSet<>(scopes)))
                .execute();
        TrailStore.append(
                sql,
                new TrailEntry(
                        by, TrailEntry.What.valueOf(what), connection, String.join(", ", new TreeSet<>(scopes))));
    }

    private static SignedIn signedIn(ResultSet row) throws SQLException {
        // Without a refresh token it ends with the access token.
        var until = row.getBytes("refresh_token") == null ? "access_until" : "refresh_until";
        return new SignedIn(
                row.getString("connection"),
                row.getLong("version"),
                scopes(row.getArray("scopes")),
                row.getString("connected_by"),
                Columns.instant(row, "connected_at"),
                Columns.instantIfAny(row, until));
    }

    private static Set<String> scopes(Array array) throws SQLException {
        return new TreeSet<>(Arrays.asList((String[]) array.getArray()));
    }
}
