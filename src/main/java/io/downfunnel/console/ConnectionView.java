package io.downfunnel.console;

import java.time.ZoneId;
import java.util.Locale;

import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.Wording;
import io.downfunnel.store.CircuitStore.Endpoint;
import io.downfunnel.store.ConnectionReadStore.Budget;
import io.downfunnel.store.ConnectionReadStore.Connection;
import io.downfunnel.store.ConnectionReadStore.Freshness;
import io.downfunnel.store.ConnectionReadStore.LeftAlone;
import io.downfunnel.store.QuotaStore.Use;

/**
 * How a connection fares.
 *
 * @param stopped why nothing may be sent there, if it is a destination; empty when something may
 * @param paused why nothing is read from there, if it is a CRM; empty when something is
 * @param message what happened and what it means; empty while all is well
 * @param remedy what to do
 */
public record ConnectionView(
        String name,
        RunView.Mark mark,
        When since,
        String stopped,
        String paused,
        String message,
        String remedy,
        When nextTry,
        String failures,
        When seen) {

    private static final RunView.Mark PAUSED = new RunView.Mark("needs-you", "=", "Paused");

    /** One that was paused before anything was heard of it. */
    static ConnectionView unheardOf(String connection, String paused, ConnectionNames names) {
        return new ConnectionView(
                names.of(connection), PAUSED, When.NEVER, "", paused, "", "", When.NEVER, "", When.NEVER);
    }

    static ConnectionView of(Connection connection, String stopped, String paused, ZoneId zone, ConnectionNames names) {
        return new ConnectionView(
                names.of(connection.name()),
                !paused.isEmpty()
                        ? PAUSED
                        : switch (connection.state()) {
                            case "fine" -> RunView.Mark.FINE;
                            case "failing" -> new RunView.Mark("needs-you", "!", "Failing");
                            default ->
                                new RunView.Mark(
                                        "broke", "×", connection.state().toLowerCase(Locale.ROOT));
                        },
                When.of(connection.since(), zone),
                stopped,
                paused,
                connection.state().equals("fine")
                        ? ""
                        : connection.message().or(connection::code).orElse("No message was given."),
                connection.state().equals("fine") ? "" : connection.remedy().orElse(""),
                When.of(connection.nextTryAt(), zone),
                connection.failures() == 0 ? "" : Wording.count(connection.failures(), "failure") + " in a row",
                When.of(connection.seenAt(), zone));
    }

    /** One of the things a connection is used for, which is left alone while the others go on. */
    static ConnectionView of(LeftAlone endpoint, ZoneId zone, ConnectionNames names) {
        var view = of(endpoint.how(), "", "", zone, names);
        return new ConnectionView(
                view.name() + ", " + word(endpoint.endpoint()),
                view.mark(),
                view.since(),
                view.stopped(),
                view.paused(),
                view.message(),
                view.remedy(),
                view.nextTry(),
                view.failures(),
                view.seen());
    }

    private static String word(Endpoint endpoint) {
        return switch (endpoint) {
            case UPLOAD -> "uploads";
            case VERDICT -> "verdicts";
        };
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
     * API calls of a day.
     *
     * @param share used by everyone, for the bar; negative where the vendor did not say
     * @param note a sentence: how they are counted, and what is planned
     */
    public record BudgetView(String connection, String used, int share, String note) {
        static BudgetView of(Budget budget, ConnectionNames names) {
            var share = budget.allowed()
                    .filter(allowed -> allowed > 0)
                    .flatMap(allowed -> budget.used().map(used -> (int) Math.min(100, used * 100 / allowed)))
                    .orElse(-1);
            return new BudgetView(
                    names.of(budget.connection()),
                    budget.used().map(Wording::number).orElse("an unknown number")
                            + budget.allowed()
                                    .map(allowed -> " of " + Wording.number(allowed))
                                    .orElse("")
                            + " by everyone"
                            + (share < 0 ? "" : ", " + share + " %"),
                    share,
                    Wording.count(budget.calls(), "call") + " by us, since midnight UTC.");
        }

        /** What we count ourselves of a platform's quota. */
        static BudgetView of(Use use, ZoneId zone, ConnectionNames names) {
            int share = (int) Math.min(100, use.used() * 100 / Math.max(1, use.allowed()));
            var counted = "Counted since " + When.of(use.countedFrom(), zone).text() + "."
                    + use.moreAt()
                            .map(more -> " The rest waits until "
                                    + When.of(more, zone).text() + ".")
                            .orElse("");
            return new BudgetView(
                    names.of(use.connection()) + ", " + word(use.endpoint()),
                    Wording.number(use.used()) + " of " + Wording.number(use.allowed()) + " by us, " + share + " %",
                    share,
                    switch (use.endpoint()) {
                        case UPLOAD -> groups(use) + " " + counted;
                        case VERDICT -> counted;
                    });
        }

        private static String groups(Use use) {
            var size = use.groupSize() == 1
                    ? "One event a request"
                    : "Up to " + Wording.number(use.groupSize()) + " events a request";
            return use.backlog() == 0
                    ? size + "."
                    : size + ", for " + Wording.count(use.backlog(), "event") + " that waited.";
        }
    }
}
