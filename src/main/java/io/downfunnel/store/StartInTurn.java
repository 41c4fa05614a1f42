package io.downfunnel.store;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import io.quarkus.runtime.StartupEvent;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Lets one node at a time write the timetable. At its start Quartz looks whether a job is there, and writes it if it is
 * not: of two nodes that do this at once on an empty database, one would fail and not start.
 */
@Singleton
class StartInTurn {
    /** A number of our own among the locks of the database. */
    static final long NUMBER = 0x7374617274L;

    private final Jdbi jdbi;
    private Handle turn;

    StartInTurn(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Before Quartz, which begins at {@link Interceptor.Priority#PLATFORM_BEFORE}. */
    void await(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent start) {
        turn = jdbi.open();
        turn.begin();
        // Quartz may take longer on a busy database than a transaction may lie still elsewhere.
        turn.execute("set local idle_in_transaction_session_timeout = '10min'");
        // A lock of the transaction: also behind a pool of connections it ends with us, however we end.
        turn.execute("select pg_advisory_xact_lock(?)", NUMBER);
    }

    void pass(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE + 1) StartupEvent started) {
        try (var mine = turn) {
            mine.commit();
        }
    }
}
