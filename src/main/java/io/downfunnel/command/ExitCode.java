package io.downfunnel.command;

/** How a command ends, for scripts. */
public final class ExitCode {
    public static final int FINE = 0;
    /** Also for a mistake on the command line: picocli's own 2 would read as {@link #NEEDS_YOU}. */
    public static final int BROKE = 1;
    /** It ran to its end, and something waits for a human. */
    public static final int NEEDS_YOU = 2;

    private ExitCode() {}
}
