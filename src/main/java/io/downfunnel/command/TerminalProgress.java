package io.downfunnel.command;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.downfunnel.schedule.SyncWatcher;

/** Draws a sync on the terminal, one line per step, the current one again and again; into a file, a line now and then. */
final class TerminalProgress implements SyncWatcher {
    private static final Duration BETWEEN_DRAWINGS = Duration.ofMillis(100);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final String BACK_AND_CLEAR = "\r\u001b[K";

    private final PrintWriter out;
    private final Clock clock;
    private final Terminal terminal;
    private Instant started = Instant.MIN;
    private Instant drawn = Instant.MIN;
    private String waiting = "";

    TerminalProgress(PrintWriter out, Clock clock, Terminal terminal) {
        this.out = out;
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public synchronized void started(String step) {
        started = clock.instant();
        waiting = "";
        if (terminal.interactive()) {
            draw(step + " …");
        } else {
            drawn = started;
        }
    }

    @Override
    public synchronized void progress(String step, long expected, long done, String why) {
        var now = clock.instant();
        var line = new ProgressLine(step, expected, done, Duration.between(started, now), why);
        var news = !why.equals(waiting);
        if (terminal.interactive() && (news || isDue(now, BETWEEN_DRAWINGS))) {
            draw(line.text(terminal.width()));
            drawn = now;
        } else if (!terminal.interactive() && (news && !why.isEmpty() || isDue(now, BETWEEN_LINES))) {
            out.println(line.text());
            out.flush();
            drawn = now;
        }
        waiting = why;
    }

    private boolean isDue(Instant now, Duration pause) {
        return !drawn.plus(pause).isAfter(now);
    }

    @Override
    public synchronized void finished(String step, String message, boolean failed) {
        if (terminal.interactive()) {
            out.print(BACK_AND_CLEAR);
        }
        var time = ProgressLine.duration(Duration.between(started, clock.instant()));
        out.println(step + (failed ? " failed: " : ": ") + message + " (" + time + ")");
        out.flush();
        drawn = Instant.MIN;
    }

    private void draw(String line) {
        out.print(BACK_AND_CLEAR + line);
        out.flush();
    }
}
