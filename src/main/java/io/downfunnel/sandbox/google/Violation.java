package io.downfunnel.sandbox.google;

/**
 * One entry of {@code google.rpc.BadRequest}.
 *
 * @param field path in snake_case, with indexes
 * @param reason a name of {@code ErrorReason}; empty for violations of the JSON itself, which carry none
 */
record Violation(String field, String reason, String description) {

    static Violation ofJson(String field, String description) {
        return new Violation(field, "", description);
    }
}
