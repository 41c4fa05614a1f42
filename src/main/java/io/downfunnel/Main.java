package io.downfunnel;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.quarkus.picocli.runtime.PicocliRunner;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

import io.downfunnel.command.ExitCode;
import io.downfunnel.command.Invocation;
import io.downfunnel.store.embedded.EmbeddedDatabaseException;

/** Reads the command line, sees to the database, starts Quarkus, and lets the command run in it. */
@QuarkusMain
public final class Main {
    private static final Duration QUARKUS_MAY_STOP_FOR = Duration.ofSeconds(45);

    Main() {}

    public static void main(String... args) {
        EarlyLog.prepare();
        switch (Invocation.of(args)) {
            case Invocation.Answered(int exitCode) -> System.exit(exitCode);
            case Invocation.Serve() -> boot(args);
            case Invocation.OneTask() -> {
                keepQuiet();
                boot(args);
            }
        }
    }

    /** One task has no console, leaves the timetable to the nodes that serve, and its terminal to its own progress. */
    private static void keepQuiet() {
        System.setProperty("quarkus.http.host-enabled", "false");
        System.setProperty("quarkus.management.host-enabled", "false");
        System.setProperty("quarkus.scheduler.start-mode", "halted");
        System.setProperty("quarkus.log.console.level", "WARN");
    }

    private static void boot(String... args) {
        var stopped = new CountDownLatch(1);
        var database = open();
        var sandbox = openSandbox(database);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> closeAfter(stopped, sandbox, database), "close"));
        Quarkus.run(
                PicocliRunner.class,
                (exitCode, failure) -> {
                    if (failure != null) {
                        tell(failure);
                    }
                    stopped.countDown();
                    System.exit(exitCode);
                },
                args);
    }

    private static BootDatabase open() {
        try {
            return BootDatabase.open(BootSettings.read());
        } catch (EmbeddedDatabaseException e) {
            throw giveUp(e);
        }
    }

    private static BootSandbox openSandbox(BootDatabase database) {
        try {
            return BootSandbox.open(BootSettings.config(), BootSettings.read().databaseDirectory());
        } catch (BootSandbox.MixedWithRealAccounts | IllegalStateException e) {
            database.close();
            throw giveUp(e);
        }
    }

    /** What an operator needs first; the rest below it is for whoever has to look closer. */
    private static void tell(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        System.err.println("Downfunnel did not start; nothing was read or sent. The cause: " + root.getMessage()
                + "\nIf it is about the database, look at downfunnel.database.* in config/application.yaml; if it is about"
                + " a setting, docs/configuration.md says what it takes. In full:");
        failure.printStackTrace(System.err);
    }

    private static RuntimeException giveUp(RuntimeException why) {
        System.err.println(why.getMessage());
        // Not exit: the log was never set up, and says so at length when it is closed.
        Runtime.getRuntime().halt(ExitCode.BROKE);
        return why;
    }

    /** Shutdown hooks run all at once, and Quarkus stops in one of them: the database must not go before it. */
    private static void closeAfter(CountDownLatch stopped, BootSandbox sandbox, BootDatabase database) {
        try {
            if (!stopped.await(QUARKUS_MAY_STOP_FOR.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("Work did not end in time: the database stops now, and the work is taken up again at"
                        + " the next start.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sandbox.close();
        database.close();
    }
}
