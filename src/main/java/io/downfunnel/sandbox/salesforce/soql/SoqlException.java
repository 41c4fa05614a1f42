package io.downfunnel.sandbox.salesforce.soql;

/** A query that cannot be understood or answered, and where in its text. */
public final class SoqlException extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final int AROUND = 20;

    /** What Salesforce calls it: the exception code of the fault. */
    public enum Code {
        MALFORMED_QUERY,
        INVALID_FIELD,
        INVALID_TYPE,
        INVALID_QUERY_FILTER_OPERATOR,
        NUMBER_OUTSIDE_VALID_RANGE
    }

    private final transient Code code;
    private final int row;
    private final int column;

    private SoqlException(Code code, String message, int row, int column) {
        super(message);
        this.code = code;
        this.row = row;
        this.column = column;
    }

    /**
     * Says it as the server does: the text around the place, a caret below it, the place in numbers, the complaint.
     *
     * @param at index into the query
     */
    public static SoqlException at(String query, int at, Code code, String complaint) {
        int place = Math.min(at, query.length());
        int lineStart = query.lastIndexOf('\n', Math.max(0, place - 1)) + 1;
        int row = 1
                + (int) query.substring(0, lineStart)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
        int column = place - lineStart + 1;
        int from = Math.max(lineStart, place - AROUND);
        int lineEnd = query.indexOf('\n', place);
        int to = Math.min(lineEnd < 0 ? query.length() : lineEnd, place + AROUND);
        String message = "\n%s\n%s^\nERROR at Row:%d:Column:%d\n%s"
                .formatted(query.substring(from, to), " ".repeat(place - from), row, column, complaint);
        return new SoqlException(code, message, row, column);
    }

    /** For a complaint about the query as a whole, which has no place. */
    public static SoqlException of(Code code, String complaint) {
        return new SoqlException(code, complaint, -1, -1);
    }

    public Code code() {
        return code;
    }

    /** From 1; -1 when the complaint has no place. */
    public int row() {
        return row;
    }

    /** From 1; -1 when the complaint has no place. */
    public int column() {
        return column;
    }
}
