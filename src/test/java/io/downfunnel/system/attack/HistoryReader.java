package io.downfunnel.system.attack;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.system.attack.History.Adjustment;
import io.downfunnel.system.attack.History.Attempt;
import io.downfunnel.system.attack.History.Conversion;
import io.downfunnel.system.attack.History.CrmOutcome;
import io.downfunnel.system.attack.History.Received;
import io.downfunnel.system.attack.History.Transition;

/** Collects the three sides of a history, once everything rests. */
record HistoryReader(Jdbi jdbi, Vendors vendors) {
    /** By the mapping file that the harness uses. */
    private static final Set<String> MAPPED = Set.of("qualified", "opportunity", "closed-won");

    static final Map<String, History.Destination> RULES =
            Map.of("google", new History.Destination(true, MAPPED), "linkedin", new History.Destination(false, MAPPED));

    History read() {
        return read(History.Circumstances.ORDINARY);
    }

    History read(History.Circumstances circumstances) {
        var clicks = clicks();
        var received = new ArrayList<>(google(clicks, places()));
        received.addAll(linkedIn());
        return new History(crm(), conversions(clicks.keySet()), received, RULES, circumstances);
    }

    // The CRM

    private List<CrmOutcome> crm() {
        var outcomes = new LinkedHashSet<CrmOutcome>();
        leads(outcomes);
        opportunities(outcomes);
        return List.copyOf(outcomes);
    }

    private void leads(Set<CrmOutcome> outcomes) {
        var qualified = new HashSet<String>();
        vendors.records("select LeadId, Field, NewValue from LeadHistory where Field = 'Status'", true)
                .forEach(change -> {
                    if (change.path("NewValue").asText().equals("Qualified")) {
                        qualified.add(change.path("LeadId").asText());
                    }
                });
        for (var lead : vendors.records("select Id, Status, IsConverted, IsDeleted from Lead", true)) {
            var id = lead.path("Id").asText();
            boolean gone = lead.path("IsDeleted").asBoolean();
            boolean itself = qualified.contains(id) && !gone;
            boolean perhaps = qualified.contains(id)
                    || lead.path("Status").asText().equals("Qualified")
                    || lead.path("IsConverted").asBoolean();
            if (perhaps) {
                outcomes.add(new CrmOutcome(id, "qualified", itself));
            }
        }
    }

    private void opportunities(Set<CrmOutcome> outcomes) {
        var won = new HashSet<String>();
        vendors.records("select OpportunityId, StageName from OpportunityHistory", true)
                .forEach(change -> {
                    if (change.path("StageName").asText().equals("Closed Won")) {
                        won.add(change.path("OpportunityId").asText());
                    }
                });
        for (var deal : vendors.records("select Id, StageName, IsDeleted from Opportunity", true)) {
            var id = deal.path("Id").asText();
            boolean there = !deal.path("IsDeleted").asBoolean();
            outcomes.add(new CrmOutcome(id, "opportunity", there));
            // A stage that was skipped counts as reached with the next one: a deal is somebody qualified, too.
            outcomes.add(new CrmOutcome(id, "qualified", false));
            if (won.contains(id)) {
                outcomes.add(new CrmOutcome(id, "closed-won", there));
            }
        }
    }

    // Our own record

    private List<Conversion> conversions(Set<String> knownClicks) {
        return jdbi.withHandle(handle -> {
            var transitions = new HashMap<Long, List<Transition>>();
            handle.createQuery("""
                            select conversion_id, coalesce(from_state, '') as from_state, to_state,
                                   coalesce(reason, '') as reason, batch_id, at
                              from conversion_transition order by conversion_id, id""")
                    .map((row, context) -> Map.entry(
                            row.getLong("conversion_id"),
                            new Transition(
                                    row.getString("from_state"),
                                    row.getString("to_state"),
                                    row.getString("reason"),
                                    Optional.ofNullable(row.getObject("batch_id", Long.class)),
                                    instant(row, "at"))))
                    .forEach(step -> transitions
                            .computeIfAbsent(step.getKey(), none -> new ArrayList<>())
                            .add(step.getValue()));
            var attempts = new HashMap<Long, List<Attempt>>();
            handle.createQuery("""
                            select i.conversion_id, b.id, b.node, b.intended_at,
                                   coalesce(b.answer || coalesce(' ' || b.code, ''), '') as answer,
                                   encode(i.hash, 'hex') as hash
                              from upload_batch_item i join upload_batch b on b.id = i.batch_id
                             order by i.conversion_id, b.id""")
                    .map((row, context) -> Map.entry(
                            row.getLong("conversion_id"),
                            new Attempt(
                                    row.getLong("id"),
                                    row.getString("node"),
                                    instant(row, "intended_at"),
                                    row.getString("answer"),
                                    row.getString("hash"))))
                    .forEach(attempt -> attempts.computeIfAbsent(attempt.getKey(), none -> new ArrayList<>())
                            .add(attempt.getValue()));
            var adjustments = new HashMap<Long, List<Adjustment>>();
            handle.createQuery("select conversion_id, kind, state, attempt, frozen_at from adjustment order by id")
                    .map((row, context) -> Map.entry(
                            row.getLong("conversion_id"),
                            new Adjustment(
                                    row.getString("kind"),
                                    row.getString("state"),
                                    row.getInt("attempt"),
                                    Optional.ofNullable(row.getObject("frozen_at", OffsetDateTime.class))
                                            .map(OffsetDateTime::toInstant))))
                    .forEach(one -> adjustments
                            .computeIfAbsent(one.getKey(), none -> new ArrayList<>())
                            .add(one.getValue()));
            return handle.createQuery("""
                            select c.id, c.key, c.destination, c.stage, c.record_id, c.lineage, c.occurrence, c.occurred_at,
                                   c.state, coalesce(c.reason, '') as reason, c.due_at, trim(m.value) as click
                              from conversion c
                              left join matched_click m
                                on m.stage_event_id = c.stage_event_id and m.kind = c.click_kind
                             order by c.id""")
                    .map((row, context) -> new Conversion(
                            row.getString("key"),
                            row.getString("destination"),
                            row.getString("stage"),
                            row.getString("record_id"),
                            row.getString("lineage"),
                            row.getInt("occurrence"),
                            instant(row, "occurred_at"),
                            row.getString("state"),
                            row.getString("reason"),
                            Optional.ofNullable(row.getObject("due_at", OffsetDateTime.class))
                                    .map(OffsetDateTime::toInstant),
                            Optional.ofNullable(row.getString("click"))
                                    .filter(knownClicks::contains)
                                    .isPresent(),
                            transitions.getOrDefault(row.getLong("id"), List.of()),
                            attempts.getOrDefault(row.getLong("id"), List.of()),
                            adjustments.getOrDefault(row.getLong("id"), List.of())))
                    .list();
        });
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** By key: the action, the click and the second that were sent, of what has a click. */
    private Map<String, String> places() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select c.key, concat_ws(' ', payload ->> 'action', payload ->> 'click',
                               date_trunc('second', cast(payload ->> 'occurredAt' as timestamptz))) as place
                          from conversion c join conversion_payload p on p.conversion_id = c.id
                         where c.destination = 'google' and payload ->> 'click' is not null""")
                .reduceRows(new HashMap<String, String>(), (places, row) -> {
                    places.put(row.getColumn("key", String.class), row.getColumn("place", String.class));
                    return places;
                }));
    }

    // The platforms

    private Map<String, Instant> clicks() {
        var clicks = new HashMap<String, Instant>();
        vendors.clicks()
                .forEach(click -> clicks.put(
                        click.path("value").asText(),
                        Instant.parse(click.path("clickedAt").asText())));
        return clicks;
    }

    private List<Received> google(Map<String, Instant> clicks, Map<String, String> sent) {
        return vendors.booked("google", "conversions").stream()
                .map(one -> new Received(
                        one.path("transactionId").asText(),
                        "google",
                        one.path("received").asInt(),
                        one.path("counted").asBoolean() ? 1 : 0,
                        one.path("payloads").asInt(),
                        one.path("reason").asText(),
                        one.path("restatements").size() + one.path("drifts").asInt(),
                        time(one.path("eventTimestamp")),
                        Optional.ofNullable(clicks.get(one.path("click").asText())),
                        Optional.ofNullable(sent.get(one.path("transactionId").asText()))))
                .toList();
    }

    private List<Received> linkedIn() {
        return vendors.booked("linkedin", "conversions").stream()
                .map(one -> new Received(
                        one.path("eventId").asText(),
                        "linkedin",
                        one.path("received").asInt(),
                        one.path("counted").asInt(),
                        one.path("payloads").asInt(),
                        // That it does not know the member is no refusal: LinkedIn does not tell us.
                        "",
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
                .toList();
    }

    private static Optional<Instant> time(JsonNode text) {
        return text.asText().isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text.asText()));
    }
}
