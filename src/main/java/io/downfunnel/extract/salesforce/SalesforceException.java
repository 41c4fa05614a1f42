package io.downfunnel.extract.salesforce;

import io.downfunnel.domain.Failure;

/**
 * A conversation with Salesforce that broke.
 *
 * <p>It carries no cause: the exceptions of Force WSC quote the text around the place they gave up at, which may be
 * somebody's address.
 */
public final class SalesforceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    public SalesforceException(Failure failure) {
        super(failure.code() + ": " + failure.message());
        this.failure = failure;
    }

    /** @param code of the table, which knows its class; any other one is unclassified */
    public SalesforceException(String code, String message) {
        this(SalesforceFailures.table().of(code).failure(message));
    }

    public Failure failure() {
        return failure;
    }

    /** Whether Salesforce, or we in its spelling, gave this code. */
    public boolean is(String code) {
        return failure.code().equals(code);
    }
}
