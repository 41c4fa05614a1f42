package io.downfunnel.platform.microsoft;

import java.time.LocalDate;
import java.util.List;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.downfunnel.domain.Days;

/**
 * A daily report of one account, as CSV without anything around it
 * (https://learn.microsoft.com/en-us/advertising/reporting-service/reportrequest).
 *
 * @param type of the request, which says of what the report is
 * @param formatVersion 2.0: numbers without separators between thousands
 */
@JsonNaming(UpperCamelCaseStrategy.class)
record ReportOrder(
        String type,
        String format,
        String formatVersion,
        boolean excludeReportHeader,
        boolean excludeReportFooter,
        boolean excludeColumnHeaders,
        boolean returnOnlyCompleteData,
        String aggregation,
        List<String> columns,
        Scope scope,
        Time time) {

    @JsonNaming(UpperCamelCaseStrategy.class)
    record Asked(ReportOrder reportRequest) {}

    @JsonNaming(UpperCamelCaseStrategy.class)
    record Poll(String reportRequestId) {}

    @JsonNaming(UpperCamelCaseStrategy.class)
    record Scope(List<String> accountIds) {}

    /** @param reportTimeZone only says what today is; the days of the report are those of UTC */
    @JsonNaming(UpperCamelCaseStrategy.class)
    record Time(Date customDateRangeStart, Date customDateRangeEnd, String reportTimeZone) {}

    @JsonNaming(UpperCamelCaseStrategy.class)
    record Date(int day, int month, int year) {
        static Date of(LocalDate date) {
            return new Date(date.getDayOfMonth(), date.getMonthValue(), date.getYear());
        }
    }

    static ReportOrder of(String type, List<String> columns, String account, Days days) {
        return new ReportOrder(
                type,
                "Csv",
                "2.0",
                true,
                true,
                false,
                false,
                "Daily",
                columns,
                new Scope(List.of(account)),
                new Time(Date.of(days.first()), Date.of(days.last()), "GreenwichMeanTimeDublinEdinburghLisbonLondon"));
    }
}
