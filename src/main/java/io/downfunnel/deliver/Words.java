package io.downfunnel.deliver;

import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureTable;

/** Says of a failure what happened, and what to do, in a person's words. */
record Words(String platform, FailureTable table) {

    String of(Failure failure) {
        var entry = table.of(failure.code());
        var said = failure.message().isBlank() || failure.message().equals(entry.cause())
                ? ""
                : " (" + platform + ": " + failure.message() + ")";
        return entry.cause() + said + (entry.remedy().isEmpty() ? "" : " " + entry.remedy());
    }

    String remedy(Failure failure) {
        return remedy(failure.code());
    }

    String remedy(String code) {
        return table.of(code).remedy();
    }

    /** Of a code whose message is not at hand. */
    String cause(String code) {
        return table.of(code).cause() + " (" + code + ")";
    }
}
