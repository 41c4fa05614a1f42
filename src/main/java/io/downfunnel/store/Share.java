package io.downfunnel.store;

import org.jdbi.v3.core.Handle;

/**
 * The part of a table that is looked at where a figure for people must not take long: all of a small one, a hundred
 * pages of a large one, chosen at random and always the same.
 *
 * @param percent of the table
 */
record Share(double percent) {
    private static final int PAGES = 100;

    static Share of(Handle handle, String table) {
        long pages = handle.createQuery(
                        "select pg_relation_size(cast(:table as regclass)) / cast(current_setting('block_size') as bigint)")
                .bind("table", table)
                .mapTo(Long.class)
                .one();
        return new Share(pages <= PAGES ? 100 : 100.0 * PAGES / pages);
    }

    /** To be written behind the name of the table. */
    String sample() {
        return whole() ? "" : " tablesample system (" + percent + ") repeatable (1)";
    }

    boolean whole() {
        return percent >= 100;
    }

    /** Of the whole table, when so many were found in this part. */
    long ofAll(long found) {
        return Math.round(found * 100 / percent);
    }
}
