package io.downfunnel.deliver;

import java.util.concurrent.ThreadLocalRandom;

/** The thinking parts of delivery, made from the settings. */
record Rules(RetryPolicy retry, Breaker breaker, VerdictPolicy verdicts, Backoff polls) {

    static Rules of(DeliverConfig config) {
        var backoff = new Backoff(config.firstRetry(), config.longestRetry(), Rules::chance);
        var polls = new Backoff(config.pollBackOff(), config.longestPoll(), () -> 1);
        return new Rules(
                new RetryPolicy(backoff, config.delay(), config.unclassifiedTries(), config.stoppedRetry()),
                new Breaker(
                        config.breakerWindow(),
                        config.breakerPercent(),
                        config.brokenInARow(),
                        config.breakerPause(),
                        config.breakerLongestPause()),
                new VerdictPolicy(polls, config.pollGiveUp()),
                polls);
    }

    private static double chance() {
        return ThreadLocalRandom.current().nextDouble();
    }
}
