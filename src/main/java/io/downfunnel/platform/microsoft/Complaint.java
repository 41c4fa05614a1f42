package io.downfunnel.platform.microsoft;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One error in an answer: an AdApiError, an OperationError or a BatchError, which differ in little
 * (https://learn.microsoft.com/en-us/advertising/guides/handle-service-errors-exceptions).
 *
 * @param code the symbolic one; where there is none, the number as text
 * @param index which item of the request it is about; empty where it does not say
 */
record Complaint(String code, String message, OptionalInt index) {

    /** About the request as a whole. */
    static List<Complaint> general(JsonNode fault) {
        var all = new ArrayList<>(list(fault.path("Errors")));
        all.addAll(list(fault.path("OperationErrors")));
        return all;
    }

    /** About single items of a request that failed as a whole. */
    static List<Complaint> single(JsonNode fault) {
        return list(fault.path("BatchErrors"));
    }

    /** Items of the list that are null say nothing. */
    static List<Complaint> list(JsonNode errors) {
        var complaints = new ArrayList<Complaint>();
        errors.forEach(error -> {
            if (error.isObject()) {
                complaints.add(of(error));
            }
        });
        return complaints;
    }

    private static Complaint of(JsonNode error) {
        var symbol = error.path("ErrorCode").asText("");
        var details = error.path("Details").asText(error.path("Detail").asText(""));
        var message = error.path("Message").asText("");
        return new Complaint(
                symbol.isEmpty() || symbol.equals("null") ? error.path("Code").asText("") : symbol,
                details.isEmpty() || details.equals("null") ? message : message + " " + details,
                error.path("Index").isInt() ? OptionalInt.of(error.path("Index").asInt()) : OptionalInt.empty());
    }
}
