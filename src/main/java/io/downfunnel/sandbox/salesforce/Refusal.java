package io.downfunnel.sandbox.salesforce;

import java.util.OptionalInt;

import io.downfunnel.sandbox.salesforce.soql.SoqlException;

/** A call that the server refuses, in the server's words; SOAP makes a fault of it, REST an error. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String code;
    private final int row;
    private final int column;
    private final boolean placed;

    private Refusal(String code, String message, boolean placed, int row, int column) {
        super(message);
        this.code = code;
        this.placed = placed;
        this.row = row;
        this.column = column;
    }

    Refusal(String code, String message) {
        this(code, message, false, -1, -1);
    }

    static Refusal of(SoqlException complaint) {
        return new Refusal(complaint.code().name(), complaint.getMessage(), true, complaint.row(), complaint.column());
    }

    static Refusal noSuchObject(String name) {
        return new Refusal("INVALID_TYPE", Complaints.noSuchObject(name), true, -1, -1);
    }

    static Refusal noSuchField(String name, ObjectType type) {
        return new Refusal("INVALID_FIELD", Complaints.noSuchField(name, type), true, -1, -1);
    }

    static Refusal noSuchLocator() {
        return new Refusal("INVALID_QUERY_LOCATOR", "invalid query locator");
    }

    static Refusal noSuchSession() {
        return new Refusal(
                "INVALID_SESSION_ID",
                "Invalid Session ID found in SessionHeader: Illegal Session. Session not found, missing session key");
    }

    String code() {
        return code;
    }

    OptionalInt row() {
        return placed ? OptionalInt.of(row) : OptionalInt.empty();
    }

    OptionalInt column() {
        return placed ? OptionalInt.of(column) : OptionalInt.empty();
    }

    /** The type of the fault's detail in the partner API. */
    String faultType() {
        return switch (code) {
            case "MALFORMED_QUERY" -> "MalformedQueryFault";
            case "INVALID_FIELD", "INVALID_QUERY_FILTER_OPERATOR" -> "InvalidFieldFault";
            case "INVALID_TYPE" -> "InvalidSObjectFault";
            case "INVALID_QUERY_LOCATOR" -> "InvalidQueryLocatorFault";
            case "MALFORMED_ID", "INVALID_ID_FIELD" -> "InvalidIdFault";
            case "INVALID_OPERATION", "INVALID_LOGIN" -> "LoginFault";
            default -> "UnexpectedErrorFault";
        };
    }

    boolean hasPlace() {
        return switch (faultType()) {
            case "MalformedQueryFault", "InvalidFieldFault", "InvalidSObjectFault" -> true;
            default -> false;
        };
    }
}
