package io.downfunnel.sandbox.google.ads.gaql;

/** A piece of a query. */
record Token(Kind kind, String text) {

    enum Kind {
        WORD,
        NUMBER,
        STRING,
        SYMBOL,
        END
    }

    boolean is(String word) {
        return kind != Kind.STRING && text.equalsIgnoreCase(word);
    }
}
