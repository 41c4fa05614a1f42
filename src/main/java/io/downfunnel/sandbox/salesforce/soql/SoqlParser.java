package io.downfunnel.sandbox.salesforce.soql;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import io.downfunnel.sandbox.salesforce.soql.Condition.All;
import io.downfunnel.sandbox.salesforce.soql.Condition.Any;
import io.downfunnel.sandbox.salesforce.soql.Condition.Comparison;
import io.downfunnel.sandbox.salesforce.soql.Condition.Not;
import io.downfunnel.sandbox.salesforce.soql.Condition.OneOf;
import io.downfunnel.sandbox.salesforce.soql.Condition.Operator;
import io.downfunnel.sandbox.salesforce.soql.Query.Order;
import io.downfunnel.sandbox.salesforce.soql.SoqlException.Code;
import io.downfunnel.sandbox.salesforce.soql.Token.Kind;

/**
 * Recursive descent over
 *
 * <pre>
 * query     := SELECT (COUNT() | path {, path}) FROM name [WHERE condition] [ORDER BY order {, order}] [LIMIT n] [OFFSET n]
 * condition := NOT term | term {AND term} | term {OR term}
 * term      := ( condition ) | path operator literal | path [NOT] IN ( literal {, literal} )
 * order     := path [ASC | DESC] [NULLS (FIRST | LAST)]
 * </pre>
 *
 * AND and OR do not mix without parentheses, nor does NOT with either: the real server refuses both.
 */
public final class SoqlParser {

    /** Of the whole statement: SOQL and SOSL limits in Salesforce's limits cheat sheet. */
    public static final int MAX_LENGTH = 100_000;

    private static final int MAX_TEXT_LENGTH = 4_000;
    private static final int MAX_OFFSET = 2_000;
    private static final int MAX_DEPTH = 100;
    private static final int MAX_RELATIONSHIPS = 5;
    private static final Set<String> NOT_PLAYED_HERE =
            Set.of("GROUP", "HAVING", "WITH", "FOR", "USING", "TYPEOF", "ALL", "UPDATE");
    private static final DateTimeFormatter OFFSET_WITHOUT_COLON =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss[.SSSSSSSSS][.SSS]XX");

    private final String query;
    private final List<Token> tokens;
    private int next;
    private int depth;

    private SoqlParser(String query) {
        this.query = query;
        this.tokens = Tokenizer.tokens(query);
    }

    /** @throws SoqlException when it is not SOQL, or not a part of SOQL that is played here */
    public static Query parse(String query) {
        if (query.length() > MAX_LENGTH) {
            throw SoqlException.of(Code.MALFORMED_QUERY, "SOQL statements cannot be longer than 100000 characters.");
        }
        return new SoqlParser(query).query();
    }

    private Query query() {
        if (!takeWord("SELECT")) {
            throw unexpected();
        }
        List<FieldPath> select = count() ? List.of() : select();
        expectWord("FROM");
        Token from = expect(Kind.WORD);
        Optional<Condition> where = takeWord("WHERE") ? Optional.of(condition()) : Optional.empty();
        List<Order> orderBy = takeWord("ORDER") ? orders() : List.of();
        OptionalInt limit = takeWord("LIMIT") ? OptionalInt.of(wholeNumber()) : OptionalInt.empty();
        OptionalInt offset = takeWord("OFFSET") ? OptionalInt.of(offset()) : OptionalInt.empty();
        if (peek().kind() != Kind.END) {
            throw unexpected();
        }
        return new Query(query, select, from.text(), from.at(), where, orderBy, limit, offset);
    }

    private boolean count() {
        boolean counts = peek().isWord("COUNT")
                && tokens.get(next + 1).isSymbol("(")
                && tokens.get(next + 2).isSymbol(")");
        if (counts) {
            next += 3;
        }
        return counts;
    }

    private List<FieldPath> select() {
        List<FieldPath> fields = new ArrayList<>();
        do {
            if (peek().isSymbol("(")) {
                throw notPlayed("subqueries");
            }
            fields.add(path());
            if (peek().isSymbol("(")) {
                throw notPlayed("functions and aggregates other than COUNT()");
            }
        } while (takeSymbol(","));
        return fields;
    }

    private FieldPath path() {
        Token first = expect(Kind.WORD);
        List<String> parts = new ArrayList<>(List.of(first.text()));
        while (takeSymbol(".")) {
            parts.add(expect(Kind.WORD).text());
        }
        if (parts.size() > MAX_RELATIONSHIPS + 1) {
            throw SoqlException.at(
                    query,
                    first.at(),
                    Code.INVALID_FIELD,
                    "SOQL statements may not query more than 5 levels of child-to-parent relationships.");
        }
        return new FieldPath(parts, first.at());
    }

    private Condition condition() {
        if (++depth > MAX_DEPTH) {
            throw SoqlException.at(query, peek().at(), Code.MALFORMED_QUERY, "conditions are nested too deeply");
        }
        try {
            if (takeWord("NOT")) {
                return new Not(term());
            }
            Condition first = term();
            if (peek().isWord("AND")) {
                return new All(chain(first, "AND"));
            }
            return peek().isWord("OR") ? new Any(chain(first, "OR")) : first;
        } finally {
            depth--;
        }
    }

    private List<Condition> chain(Condition first, String word) {
        List<Condition> parts = new ArrayList<>(List.of(first));
        while (takeWord(word)) {
            parts.add(term());
        }
        return parts;
    }

    private Condition term() {
        if (takeSymbol("(")) {
            Condition inner = condition();
            expectSymbol(")");
            return inner;
        }
        if (peek().isWord("NOT")) {
            throw unexpected();
        }
        FieldPath field = path();
        if (peek().isSymbol("(")) {
            throw notPlayed("functions");
        }
        if (takeWord("IN")) {
            return new OneOf(field, false, values());
        }
        if (takeWord("NOT")) {
            expectWord("IN");
            return new OneOf(field, true, values());
        }
        return new Comparison(field, operator(), literal());
    }

    private Operator operator() {
        if (takeWord("LIKE")) {
            return Operator.LIKE;
        }
        Token token = peek();
        if (token.kind() != Kind.SYMBOL) {
            throw unexpected();
        }
        Operator operator = switch (token.text()) {
            case "=" -> Operator.EQUAL;
            case "!=", "<>" -> Operator.NOT_EQUAL;
            case "<" -> Operator.LESS;
            case "<=" -> Operator.AT_MOST;
            case ">" -> Operator.GREATER;
            case ">=" -> Operator.AT_LEAST;
            default -> throw unexpected();
        };
        next++;
        return operator;
    }

    private List<Literal> values() {
        expectSymbol("(");
        if (peek().isWord("SELECT")) {
            throw notPlayed("semi-joins");
        }
        List<Literal> values = new ArrayList<>();
        do {
            values.add(literal());
        } while (takeSymbol(","));
        expectSymbol(")");
        return values;
    }

    private Literal literal() {
        Token token = peek();
        Literal literal = switch (token.kind()) {
            case TEXT -> text(token);
            case NUMBER -> new Literal.Numeral(new BigDecimal(token.text()), token.at());
            case DATE -> day(token);
            case DATE_TIME -> moment(token);
            case WORD -> word(token);
            case SYMBOL, END -> throw unexpected();
        };
        next++;
        return literal;
    }

    private Literal text(Token token) {
        Literal.Text text = Quoted.read(query, token);
        if (text.value().length() > MAX_TEXT_LENGTH) {
            throw SoqlException.at(
                    query,
                    token.at(),
                    Code.MALFORMED_QUERY,
                    "string literal exceeds maximum length of " + MAX_TEXT_LENGTH);
        }
        return text;
    }

    private Literal word(Token token) {
        if (token.isWord("TRUE") || token.isWord("FALSE")) {
            return new Literal.Truth(token.isWord("TRUE"), token.at());
        }
        if (token.isWord("NULL")) {
            return new Literal.Nothing(token.at());
        }
        if (token.text().matches("(?i)(TODAY|YESTERDAY|TOMORROW|(LAST|NEXT|THIS|N)_.*|[A-Z_]+:\\d+)")) {
            throw notPlayed("relative dates");
        }
        throw unexpected();
    }

    private Literal day(Token token) {
        try {
            return new Literal.Day(LocalDate.parse(token.text()), token.at());
        } catch (DateTimeException e) {
            throw SoqlException.at(query, token.at(), Code.MALFORMED_QUERY, "Invalid date: " + token.text());
        }
    }

    private Literal moment(Token token) {
        try {
            return new Literal.Moment(instant(token.text()), token.at());
        } catch (DateTimeException e) {
            throw SoqlException.at(query, token.at(), Code.MALFORMED_QUERY, "Invalid datetime: " + token.text());
        }
    }

    private static Instant instant(String text) {
        boolean colon = text.endsWith("Z") || text.charAt(text.length() - 3) == ':';
        return (colon ? OffsetDateTime.parse(text) : OffsetDateTime.parse(text, OFFSET_WITHOUT_COLON)).toInstant();
    }

    private List<Order> orders() {
        expectWord("BY");
        List<Order> orders = new ArrayList<>();
        do {
            orders.add(order());
        } while (takeSymbol(","));
        return orders;
    }

    private Order order() {
        FieldPath field = path();
        boolean descending = takeWord("DESC");
        if (!descending) {
            takeWord("ASC");
        }
        boolean nullsLast = false;
        if (takeWord("NULLS")) {
            nullsLast = takeWord("LAST");
            if (!nullsLast) {
                expectWord("FIRST");
            }
        }
        return new Order(field, descending, nullsLast);
    }

    private int wholeNumber() {
        Token token = expect(Kind.NUMBER);
        try {
            int number = Integer.parseInt(token.text());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException notWhole) {
            // Refused below, as any other sign would be.
        }
        throw SoqlException.at(query, token.at(), Code.MALFORMED_QUERY, "unexpected token: '" + token.text() + "'");
    }

    private int offset() {
        int offset = wholeNumber();
        if (offset > MAX_OFFSET) {
            throw SoqlException.of(Code.NUMBER_OUTSIDE_VALID_RANGE, "Maximum SOQL offset allowed is 2000");
        }
        return offset;
    }

    private Token peek() {
        return tokens.get(next);
    }

    private boolean takeWord(String word) {
        boolean taken = peek().isWord(word);
        next += taken ? 1 : 0;
        return taken;
    }

    private boolean takeSymbol(String symbol) {
        boolean taken = peek().isSymbol(symbol);
        next += taken ? 1 : 0;
        return taken;
    }

    private void expectWord(String word) {
        if (!takeWord(word)) {
            throw unexpected();
        }
    }

    private void expectSymbol(String symbol) {
        if (!takeSymbol(symbol)) {
            throw unexpected();
        }
    }

    private Token expect(Kind kind) {
        Token token = peek();
        if (token.kind() != kind) {
            throw unexpected();
        }
        next++;
        return token;
    }

    private SoqlException unexpected() {
        Token token = peek();
        if (token.kind() == Kind.WORD && NOT_PLAYED_HERE.contains(token.text().toUpperCase(Locale.ROOT))) {
            return notPlayed(token.text());
        }
        String complaint =
                token.kind() == Kind.END ? "unexpected token: '<EOF>'" : "unexpected token: '" + token.text() + "'";
        return SoqlException.at(query, token.at(), Code.MALFORMED_QUERY, complaint);
    }

    /** Real SOQL, but nothing a reader of events needs: said plainly, so that nobody takes it for his own mistake. */
    private SoqlException notPlayed(String what) {
        return SoqlException.at(
                query, peek().at(), Code.MALFORMED_QUERY, "the sandbox's Salesforce does not know " + what);
    }
}
