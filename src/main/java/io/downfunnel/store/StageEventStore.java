package io.downfunnel.store;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.EventChanges;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.Journey.LeadStory;
import io.downfunnel.domain.Journey.OpportunityStory;
import io.downfunnel.domain.RecordedEvent;
import io.downfunnel.domain.Run;
import io.downfunnel.domain.Sequel;
import io.downfunnel.domain.StageEvent;

/** Stage events, and which records' stories have to be read anew to find them. */
@Singleton
public class StageEventStore {
    /** One detection at a time per organisation, since records of one journey may be in different batches. */
    private static final int DETECTING = 0x64657463;

    /**
     * Everything that the claimed records' journeys touch.
     *
     * @param lineages roots as they are written down, by record
     * @param events written down for these roots
     */
    public record Scope(
            List<LeadStory> leads,
            List<OpportunityStory> opportunities,
            Map<String, String> lineages,
            List<RecordedEvent> events) {}

    /** @param lineages the root of every record of the scope */
    public record Verdict(Map<String, String> lineages, EventChanges changes) {}

    /** How many there were of each. */
    public record Saved(int records, int inserted, int updated, int withdrawn) {}

    private final Jdbi jdbi;

    public StageEventStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public List<Short> organizations() {
        return jdbi.withHandle(handle -> handle.createQuery("select id from organization order by id")
                .mapTo(Short.class)
                .list());
    }

    public long changedRecords() {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from changed_record")
                .mapTo(Long.class)
                .one());
    }

    /**
     * Keeps which stages the CRM calls closed, by the records that are in them. What was seen once is remembered, also
     * when the last deal has left the stage.
     */
    public void learnClosedStages(short organization) {
        jdbi.useHandle(handle ->
                handle.createUpdate("""
                        insert into closed_stage (organization_id, name)
                        select distinct organization_id, stage_name from opportunity
                         where organization_id = :organization and closed and stage_name is not null
                        on conflict do nothing""").bind("organization", organization).execute());
    }

    /**
     * Takes a batch of changed records, lets their journeys be thought over, and writes down what came of it, all in one
     * transaction. Before the first import of a funnel nothing is taken.
     *
     * @param think gives the roots and the changes for a scope; touches nothing
     */
    public Saved detect(
            short organization,
            int limit,
            Run run,
            Function<Funnel, Set<String>> historyFields,
            FunnelStore funnels,
            BiFunction<Funnel, Scope, Verdict> think) {
        return jdbi.inTransaction(handle -> {
            handle.execute("select pg_advisory_xact_lock(?, ?)", DETECTING, (int) organization);
            var funnel = funnels.active(handle).map(Funnel.Version::funnel);
            var claimed = funnel.isPresent() ? claim(handle, organization, limit) : Set.<String>of();
            if (claimed.isEmpty()) {
                return new Saved(0, 0, 0, 0);
            }
            var records = scope(handle, organization, claimed);
            var scope = load(handle, organization, records, historyFields.apply(funnel.get()));
            var verdict = think.apply(funnel.get(), scope);
            saveLineages(handle, organization, scope.lineages(), verdict.lineages());
            return save(handle, organization, claimed.size(), scope, verdict.changes(), run);
        });
    }

    /** Deleted first, so that whoever reports a change meanwhile waits for us and is not overlooked. */
    private static Set<String> claim(Handle handle, short organization, int limit) {
        return handle.createQuery("""
                        delete from changed_record
                         where ctid = any (array (select ctid from changed_record
                                                   where organization_id = :organization
                                                   order by object, record_id
                                                   limit :limit
                                                     for update skip locked))
                        returning record_id""")
                .bind("organization", organization)
                .bind("limit", limit)
                .mapTo(String.class)
                .collect(Collectors.toSet());
    }

    /** The records that share a journey with these. */
    static Set<String> scope(Handle handle, short organization, Set<String> claimed) {
        return handle.createQuery("""
                        with recursive scope (id) as (
                            select * from unnest(:claimed)
                            union
                            select next.id
                              from scope, lateral (
                                   select master_id from lead
                                    where organization_id = :organization and lead.id = scope.id
                                      and master_id is not null
                                   union all
                                   select opportunity_id from lead
                                    where organization_id = :organization and lead.id = scope.id
                                      and opportunity_id is not null
                                   union all
                                   select lead.id from lead
                                    where organization_id = :organization and lead.opportunity_id = scope.id
                                   union all
                                   select lead.id from lead
                                    where organization_id = :organization and lead.master_id = scope.id
                                   union all
                                   select other.record_id from lineage
                                     join lineage as other using (organization_id, root_id)
                                    where organization_id = :organization and lineage.record_id = scope.id
                                   ) as next (id))
                        select id from scope""")
                .bind("claimed", claimed.toArray(String[]::new))
                .bind("organization", organization)
                .mapTo(String.class)
                .collect(Collectors.toSet());
    }

    private static Scope load(Handle handle, short organization, Set<String> records, Set<String> historyFields) {
        var ids = records.toArray(String[]::new);
        var stories = new StoryReader(handle, organization, ids);
        var lineages = lineages(handle, organization, ids);
        return new Scope(
                stories.leads(historyFields),
                stories.opportunities(),
                lineages,
                events(handle, organization, records, lineages));
    }

    static Map<String, String> lineages(Handle handle, short organization, String[] ids) {
        var lineages = new HashMap<String, String>();
        handle.createQuery("""
                        select record_id, root_id from lineage
                         where organization_id = :organization and record_id = any (:ids)""")
                .bind("organization", organization)
                .bind("ids", ids)
                .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
                .forEach(entry -> lineages.put(entry.getKey(), entry.getValue()));
        return lineages;
    }

    private static List<RecordedEvent> events(
            Handle handle, short organization, Set<String> records, Map<String, String> lineages) {
        var roots = new HashSet<>(lineages.values());
        roots.addAll(records);
        return handle.createQuery("""
                        select * from stage_event
                         where organization_id = :organization and lineage = any (:roots)""")
                .bind("organization", organization)
                .bind("roots", roots.toArray(String[]::new))
                .map((row, context) -> recorded(row))
                .list();
    }

    private static void saveLineages(
            Handle handle, short organization, Map<String, String> before, Map<String, String> after) {
        var changed = after.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
                .toList();
        handle.createUpdate("""
                        insert into lineage (organization_id, record_id, root_id)
                        select :organization, record_id, root_id from unnest(:records, :roots) as t(record_id, root_id)
                        on conflict (organization_id, record_id) do update set root_id = excluded.root_id""")
                .bind("organization", organization)
                .bind("records", changed.stream().map(Map.Entry::getKey).toArray(String[]::new))
                .bind("roots", changed.stream().map(Map.Entry::getValue).toArray(String[]::new))
                .execute();
    }

    private static Saved save(
            Handle handle, short organization, int claimed, Scope scope, EventChanges changes, Run run) {
        insert(handle, organization, changes.inserts());
        update(handle, changes.updates());
        update(handle, changes.withdrawals());
        moveConversions(handle, changes.updates());
        UnitedConversions.settle(handle, changes.withdrawals(), run);
        enqueue(handle, organization, scope, changes);
        return new Saved(
                claimed,
                changes.inserts().size(),
                changes.updates().size(),
                changes.withdrawals().size());
    }

    private static void insert(Handle handle, short organization, List<StageEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        bind(handle.createUpdate("""
                        insert into stage_event (organization_id, lineage, stage, occurrence, object, record_id,
                                                 occurred_at, evidence, history_id, amount, currency, crm_stage,
                                                 problem, withdrawal, withdrawn_at, amount_now, amount_since,
                                                 departure, departed_at, reached_again_at)
                        select :organization, lineage, stage, occurrence, object, record_id,
                               occurred_at, evidence, history_id, amount, currency, crm_stage,
                               problem, withdrawal, case when withdrawal is not null then now() end,
                               amount_now, amount_since, departure, departed_at, reached_again_at
                          from unnest(:lineages, :stages, :occurrences, :objects, :records, :instants, :evidence,
                                      :histories, :amounts, :currencies, :crmStages, :problems, :withdrawals,
                                      :amountsNow, :amountsSince, :departures, :departed, :again)
                               as t(lineage, stage, occurrence, object, record_id, occurred_at, evidence,
                                    history_id, amount, currency, crm_stage, problem, withdrawal,
                                    amount_now, amount_since, departure, departed_at, reached_again_at)
                         order by lineage, stage, occurrence"""), events)
                .bind("organization", organization)
                .execute();
    }

    private static void update(Handle handle, List<RecordedEvent> rows) {
        if (rows.isEmpty()) {
            return;
        }
        bind(handle.createUpdate("""
                        update stage_event
                           set lineage = t.lineage, object = t.object, record_id = t.record_id,
                               occurred_at = t.occurred_at, evidence = t.evidence, history_id = t.history_id,
                               amount = t.amount, currency = t.currency, crm_stage = t.crm_stage,
                               problem = t.problem, withdrawal = t.withdrawal, united_with = t.united_with,
                               amount_now = t.amount_now, amount_since = t.amount_since, departure = t.departure,
                               departed_at = t.departed_at, reached_again_at = t.reached_again_at,
                               withdrawn_at = case when t.withdrawal is not null
                                                   then coalesce(stage_event.withdrawn_at, now()) end
                          from unnest(:ids, :united, :lineages, :objects, :records, :instants, :evidence, :histories,
                                      :amounts, :currencies, :crmStages, :problems, :withdrawals,
                                      :amountsNow, :amountsSince, :departures, :departed, :again)
                               as t(id, united_with, lineage, object, record_id, occurred_at, evidence, history_id,
                                    amount, currency, crm_stage, problem, withdrawal,
                                    amount_now, amount_since, departure, departed_at, reached_again_at)
                         where stage_event.id = t.id"""), rows.stream().map(RecordedEvent::event).toList())
                .bind("ids", rows.stream().map(RecordedEvent::id).toArray(Long[]::new))
                .bind(
                        "united",
                        rows.stream().map(row -> row.unitedWith().orElse(null)).toArray(Long[]::new))
                .execute();
    }

    private static org.jdbi.v3.core.statement.Update bind(
            org.jdbi.v3.core.statement.Update update, List<StageEvent> events) {
        return update.bind("lineages", texts(events, StageEvent::lineage))
                .bind("stages", texts(events, StageEvent::stage))
                .bind("occurrences", events.stream().map(StageEvent::occurrence).toArray(Integer[]::new))
                .bind("objects", texts(events, event -> event.object().apiName()))
                .bind("records", texts(events, StageEvent::recordId))
                .bind("instants", events.stream().map(StageEvent::occurredAt).toArray(Instant[]::new))
                .bind("evidence", texts(events, event -> word(event.evidence())))
                .bind("histories", texts(events, event -> event.historyId().orElse(null)))
                .bind(
                        "amounts",
                        events.stream()
                                .map(event -> event.amount().orElse(null))
                                .toArray(BigDecimal[]::new))
                .bind("currencies", texts(events, event -> event.currency().orElse(null)))
                .bind("crmStages", texts(events, event -> event.crmStage().orElse(null)))
                .bind("problems", texts(events, event -> event.problem().orElse(null)))
                .bind(
                        "withdrawals",
                        texts(
                                events,
                                event -> event.withdrawal()
                                        .map(StageEventStore::word)
                                        .orElse(null)))
                .bind(
                        "amountsNow",
                        events.stream()
                                .map(event -> event.sequel().amount().orElse(null))
                                .toArray(BigDecimal[]::new))
                .bind("amountsSince", instants(events, sequel -> Optional.of(sequel.amountSince())))
                .bind(
                        "departures",
                        texts(
                                events,
                                event -> event.sequel()
                                        .departure()
                                        .map(departure -> word(departure.way()))
                                        .orElse(null)))
                .bind("departed", instants(events, sequel -> sequel.departure().map(Sequel.Departure::at)))
                .bind("again", instants(events, Sequel::again));
    }

    private static Instant[] instants(List<StageEvent> events, Function<Sequel, Optional<Instant>> instant) {
        return events.stream()
                .map(event -> instant.apply(event.sequel()).orElse(null))
                .toArray(Instant[]::new);
    }

    private static String[] texts(List<StageEvent> events, Function<StageEvent, String> text) {
        return events.stream().map(text).toArray(String[]::new);
    }

    /** A conversion keeps its key when its journey is united with another one; only its place in lists moves. */
    private static void moveConversions(Handle handle, List<RecordedEvent> updates) {
        handle.createUpdate("""
                        update conversion set lineage = stage_event.lineage
                          from stage_event
                         where stage_event.id = any (:ids) and conversion.stage_event_id = stage_event.id
                           and conversion.lineage <> stage_event.lineage""")
                .bind("ids", updates.stream().map(RecordedEvent::id).toArray(Long[]::new))
                .execute();
    }

    /**
     * Everything of the scope is matched again, also events that stayed the same: a record that lends them a click may
     * have changed. What no longer stands needs no match, only a decision.
     */
    private static void enqueue(Handle handle, short organization, Scope scope, EventChanges changes) {
        var records = new HashSet<String>();
        scope.leads().forEach(lead -> records.add(lead.id()));
        scope.opportunities().forEach(opportunity -> records.add(opportunity.id()));
        handle.createUpdate("""
                        insert into stage_event_due (stage_event_id, step)
                        select id, case when withdrawal in ('untold', 'merged') then 'convert' else 'match' end
                          from stage_event
                         where organization_id = :organization
                           and record_id = any (array (
                               select unnest(:records)
                               union
                               select contact_role.opportunity_id from contact_role join lead using (organization_id, contact_id)
                                where organization_id = :organization and lead.id = any (:records)))
                           and (withdrawal is null or withdrawal = 'deleted' or id = any (:withdrawn))
                         order by id
                        on conflict (stage_event_id, step) do update set due_since = excluded.due_since""")
                .bind("organization", organization)
                .bind("records", records.toArray(String[]::new))
                .bind(
                        "withdrawn",
                        changes.withdrawals().stream().map(RecordedEvent::id).toArray(Long[]::new))
                .execute();
    }

    static RecordedEvent recorded(ResultSet row) throws SQLException {
        return new RecordedEvent(
                row.getLong("id"), event(row), Optional.ofNullable(row.getObject("united_with", Long.class)));
    }

    static StageEvent event(ResultSet row) throws SQLException {
        return new StageEvent(
                row.getString("lineage"),
                row.getString("stage"),
                row.getInt("occurrence"),
                CrmObject.named(row.getString("object")).orElseThrow(),
                row.getString("record_id"),
                row.getObject("occurred_at", java.time.OffsetDateTime.class).toInstant(),
                StageEvent.Evidence.valueOf(row.getString("evidence").toUpperCase(Locale.ROOT)),
                Optional.ofNullable(row.getString("history_id")),
                Optional.ofNullable(row.getBigDecimal("amount")),
                Optional.ofNullable(row.getString("currency")),
                Optional.ofNullable(row.getString("crm_stage")),
                Optional.ofNullable(row.getString("problem")),
                Optional.ofNullable(row.getString("withdrawal"))
                        .map(word -> StageEvent.Withdrawal.valueOf(word.toUpperCase(Locale.ROOT))),
                sequel(row));
    }

    private static Sequel sequel(ResultSet row) throws SQLException {
        var way = Optional.ofNullable(row.getString("departure"))
                .map(word -> Sequel.Way.valueOf(word.toUpperCase(Locale.ROOT)));
        var at = Columns.instantIfAny(row, "departed_at");
        return new Sequel(
                Optional.ofNullable(row.getBigDecimal("amount_now")),
                Columns.instantIfAny(row, "amount_since").orElse(Columns.instant(row, "occurred_at")),
                way.flatMap(gone -> at.map(instant -> new Sequel.Departure(gone, instant))),
                Columns.instantIfAny(row, "reached_again_at"));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
