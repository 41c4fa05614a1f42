package io.downfunnel.platform;

import java.time.Instant;
import java.util.Optional;

import io.downfunnel.domain.Failure;

/**
 * A conversation that broke: nothing is known about any single event of the batch.
 *
 * <p>The class of the failure says what is known about the whole: {@code UNKNOWN_OUTCOME} means that bytes may have left
 * and the platform may have taken them; every other class means that it certainly has not.
 */
public final class PlatformException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What the failure holds for, and with it what has to wait. */
    public enum Scope {
        /** Every upload of the account. */
        ACCOUNT,
        /** Uploads of this batch's conversion action only. */
        ACTION
    }

    private final transient Failure failure;
    private final transient Optional<Instant> notBefore;
    private final Scope scope;

    public PlatformException(Failure failure, Scope scope, Optional<Instant> notBefore, Throwable cause) {
        super(failure.code() + ": " + failure.message(), cause);
        this.failure = failure;
        this.scope = scope;
        this.notBefore = notBefore;
    }

    public PlatformException(Failure failure, Optional<Instant> notBefore, Throwable cause) {
        this(failure, Scope.ACCOUNT, notBefore, cause);
    }

    public PlatformException(Failure failure) {
        this(failure, Optional.empty(), null);
    }

    public Failure failure() {
        return failure;
    }

    public Scope scope() {
        return scope;
    }

    /** When the platform allows the next try; empty when it did not say. */
    public Optional<Instant> notBefore() {
        return notBefore;
    }
}
