package io.downfunnel.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Move;
import io.downfunnel.domain.Run;

/** What was heard of what was sent, and what follows from it. */
@ApplicationScoped
public class AnswerStore {
    private final Jdbi jdbi;

    public AnswerStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * What was heard of a batch.
     *
     * @param answer taken in, refused or broken
     * @param code of the failure; empty when there was none
     * @param requestId to ask for the verdict with
     * @param pollAt first look at the verdict; empty where there will be none
     */
    public record Heard(
            Answer answer,
            Optional<String> code,
            Optional<String> message,
            Optional<String> requestId,
            Optional<Instant> pollAt) {

        public enum Answer {
            TAKEN_IN("taken in"),
            REFUSED("refused"),
            BROKEN("broken");

            private final String word;

            Answer(String word) {
                this.word = word;
            }

            String word() {
                return word;
            }
        }
    }

    /** What was heard of one conversion of a batch: {@code accepted}, {@code rejected}, and so on. */
    public record ItemOutcome(long conversion, String outcome, Optional<String> code, Optional<String> message) {}

    /**
     * Writes down what was heard of a batch and what follows from it. Conversions that somebody else has taken over in
     * the meantime do not move; what was heard of them is kept as evidence, and resolves a doubt where one was left.
     *
     * @param steps moves that follow each other
     * @return ids of the conversions that moved at the first step
     */
    public Set<Long> settle(
            Run run, long batch, Heard heard, List<ItemOutcome> items, List<Move> first, List<Move> then) {
        return jdbi.inTransaction(handle -> {
            var moves = new StateMoves(handle, run, Optional.of(batch));
            var moved = moves.apply(first, ConversionState.IN_FLIGHT);
            moves.apply(then, ConversionState.UNKNOWN);
            var late = moved.size() < first.size();
            if (late) {
                resolveDoubt(moves, batch, first);
            }
            updateBatch(handle, batch, heard, late);
            updateItems(handle, batch, items);
            return moved;
        });
    }

    /** Held because nobody knew its fate, and now the answer has come after all. */
    private static void resolveDoubt(StateMoves moves, long batch, List<Move> first) {
        var doubtful = Set.copyOf(moves.handle()
                .createQuery("""
                        select c.id from upload_batch_item i join conversion c on c.id = i.conversion_id
                         where i.batch_id = :batch and c.batch_id = :batch and c.state in ('HELD', 'UNKNOWN')
                           and c.reason in ('NO_ANSWER', 'NODE_LOST')""")
                .bind("batch", batch)
                .mapTo(Long.class)
                .list());
        moves.apply(
                first.stream()
                        .filter(move -> move.to() == ConversionState.ACCEPTED)
                        .filter(move -> doubtful.contains(move.conversion()))
                        .toList(),
                ConversionState.HELD,
                ConversionState.UNKNOWN);
    }

    private static void updateBatch(Handle handle, long batch, Heard heard, boolean late) {
        handle.createUpdate("""
                        update upload_batch
                           set answered_at = clock_timestamp(), answer = :answer, code = :code, message = :message,
                               request_id = :requestId, late = :late, poll_at = :pollAt,
                               verdict = case when cast(:pollAt as timestamptz) is not null then 'pending' end
                         where id = :batch""")
                .bind("batch", batch)
                .bind("answer", heard.answer().word)
                .bind("code", heard.code().orElse(null))
                .bind("message", heard.message().orElse(null))
                .bind("requestId", heard.requestId().orElse(null))
                .bind("pollAt", heard.pollAt().orElse(null))
                .bind("late", late)
                .execute();
    }

    private static void updateItems(Handle handle, long batch, List<ItemOutcome> items) {
        if (items.isEmpty()) {
            return;
        }
        handle.createUpdate("""
                        update upload_batch_item i set outcome = a.outcome, code = a.code, message = a.message
                          from unnest(:ids, :outcomes, :codes, :messages) as a (id, outcome, code, message)
                         where i.batch_id = :batch and i.conversion_id = a.id""")
                .bind("batch", batch)
                .bindArray(
                        "ids",
                        Long.class,
                        items.stream().map(ItemOutcome::conversion).toList())
                .bindArray(
                        "outcomes",
                        String.class,
                        items.stream().map(ItemOutcome::outcome).toList())
                .bindArray("codes", String.class, texts(items, ItemOutcome::code))
                .bindArray("messages", String.class, texts(items, ItemOutcome::message))
                .execute();
    }

    private static List<String> texts(List<ItemOutcome> items, Function<ItemOutcome, Optional<String>> field) {
        var texts = new ArrayList<String>(items.size());
        items.forEach(item -> texts.add(field.apply(item).orElse(null)));
        return texts;
    }
}
