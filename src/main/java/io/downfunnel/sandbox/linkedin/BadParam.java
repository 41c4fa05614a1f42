package io.downfunnel.sandbox.linkedin;

/** A parameter is missing, of the wrong type, or not written as Rest.li 2.0 wants it. */
final class BadParam extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String name;

    BadParam(String name) {
        super(name);
        this.name = name;
    }

    /** As the request wrote it. */
    String name() {
        return name;
    }
}
