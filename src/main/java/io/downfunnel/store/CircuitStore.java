package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

import io.downfunnel.domain.Circuit;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;

/** The circuit breakers of all endpoints, which all nodes share. */
@ApplicationScoped
public class CircuitStore {
    private final Jdbi jdbi;

    public CircuitStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** What a connection is used for; each may be left alone without the other. */
    public enum Endpoint {
        UPLOAD("upload"),
        VERDICT("verdict");

        private final String word;

        Endpoint(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** A closed one where nothing was written down yet. */
    public Circuit find(String connection, Endpoint endpoint, Instant now) {
        return jdbi.withHandle(handle -> find(handle, connection, endpoint, "").orElseGet(() -> Circuit.closed(now)));
    }

    /** May it be used now, be it for one request? */
    public boolean usable(String connection, Endpoint endpoint, Instant now) {
        return find(connection, endpoint, now)
                .openUntil()
                .map(until -> !now.isBefore(until))
                .orElse(true);
    }

    /** Changes it by a rule, one node after the other. Whoever was trying it has his answer with that. */
    public Circuit change(String connection, Endpoint endpoint, Instant now, UnaryOperator<Circuit> rule) {
        return jdbi.inTransaction(handle -> {
            handle.createUpdate("""
                            insert into circuit (connection, endpoint, since) values (:connection, :endpoint, :now)
                            on conflict do nothing""")
                    .bind("connection", connection)
                    .bind("endpoint", endpoint.word)
                    .bind("now", now)
                    .execute();
            var before = find(handle, connection, endpoint, " for update").orElseThrow();
            var after = rule.apply(before);
            if (!after.equals(before)) {
                write(handle, connection, endpoint, after);
            }
            return after;
        });
    }

    private static void write(Handle handle, String connection, Endpoint endpoint, Circuit circuit) {
        handle.createUpdate("""
                        update circuit
                           set calls = :calls, openings = :openings, open_until = :openUntil, since = :since,
                               failure_class = :class, code = :code, message = :message, remedy = :remedy,
                               trying_node = null, trying_until = null
                         where connection = :connection and endpoint = :endpoint""")
                .bind("connection", connection)
                .bind("endpoint", endpoint.word)
                .bind("calls", circuit.calls())
                .bind("openings", circuit.openings())
                .bind("openUntil", circuit.openUntil().orElse(null))
                .bind("since", circuit.since())
                .bind(
                        "class",
                        circuit.failure()
                                .map(failure -> failure.failureClass().name())
                                .orElse(null))
                .bind("code", circuit.failure().map(Failure::code).orElse(null))
                .bind("message", circuit.failure().map(Failure::message).orElse(null))
                .bind("remedy", circuit.remedy())
                .execute();
    }

    /**
     * Lets one node try an endpoint that was left alone long enough.
     *
     * @param lease how long the others wait for what the node finds out
     * @return whether it is this node
     */
    public boolean tryOut(String connection, Endpoint endpoint, String node, Duration lease, Instant now) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        update circuit
                           set trying_node = :node,
                               trying_until = clock_timestamp() + make_interval(secs => :lease)
                         where connection = :connection and endpoint = :endpoint and open_until <= :now
                           and coalesce(trying_until, '-infinity') < clock_timestamp()""")
                        .bind("connection", connection)
                        .bind("endpoint", endpoint.word)
                        .bind("node", node)
                        .bind("lease", StateMoves.seconds(lease))
                        .bind("now", now)
                        .execute()
                == 1);
    }

    /** The node had nothing to try it with after all. */
    public void leave(String connection, Endpoint endpoint, String node) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update circuit set trying_node = null, trying_until = null
                         where connection = :connection and endpoint = :endpoint and trying_node = :node""")
                .bind("connection", connection)
                .bind("endpoint", endpoint.word)
                .bind("node", node)
                .execute());
    }

    private static Optional<Circuit> find(Handle handle, String connection, Endpoint endpoint, String lock) {
        return handle.createQuery(
                        "select * from circuit where connection = :connection and endpoint = :endpoint" + lock)
                .bind("connection", connection)
                .bind("endpoint", endpoint.word)
                .map(CircuitStore::circuit)
                .findOne();
    }

    private static Circuit circuit(ResultSet row, StatementContext context) throws SQLException {
        var failureClass = row.getString("failure_class");
        return new Circuit(
                row.getString("calls"),
                row.getInt("openings"),
                Columns.instantIfAny(row, "open_until"),
                Columns.instant(row, "since"),
                failureClass == null
                        ? Optional.empty()
                        : Optional.of(new Failure(
                                FailureClass.valueOf(failureClass), row.getString("code"), row.getString("message"))),
                Columns.textIfAny(row, "remedy").orElse(""));
    }
}
