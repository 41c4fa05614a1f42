package io.downfunnel.sandbox.google.ads.gaql;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

import io.downfunnel.sandbox.google.ads.gaql.Condition.Operator;
import io.downfunnel.sandbox.google.ads.gaql.Condition.Value;
import io.downfunnel.sandbox.google.ads.gaql.Query.Ordering;
import io.downfunnel.sandbox.google.ads.gaql.Token.Kind;

/** Reads a query by Google's grammar: SELECT, FROM, WHERE, ORDER BY, LIMIT and PARAMETERS, in this order. */
public final class GaqlParser {

    private static final Pattern FIELD = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

    private final List<Token> tokens;
    private int at;

    private GaqlParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** @throws GaqlException when it is not a query */
    public static Query parse(String query) {
        return new GaqlParser(Tokenizer.tokens(query)).query();
    }

    private Query query() {
        expect("SELECT", "EXPECTED_SELECT");
        List<String> select = fields();
        expect("FROM", "EXPECTED_FROM");
        String from = resource();
        List<Condition> where = new ArrayList<>();
        if (taken("WHERE")) {
            where.add(condition());
            while (taken("AND")) {
                where.add(condition());
            }
        }
        List<Ordering> orderBy = orderBy();
        OptionalInt limit = taken("LIMIT") ? OptionalInt.of(limit()) : OptionalInt.empty();
        if (taken("PARAMETERS")) {
            parameters();
        }
        if (peek().kind() != Kind.END) {
            throw new GaqlException(
                    where.isEmpty() ? "UNEXPECTED_INPUT" : "EXPECTED_AND",
                    "Error in query: unexpected input " + peek().text() + ".");
        }
        return new Query(select, from, where, orderBy, limit);
    }

    private List<String> fields() {
        var fields = new ArrayList<String>();
        do {
            fields.add(field());
        } while (taken(","));
        return fields;
    }

    private String field() {
        Token token = next();
        if (token.kind() != Kind.WORD || !FIELD.matcher(token.text()).matches()) {
            throw new GaqlException("BAD_FIELD_NAME", "Error in query: invalid field name '" + token.text() + "'.");
        }
        return token.text();
    }

    private String resource() {
        Token token = next();
        if (token.kind() != Kind.WORD || !token.text().matches("[a-z][a-z_]*")) {
            throw new GaqlException(
                    "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE", "Error in query: invalid resource '" + token.text() + "'.");
        }
        if (peek().is(",")) {
            throw new GaqlException("UNEXPECTED_FROM_CLAUSE", "Error in query: only one resource may follow FROM.");
        }
        return token.text();
    }

    private Condition condition() {
        String field = field();
        Operator operator = operator();
        return new Condition(field, operator, values(operator));
    }

    private Operator operator() {
        Token token = next();
        for (Operator operator : Operator.values()) {
            String[] words = operator.spelling().split(" ");
            if (token.is(words[0]) && followedBy(words)) {
                at += words.length - 1;
                return operator;
            }
        }
        throw new GaqlException("BAD_OPERATOR", "Error in query: invalid operator '" + token.text() + "'.");
    }

    private boolean followedBy(String... words) {
        for (int n = 1; n < words.length; n++) {
            if (!tokens.get(Math.min(at + n - 1, tokens.size() - 1)).is(words[n])) {
                return false;
            }
        }
        return true;
    }

    private List<Value> values(Operator operator) {
        return switch (operator) {
            case IS_NULL, IS_NOT_NULL -> List.of();
            case IN, NOT_IN, CONTAINS_ANY, CONTAINS_ALL, CONTAINS_NONE -> list();
            case BETWEEN -> between();
            case EQUAL,
                    NOT_EQUAL,
                    GREATER,
                    GREATER_OR_EQUAL,
                    LESS,
                    LESS_OR_EQUAL,
                    LIKE,
                    NOT_LIKE,
                    DURING,
                    REGEXP_MATCH,
                    NOT_REGEXP_MATCH -> List.of(value());
        };
    }

    private List<Value> between() {
        Value from = value();
        expect("AND", "EXPECTED_VALUE_WITH_BETWEEN_OPERATOR");
        return List.of(from, value());
    }

    private List<Value> list() {
        expect("(", "EXPECTED_LIST");
        if (peek().is(")")) {
            throw new GaqlException("PROHIBITED_EMPTY_LIST_IN_CONDITION", "Error in query: the list is empty.");
        }
        var values = new ArrayList<Value>();
        do {
            values.add(value());
        } while (taken(","));
        expect(")", "EXPECTED_LIST");
        return values;
    }

    private Value value() {
        Token token = next();
        return switch (token.kind()) {
            case STRING -> new Value(token.text(), true);
            case WORD -> new Value(token.text(), false);
            case NUMBER -> {
                if (!NUMBER.matcher(token.text()).matches()) {
                    throw new GaqlException("BAD_NUMBER", "Error in query: invalid number " + token.text() + ".");
                }
                yield new Value(token.text(), false);
            }
            case SYMBOL, END ->
                throw new GaqlException("BAD_VALUE", "Error in query: invalid value '" + token.text() + "'.");
        };
    }

    private List<Ordering> orderBy() {
        var orderings = new ArrayList<Ordering>();
        if (!taken("ORDER")) {
            return orderings;
        }
        expect("BY", "EXPECTED_BY");
        do {
            String field = field();
            boolean descending = taken("DESC");
            if (!descending) {
                taken("ASC");
            }
            orderings.add(new Ordering(field, descending));
        } while (taken(","));
        return orderings;
    }

    private int limit() {
        Token token = next();
        if (!token.text().matches("\\d{1,9}") || token.kind() != Kind.NUMBER) {
            throw new GaqlException("BAD_LIMIT_VALUE", "Error in query: invalid LIMIT '" + token.text() + "'.");
        }
        int limit = Integer.parseInt(token.text());
        if (limit == 0) {
            throw new GaqlException("LIMIT_VALUE_TOO_LOW", "Error in query: LIMIT must be at least 1.");
        }
        return limit;
    }

    /** Of the two that exist the sandbox has the one that changes nothing here: it has no drafts. */
    private void parameters() {
        do {
            Token name = next();
            if (!name.is("include_drafts")) {
                throw new GaqlException("BAD_PARAMETER_NAME", "Error in query: no parameter " + name.text() + ".");
            }
            expect("=", "BAD_OPERATOR");
            Token value = next();
            if (!value.is("true") && !value.is("false")) {
                throw new GaqlException("BAD_PARAMETER_VALUE", "Error in query: invalid value " + value.text() + ".");
            }
        } while (taken(","));
    }

    private void expect(String word, String otherwise) {
        if (!peek().is(word)) {
            throw new GaqlException(
                    peek().kind() == Kind.END && !word.equals("SELECT") && !word.equals("FROM")
                            ? "UNEXPECTED_END_OF_QUERY"
                            : otherwise,
                    "Error in query: expected " + word + ", found '" + peek().text() + "'.");
        }
        at++;
    }

    private boolean taken(String word) {
        if (!peek().is(word)) {
            return false;
        }
        at++;
        return true;
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        Token token = peek();
        if (token.kind() == Kind.END) {
            throw new GaqlException("UNEXPECTED_END_OF_QUERY", "Error in query: unexpected end of query.");
        }
        at++;
        return token;
    }
}
