package io.downfunnel.domain;

/** Progress that several threads report to. */
public final class SharedProgress implements Progress {
    private final Progress progress;
    private long expected;

    public SharedProgress(Progress progress) {
        this.progress = progress;
    }

    /** Adds to what others expect. */
    @Override
    public synchronized void expect(long more) {
        expected += more;
        progress.expect(expected);
    }

    @Override
    public synchronized void advance(long count) {
        progress.advance(count);
    }

    @Override
    public boolean goesOn() {
        return progress.goesOn();
    }

    @Override
    public synchronized void waiting(String why) {
        progress.waiting(why);
    }
}
