package io.downfunnel.access.company;

import java.util.concurrent.atomic.AtomicBoolean;

/** The provider did not do its part. Its message is for the log, and holds neither a secret nor what it said about a person. */
final class ProviderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;
    private final transient AtomicBoolean told = new AtomicBoolean();

    ProviderException(Refusal refusal, String message) {
        this(refusal, message, null);
    }

    ProviderException(Refusal refusal, String message, Throwable cause) {
        super(message, cause);
        this.refusal = refusal;
    }

    /** Whether it is news: one failure may be answered to many people. */
    boolean isNew() {
        return told.compareAndSet(false, true);
    }

    /** What the person is told. */
    Refusal refusal() {
        return refusal;
    }
}
