package io.downfunnel.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Moments;
import io.downfunnel.domain.Moments.Owned;
import io.downfunnel.domain.Moments.Place;
import io.downfunnel.domain.Moments.Second;
import io.downfunnel.domain.Plan;

/** Which conversion has which second, for all nodes: decided before a payload is written, and kept as long as it is. */
final class MomentStore {
    /** Each try that fails means that another node has just planned conversions of the same click. */
    private static final int TRIES = 10;

    private static final String SECONDS = """
            unnest(:destinations, :actions, :matchKeys, :seconds)
                with ordinality as s (destination, action, match_key, second, ordinal)
            """;

    private static final String TAKEN = """
            select s.destination, s.action, s.match_key, m.second, m.key
              from %s
             cross join lateral (
                   select * from conversion_moment
                    where place = moment_place(s.destination, s.action, s.match_key) and second >= s.second
                   offset 0) m""".formatted(SECONDS);

    private static final String TAKE = """
            insert into conversion_moment (place, second, key)
            select moment_place(s.destination, s.action, s.match_key), s.second, (:keys)[s.ordinal]
              from %s
             order by s.ordinal
            on conflict do nothing""".formatted(SECONDS);

    /** {@code not in}, which looks into one table of hashes however wrong the planner is about its size. */
    private static final String LEAVE = """
            delete from conversion_moment
             where key = any (:keys)
               and (place, second) not in (
                   select moment_place(s.destination, s.action, s.match_key), s.second
                     from %s)""".formatted(SECONDS);

    private MomentStore() {}

    /**
     * The same plans, each event as of a second of its own. All nodes take seconds in the same order, and all of a batch or
     * none, so that no two wait for one another.
     */
    static List<Plan> settle(Handle handle, List<Plan> plans, Instant now) {
        for (int tried = 0; tried < TRIES; tried++) {
            var taken = taken(handle, plans);
            var moments = new Moments(taken);
            var settled = plans.stream().map(plan -> settle(moments, plan, now)).toList();
            handle.savepoint("moments");
            if (take(handle, owned(settled), Set.copyOf(taken))) {
                handle.releaseSavepoint("moments");
                leave(handle, settled);
                return settled;
            }
            handle.rollbackToSavepoint("moments");
        }
        throw new IllegalStateException(
                "Other nodes took the same seconds " + TRIES + " times in a row; the next run decides about these.");
    }

    private static Plan settle(Moments moments, Plan plan, Instant now) {
        var event = plan.decision().event();
        var settled = event.map(its -> moments.settle(plan.destination(), its));
        return settled.equals(event) ? plan : plan.with(plan.decision().settled(settled.orElseThrow(), now));
    }

    private static Stream<Second> seconds(Plan plan) {
        return plan.decision().event().stream().flatMap(event -> Second.of(plan.destination(), event).stream());
    }

    private static List<Owned> owned(List<Plan> plans) {
        return plans.stream()
                .flatMap(plan -> seconds(plan).map(second -> new Owned(second, plan.key())))
                .toList();
    }

    /** At the places of these, from the earliest second on that one of them wants. */
    private static List<Owned> taken(Handle handle, List<Plan> plans) {
        var since = new HashMap<Place, Instant>();
        plans.stream()
                .flatMap(MomentStore::seconds)
                .forEach(wanted ->
                        since.merge(wanted.place(), wanted.at(), (one, other) -> one.isBefore(other) ? one : other));
        var wanted = since.entrySet().stream().map(place -> new Second(place.getKey(), place.getValue()));
        return bind(handle.createQuery(TAKEN), wanted)
                .map((row, context) -> new Owned(
                        new Second(
                                new Place(
                                        row.getString("destination"),
                                        row.getString("action"),
                                        row.getString("match_key")),
                                Columns.instant(row, "second")),
                        new ConversionKey(row.getString("key"))))
                .list();
    }

    /** @return whether all of them were free */
    private static boolean take(Handle handle, List<Owned> wanted, Set<Owned> taken) {
        var missing = wanted.stream()
                .filter(owned -> !taken.contains(owned))
                .sorted(Comparator.comparing(Owned::second))
                .toList();
        if (missing.isEmpty()) {
            return true;
        }
        var insert = handle.createUpdate(TAKE)
                .bind("keys", texts(missing, owned -> owned.by().value()));
        return bind(insert, missing.stream().map(Owned::second)).execute() == missing.size();
    }

    /** What those that are decided anew had before, and have no more. Last, since it waits for nobody. */
    private static void leave(Handle handle, List<Plan> settled) {
        var before =
                settled.stream().filter(plan -> plan.existing().isPresent()).toList();
        if (!before.isEmpty()) {
            var delete = handle.createUpdate(LEAVE)
                    .bind("keys", texts(before, plan -> plan.key().value()));
            bind(delete, before.stream().flatMap(MomentStore::seconds)).execute();
        }
    }

    /** Of conversions whose payload is not kept any more. */
    static void forget(Handle handle, List<Long> conversions) {
        handle.createUpdate("""
                        delete from conversion_moment m using conversion c
                         where c.key = m.key and c.id = any (:ids)""").bindArray("ids", Long.class, conversions).execute();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Stream<Second> wanted) {
        var seconds = wanted.toList();
        return statement
                .bind("destinations", texts(seconds, second -> second.place().destination()))
                .bind("actions", texts(seconds, second -> second.place().action()))
                .bind("matchKeys", texts(seconds, second -> second.place().matchKey()))
                .bind("seconds", seconds.stream().map(Second::at).toArray(Instant[]::new));
    }

    private static <T> String[] texts(List<T> things, Function<T, String> text) {
        return things.stream().map(text).toArray(String[]::new);
    }
}
