package io.downfunnel.platform;

import java.util.Locale;

import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.Descriptor.Capability;

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

    /**
     * Under which name it is written down how changes of this kind fare: the account's, or one of their own where they go
     * another way than uploads, so that neither holds the other up.
     */
    public String way(Adjustment.Kind kind) {
        return descriptor.adjusting().apart().contains(kind)
                ? name + "/" + kind.name().toLowerCase(Locale.ROOT) + "s"
                : name;
    }

    /** Can it be told of changes of this kind? */
    public boolean takes(Adjustment.Kind kind) {
        return descriptor.can(
                switch (kind) {
                    case RESTATEMENT -> Capability.RESTATES;
                    case RETRACTION -> Capability.RETRACTS;
                });
    }

    public enum UnknownOutcome {
        /** Wait for a person: the platform would count a second copy. */
        HOLD,
        /** Send the same bytes again. */
        RESEND
    }
}
