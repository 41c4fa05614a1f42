package io.downfunnel.store;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.PGConnection;

import io.downfunnel.domain.AdReport;
import io.downfunnel.domain.Days;
import io.downfunnel.store.ReportClaimStore.Claim;

/**
 * Takes the rows of one read as they come in, keeps them aside in the database, and puts them in the place of what was known
 * of these days when the read was complete, all at once. No more than a page of them is ever in memory. For one thread.
 */
public final class StagedRead<T extends AdReport> implements Consumer<T> {
    private static final int PAGE = 1_000;

    /** The rows cannot be right, so that what was known before stays. */
    public static final class UnusableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnusableException(String message) {
            super(message);
        }
    }

    private final Jdbi jdbi;
    private final ReportClaimStore claims;
    private final Claim claim;
    private final Days days;
    private final StagedTable<T> table;
    private final BiFunction<Handle, List<T>, List<T>> ours;
    private final Consumer<Handle> swap;
    private final List<T> page = new ArrayList<>(PAGE);
    private boolean begun;
    private long staged;

    /**
     * @param ours those of a page that may be kept
     * @param swap puts the staged rows in their place
     */
    StagedRead(
            Jdbi jdbi,
            ReportClaimStore claims,
            Claim claim,
            Days days,
            StagedTable<T> table,
            BiFunction<Handle, List<T>, List<T>> ours,
            Consumer<Handle> swap) {
        this.jdbi = jdbi;
        this.claims = claims;
        this.claim = claim;
        this.days = days;
        this.table = table;
        this.ours = ours;
        this.swap = swap;
    }

    /** @throws UnusableException for a row of a day that nobody asked for */
    @Override
    public void accept(T row) {
        if (!days.contains(row.day())) {
            throw new UnusableException("Asked for " + days + ", the platform told of " + row.day());
        }
        page.add(row);
        if (page.size() == PAGE) {
            stage();
        }
    }

    /**
     * The read is complete.
     *
     * @return how many rows were kept
     * @throws UnusableException when a row came twice, or some of them were lost on the way; nothing has changed then
     */
    public long replace() {
        stage();
        jdbi.useTransaction(handle -> {
            begin(handle);
            check(handle);
            swap.accept(handle);
            clear(handle);
        });
        return staged;
    }

    private void stage() {
        if (page.isEmpty()) {
            return;
        }
        jdbi.useTransaction(handle -> {
            begin(handle);
            var kept = ours.apply(handle, page);
            copy(handle, kept);
            staged += kept.size();
        });
        page.clear();
    }

    /** The claim must still be ours; an earlier read that broke may have left rows behind. */
    private void begin(Handle handle) {
        claims.keep(handle, claim);
        if (!begun) {
            clear(handle);
            begun = true;
        }
    }

    private void copy(Handle handle, List<T> rows) {
        var lines = new StringBuilder(rows.size() * 128);
        rows.forEach(
                row -> lines.append(table.line().apply(row).add(claim.epoch()).end()));
        try {
            handle.getConnection()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(table.copy(), new StringReader(lines.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException("The connection to the database broke", e);
        } catch (SQLException e) {
            throw new IllegalStateException("A page could not be copied into " + table.name(), e);
        }
    }

    /** The staged rows survive no crash of the database, which may have come and gone unnoticed. */
    private void check(Handle handle) {
        var counts = handle.createQuery(table.count())
                .bind("epoch", claim.epoch())
                .map((row, context) -> new Counts(row.getLong(1), row.getLong(2)))
                .one();
        if (counts.rows() != staged) {
            throw new UnusableException("Of " + staged + " rows only " + counts.rows() + " are left");
        }
        if (counts.different() != staged) {
            throw new UnusableException("The platform told the same twice: of " + staged + " rows " + counts.different()
                    + " differ in " + table.key());
        }
    }

    private record Counts(long rows, long different) {}

    private void clear(Handle handle) {
        handle.execute("delete from " + table.name() + " where epoch = ?", claim.epoch());
    }
}
