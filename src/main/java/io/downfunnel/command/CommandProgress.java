package io.downfunnel.command;

import io.downfunnel.domain.Progress;
import io.downfunnel.schedule.SyncWatcher;

/** Lets a watcher see the progress of a command that is no sync. */
final class CommandProgress implements Progress {
    private final String name;
    private final SyncWatcher watcher;
    private long expected = -1;
    private long done;

    CommandProgress(String name, SyncWatcher watcher) {
        this.name = name;
        this.watcher = watcher;
        watcher.started(name);
    }

    @Override
    public synchronized void expect(long total) {
        expected = total;
        watcher.progress(name, expected, done, "");
    }

    @Override
    public synchronized void advance(long count) {
        done += count;
        watcher.progress(name, expected, done, "");
    }

    @Override
    public synchronized void waiting(String why) {
        watcher.progress(name, expected, done, why);
    }

    void finished(String message) {
        watcher.finished(name, message, false);
    }
}
