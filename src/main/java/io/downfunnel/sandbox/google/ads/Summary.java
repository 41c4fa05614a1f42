package io.downfunnel.sandbox.google.ads;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.google.UploadTally;

/**
 * How uploads fared: counts and alerts of the latest day with uploads, and a line each for the last seven days and jobs.
 * google.md §3.7.
 *
 * @param tallies of one client, at least one
 */
record Summary(List<UploadTally> tallies, Instant now) {

    private static final Duration RECENT = Duration.ofDays(28);
    private static final int LINES = 7;
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    static final List<String> FIELDS = List.of(
            "resource_name",
            "client",
            "status",
            "total_event_count",
            "successful_event_count",
            "pending_event_count",
            "last_upload_date_time",
            "daily_summaries",
            "job_summaries",
            "alerts");

    /** What Google calls the client. Data Manager has no name there, as far as anybody has seen: google.md §3.7. */
    static String client(UploadTally.Route route) {
        return switch (route) {
            case ADS_API -> "GOOGLE_ADS_API";
            case DATA_MANAGER -> "UNKNOWN";
        };
    }

    /** @param prefix the resource with a dot */
    Map<String, String> fields(String prefix) {
        List<UploadTally> latest = byDay().lastEntry().getValue();
        long total = sum(latest, UploadTally::records);
        var fields = new HashMap<String, String>();
        fields.put(prefix + "client", client(tallies.getFirst().route()));
        fields.put(prefix + "status", status(latest, total));
        fields.put(prefix + "total_event_count", String.valueOf(total));
        fields.put(prefix + "successful_event_count", String.valueOf(sum(latest, UploadTally::successful)));
        fields.put(prefix + "pending_event_count", String.valueOf(sum(latest, UploadTally::waiting)));
        fields.put(
                prefix + "last_upload_date_time", last().atZone(ZoneOffset.UTC).format(SECONDS));
        fields.put(prefix + "daily_summaries", days().toString());
        fields.put(prefix + "job_summaries", jobs().toString());
        fields.put(prefix + "alerts", alerts(latest, total).toString());
        return fields;
    }

    String successRate() {
        List<UploadTally> latest = byDay().lastEntry().getValue();
        return share(sum(latest, UploadTally::successful), sum(latest, UploadTally::records));
    }

    String pendingRate() {
        List<UploadTally> latest = byDay().lastEntry().getValue();
        return share(sum(latest, UploadTally::waiting), sum(latest, UploadTally::records));
    }

    private String status(List<UploadTally> latest, long total) {
        if (last().isBefore(now.minus(RECENT))) {
            return "NO_RECENT_UPLOAD";
        }
        long failed = sum(latest, UploadTally::failed);
        return failed == 0 ? "EXCELLENT" : failed * 10 <= total ? "GOOD" : "NEEDS_ATTENTION";
    }

    private Instant last() {
        return tallies.stream()
                .map(UploadTally::at)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private TreeMap<LocalDate, List<UploadTally>> byDay() {
        return tallies.stream()
                .collect(Collectors.groupingBy(
                        tally -> tally.at().atZone(ZoneOffset.UTC).toLocalDate(), TreeMap::new, Collectors.toList()));
    }

    private ArrayNode days() {
        ArrayNode lines = Json.array();
        byDay().descendingMap().entrySet().stream()
                .limit(LINES)
                .forEach(day -> line(lines, day.getValue())
                        .put("uploadDate", day.getKey().toString()));
        return lines;
    }

    private ArrayNode jobs() {
        ArrayNode lines = Json.array();
        tallies.stream()
                .filter(tally -> tally.job() > 0)
                .collect(Collectors.groupingBy(UploadTally::job, TreeMap::new, Collectors.toList()))
                .descendingMap()
                .entrySet()
                .stream()
                .limit(LINES)
                .forEach(job -> line(lines, job.getValue()).put("jobId", String.valueOf(job.getKey())));
        return lines;
    }

    private static ObjectNode line(ArrayNode lines, List<UploadTally> tallies) {
        return lines.addObject()
                .put("successfulCount", String.valueOf(sum(tallies, UploadTally::successful)))
                .put("failedCount", String.valueOf(sum(tallies, UploadTally::failed)))
                .put("pendingCount", String.valueOf(sum(tallies, UploadTally::waiting)));
    }

    private static ArrayNode alerts(List<UploadTally> latest, long total) {
        Map<String, Integer> errors = new TreeMap<>();
        latest.stream()
                .filter(tally -> !tally.pending())
                .forEach(tally -> tally.errors().forEach((code, count) -> errors.merge(code, count, Integer::sum)));
        ArrayNode alerts = Json.array();
        errors.forEach((code, count) -> {
            if (Rows.hasUploadError(code)) {
                alerts.addObject()
                        .put("errorPercentage", Double.valueOf(share(count, total)))
                        .putObject("error")
                        .put("conversionUploadError", code);
            }
        });
        return alerts;
    }

    private static String share(long part, long total) {
        return total == 0
                ? "0"
                : BigDecimal.valueOf(part)
                        .divide(BigDecimal.valueOf(total), MathContext.DECIMAL32)
                        .toPlainString();
    }

    private static long sum(List<UploadTally> tallies, Function<UploadTally, Integer> number) {
        return tallies.stream().mapToLong(number::apply).sum();
    }
}
