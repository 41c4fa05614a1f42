package io.downfunnel.extract.salesforce;

import io.downfunnel.domain.FailureRow;
import io.downfunnel.domain.FailureTable;

/** What each code of Salesforce means, and those that we name ourselves (salesforce.md §1.5, §3.2). */
public final class SalesforceFailures {
    private static final FailureTable TABLE = FailureTable.beside(SalesforceFailures.class);

    private SalesforceFailures() {}

    public static FailureTable table() {
        return TABLE;
    }

    /** The row of an HTTP status that came without a message of Salesforce's own. */
    static FailureRow ofStatus(int status) {
        return TABLE.find("HTTP_" + status).orElseGet(() -> TABLE.of("HTTP_UNEXPECTED"));
    }
}
