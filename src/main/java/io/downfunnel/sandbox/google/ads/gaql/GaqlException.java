package io.downfunnel.sandbox.google.ads.gaql;

/** A query that Google would refuse. */
public final class GaqlException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String family;
    private final String code;

    /** @param code a member of {@code QueryError}, such as {@code UNRECOGNIZED_FIELD} */
    public GaqlException(String code, String message) {
        this("queryError", code, message);
    }

    /** @param family the member of {@code ErrorCode} that the code belongs to, in lower camel case */
    public GaqlException(String family, String code, String message) {
        super(message);
        this.family = family;
        this.code = code;
    }

    public String family() {
        return family;
    }

    public String code() {
        return code;
    }
}
