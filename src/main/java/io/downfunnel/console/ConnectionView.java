package io.downfunnel.console;

import java.time.ZoneId;
import java.util.Locale;

import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.Wording;
import io.downfunnel.store.ConnectionReadStore.Budget;
import io.downfunnel.store.ConnectionReadStore.Connection;
import io.downfunnel.store.ConnectionReadStore.Freshness;

/**
 * How a connection fares.
 *
 * @param stopped why nothing may be sent there, if it is a destination; empty when something may
 * @param message what happened and what it means; empty while all is well
 * @param remedy what to do
 */
public record ConnectionView(
        String name,
        RunView.Mark mark,
        When since,
        String stopped,
        String message,
        String remedy,
        When nextTry,
        String failures,
        When seen) {

    static ConnectionView of(Connection connection, String stopped, ZoneId zone, ConnectionNames names) {
        return new ConnectionView(
                names.of(connection.name()),
                switch (connection.state()) {
                    case "fine" -> RunView.Mark.FINE;
                    case "failing" -> new RunView.Mark("needs-you", "!", "Failing");
                    default -> new RunView.Mark("broke", "×", connection.state().toLowerCase(Locale.ROOT));
                },
                When.of(connection.since(), zone),
                stopped,
                connection.state().equals("fine")
                        ? ""
                        : connection.message().or(connection::code).orElse("No message was given."),
                connection.state().equals("fine") ? "" : connection.remedy().orElse(""),
                When.of(connection.nextTryAt(), zone),
                connection.failures() == 0 ? "" : Wording.count(connection.failures(), "failure") + " in a row",
                When.of(connection.seenAt(), zone));
    }

    /** Up to where the CRM was read. */
    public record FreshnessView(String connection, String object, When upTo, When finished, String records) {
        static FreshnessView of(Freshness freshness, ZoneId zone) {
            return new FreshnessView(
                    freshness.connection(),
                    freshness.object(),
                    When.of(freshness.extractedUpTo(), zone),
                    When.of(freshness.finishedAt(), zone),
                    Wording.number(freshness.records()));
        }
    }

    /**
     * API calls of today (UTC).
     *
     * @param share used by everyone, for the bar; negative where the vendor did not say
     */
    public record BudgetView(String connection, String calls, String used, int share) {
        static BudgetView of(Budget budget, ConnectionNames names) {
            var share = budget.allowed()
                    .filter(allowed -> allowed > 0)
                    .flatMap(allowed -> budget.used().map(used -> (int) Math.min(100, used * 100 / allowed)))
                    .orElse(-1);
            return new BudgetView(
                    names.of(budget.connection()),
                    Wording.count(budget.calls(), "call") + " by us",
                    budget.used().map(Wording::number).orElse("an unknown number")
                            + budget.allowed()
                                    .map(allowed -> " of " + Wording.number(allowed))
                                    .orElse("")
                            + " by everyone"
                            + (share < 0 ? "" : ", " + share + " %"),
                    share);
        }
    }
}
