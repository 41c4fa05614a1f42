package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

import io.downfunnel.domain.Click;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.domain.Match;
import io.downfunnel.domain.Match.MatchedClick;
import io.downfunnel.domain.Match.Person;
import io.downfunnel.domain.Match.Source;
import io.downfunnel.domain.PlanningCase;
import io.downfunnel.domain.PlanningCase.Existing;

/** Reads stage events with their matches and conversions, many at once, and locks the conversions. */
final class CaseReader {
    private final Handle handle;
    private final Long[] events;

    CaseReader(Handle handle, Long[] events) {
        this.handle = handle;
        this.events = events;
    }

    List<PlanningCase> cases() {
        var existing = existing();
        var clicks = clicks();
        var matches = matches(clicks);
        var sent = sentElsewhere();
        var takenBack = takenBack();
        return query("""
                        select stage_event.*, salesforce_id
                          from stage_event join organization on organization.id = organization_id
                         where stage_event.id = any (:events)
                         order by stage_event.id""")
                .map((row, context) -> {
                    var id = row.getLong("id");
                    return new PlanningCase(
                            id,
                            row.getString("salesforce_id"),
                            StageEventStore.event(row),
                            matches.getOrDefault(id, Match.NOTHING),
                            existing.getOrDefault(id, List.of()),
                            sent.getOrDefault(id, Set.of()),
                            takenBack.getOrDefault(id, Set.of()));
                })
                .list();
    }

    private Query query(String sql) {
        return handle.createQuery(sql).bind("events", events);
    }

    private Map<Long, List<Existing>> existing() {
        return query("""
                        select conversion.*, encode(hash, 'hex') as hex, frozen_at is not null as frozen
                          from conversion left join conversion_payload on conversion_id = conversion.id
                         where stage_event_id = any (:events)
                         order by conversion.id
                           for update of conversion""")
                .map((row, context) -> Map.entry(row.getLong("stage_event_id"), existing(row)))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    private static Existing existing(ResultSet row) throws SQLException {
        var state = ConversionState.valueOf(row.getString("state"));
        return new Existing(
                row.getLong("id"),
                new ConversionKey(row.getString("key")),
                row.getString("destination"),
                row.getString("mapping"),
                row.getString("action"),
                state,
                text(row, "reason"),
                text(row, "explanation"),
                Optional.ofNullable(row.getObject("due_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                instant(row, "expires_at"),
                text(row, "hex"),
                state.undecided() && !row.getBoolean("frozen"));
    }

    private Map<Long, List<MatchedClick>> clicks() {
        return query("select * from matched_click where stage_event_id = any (:events) order by kind")
                .map((row, context) -> Map.entry(row.getLong("stage_event_id"), click(row)))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    private static MatchedClick click(ResultSet row) throws SQLException {
        return new MatchedClick(
                new Click(
                        new ClickId(ClickId.Kind.valueOf(row.getString("kind")), row.getString("value")),
                        instant(row, "clicked_at"),
                        Click.Dating.valueOf(row.getString("dating"))),
                source(row, "source_object", "source_id", "rule"),
                Match.Fit.valueOf(row.getString("fit")));
    }

    private static Source source(ResultSet row, String object, String id, String rule) throws SQLException {
        return new Source(
                CrmObject.named(row.getString(object)).orElseThrow(),
                row.getString(id),
                Match.Rule.valueOf(row.getString(rule)));
    }

    private Map<Long, Match> matches(Map<Long, List<MatchedClick>> clicks) {
        var matches = new HashMap<Long, Match>();
        query("select * from stage_match where stage_event_id = any (:events)")
                .map((row, context) -> {
                    var id = row.getLong("stage_event_id");
                    return Map.entry(id, match(row, clicks.getOrDefault(id, List.of())));
                })
                .forEach(entry -> matches.put(entry.getKey(), entry.getValue()));
        return matches;
    }

    private static Match match(ResultSet row, List<MatchedClick> clicks) throws SQLException {
        return new Match(
                clicks,
                row.getString("person_id") == null ? Optional.empty() : Optional.of(person(row)),
                List.copyOf(FieldsJson.records(row.getString("records"))),
                row.getBoolean("test_record"),
                text(row, "problem"));
    }

    private static Person person(ResultSet row) throws SQLException {
        var folded = row.getString("email_folded_sha256");
        return new Person(
                source(row, "person_object", "person_id", "person_rule"),
                text(row, "email_sha256").map(sha256 -> new HashedIdentifier.Email(sha256, folded)),
                text(row, "phone_sha256").map(HashedIdentifier.Phone::new));
    }

    /** Destinations that have heard, or may have heard, from an event that was united with this one. */
    private Map<Long, Set<String>> sentElsewhere() {
        return query("""
                        select united_with, destination
                          from stage_event
                          join conversion on conversion.stage_event_id = stage_event.id
                          left join conversion_payload on conversion_id = conversion.id
                         where united_with = any (:events)
                           and (frozen_at is not null
                                or state not in ('EXCLUDED', 'DELAYED', 'HELD', 'READY', 'EXPIRED', 'CANCELLED'))""")
                .map((row, context) -> Map.entry(row.getLong(1), row.getString(2)))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toSet())));
    }

    /** Destinations at which an earlier occurrence of the same stage was counted and retracted. */
    private Map<Long, Set<String>> takenBack() {
        return query("""
                        select again.id, conversion.destination
                          from stage_event again
                          join stage_event earlier
                            on earlier.organization_id = again.organization_id and earlier.lineage = again.lineage
                           and earlier.stage = again.stage and earlier.occurrence < again.occurrence
                          join conversion on conversion.stage_event_id = earlier.id
                         where again.id = any (:events) and again.occurrence > 1
                           and exists (select from adjustment
                                        where adjustment.conversion_id = conversion.id
                                          and kind = 'RETRACTION'
                                          and (adjustment.state = 'VERIFIED'
                                               or adjustment.state = 'ACCEPTED' and adjustment.reason = 'LAST_WORD'))""")
                .map((row, context) -> Map.entry(row.getLong(1), row.getString(2)))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toSet())));
    }

    /** Alone, for whoever has no use for the rest. */
    Map<Long, Match> matches() {
        return matches(clicks());
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }
}
