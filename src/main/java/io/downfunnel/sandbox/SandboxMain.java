package io.downfunnel.sandbox;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A sandbox in a process of its own. */
public final class SandboxMain {

    private SandboxMain() {}

    /** Serves until the process is told to end. Prints the URL on standard output as its only line. */
    public static void run(SandboxSettings settings) throws InterruptedException {
        Sandbox sandbox = Sandbox.start(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(sandbox::close, "sandbox-close"));
        System.out.println(sandbox.url());
        new CountDownLatch(1).await();
    }

    /** {@code DIRECTORY [PORT [LEADS]]}: otherwise the defaults; for tests that want a sandbox to kill. */
    public static void main(String... args) throws InterruptedException {
        var settings = SandboxSettings.in(Path.of(args[0]));
        run(settings.withPort(number(args, 1, settings.port())).withLeads(number(args, 2, settings.leads())));
    }

    private static int number(String[] args, int at, int otherwise) {
        return args.length > at ? Integer.parseInt(args[at]) : otherwise;
    }
}
