package io.downfunnel.platform;

import io.downfunnel.domain.FailureTable;

/**
 * An account that is ready to take uploads, with all that a step needs to know about it.
 *
 * @param name as destinations of mappings call it
 * @param descriptor of its platform, with this installation's own pace and batches
 * @param account the way to it
 * @param failures what its codes mean
 * @param unknownOutcome what to do when bytes may have left and no answer was heard
 */
public record OpenAccount(
        String name, Descriptor descriptor, AdAccount account, FailureTable failures, UnknownOutcome unknownOutcome) {

    public enum UnknownOutcome {
        /** Wait for a person: the platform would count a second copy. */
        HOLD,
        /** Send the same bytes again. */
        RESEND
    }
}
