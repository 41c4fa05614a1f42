package io.downfunnel.sandbox;

/** A control call that cannot be done as asked; answered with 400 and this text. */
public final class ControlException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ControlException(String message) {
        super(message);
    }
}
