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

    /** One node on a good day. */
    void syncOnce(NodePlace place) {
        try (var node = place.program("sync", "--once", "--json").start()) {
            int exit = node.end(Duration.ofMinutes(5));
            if (exit != 0 && exit != 2) {
                throw new AssertionError("A sync on a good day ended with " + exit + ": " + node.said());
            }
        }
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
