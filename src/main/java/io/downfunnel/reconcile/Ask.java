package io.downfunnel.reconcile;

import java.util.Optional;

import io.downfunnel.domain.AdQuestion;
import io.downfunnel.domain.Days;

/**
 * Something to be asked of an ad account.
 *
 * @param days of the account's own time zone; empty where the question has none
 */
record Ask(AdQuestion question, Optional<Days> days) {

    static Ask about(AdQuestion question) {
        return new Ask(question, Optional.empty());
    }

    static Ask about(AdQuestion question, Days days) {
        return new Ask(question, Optional.of(days));
    }

    int operations() {
        return question.operations();
    }

    /** For example {@code cost, 2026-10-01 to 2026-10-31}. */
    @Override
    public String toString() {
        return question.text() + days.map(span -> ", " + span).orElse("");
    }
}
