package io.downfunnel.extract;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.downfunnel.domain.Journey.OpportunityStory;
import io.downfunnel.domain.Journey.Snapshot;
import io.downfunnel.domain.Sequel;
import io.downfunnel.domain.Sequel.Departure;
import io.downfunnel.domain.Sequel.Way;

/**
 * Finds in an opportunity's history what became of it after it reached a stage (salesforce.md §5.5). When a deal was lost
 * or reopened is read from rows of the history, never guessed: where the record says more than its history yet, nothing is
 * told until the row has come.
 *
 * @param rows of the history, in order
 */
record Sequels(OpportunityStory opportunity, List<Snapshot> rows) {

    /**
     * @param entry the row in which it reached the stage
     * @param end the row in which it did so the next time; the number of rows where it did not
     * @param values names of the stage in the CRM
     */
    Sequel of(int entry, int end, List<String> values) {
        var left = rows.subList(entry + 1, end).stream()
                .filter(row ->
                        row.stageName().filter(name -> !values.contains(name)).isPresent())
                .findFirst();
        var again = end < rows.size() ? Optional.of(rows.get(end).at()) : Optional.<Instant>empty();
        var wasClosed = rows.get(entry).closed();
        var departure = left.flatMap(row -> again.isPresent() || isOpen()
                ? Optional.of(new Departure(Way.REOPENED, row.at())).filter(reopened -> wasClosed)
                : lost());
        return new Sequel(rows.getLast().amount(), amountSince(rows.get(entry).at()), departure, again);
    }

    /** Of the stage that a deal reaches by being there. */
    Sequel sinceCreation() {
        return rows.isEmpty()
                ? new Sequel(opportunity.amount(), opportunity.createdAt(), Optional.empty(), Optional.empty())
                : new Sequel(rows.getLast().amount(), amountSince(opportunity.createdAt()), lost(), Optional.empty());
    }

    private boolean told() {
        return rows.getLast()
                .stageName()
                .equals(Optional.ofNullable(opportunity.fields().get("StageName")));
    }

    private boolean isOpen() {
        return told() && "false".equals(opportunity.fields().get("IsClosed"));
    }

    /** Closed and not won, since the first of the last rows that name its stage. */
    private Optional<Departure> lost() {
        if (!told()
                || !"true".equals(opportunity.fields().get("IsClosed"))
                || !"false".equals(opportunity.fields().get("IsWon"))) {
            return Optional.empty();
        }
        var since = rows.getLast().at();
        for (var row : rows.reversed()) {
            if (!row.stageName().equals(rows.getLast().stageName())) {
                break;
            }
            since = row.at();
        }
        return Optional.of(new Departure(Way.LOST, since));
    }

    private Instant amountSince(Instant reached) {
        var since = rows.getLast().at();
        for (var row : rows.reversed()) {
            if (!same(row, rows.getLast())) {
                break;
            }
            since = row.at();
        }
        return since.isBefore(reached) ? reached : since;
    }

    private static boolean same(Snapshot one, Snapshot other) {
        return one.amount().isPresent() == other.amount().isPresent()
                && (one.amount().isEmpty()
                        || one.amount().get().compareTo(other.amount().get()) == 0);
    }
}
