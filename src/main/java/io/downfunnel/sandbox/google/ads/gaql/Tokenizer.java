package io.downfunnel.sandbox.google.ads.gaql;

import java.util.ArrayList;
import java.util.List;

import io.downfunnel.sandbox.google.ads.gaql.Token.Kind;

/** Cuts a query into its tokens. */
final class Tokenizer {

    private final String query;
    private int at;

    private Tokenizer(String query) {
        this.query = query;
    }

    static List<Token> tokens(String query) {
        return new Tokenizer(query).all();
    }

    private List<Token> all() {
        var tokens = new ArrayList<Token>();
        for (skipBlanks(); at < query.length(); skipBlanks()) {
            tokens.add(next());
        }
        tokens.add(new Token(Kind.END, ""));
        return tokens;
    }

    private Token next() {
        char c = query.charAt(at);
        if (c == '\'' || c == '"') {
            return string(c);
        }
        if (Character.isLetter(c) || c == '_') {
            return new Token(Kind.WORD, run("_."));
        }
        if (Character.isDigit(c) || c == '-') {
            at++;
            return new Token(Kind.NUMBER, c + run("."));
        }
        return symbol(c);
    }

    private Token symbol(char c) {
        at++;
        boolean withEquals = at < query.length() && query.charAt(at) == '=' && "!<>".indexOf(c) >= 0;
        if (withEquals) {
            at++;
            return new Token(Kind.SYMBOL, c + "=");
        }
        if (",()=<>".indexOf(c) < 0) {
            throw new GaqlException("BAD_SYMBOL", "Error in query: unexpected input " + c + ".");
        }
        return new Token(Kind.SYMBOL, String.valueOf(c));
    }

    private Token string(char quote) {
        var text = new StringBuilder();
        for (at++; at < query.length(); at++) {
            char c = query.charAt(at);
            if (c == quote) {
                at++;
                return new Token(Kind.STRING, text.toString());
            }
            if (c == '\n') {
                throw new GaqlException("PROHIBITED_NEWLINE_IN_STRING", "Error in query: newline in a string.");
            }
            if (c == '\\') {
                c = escaped();
            }
            text.append(c);
        }
        throw new GaqlException("STRING_NOT_TERMINATED", "Error in query: the string was not terminated.");
    }

    private char escaped() {
        at++;
        if (at >= query.length() || "\\'\"".indexOf(query.charAt(at)) < 0) {
            throw new GaqlException("BAD_ESCAPE_SEQUENCE", "Error in query: invalid escape sequence.");
        }
        return query.charAt(at);
    }

    private String run(String besides) {
        int from = at;
        while (at < query.length()
                && (Character.isLetterOrDigit(query.charAt(at)) || besides.indexOf(query.charAt(at)) >= 0)) {
            at++;
        }
        return query.substring(from, at);
    }

    private void skipBlanks() {
        while (at < query.length() && Character.isWhitespace(query.charAt(at))) {
            at++;
        }
    }
}
