package io.downfunnel.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the standard error goes.
 *
 * @param interactive a person looks at it, and a line may be drawn again
 * @param width columns
 */
record Terminal(boolean interactive, int width) {
    private static final int USUAL_WIDTH = 80;

    /** Java can only tell whether all its streams are a terminal; with {@code --json} one of them usually is a file. */
    static Terminal ofStandardError() {
        return new Terminal(isTerminal(), width(System.getenv("COLUMNS")));
    }

    private static boolean isTerminal() {
        var told = System.getProperty("downfunnel.terminal");
        if (told != null) {
            return Boolean.parseBoolean(told);
        }
        try {
            var target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    static int width(String columns) {
        return columns != null && columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
    }
}
