package io.downfunnel.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import org.jboss.logging.Logger;

/** The files of all databases of one server, as PostgreSQL calls them together. */
final class Cluster {
    private static final Logger LOG = Logger.getLogger(Cluster.class);

    private Cluster() {}

    static boolean exists(Home home) {
        return Files.isDirectory(home.cluster());
    }

    /** Beside its place first, so that a kill in between leaves nothing that looks finished. */
    static Account create(Home home, Binaries binaries, Privileges privileges) {
        var account = Account.create(home);
        var draft = home.directory().resolve("postgres.new");
        try {
            Home.deleteTree(draft);
            Files.createDirectory(draft, Home.only("rwx------"));
            privileges.giveToServer(home, draft);
            privileges.giveToServer(home, home.passwordFile());
            var result = Program.run(privileges.command(List.of(
                    binaries.program("initdb"),
                    "--pgdata=" + draft,
                    "--username=" + Account.ADMINISTRATOR,
                    "--pwfile=" + home.passwordFile(),
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--data-checksums",
                    // Built into PostgreSQL: an upgrade of the operating system does not change how indexes sort.
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C",
                    "--no-instructions")));
            if (!result.fine()) {
                throw refusal(home, result.text());
            }
            Home.moveInto(draft, home.cluster());
        } catch (IOException e) {
            throw refusal(home, e.toString());
        }
        LOG.infof("Created a PostgreSQL database in %s", home.cluster());
        return account;
    }

    private static EmbeddedDatabaseException refusal(Home home, String said) {
        return new EmbeddedDatabaseException("The embedded PostgreSQL could not create its files in " + home.directory()
                + ". "
                + (Words.mentionsFullDisk(said) ? "The disk is full: free at least 200 MB and start again. " : "")
                + "It said: " + Words.lastLines(said));
    }

    /** Refuses files of another user: PostgreSQL would, in fewer words. */
    static void checkOwner(Home home, Privileges privileges) {
        if (!exists(home)) {
            return;
        }
        var user = System.getProperty("user.name");
        try {
            var owner = Files.getOwner(home.cluster()).getName();
            if (!owner.equals(privileges.user())) {
                throw new EmbeddedDatabaseException(
                        "The database in " + home.cluster() + " belongs to the user " + owner
                                + ", and Downfunnel runs as " + user + ". Nothing was changed. Start it as " + owner
                                + ", or give the folder " + home.directory() + " with all in it to " + user + ".");
            }
        } catch (UnsupportedOperationException e) {
            LOG.debugf("This file system knows no owners");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses files that another major version wrote. */
    static void checkVersion(Home home, Binaries binaries, Privileges privileges) {
        var written = Home.read(home.cluster().resolve("PG_VERSION"))
                .orElseThrow(() -> new EmbeddedDatabaseException(home.cluster()
                        + " is not a PostgreSQL database: its file PG_VERSION is missing. Put the folder back from your"
                        + " backup, or move it away to begin with an empty database."));
        var carried = majorVersion(binaries, privileges);
        if (!written.equals(carried)) {
            throw new EmbeddedDatabaseException(
                    "The database in " + home.cluster() + " was written by PostgreSQL " + written
                            + ", and this release of Downfunnel carries PostgreSQL " + carried
                            + ". Nothing was changed. Start the release you had before, dump the database there with pg_dump,"
                            + " move " + home.cluster() + " away and load the dump into the new one.");
        }
    }

    /** For example 18, from "postgres (PostgreSQL) 18.4". */
    private static String majorVersion(Binaries binaries, Privileges privileges) {
        var result = Program.run(privileges.command(List.of(binaries.program("postgres"), "--version")));
        if (!result.fine()) {
            throw new EmbeddedDatabaseException("The programs of PostgreSQL in " + binaries.directory()
                    + " do not run here. Nothing was changed. Set downfunnel.database.directory to a folder from which"
                    + " programs may be started, or downfunnel.database.url to a PostgreSQL server of your own. The"
                    + " system said: " + result.text());
        }
        return result.text().replaceFirst("(?s).*\\(PostgreSQL\\) (\\d+).*", "$1");
    }

    static void createDatabase(Connection connection, Account account) throws SQLException {
        if (!isThere(connection, "select 1 from pg_roles where rolname = '" + Account.USER + "'")) {
            // The password has letters, digits, - and _ only, so it needs no escaping.
            run(connection, "create role " + Account.USER + " login createdb password '" + account.password() + "'");
        }
        if (!isThere(connection, "select 1 from pg_database where datname = '" + Account.DATABASE + "'")) {
            run(connection, "create database " + Account.DATABASE + " owner " + Account.USER);
        }
    }

    private static boolean isThere(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
