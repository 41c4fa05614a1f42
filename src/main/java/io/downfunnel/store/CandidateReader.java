package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jdbi.v3.core.Handle;

import io.downfunnel.domain.Click;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Dossier.Lending;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.domain.Journey.FieldChange;
import io.downfunnel.domain.Lender;
import io.downfunnel.domain.Lender.Candidate;
import io.downfunnel.domain.Match;

/** Finds for many stage events, or records, at once the records that may lend them a click or the person. */
final class CandidateReader {
    private static final String OF_EVENTS = """
            select id, organization_id, object, record_id from stage_event where id = any (:events)""";

    private static final String OF_RECORDS = """
            select id, cast(:organization as smallint) as organization_id, object, record_id
              from unnest(:objects, :records) with ordinality as asking (object, record_id, id)""";

    /**
     * Position 0: the record itself. Then the order of {@link Match.Rule}; other contact roles by the date they were given.
     * Since when two records are linked is told by the role, by the lead whose conversion and by the lead whose merge did it.
     */
    private static final String PLACES = """
            with event as (
                <asking>),
            giver as (
                select event.id, event.organization_id, object, lead.id as lead_id, contact_id,
                       cast(null as text) as converted
                  from event join lead on lead.organization_id = event.organization_id and lead.id = record_id
                 where object = 'Lead'
                union all
                select event.id, event.organization_id, object, lead.id, contact_id, lead.id
                  from event join lead on lead.organization_id = event.organization_id and opportunity_id = record_id
                 where object = 'Opportunity'),
            role as (
                select event.id, event.organization_id, coalesce(master_id, contact_id) as contact_id, is_primary,
                       contact_role.created_at,
                       row_number() over (partition by event.id, is_primary
                                              order by contact_role.created_at, contact_role.id) as number
                  from event
                  join contact_role on contact_role.organization_id = event.organization_id
                                   and opportunity_id = record_id
                  left join contact on contact.organization_id = event.organization_id and contact.id = contact_id
                 where object = 'Opportunity' and not contact_role.deleted)
            select id, organization_id, 0 as position, object, record_id,
                   case object when 'Lead' then 'LEAD_ITSELF' else 'OPPORTUNITY_ITSELF' end as rule,
                   cast(null as timestamptz) as linked_at, cast(null as text) as converted, cast(null as text) as merged
              from event
            union all
            select id, organization_id, 1, 'Lead', lead_id, 'CONVERTED_LEAD', null, converted, null
              from giver where object = 'Opportunity'
            union all
            select giver.id, giver.organization_id, 2, 'Lead', lead.id, 'MERGED_LEAD', null, giver.converted, lead.id
              from giver join lead on lead.organization_id = giver.organization_id and master_id = lead_id
            union all
            select giver.id, giver.organization_id, 2, 'Lead', master_id, 'MERGED_LEAD', null, giver.converted, lead_id
              from giver join lead on lead.organization_id = giver.organization_id and lead.id = lead_id
             where master_id is not null
            union all
            select id, organization_id, case when is_primary then 3 else 8 + 2 * number end, 'Contact', contact_id,
                   case when is_primary then 'PRIMARY_CONTACT' else 'OTHER_CONTACT' end, created_at, null, null
              from role
            union all
            select role.id, role.organization_id, case when is_primary then 4 else 9 + 2 * number end, 'Lead', lead.id,
                   case when is_primary then 'PRIMARY_CONTACT_LEAD' else 'OTHER_CONTACT_LEAD' end, role.created_at,
                   lead.id, null
              from role join lead on lead.organization_id = role.organization_id and lead.contact_id = role.contact_id
            union all
            select id, organization_id, 1000000, 'Contact', contact_id, null, null, lead_id, null
              from giver where contact_id is not null""";

    private record Key(short organization, String object, String id) {}

    /**
     * @param linkedAt when a role linked it; empty where none did
     * @param converted the lead whose conversion linked it
     * @param merged the lead whose merging linked it
     */
    private record Place(
            long asking,
            int position,
            Optional<Match.Rule> rule,
            Key record,
            Optional<Instant> linkedAt,
            Optional<String> converted,
            Optional<String> merged) {}

    private record Known(Lender lender, Instant modifiedAt) {}

    private final Handle handle;

    CandidateReader(Handle handle) {
        this.handle = handle;
    }

    /** By stage event, each record once, in its first place. */
    Map<Long, List<Candidate>> candidates(Long[] events) {
        var places = handle.createQuery(PLACES.replace("<asking>", OF_EVENTS))
                .bind("events", events)
                .map((row, context) -> place(row))
                .list();
        var lenders = lenders(places);
        var first = new HashMap<Long, Map<Key, Place>>();
        places.forEach(place -> first.computeIfAbsent(place.asking(), event -> new HashMap<>())
                .merge(place.record(), place, (one, other) -> one.position() <= other.position() ? one : other));
        var candidates = new HashMap<Long, List<Candidate>>();
        first.forEach((event, its) -> candidates.put(
                event,
                its.values().stream()
                        .filter(place -> lenders.containsKey(place.record()))
                        .map(place -> new Candidate(
                                place.position(),
                                place.rule(),
                                lenders.get(place.record()).lender()))
                        .collect(Collectors.toCollection(ArrayList::new))));
        return candidates;
    }

    /** A lead or an opportunity of which a stage event may tell. */
    record Asking(CrmObject object, String id) {}

    /**
     * By the id of the record that asks; a record may have several places.
     *
     * @param histories of leads, given their ids; for those that lend
     */
    Map<String, List<Lending>> lendings(
            short organization, List<Asking> asking, Function<Set<String>, Map<String, List<FieldChange>>> histories) {
        var places = handle.createQuery(PLACES.replace("<asking>", OF_RECORDS))
                .bind("organization", organization)
                .bind(
                        "objects",
                        asking.stream().map(each -> each.object().apiName()).toArray(String[]::new))
                .bind("records", asking.stream().map(Asking::id).toArray(String[]::new))
                .map((row, context) -> place(row))
                .list();
        var lenders = lenders(places);
        var told = histories.apply(lenders.keySet().stream()
                .filter(key -> key.object().equals(CrmObject.LEAD.apiName()))
                .map(Key::id)
                .collect(Collectors.toSet()));
        var lendings = new HashMap<String, List<Lending>>();
        for (var place : places) {
            var known = lenders.get(place.record());
            if (known != null) {
                lendings.computeIfAbsent(asking.get((int) place.asking() - 1).id(), id -> new ArrayList<>())
                        .add(new Lending(
                                place.position(),
                                place.rule(),
                                linkedAt(place, lenders, told),
                                known.lender(),
                                known.modifiedAt(),
                                told.getOrDefault(place.record().id(), List.of())));
            }
        }
        return lendings;
    }

    private static Instant linkedAt(Place place, Map<Key, Known> lenders, Map<String, List<FieldChange>> histories) {
        var converted = place.converted()
                .flatMap(lead -> histories.getOrDefault(lead, List.of()).stream()
                        .filter(row -> row.field().equals("leadConverted"))
                        .map(FieldChange::at)
                        .max(Comparator.naturalOrder()));
        var merged = place.merged()
                .map(lead -> new Key(place.record().organization(), CrmObject.LEAD.apiName(), lead))
                .flatMap(key -> Optional.ofNullable(lenders.get(key)))
                .map(Known::modifiedAt);
        return Stream.of(place.linkedAt(), converted, merged)
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    private static Place place(ResultSet row) throws SQLException {
        return new Place(
                row.getLong("id"),
                row.getInt("position"),
                Optional.ofNullable(row.getString("rule")).map(Match.Rule::valueOf),
                new Key(row.getShort("organization_id"), row.getString("object"), row.getString("record_id")),
                Columns.instantIfAny(row, "linked_at"),
                Columns.textIfAny(row, "converted"),
                Columns.textIfAny(row, "merged"));
    }

    private Map<Key, Known> lenders(List<Place> places) {
        var lenders = new HashMap<Key, Known>();
        for (var object : CrmObject.values()) {
            var keys = places.stream()
                    .map(Place::record)
                    .filter(key -> key.object().equals(object.apiName()))
                    .distinct()
                    .toList();
            handle.createQuery("select record.* from " + table(object) + """
                             as record join unnest(:organizations, :ids) as t(organization, record_id)
                            on organization_id = organization and record.id = record_id""")
                    .bind(
                            "organizations",
                            keys.stream().map(key -> (int) key.organization()).toArray(Integer[]::new))
                    .bind("ids", keys.stream().map(Key::id).toArray(String[]::new))
                    .map((row, context) -> Map.entry(
                            new Key(row.getShort("organization_id"), object.apiName(), row.getString("id")),
                            new Known(lender(object, row), instant(row, "modified_at"))))
                    .forEach(entry -> lenders.put(entry.getKey(), entry.getValue()));
        }
        return lenders;
    }

    private static String table(CrmObject object) {
        return switch (object) {
            case LEAD -> "lead";
            case OPPORTUNITY -> "opportunity";
            case CONTACT -> "contact";
        };
    }

    private static Lender lender(CrmObject object, ResultSet row) throws SQLException {
        var isPerson = object != CrmObject.OPPORTUNITY;
        return new Lender(
                object,
                row.getString("id"),
                instant(row, "created_at"),
                object == CrmObject.LEAD ? Optional.ofNullable(row.getString("contact_id")) : Optional.empty(),
                clicks(row),
                isPerson ? email(row) : Optional.empty(),
                isPerson
                        ? Optional.ofNullable(row.getString("phone_sha256")).map(HashedIdentifier.Phone::new)
                        : Optional.empty(),
                fields(object, row),
                row.getBoolean("test_record"),
                Optional.ofNullable(row.getString("problem")),
                row.getBoolean("deleted") && (!isPerson || row.getString("master_id") == null));
    }

    private static Map<String, String> fields(CrmObject object, ResultSet row) throws SQLException {
        return switch (object) {
            case LEAD -> StoryReader.leadFields(row);
            case OPPORTUNITY -> StoryReader.opportunityFields(row);
            case CONTACT -> FieldsJson.fields(row.getString("fields"));
        };
    }

    private static Optional<HashedIdentifier.Email> email(ResultSet row) throws SQLException {
        var sha256 = row.getString("email_sha256");
        return sha256 == null
                ? Optional.empty()
                : Optional.of(new HashedIdentifier.Email(sha256, row.getString("email_folded_sha256")));
    }

    private static List<Click> clicks(ResultSet row) throws SQLException {
        var recorded = row.getObject("clicked_at", OffsetDateTime.class);
        var clicks = new ArrayList<Click>();
        for (var kind : ClickId.Kind.values()) {
            var value = row.getString(kind.name());
            if (value != null && !value.isBlank()) {
                clicks.add(new Click(
                        new ClickId(kind, value),
                        recorded != null ? recorded.toInstant() : instant(row, "created_at"),
                        recorded != null ? Click.Dating.RECORDED : Click.Dating.NOT_LATER_THAN));
            }
        }
        return clicks;
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
