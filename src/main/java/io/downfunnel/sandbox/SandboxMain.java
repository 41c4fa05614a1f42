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

    /** {@code DIRECTORY [PORT]}: the defaults on this directory; for tests that want to kill a sandbox. */
    public static void main(String... args) throws InterruptedException {
        run(SandboxSettings.in(Path.of(args[0])).withPort(args.length > 1 ? Integer.parseInt(args[1]) : 0));
    }
}
