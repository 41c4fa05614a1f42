package io.downfunnel.store.embedded;

/** The embedded database cannot be had. The message says why, what it means and what to do. */
public final class EmbeddedDatabaseException extends RuntimeException {
    EmbeddedDatabaseException(String message) {
        super(message);
    }

    EmbeddedDatabaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
