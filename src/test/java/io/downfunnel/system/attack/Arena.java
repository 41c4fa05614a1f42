package io.downfunnel.system.attack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** A database, vendors, and places for nodes that use them; everything a process of its own. */
final class Arena implements AutoCloseable {
    /** What Google waits for before a verdict is half an hour divided by this. */
    static final int SPEED = 900;

    private static final int SYNCS_TO_THE_END = 20;
    private static final Duration GOOD_DAY = Duration.ofMinutes(30);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Path folder;
    private final Path application;
    private final DatabaseServer database;
    private final Vendors vendors;
    private final List<NodePlace> places = new ArrayList<>();
    /** Whoever breaks the harness off is not left with its processes. */
    private final Thread ending = new Thread(this::end);

    private Arena(Path folder, Path application, DatabaseServer database, Vendors vendors) {
        this.folder = folder;
        this.application = application;
        this.database = database;
        this.vendors = vendors;
        Runtime.getRuntime().addShutdownHook(ending);
    }

    static Arena open(Path folder, Path application, int leads) {
        return open(folder, application, leads, DatabaseServer.create(folder.resolve("postgres")));
    }

    static Arena open(Path folder, Path application, int leads, DatabaseServer database) {
        Vendors vendors = null;
        try {
            vendors = Vendors.start(folder.resolve("sandbox"), folder.resolve("output"), leads, SPEED);
            return new Arena(folder, application, database, vendors);
        } finally {
            if (vendors == null) {
                database.close();
            }
        }
    }

    /** One that was left behind, with everything in it: after a harness that was broken off, or to look at it again. */
    static Arena reopen(Path folder, Path application, int leads) {
        return open(folder, application, leads, DatabaseServer.reopen(folder.resolve("postgres")));
    }

    /** A place for a node, with wires of its own. */
    NodePlace place(String name) {
        var place = new NodePlace(name, folder.resolve(name), application, database.port(), vendors.port());
        places.add(place);
        return place;
    }

    DatabaseServer database() {
        return database;
    }

    Jdbi books() {
        return database.jdbi();
    }

    Vendors vendors() {
        return vendors;
    }

    Path folder() {
        return folder;
    }

    /**
     * Lets the lease of a dead node run out on what it was extracting. Half a minute for each would be most of the time of
     * a campaign; leases on conversions are short by configuration, and are waited for.
     */
    void forget(String node) {
        try {
            books().useHandle(handle -> handle.createUpdate(
                            "update extraction_stream set leased_until = now() where leased_by like :node || '%'")
                    .bind("node", node)
                    .execute());
        } catch (JdbiException e) {
            // The database is just down: then the lease is waited for.
        }
    }

    boolean tablesAreThere() {
        return count("select count(*) from pg_tables where tablename = 'conversion'") > 0;
    }

    long count(String question) {
        return books().withHandle(
                        handle -> handle.createQuery(question).mapTo(Long.class).one());
    }

    /** Nothing is left that would be sent, or that waits for a verdict. */
    boolean rests() {
        return books().withHandle(handle ->
                        handle.createQuery("""
                        select count(*) from conversion
                         where state in ('READY', 'IN_FLIGHT', 'UNKNOWN')
                            or state = 'ACCEPTED' and destination = 'google'
                            or state = 'DELAYED' and due_at < now() + interval '1 minute'""").mapTo(Long.class).one())
                == 0;
    }

    /**
     * Lets nodes work on a good day until nothing is left to do. Until a pause is over that a node with a clock ahead has
     * written down, a sync may end without having been able to do anything.
     *
     * @return whether that came about
     */
    boolean comesToRest(NodePlace place) {
        for (int sync = 1; sync <= SYNCS_TO_THE_END; sync++) {
            try (var node = place.program("sync", "--once", "--json").start()) {
                int exit = node.end(GOOD_DAY);
                if (exit != 0 && exit != 2) {
                    Waiting.pass(PAUSE);
                }
            }
            if (rests()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(ending);
        end();
    }

    private void end() {
        places.forEach(NodePlace::close);
        vendors.close();
        database.close();
    }
}
