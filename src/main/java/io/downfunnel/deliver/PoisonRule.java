package io.downfunnel.deliver;

/**
 * When so much is refused that the rest had better wait.
 *
 * @param answers fewer say nothing
 * @param percent more refusals than this are too many
 */
record PoisonRule(long answers, int percent) {

    /** @param refused for good: for the data or for the configuration, not as expected */
    boolean poisoned(long answered, long refused) {
        return answered >= answers && refused * 100 > answered * percent;
    }
}
