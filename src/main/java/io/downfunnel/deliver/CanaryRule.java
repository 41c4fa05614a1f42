package io.downfunnel.deliver;

/**
 * When the trial of a mapping is over. Opens as soon as more than half of the wanted number are good, or all there are have
 * their word and it is good more often than not; closes for a person when half of the wanted number are refused. So a trial
 * with fewer conversions than wanted can fail only by refusals that would sink the full one too; until then every further
 * conversion goes ahead as well, and nothing waits for ever.
 *
 * @param wanted how many go ahead; zero: everything is good without a trial
 */
record CanaryRule(int wanted) {

    enum Finding {
        GOOD,
        REFUSED,
        OPEN_QUESTION
    }

    /**
     * @param good counted, or refused as expected
     * @param bad refused for their data or the configuration
     * @param pending without a word yet
     */
    Finding find(int good, int bad, int pending) {
        if (wanted == 0) {
            return Finding.GOOD;
        }
        if (2 * bad >= wanted) {
            return Finding.REFUSED;
        }
        boolean allHaveTheirWord = pending == 0 && good > bad;
        return 2 * good > wanted || allHaveTheirWord ? Finding.GOOD : Finding.OPEN_QUESTION;
    }
}
