package io.downfunnel.system;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jdbi.v3.core.Jdbi;

import static org.assertj.core.api.Assertions.assertThat;

/** What our own database says, and what must be true of it at any time. */
record OurBooks(Jdbi jdbi) {
    private static final Map<String, String> STAGES_BY_SHIPPED_MAPPING = Map.of(
            "Qualified leads to Google", "qualified",
            "Opportunities to Google", "opportunity",
            "Won deals to Google", "closed-won",
            "Qualified leads to LinkedIn", "qualified",
            "Opportunities to LinkedIn", "opportunity",
            "Won deals to LinkedIn", "closed-won");

    /** @param reason empty where the state says it all */
    record Standing(String destination, String key, String state, String reason, Instant expiresAt) {}

    List<Standing> standings() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select destination, key, state, coalesce(reason, '') as reason, expires_at from conversion")
                .map((row, context) -> new Standing(
                        row.getString("destination"),
                        row.getString("key"),
                        row.getString("state"),
                        row.getString("reason"),
                        row.getTimestamp("expires_at").toInstant()))
                .list());
    }

    /** Keys of a destination's conversions in one of these states. */
    Set<String> keys(String destination, String... states) {
        return standings().stream()
                .filter(one ->
                        one.destination().equals(destination) && List.of(states).contains(one.state()))
                .map(Standing::key)
                .collect(Collectors.toSet());
    }

    /** Keys of conversions that were written into an upload batch at least once. */
    Set<String> intended(String destination) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select distinct c.key from conversion c
                          join upload_batch_item i on i.conversion_id = c.id
                         where c.destination = :destination""")
                .bind("destination", destination)
                .mapTo(String.class)
                .set());
    }

    List<String> texts(String question) {
        return jdbi.withHandle(
                handle -> handle.createQuery(question).mapTo(String.class).list());
    }

    long count(String question) {
        return jdbi.withHandle(
                handle -> handle.createQuery(question).mapTo(Long.class).one());
    }

    /** Totals, histories and states, as they must be after any sync, however it ended. */
    void areInOrder() {
        everyEligibleOutcomeHasItsConversion();
        everyHistoryEndsInTheStateOfItsConversion();
    }

    private void everyEligibleOutcomeHasItsConversion() {
        STAGES_BY_SHIPPED_MAPPING.forEach((mapping, stage) -> {
            long outcomes = number("""
                    select count(*) from stage_event where stage = :stage and withdrawn_at is null""", mapping, stage);
            long conversions = number("""
                    select count(*) from conversion c join stage_event e on e.id = c.stage_event_id
                     where c.mapping = :mapping and e.stage = :stage and e.withdrawn_at is null""", mapping, stage);
            assertThat(outcomes).as("outcomes of stage %s", stage).isPositive();
            assertThat(conversions)
                    .as("conversions of '%s' over all states", mapping)
                    .isEqualTo(outcomes);
        });
    }

    private long number(String question, String mapping, String stage) {
        return jdbi.withHandle(handle -> handle.createQuery(question)
                .bindMap(
                        question.contains(":mapping")
                                ? Map.of("mapping", mapping, "stage", stage)
                                : Map.of("stage", stage))
                .mapTo(Long.class)
                .one());
    }

    private void everyHistoryEndsInTheStateOfItsConversion() {
        assertThat(texts("""
                        with told as (
                            select conversion_id, id, from_state, to_state,
                                   lag(to_state)  over (partition by conversion_id order by id) as before,
                                   lead(id)       over (partition by conversion_id order by id) as next
                              from conversion_transition)
                        select c.key || ': ' || coalesce(t.from_state, '(none)') || ' -> ' || coalesce(t.to_state, '(none)')
                          from conversion c left join told t on t.conversion_id = c.id
                         where t.id is null
                            or t.from_state is distinct from t.before
                            or t.next is null and t.to_state <> c.state"""))
                .as("conversions whose transitions do not fold to their state")
                .isEmpty();
    }

    /** How many conversions are in each state, for messages. */
    Map<String, Long> states() {
        return standings().stream()
                .collect(Collectors.groupingBy(
                        one -> one.destination() + " " + one.state(), LinkedHashMap::new, Collectors.counting()));
    }
}
