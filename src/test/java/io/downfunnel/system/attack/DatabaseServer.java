package io.downfunnel.system.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;

import io.downfunnel.Ports;
import io.downfunnel.store.embedded.PostgresPrograms;

/** A PostgreSQL server that no node owns, so that it can be killed, stopped, frozen and filled up by itself. */
final class DatabaseServer implements AutoCloseable {
    static final String NAME = "downfunnel";
    static final String USER = "postgres";
    private static final Duration MAY_TAKE = Duration.ofSeconds(60);

    private final PostgresPrograms programs = PostgresPrograms.unpacked();
    private final Path folder;
    private final Path cluster;
    private final List<String> within;
    private final int port;
    private Process server;

    private DatabaseServer(Path folder, List<String> within) {
        this.folder = folder;
        this.within = within;
        this.cluster = folder.resolve("cluster");
        this.port = Ports.free();
    }

    /** A new and empty one, running. */
    static DatabaseServer create(Path folder) {
        return create(folder, List.of());
    }

    /** @param within what goes before every command: into a place with a disk of its own, for example */
    static DatabaseServer create(Path folder, List<String> within) {
        var database = new DatabaseServer(folder, within);
        database.programs.folder(folder);
        database.run(database.programs.command(
                "initdb", "-D", database.cluster.toString(), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C"));
        database.start();
        database.tell("postgres", "create database " + NAME);
        return database;
    }

    /** One that was there before, with what is in it, running. */
    static DatabaseServer reopen(Path folder) {
        var database = new DatabaseServer(folder, List.of());
        database.programs.folder(folder);
        database.start();
        return database;
    }

    int port() {
        return port;
    }

    static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + NAME + "?connectTimeout=5&socketTimeout=60";
    }

    /** Directly, past all proxies. */
    Jdbi jdbi() {
        var jdbi = Jdbi.create(url(port), USER, "");
        jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
        return jdbi;
    }

    /** Ready for connections, after its recovery if it needs one. A start that came too early is tried again. */
    void start() {
        long end = System.nanoTime() + MAY_TAKE.toNanos();
        while (System.nanoTime() < end) {
            launch();
            if (Waiting.until(MAY_TAKE, () -> !server.isAlive() || answers()) && server.isAlive()) {
                return;
            }
        }
        throw new AssertionError("PostgreSQL does not start; it said:\n" + log());
    }

    private void launch() {
        var command = new ArrayList<>(within);
        command.addAll(programs.command(
                "postgres",
                "-D",
                cluster.toString(),
                "-c",
                "port=" + port,
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "max_connections=100",
                "-c",
                "log_min_error_statement=panic"));
        try {
            server = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean alive() {
        return server.isAlive();
    }

    private boolean answers() {
        try (var connection = connect("postgres")) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(port).replace("/" + NAME, "/" + database), USER, "");
    }

    /** As if it had never been used. */
    void empty() {
        tell("postgres", "drop database " + NAME + " with (force)");
        tell("postgres", "create database " + NAME);
    }

    /** What is in it now can be had again. Nobody may be connected. */
    void keepAsTemplate() {
        tell("postgres", "create database kept template " + NAME);
    }

    void backToTemplate() {
        tell("postgres", "drop database " + NAME + " with (force)");
        tell("postgres", "create database " + NAME + " template kept");
    }

    private void tell(String database, String sql) {
        try (var connection = connect(database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** As a power cut would end it; its helpers notice and go too. */
    void kill() {
        end(Signals.KILL);
    }

    /** Without a checkpoint: the next start recovers from the log. */
    void stopImmediately() {
        end(Signals.QUIT);
    }

    /** In good order, with every connection cut. */
    void stop() {
        end(Signals.INT);
    }

    private void end(Signals signal) {
        signal.to(server.toHandle());
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!server.waitFor(MAY_TAKE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("PostgreSQL does not end; it said:\n" + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Nobody answers and nobody hangs up: new connections and open ones just wait. */
    void freeze() {
        everybody(Signals.STOP);
    }

    void thaw() {
        everybody(Signals.CONT);
    }

    private void everybody(Signals signal) {
        signal.to(server.toHandle());
        server.descendants().forEach(signal::to);
    }

    String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return "nothing";
        }
    }

    private void run(List<String> command) {
        var whole = new ArrayList<>(within);
        whole.addAll(command);
        try {
            var process = new ProcessBuilder(whole)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()))
                    .start();
            if (!process.waitFor(MAY_TAKE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(whole + " failed:\n" + log());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (server.isAlive()) {
            thaw();
            stopImmediately();
        }
    }
}
