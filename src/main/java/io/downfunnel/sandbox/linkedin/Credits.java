package io.downfunnel.sandbox.linkedin;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which campaigns are credited with which conversions: those that are associated with the rule and were clicked by the
 * member within its window. Of most types the first conversion of a member counts, of some each (linkedin.md §2.7).
 */
final class Credits {

    /**
     * @param day of the conversion; whether LinkedIn takes that of the ad instead is not known
     * @param value empty for none
     * @param takenAt when LinkedIn took the event
     */
    record Credit(String rule, String campaign, LocalDate day, String value, Instant takenAt) {}

    private record Counted(String rule, String person, String campaign) {}

    private final List<Credit> credits = new ArrayList<>();
    private final Map<Counted, List<Instant>> counted = new HashMap<>();

    synchronized void add(StreamedEvent event, ConversionRule rule, Instant takenAt) {
        Instant happenedAt = Instant.parse(event.happenedAt());
        for (String campaign : event.credited()) {
            var known = counted.computeIfAbsent(
                    new Counted(event.rule(), event.person(), campaign), any -> new ArrayList<>());
            boolean repeated = known.stream()
                    .anyMatch(other -> Duration.between(other, happenedAt).abs().compareTo(rule.clickWindow()) <= 0);
            if (rule.countsEach() || !repeated) {
                known.add(happenedAt);
                credits.add(new Credit(
                        event.rule(),
                        campaign,
                        happenedAt.atZone(ZoneOffset.UTC).toLocalDate(),
                        rule.worth(event.currency().equals(AdAccountsResource.CURRENCY) ? event.value() : "")
                                .orElse(""),
                        takenAt));
            }
        }
    }

    /** Those that LinkedIn had taken by then. */
    synchronized List<Credit> takenBy(Instant then) {
        return credits.stream()
                .filter(credit -> !credit.takenAt().isAfter(then))
                .toList();
    }

    synchronized void clear() {
        credits.clear();
        counted.clear();
    }
}
