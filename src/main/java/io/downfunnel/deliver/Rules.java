package io.downfunnel.deliver;

import java.util.concurrent.ThreadLocalRandom;

/** The thinking parts of delivery, made from the settings. */
record Rules(RetryPolicy retry, Brake brake, VerdictPolicy verdicts, Backoff polls) {

    static Rules of(DeliverConfig config) {
        var backoff = new Backoff(config.firstRetry(), config.longestRetry(), Rules::chance);
        var polls = new Backoff(config.pollBackOff(), config.longestPoll(), () -> 1);
        return new Rules(
                new RetryPolicy(backoff, config.delay(), config.unclassifiedTries(), config.stoppedRetry()),
                new Brake(backoff, config.stoppedRetry(), config.brokenInARow()),
                new VerdictPolicy(polls, config.pollGiveUp()),
                polls);
    }

    private static double chance() {
        return ThreadLocalRandom.current().nextDouble();
    }
}
