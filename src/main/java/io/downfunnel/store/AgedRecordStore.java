package io.downfunnel.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Ended;
import io.downfunnel.domain.Leaving;
import io.downfunnel.domain.Retention.What;

/**
 * Click IDs and hashes of records that the CRM has not changed for long, with the copies that matches hold of them. What is
 * left of a record is read again when the CRM changes it.
 */
@Singleton
public class AgedRecordStore {

    /** What a record may lend its click IDs and hashes to: leads and opportunities. The same paths as in {@link CandidateReader}. */
    private static final Map<CrmObject, String> LENT =
            Map.of(CrmObject.LEAD, """
            family as (
                select m.id, l.id as lead_id, l.opportunity_id, l.contact_id
                  from mine m join lead l on l.organization_id = :organization and l.id = m.id
                union
                select m.id, other.id, other.opportunity_id, other.contact_id
                  from mine m
                  join lead l on l.organization_id = :organization and l.id = m.id
                  join lead other on other.organization_id = :organization and other.id = l.master_id
                union
                select m.id, other.id, other.opportunity_id, other.contact_id
                  from mine m join lead other on other.organization_id = :organization and other.master_id = m.id),
            known as (
                select id, contact_id from family where contact_id is not null
                union
                select f.id, c.id
                  from family f join contact c on c.organization_id = :organization and c.master_id = f.contact_id),
            lent (id, object, record_id) as (
                select id, 'Lead', lead_id from family
                union select id, 'Opportunity', opportunity_id from family where opportunity_id is not null
                union select k.id, 'Opportunity', r.opportunity_id
                        from known k
                        join contact_role r on r.organization_id = :organization and r.contact_id = k.contact_id)""", CrmObject.CONTACT, """
            known as (
                select id, id as contact_id from mine
                union
                select m.id, c.id from mine m join contact c on c.organization_id = :organization and c.master_id = m.id),
            lent (id, object, record_id) as (
                select k.id, 'Opportunity', r.opportunity_id
                  from known k
                  join contact_role r on r.organization_id = :organization and r.contact_id = k.contact_id
                union select m.id, 'Lead', l.id
                        from mine m join lead l on l.organization_id = :organization and l.contact_id = m.id
                union select m.id, 'Opportunity', l.opportunity_id
                        from mine m join lead l on l.organization_id = :organization and l.contact_id = m.id
                       where l.opportunity_id is not null)""", CrmObject.OPPORTUNITY, """
            lent (id, object, record_id) as (select id, 'Opportunity', id from mine)""");

    private static final String WITH_LENT = """
            with mine (id) as (select * from unnest(cast(:ids as text[]))),
            <lent>
            """;

    private final Jdbi jdbi;

    public AgedRecordStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The leads, contacts or opportunities of one organisation. */
    public record Kind(short organization, CrmObject object) {
        private CrmTable table() {
            return switch (object) {
                case LEAD -> CrmTable.LEAD;
                case CONTACT -> CrmTable.CONTACT;
                case OPPORTUNITY -> CrmTable.OPPORTUNITY;
            };
        }
    }

    /**
     * Some of those that the CRM has not changed for long and that hold identifiers, in the order of their ids.
     *
     * @param looked how many there are; none are left when it is 0
     * @param last where the next page begins
     * @param leaving ids of those whose identifiers may go
     */
    public record Page(int looked, String last, List<String> leaving) {}

    public List<Kind> kinds() {
        return jdbi.withHandle(AgedRecordStore::kinds);
    }

    private static List<Kind> kinds(Handle handle) {
        return handle.createQuery("select id from organization order by id").mapTo(Short.class).list().stream()
                .flatMap(organization -> Stream.of(CrmObject.values()).map(object -> new Kind(organization, object)))
                .toList();
    }

    /** @param after empty: from the first one on */
    public Page page(Kind kind, String after, int limit, Leaving rule) {
        var before = rule.before(What.IDENTIFIERS);
        return before.isEmpty()
                ? new Page(0, after, List.of())
                : jdbi.inTransaction(handle -> {
                    rowByRow(handle);
                    var aged = handle.createQuery("""
                                    select k.id from %s k
                                     where k.organization_id = :organization and k.id > :after and k.modified_at < :before
                                       and %s
                                     order by k.id limit :limit""".formatted(
                                            kind.table().name(), kind.table().identified("k")))
                            .bind("organization", kind.organization())
                            .bind("after", after)
                            .bind("before", before.get())
                            .bind("limit", limit)
                            .mapTo(String.class)
                            .list();
                    return new Page(
                            aged.size(), aged.isEmpty() ? after : aged.getLast(), leaving(handle, kind, aged, rule));
                });
    }

    /**
     * Of these, as far as they still may go: one short transaction.
     *
     * @return of how many records
     */
    public int remove(Kind kind, List<String> records, Leaving rule, long run) {
        return jdbi.inTransaction(handle -> {
            ErasureLock.erasing(handle);
            rowByRow(handle);
            var leaving = leaving(handle, kind, records, rule);
            stripMatches(handle, kind, leaving, rule.now());
            int removed = handle.createUpdate(kind.table().stripAged())
                    .bind("organization", kind.organization())
                    .bind("ids", leaving.toArray(String[]::new))
                    .bind("before", rule.before(What.IDENTIFIERS).orElseThrow())
                    .execute();
            RetentionStore.count(handle, run, "records", removed);
            return removed;
        });
    }

    /** That it was matched stays, and by which rule: the figures of the past are what they were. */
    private static void stripMatches(Handle handle, Kind kind, List<String> records, Instant now) {
        handle.createUpdate(WITH_LENT.replace("<lent>", LENT.get(kind.object())) + """
                        , event as (
                            select distinct e.id
                              from lent t
                              join stage_event e on e.organization_id = :organization and e.record_id = t.record_id),
                        gone as (
                            delete from matched_click k using event
                             where k.stage_event_id = event.id and k.source_object = :object and k.source_id = any (:ids)
                            returning k.stage_event_id),
                        theirs as (
                            select m.stage_event_id, m.person_object = :object and m.person_id = any (:ids) as person
                              from event join stage_match m on m.stage_event_id = event.id)
                        update stage_match m
                           set removed_at = :now,
                               email_sha256 = case when theirs.person then null else email_sha256 end,
                               email_folded_sha256 = case when theirs.person then null else email_folded_sha256 end,
                               phone_sha256 = case when theirs.person then null else phone_sha256 end
                          from theirs
                         where m.stage_event_id = theirs.stage_event_id
                           and (theirs.person and (m.email_sha256 is not null or m.phone_sha256 is not null)
                                or m.stage_event_id in (select stage_event_id from gone))""")
                .bind("organization", kind.organization())
                .bind("object", kind.object().apiName())
                .bind("ids", records.toArray(String[]::new))
                .bind("now", now)
                .execute();
    }

    /** How many records; of a part of them where they are many. */
    public Estimate estimate(Leaving rule) {
        var before = rule.before(What.IDENTIFIERS);
        return before.isEmpty()
                ? Estimate.NONE
                : jdbi.inTransaction(handle -> {
                    rowByRow(handle);
                    return kinds(handle).stream()
                            .map(kind -> estimate(handle, kind, before.get(), rule))
                            .reduce(Estimate.NONE, Estimate::plus);
                });
    }

    private static Estimate estimate(Handle handle, Kind kind, Instant before, Leaving rule) {
        var share = Share.of(handle, kind.table().name());
        var aged = handle.createQuery("""
                        select k.id from %s k%s
                         where k.organization_id = :organization and k.modified_at < :before and %s""".formatted(
                        kind.table().name(), share.sample(), kind.table().identified("k")))
                .bind("organization", kind.organization())
                .bind("before", before)
                .mapTo(String.class)
                .list();
        return Estimate.of(share, leaving(handle, kind, aged, rule).size());
    }

    /** When the oldest one that holds identifiers was last changed in the CRM. */
    public Optional<Instant> oldest() {
        return jdbi.withHandle(handle -> handle.createQuery(Stream.of(
                                CrmTable.LEAD, CrmTable.CONTACT, CrmTable.OPPORTUNITY)
                        .map(table -> "select min(modified_at) as oldest from " + table.name() + " k where "
                                + table.identified("k"))
                        .collect(Collectors.joining(" union all ", "select min(oldest) as oldest from (", ") each")))
                .map((row, context) -> Columns.instantIfAny(row, "oldest"))
                .one());
    }

    /** Left alone, the planner prefers to read whole tables for each page. Until the transaction ends. */
    static void rowByRow(Handle handle) {
        handle.execute("""
                select set_config('enable_seqscan', 'off', true), set_config('enable_mergejoin', 'off', true),
                       set_config('jit', 'off', true)""");
    }

    private static List<String> leaving(Handle handle, Kind kind, List<String> records, Leaving rule) {
        if (records.isEmpty()) {
            return List.of();
        }
        var quiet = quiet(handle, kind, records, rule);
        var conversions = conversions(handle, kind, List.copyOf(quiet.keySet()), rule);
        return quiet.entrySet().stream()
                .filter(each -> rule.identifiers(each.getValue(), conversions.getOrDefault(each.getKey(), List.of())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** By id: when it was last changed, or what it lends to. Without those of which something is on a list of work. */
    private static Map<String, Instant> quiet(Handle handle, Kind kind, List<String> records, Leaving rule) {
        var changed = new HashMap<String, Instant>();
        bound(handle.createQuery(quietQuery(kind)), kind, records)
                .map((row, context) -> Map.entry(row.getString("id"), Columns.instant(row, "changed_at")))
                .forEach(each -> changed.put(each.getKey(), each.getValue()));
        changed.values().removeIf(at -> !rule.identifiers(at, List.of()));
        return changed;
    }

    private static Map<String, List<Ended>> conversions(Handle handle, Kind kind, List<String> records, Leaving rule) {
        var conversions = new HashMap<String, List<Ended>>();
        bound(handle.createQuery(conversionsQuery(kind)), kind, records)
                .bind("now", rule.now())
                .map((row, context) -> Map.entry(row.getString("lender"), EndedReader.ended(row)))
                .forEach(each -> conversions
                        .computeIfAbsent(each.getKey(), id -> new ArrayList<>())
                        .add(each.getValue()));
        return conversions;
    }

    private static <S extends SqlStatement<S>> S bound(S statement, Kind kind, List<String> records) {
        return statement.bind("organization", kind.organization()).bind("ids", records.toArray(String[]::new));
    }

    static String quietQuery(Kind kind) {
        return WITH_LENT.replace("<lent>", LENT.get(kind.object()))
                + """
                        , near as (
                            select t.id, max(coalesce(l.modified_at, o.modified_at)) as changed_at,
                                   bool_or(exists (select from changed_record c
                                                    where c.organization_id = :organization and c.object = t.object
                                                      and c.record_id = t.record_id)
                                           or exists (select from stage_event e
                                                        join stage_event_due d on d.stage_event_id = e.id
                                                       where e.organization_id = :organization
                                                         and e.record_id = t.record_id)) as awaited
                              from lent t
                              left join lead l on t.object = 'Lead' and l.organization_id = :organization
                                              and l.id = t.record_id
                              left join opportunity o on t.object = 'Opportunity' and o.organization_id = :organization
                                              and o.id = t.record_id
                             group by t.id)
                        select k.id, greatest(k.modified_at, near.changed_at) as changed_at
                          from mine m
                          join <table> k on k.organization_id = :organization and k.id = m.id
                          left join near on near.id = k.id
                         where not coalesce(near.awaited, false)""".replace("<table>", kind.table().name());
    }

    static String conversionsQuery(Kind kind) {
        return WITH_LENT.replace("<lent>", LENT.get(kind.object()))
                + """
                        select t.id as lender, %s
                          from lent t
                          join stage_event e on e.organization_id = :organization and e.record_id = t.record_id
                          join conversion c on c.stage_event_id = e.id
                          %s""".formatted(EndedReader.COLUMNS, EndedReader.CHANGES);
    }
}
