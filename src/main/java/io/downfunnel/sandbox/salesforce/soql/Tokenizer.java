package io.downfunnel.sandbox.salesforce.soql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.downfunnel.sandbox.salesforce.soql.SoqlException.Code;
import io.downfunnel.sandbox.salesforce.soql.Token.Kind;

/** Cuts a query into words, values and signs. */
final class Tokenizer {

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern DATE_TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:?\\d{2})");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_]*(:\\d+)?");
    private static final Pattern SYMBOL = Pattern.compile("<=|>=|!=|<>|[=<>(),.]");

    private final String query;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Tokenizer(String query) {
        this.query = query;
    }

    static List<Token> tokens(String query) {
        return new Tokenizer(query).read();
    }

    private List<Token> read() {
        for (skipBlanks(); at < query.length(); skipBlanks()) {
            if (query.charAt(at) == '\'') {
                readText();
            } else {
                readPlain();
            }
        }
        tokens.add(new Token(Kind.END, "<EOF>", query.length()));
        return List.copyOf(tokens);
    }

    private void skipBlanks() {
        while (at < query.length() && Character.isWhitespace(query.charAt(at))) {
            at++;
        }
    }

    private void readPlain() {
        boolean read = take(Kind.DATE_TIME, DATE_TIME)
                || take(Kind.DATE, DATE)
                || take(Kind.NUMBER, NUMBER)
                || take(Kind.WORD, WORD)
                || take(Kind.SYMBOL, SYMBOL);
        if (!read) {
            throw SoqlException.at(query, at, Code.MALFORMED_QUERY, "unexpected token: '" + query.charAt(at) + "'");
        }
    }

    private boolean take(Kind kind, Pattern pattern) {
        Matcher matcher = pattern.matcher(query).region(at, query.length());
        if (!matcher.lookingAt()) {
            return false;
        }
        tokens.add(new Token(kind, matcher.group(), at));
        at = matcher.end();
        return true;
    }

    private void readText() {
        int start = at++;
        while (at < query.length() && query.charAt(at) != '\'') {
            at += query.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= query.length()) {
            throw SoqlException.at(
                    query,
                    start,
                    Code.MALFORMED_QUERY,
                    "line 1:" + start + " mismatched character '<EOF>' expecting '''");
        }
        tokens.add(new Token(Kind.TEXT, query.substring(start + 1, at), start));
        at++;
    }
}
