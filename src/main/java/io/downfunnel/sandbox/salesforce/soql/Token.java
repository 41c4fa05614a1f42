package io.downfunnel.sandbox.salesforce.soql;

/**
 * @param text as written; of a quoted text what is between the quotes
 * @param at place in the query
 */
record Token(Kind kind, String text, int at) {

    enum Kind {
        WORD,
        TEXT,
        NUMBER,
        DATE,
        DATE_TIME,
        SYMBOL,
        END
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }
}
