package io.downfunnel.store.sealed;

/** A secret cannot be sealed, or not be read again. The message says what that means and what to do; it holds no secret. */
public final class SealException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SealException(String message) {
        super(message);
    }

    SealException(String message, Throwable cause) {
        super(message, cause);
    }
}
