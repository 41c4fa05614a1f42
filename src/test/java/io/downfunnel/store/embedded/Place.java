package io.downfunnel.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A database directory of its own for a test; the programs come from one that was unpacked before, which saves seconds. */
final class Place implements AutoCloseable {
    private static final Path UNPACKED = Path.of("target", "test-database-binaries");
    final Path directory;

    Place(String name) {
        directory = Path.of("target", "test databases", name + "-" + System.nanoTime())
                .toAbsolutePath();
        try {
            Files.createDirectories(directory);
            directory.toFile().setReadable(false, false);
            directory.toFile().setReadable(true, true);
            copy(Binaries.unpack(Home.at(UNPACKED)).directory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Place(Path directory) {
        this.directory = directory;
    }

    static Place existing(Path directory) {
        return new Place(directory);
    }

    private void copy(Path programs) throws IOException {
        var target = Files.createDirectories(directory.resolve("binaries").resolve(programs.getFileName()));
        try (Stream<Path> files = Files.walk(programs)) {
            for (var file : files.filter(each -> !each.equals(programs)).toList()) {
                var copy = target.resolve(programs.relativize(file));
                if (Files.isSymbolicLink(file)) {
                    Files.createSymbolicLink(copy, Files.readSymbolicLink(file));
                } else if (Files.isDirectory(file)) {
                    Files.createDirectory(copy);
                } else {
                    Files.createLink(copy, file);
                }
            }
        }
    }

    Home home() {
        return Home.at(directory);
    }

    /** The server's process, by the file it keeps about itself. */
    ProcessHandle server() {
        return PidFile.of(home().cluster())
                .flatMap(file -> ProcessHandle.of(file.pid()))
                .orElseThrow();
    }

    boolean serverRuns() {
        return PidFile.of(home().cluster())
                .flatMap(file -> ProcessHandle.of(file.pid()))
                .filter(ProcessHandle::isAlive)
                .isPresent();
    }

    /** Also when the system has not cleared it away yet. */
    static boolean ended(ProcessHandle process) {
        return !process.isAlive() || process.info().command().isEmpty();
    }

    String ask(String url, String sql) throws SQLException {
        try (var connection = connect(url);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    void tell(String url, String sql) throws SQLException {
        try (var connection = connect(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(
                url, Account.USER, Account.existing(home()).password());
    }

    /** Asks again until there is an answer. */
    static <T> T eventually(Callable<T> question) throws Exception {
        var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try {
                return question.call();
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    static void await(BooleanSupplier condition) {
        var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Did not happen within a minute");
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** Whatever a failed test left running ends here. */
    @Override
    public void close() {
        ProcessHandle.allProcesses()
                .filter(each -> each.info()
                        .commandLine()
                        .filter(line -> line.contains("-D " + directory))
                        .isPresent())
                .forEach(ProcessHandle::destroyForcibly);
        try {
            await(() -> !serverRuns());
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException trouble) throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
