package io.downfunnel.sandbox.salesforce.soql;

import io.downfunnel.sandbox.salesforce.soql.SoqlException.Code;

/** What stands between single quotes, with its backslashes. */
final class Quoted {

    private Quoted() {}

    static Literal.Text read(String query, Token token) {
        var value = new StringBuilder();
        var pattern = new StringBuilder();
        String raw = token.text();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\') {
                value.append(c);
                pattern.append(c);
                continue;
            }
            char escaped = raw.charAt(++i);
            char meant = meaning(query, token, escaped);
            value.append(meant);
            if (escaped == '%' || escaped == '_' || escaped == '\\') {
                pattern.append('\\');
            }
            pattern.append(meant);
        }
        return new Literal.Text(value.toString(), pattern.toString(), token.at());
    }

    private static char meaning(String query, Token token, char escaped) {
        return switch (escaped) {
            case 'n', 'N' -> '\n';
            case 'r', 'R' -> '\r';
            case 't', 'T' -> '\t';
            case 'b', 'B' -> '\b';
            case 'f', 'F' -> '\f';
            case '"', '\'', '\\', '%', '_' -> escaped;
            default ->
                throw SoqlException.at(
                        query,
                        token.at(),
                        Code.MALFORMED_QUERY,
                        "Invalid string literal '%s'. Illegal character sequence '\\%s' in string literal."
                                .formatted(token.text(), escaped));
        };
    }
}
