package io.downfunnel.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.jboss.logging.Logger;

/** The PostgreSQL server on our cluster directory. Only who holds the owner's lock may make one. */
final class Server {
    private static final Logger LOG = Logger.getLogger(Server.class);
    private static final Duration LEFTOVERS_MAY_TAKE = Duration.ofSeconds(60);
    private static final Duration LEFTOVERS_ARE_STUCK_AFTER = Duration.ofSeconds(10);
    private static final long LONGEST_LOG = 10_000_000;

    private final Home home;
    private final Binaries binaries;
    private final Privileges privileges;
    private final Account account;
    private volatile ProcessHandle process;
    private volatile int port;

    private Server(Home home, Binaries binaries, Privileges privileges, Account account) {
        this.home = home;
        this.binaries = binaries;
        this.privileges = privileges;
        this.account = account;
    }

    /**
     * Takes over the server that runs, or starts one; the cluster is created where there is none.
     *
     * @param fixedPort where connections expect it already; empty: wherever a port is free
     */
    static Server startOrAdopt(Home home, Optional<Integer> fixedPort) {
        var binaries = Binaries.unpack(home);
        var privileges = Privileges.ofThisProcess();
        var account = Cluster.exists(home) ? Account.existing(home) : Cluster.create(home, binaries, privileges);
        Cluster.checkVersion(home, binaries, privileges);
        var server = new Server(home, binaries, privileges, account);
        if (!server.adopt()) {
            server.start(fixedPort.orElseGet(server::choosePort));
        }
        var prepared = false;
        try {
            server.prepare();
            prepared = true;
        } finally {
            if (!prepared) {
                server.stop();
            }
        }
        binaries.removeOthers();
        return server;
    }

    /** The server that runs, to be stopped by a guest that is the last to leave. */
    static Optional<Server> running(Home home) {
        var server = new Server(home, Binaries.unpack(home), Privileges.ofThisProcess(), Account.existing(home));
        server.process = PidFile.of(home.cluster()).flatMap(server::ourProcess).orElse(null);
        return Optional.of(server).filter(each -> each.process != null);
    }

    int port() {
        return port;
    }

    Account account() {
        return account;
    }

    /** A dead child that nobody has collected yet still has its number, on systems where we are process 1. */
    boolean alive() {
        return process.isAlive() && !isZombie(process.pid());
    }

    private static boolean isZombie(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }

    /** An orphan of a killed application serves on; if it is the very server that we would start, we keep it. */
    private boolean adopt() {
        var file = PidFile.of(home.cluster());
        var running = file.flatMap(this::ourProcess);
        if (running.isEmpty()) {
            return false;
        }
        process = running.get();
        port = file.get().port();
        return switch (ask(port)) {
            case OURS -> {
                Home.write(home.portFile(), Integer.toString(port));
                LOG.infof("PostgreSQL was still running (process %d): took it over", process.pid());
                yield true;
            }
            case ANOTHER_RELEASE -> {
                LOG.infof("PostgreSQL was still running (process %d), but not as this release runs it", process.pid());
                stop();
                yield false;
            }
            case SILENT -> {
                LOG.warnf("PostgreSQL was still running (process %d), but does not answer", process.pid());
                stopAtOnce();
                yield false;
            }
        };
    }

    private enum Answer {
        OURS,
        ANOTHER_RELEASE,
        SILENT
    }

    private Optional<ProcessHandle> ourProcess(PidFile file) {
        return ProcessHandle.of(file.pid()).filter(this::isOurs);
    }

    /** By its program, which lies in our directory, or by its arguments, which name our cluster. */
    private boolean isOurs(ProcessHandle candidate) {
        var info = candidate.info();
        return info.command()
                        .filter(command -> command.startsWith(home.binaries() + java.io.File.separator))
                        .isPresent()
                || info.commandLine()
                        .filter(line -> line.contains("postgres") && line.contains(" -D " + home.cluster()))
                        .isPresent();
    }

    private Answer ask(int candidate) {
        try (var connection = account.asAdministrator(candidate)) {
            return show(connection, "cluster_name").equals(Settings.fingerprint(binaries))
                    ? Answer.OURS
                    : Answer.ANOTHER_RELEASE;
        } catch (SQLException e) {
            LOG.debugf("The running PostgreSQL does not answer: %s", e.getMessage());
            return Answer.SILENT;
        }
    }

    private int choosePort() {
        var remembered = Port.remembered(home);
        if (remembered.isPresent() && !Port.isFree(remembered.get())) {
            LOG.infof("Port %d of the embedded database is somebody else's now: taking another", remembered.get());
        }
        return remembered.filter(Port::isFree).orElseGet(Port::anyFree);
    }

    /** Starts again where it was, so that connections find it. */
    void restart() {
        start(port);
        checkDurable();
    }

    private void start(int wanted) {
        // Nobody of ours is alive; whoever has the number now is a stranger, or a dead process not cleared away yet.
        PidFile.of(home.cluster()).filter(file -> ourProcess(file).isEmpty()).ifPresent(PidFile::disown);
        var deadline = System.nanoTime() + LEFTOVERS_MAY_TAKE.toNanos();
        var stuck = System.nanoTime() + LEFTOVERS_ARE_STUCK_AFTER.toNanos();
        var trouble = tryStart(wanted);
        while (trouble.filter(Words::mentionsLeftovers).isPresent() && System.nanoTime() < deadline) {
            if (System.nanoTime() > stuck) {
                killLeftovers();
            }
            pause(Duration.ofMillis(200));
            trouble = tryStart(wanted);
        }
        if (trouble.isPresent()) {
            throw refusal(wanted, trouble.get());
        }
        port = wanted;
        process = PidFile.of(home.cluster())
                .flatMap(file -> ProcessHandle.of(file.pid()))
                .orElseThrow(() -> refusal(wanted, "it stopped again at once"));
        Home.write(home.portFile(), Integer.toString(port));
        LOG.infof("PostgreSQL started: process %d, port %d, data in %s", process.pid(), port, home.cluster());
    }

    /** What the server said when it did not start; empty when it did. */
    private Optional<String> tryStart(int wanted) {
        rotateLog();
        prepareLog();
        long before = sizeOf(home.log());
        var result = control(
                "start", "-w", "-t", "300", "-l", home.log().toString(), "-o", Settings.commandLine(binaries, wanted));
        return result.fine() ? Optional.empty() : Optional.of(logSince(before) + "\n" + result.text());
    }

    private Program.Result control(String verb, String... options) {
        var command = new java.util.ArrayList<>(List.of(
                binaries.program("pg_ctl"), verb, "-s", "-D", home.cluster().toString()));
        command.addAll(List.of(options));
        return Program.run(privileges.command(command));
    }

    private void killLeftovers() {
        ProcessHandle.allProcesses().filter(this::isOurs).forEach(leftover -> {
            LOG.warnf("Process %d of a dead PostgreSQL server does not end: ending it", leftover.pid());
            leftover.destroyForcibly();
        });
    }

    private EmbeddedDatabaseException refusal(int wanted, String said) {
        String remedy;
        if (Words.mentionsFullDisk(said)) {
            remedy = "The disk is full: free some space";
        } else if (Words.mentionsTakenPort(said)) {
            remedy = "Port " + wanted + " is taken by another program: end that program, or delete " + home.portFile();
        } else {
            remedy = "The server's log is " + home.log();
        }
        return new EmbeddedDatabaseException(
                "The embedded PostgreSQL did not start. Nothing is read or sent before it does;" + " nothing is lost. "
                        + remedy + ". It said: " + Words.lastLines(said));
    }

    /** Cleanly if it lets us. */
    void stop() {
        if (alive() && control("stop", "-w", "-t", "30", "-m", "fast").fine()) {
            awaitEnd();
        }
        stopAtOnce();
    }

    /** What does not stop is made to, as a power cut would, and recovers at the next start. */
    private void stopAtOnce() {
        if (alive() && control("stop", "-w", "-t", "5", "-m", "immediate").fine()) {
            awaitEnd();
        }
        if (alive()) {
            process.destroyForcibly();
            awaitEnd();
        }
        LOG.infof("PostgreSQL stopped: process %d", process.pid());
    }

    /** It is still there for a moment when it has said that it has stopped. */
    private void awaitEnd() {
        var deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (alive() && System.nanoTime() < deadline) {
            pause(Duration.ofMillis(10));
        }
    }

    private void prepare() {
        checkDurable();
        try (var connection = account.asAdministrator(port)) {
            Cluster.createDatabase(connection, account);
        } catch (SQLException e) {
            throw new EmbeddedDatabaseException(
                    "The embedded PostgreSQL runs, but Downfunnel's database in it cannot be made ready ("
                            + e.getMessage() + "). The server's log is " + home.log() + ".",
                    e);
        }
    }

    private void checkDurable() {
        try (var connection = account.asAdministrator(port)) {
            for (var setting : Settings.DURABLE.entrySet()) {
                var value = show(connection, setting.getKey());
                if (!value.equals(setting.getValue())) {
                    throw new EmbeddedDatabaseException("The embedded PostgreSQL runs with " + setting.getKey() + "="
                            + value + ", so a power cut could lose what was sent. Downfunnel does not work like this;"
                            + " stop process " + process.pid() + " and start again.");
                }
            }
        } catch (SQLException e) {
            throw new EmbeddedDatabaseException(
                    "The embedded PostgreSQL started but refuses our connection (" + e.getMessage() + "). If "
                            + home.passwordFile() + " was changed, put it back from your backup.",
                    e);
        }
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (var statement = connection.prepareStatement("select current_setting(?)")) {
            statement.setString(1, setting);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    private void rotateLog() {
        if (sizeOf(home.log()) > LONGEST_LOG) {
            try {
                Files.move(home.log(), home.directory().resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void prepareLog() {
        try {
            if (Files.notExists(home.log())) {
                Files.createFile(home.log(), Home.only("rw-------"));
            }
            privileges.giveToServer(home, home.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String logSince(long position) {
        try (var channel = Files.newByteChannel(home.log())) {
            channel.position(Math.max(position, channel.size() - 8_000));
            var bytes = java.nio.ByteBuffer.allocate(8_000);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedDatabaseException("Interrupted while waiting for the embedded database", e);
        }
    }
}
