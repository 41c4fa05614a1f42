package io.downfunnel.extract;

import java.time.Duration;
import java.util.function.Supplier;

import io.downfunnel.domain.Failure;
import io.downfunnel.domain.Progress;
import io.downfunnel.extract.salesforce.SalesforceException;

/** Asks again, as long as patience lasts, and says what it waits for. */
final class Retrying {

    /** Passing time; a test passes it otherwise. */
    @FunctionalInterface
    interface Pause {
        void last(Duration duration) throws InterruptedException;
    }

    private final Patience patience;
    private final Pause pause;
    private final Progress progress;

    Retrying(Patience patience, Pause pause, Progress progress) {
        this.patience = patience;
        this.pause = pause;
        this.progress = progress;
    }

    /** @throws SalesforceException the last of them */
    <T> T call(Supplier<T> call) {
        for (int failed = 1; ; failed++) {
            try {
                return call.get();
            } catch (SalesforceException e) {
                waitOrThrow(e, failed);
            }
        }
    }

    private void waitOrThrow(SalesforceException e, int failed) {
        var duration = patience.pause(e.failure(), failed).orElseThrow(() -> e);
        pause(duration, inWords(e.failure(), duration));
    }

    /** Waits for somebody or something. */
    void pause(Duration duration, String why) {
        progress.waiting(why);
        try {
            pause.last(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SalesforceException("INTERRUPTED", "The wait was broken off by a shutdown");
        }
    }

    private static String inWords(Failure failure, Duration duration) {
        return "Salesforce: " + failure.message() + " (" + failure.code() + "); next try in "
                + Math.max(1, duration.toSeconds()) + " s";
    }
}
