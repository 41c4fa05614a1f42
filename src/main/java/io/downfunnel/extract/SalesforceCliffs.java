package io.downfunnel.extract;

import java.time.LocalDate;
import java.util.List;

import io.downfunnel.domain.Cliff;
import io.downfunnel.extract.salesforce.SalesforceClient;

/** What ends at Salesforce. */
public final class SalesforceCliffs {
    /**
     * Versions live at least three years from their release, and 65.0 came in October 2025 (salesforce.md §3.1): the first
     * month in which it may be switched off.
     */
    private static final LocalDate EARLIEST_END = LocalDate.of(2028, 10, 1);

    private SalesforceCliffs() {}

    public static List<Cliff> of(String connection) {
        return List.of(new Cliff(
                connection,
                "Salesforce API version " + SalesforceClient.API_VERSION,
                EARLIEST_END,
                "Salesforce may refuse every request from then on, and nothing new is read; it has not named the day yet.",
                "Update Downfunnel to a release that speaks a newer version.",
                "https://developer.salesforce.com/docs/platform/api/guide/api-eol-soap.html"));
    }
}
