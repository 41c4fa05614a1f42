package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;

import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.Click;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.CrmPages;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.domain.JourneyRecord;
import io.downfunnel.domain.Match;
import io.downfunnel.domain.StageEvent;

/** Finds journeys by what people have in hand, and reads one whole. */
@Singleton
public class JourneyReadStore {
    /** A record that an integration rewrites all day is told by its latest changes. */
    private static final int LONGEST_HISTORY = 500;

    private final Jdbi jdbi;

    public JourneyReadStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Where a journey is.
     *
     * @param organization number of the CRM organisation, ours
     * @param organizationName as the CRM calls itself
     * @param root id of the CRM record that the lineage is named after
     */
    public record Place(int organization, String organizationName, String root) {}

    public List<Place> ofConversionKey(String key) {
        return places(
                "select distinct organization_id, lineage as root from conversion where key = :sought"
                        + " and destination = any(" + FewValues.DESTINATIONS + ")",
                key);
    }

    /**
     * Of a lead or an opportunity; of a contact, the journeys in which it has a part.
     *
     * @param recordId 18 characters
     */
    public List<Place> ofRecord(String recordId) {
        return places("""
                with known as (
                    select organization_id, id from lead where id = :sought
                    union select organization_id, id from opportunity where id = :sought
                    union select organization_id, lineage from stage_event where record_id = :sought
                    union select organization_id, lineage from conversion where record_id = :sought
                    union select organization_id, record_id from lineage where record_id = :sought
                    union select organization_id, root_id from lineage where root_id = :sought
                    union select organization_id, id from lead where contact_id = :sought
                    union select organization_id, opportunity_id from contact_role where contact_id = :sought)
                select distinct known.organization_id, coalesce(lineage.root_id, known.id) as root
                  from known
                  left join lineage on lineage.organization_id = known.organization_id
                                   and lineage.record_id = known.id""", recordId);
    }

    /** By the click IDs of matched stage events, which have an index; failing that, of every record, which has none. */
    public List<Place> ofClick(String value) {
        var matched = places("""
                select distinct organization_id, lineage as root
                  from matched_click join stage_event on stage_event.id = stage_event_id
                 where value = :sought""", value);
        return matched.isEmpty() ? ofUnmatchedClick(value) : matched;
    }

    private List<Place> ofUnmatchedClick(String value) {
        return places("""
                with carrier as (
                    select organization_id, id from lead where :sought in (gclid, gbraid, wbraid, li_fat_id, msclkid, li_form_response)
                    union all
                    select organization_id, id from opportunity where :sought in (gclid, gbraid, wbraid, li_fat_id, msclkid, li_form_response)
                    union all
                    select contact.organization_id, contact_role.opportunity_id
                      from contact join contact_role on contact_role.organization_id = contact.organization_id
                                                    and contact_role.contact_id = contact.id
                     where :sought in (gclid, gbraid, wbraid, li_fat_id, msclkid, li_form_response))
                select distinct carrier.organization_id, coalesce(lineage.root_id, carrier.id) as root
                  from carrier
                  left join lineage on lineage.organization_id = carrier.organization_id
                                   and lineage.record_id = carrier.id""", value);
    }

    /** By the address of a lead, or of a contact with a part in an opportunity, as its hash: no index, one pass over both. */
    public List<Place> ofEmail(HashedIdentifier.Email email) {
        return places("""
                with carrier as (
                    select organization_id, id from lead where email_sha256 = :sought
                    union all
                    select contact.organization_id, contact_role.opportunity_id
                      from contact join contact_role on contact_role.organization_id = contact.organization_id
                                                    and contact_role.contact_id = contact.id
                     where email_sha256 = :sought)
                select distinct carrier.organization_id, coalesce(lineage.root_id, carrier.id) as root
                  from carrier
                  left join lineage on lineage.organization_id = carrier.organization_id
                                   and lineage.record_id = carrier.id""", email.sha256());
    }

    private List<Place> places(String statement, String sought) {
        return jdbi.withHandle(sql -> sql.createQuery("select found.*, organization.name from (" + statement
                        + ") found join organization on organization.id = found.organization_id"
                        + " order by found.organization_id, found.root limit 50")
                .bind("sought", sought)
                .map((row, context) ->
                        new Place(row.getInt("organization_id"), row.getString("name"), row.getString("root")))
                .list());
    }

    public JourneyRecord read(Place place) {
        return jdbi.inTransaction(sql -> {
            var reader = new Reader(sql, place);
            return new JourneyRecord(
                    place.organizationName(),
                    reader.pages(),
                    place.root(),
                    reader.records(),
                    reader.changes(),
                    reader.stages(),
                    reader.conversions());
        });
    }

    private record Reader(Handle sql, Place place) {
        private static final String MEMBERS = """
                select :root as id
                union select record_id from lineage where organization_id = :organization and root_id = :root
                union select record_id from stage_event where organization_id = :organization and lineage = :root
                """;

        Optional<CrmPages> pages() {
            return CrmPages.of(sql.createQuery("select instance_url from organization where id = :organization")
                    .bind("organization", place.organization())
                    .mapTo(String.class)
                    .findOne());
        }

        List<JourneyRecord.CrmRecord> records() {
            return rows("with member as (" + MEMBERS + ")" + """
                    select 'Lead' as object, id, created_at, deleted, master_id, opportunity_id as became,
                           gclid, gbraid, wbraid, li_fat_id, msclkid, li_form_response, clicked_at, test_record, problem
                      from lead where organization_id = :organization and id in (select id from member)
                    union all
                    select 'Opportunity', id, created_at, deleted, null, null,
                           gclid, gbraid, wbraid, li_fat_id, msclkid, li_form_response, clicked_at, test_record, problem
                      from opportunity where organization_id = :organization and id in (select id from member)
                    order by created_at, id""", (row, context) -> record(row));
        }

        List<JourneyRecord.CrmChange> changes() {
            return rows(
                    "with member as (" + MEMBERS + "), change as ("
                            + """
                    select 'Lead' as object, lead_id as record_id, created_at, id, field, old_value, new_value
                      from lead_history
                     where organization_id = :organization and lead_id in (select id from member)
                    union all
                    select 'Opportunity', opportunity_id, created_at, id, field, was, became
                      from (select *, row_number() over told = 1 as first,
                                   lag(stage_name) over told as was_stage, lag(amount) over told as was_amount
                              from opportunity_history
                             where organization_id = :organization and opportunity_id in (select id from member)
                            window told as (partition by opportunity_id order by created_at, id)) as row
                      cross join lateral (values
                          ('Stage', was_stage, stage_name, first or was_stage is distinct from stage_name),
                          ('Amount', cast(was_amount as text), cast(amount as text),
                           not first and was_amount is distinct from amount)) as told (field, was, became, news)
                     where news
                    order by created_at desc, id desc
                    """
                            + " limit " + LONGEST_HISTORY + ") select * from change order by created_at, id",
                    (row, context) -> new JourneyRecord.CrmChange(
                            row.getString("object"),
                            row.getString("record_id"),
                            Columns.instant(row, "created_at"),
                            row.getString("field"),
                            Columns.textIfAny(row, "old_value"),
                            Columns.textIfAny(row, "new_value")));
        }

        List<JourneyRecord.Reached> stages() {
            var clicks = grouped("""
                    select matched_click.*
                      from stage_event join matched_click on stage_event_id = stage_event.id
                     where organization_id = :organization and lineage = :root
                     order by stage_event_id, kind""", "stage_event_id", Reader::matchedClick);
            return rows("""
                    select stage_event.*, matched_at, removed_at, person_object, person_id, person_rule,
                           email_sha256 is not null as by_email, phone_sha256 is not null as by_phone
                      from stage_event left join stage_match on stage_event_id = stage_event.id
                     where organization_id = :organization and lineage = :root
                     order by occurred_at, stage_event.id""", (row, context) -> reached(row, clicks.getOrDefault(row.getLong("id"), List.of())));
        }

        List<JourneyRecord.Conversion> conversions() {
            var transitions = grouped("""
                    select conversion_transition.*
                      from conversion join conversion_transition on conversion_id = conversion.id
                     where organization_id = :organization and lineage = :root
                     order by conversion_transition.id""", "conversion_id", Reader::transition);
            var attempts = grouped("""
                    select upload_batch.*, item.conversion_id, item.outcome,
                           coalesce(item.code, upload_batch.code) as item_code,
                           coalesce(item.message, upload_batch.message) as item_message
                      from conversion
                      join upload_batch_item item on item.conversion_id = conversion.id
                      join upload_batch on upload_batch.id = item.batch_id
                     where organization_id = :organization and lineage = :root
                     order by upload_batch.id""", "conversion_id", Reader::attempt);
            var adjustments = adjustments();
            return rows(
                    """
                    select conversion.*,
                           (select brake.sentence from brake
                             where brake.destination = conversion.destination and lifted_at is null
                             order by kind desc limit 1) as stopped,
                           (select removed_at from conversion_payload where conversion_id = conversion.id) as removed_at
                      from conversion
                     where organization_id = :organization and lineage = :root
                     order by occurred_at, id""",
                    (row, context) -> conversion(
                            row,
                            transitions.getOrDefault(row.getLong("id"), List.of()),
                            attempts.getOrDefault(row.getLong("id"), List.of()),
                            adjustments.getOrDefault(row.getLong("id"), List.of())));
        }

        private Map<Long, List<JourneyRecord.Adjusted>> adjustments() {
            var transitions = grouped("""
                    select t.*
                      from conversion
                      join adjustment on adjustment.conversion_id = conversion.id
                      join adjustment_transition t on t.adjustment_id = adjustment.id
                     where organization_id = :organization and lineage = :root
                     order by t.id""", "adjustment_id", Reader::transition);
            return grouped(
                    """
                    select adjustment.*
                      from conversion join adjustment on adjustment.conversion_id = conversion.id
                     where organization_id = :organization and lineage = :root
                     order by adjustment.id""", "conversion_id", row -> adjusted(row, transitions.getOrDefault(row.getLong("id"), List.of())));
        }

        private static JourneyRecord.Adjusted adjusted(ResultSet row, List<JourneyRecord.Transition> transitions)
                throws SQLException {
            return new JourneyRecord.Adjusted(
                    row.getLong("id"),
                    Adjustment.Kind.valueOf(row.getString("kind")),
                    Adjustment.Cause.valueOf(row.getString("cause")),
                    Columns.instant(row, "adjusted_at"),
                    Columns.moneyIfAny(row, "before_value", "before_currency"),
                    Columns.moneyIfAny(row, "after_value", "after_currency"),
                    ConversionState.valueOf(row.getString("state")),
                    Columns.textIfAny(row, "reason"),
                    Columns.textIfAny(row, "explanation"),
                    Columns.instantIfAny(row, "due_at"),
                    Columns.instant(row, "expires_at"),
                    row.getInt("attempt"),
                    Columns.instant(row, "state_since"),
                    transitions);
        }

        private <T> List<T> rows(String statement, RowMapper<T> mapper) {
            return sql.createQuery(statement)
                    .bind("organization", place.organization())
                    .bind("root", place.root())
                    .map(mapper)
                    .list();
        }

        private interface Mapping<T> {
            T of(ResultSet row) throws SQLException;
        }

        private <T> Map<Long, List<T>> grouped(String statement, String by, Mapping<T> mapping) {
            var groups = new LinkedHashMap<Long, List<T>>();
            Function<Long, List<T>> empty = key -> new ArrayList<>();
            rows(
                    statement,
                    (row, context) ->
                            groups.computeIfAbsent(row.getLong(by), empty).add(mapping.of(row)));
            return groups;
        }

        private static JourneyRecord.CrmRecord record(ResultSet row) throws SQLException {
            return new JourneyRecord.CrmRecord(
                    row.getString("object"),
                    row.getString("id"),
                    Columns.instant(row, "created_at"),
                    row.getBoolean("deleted"),
                    Columns.textIfAny(row, "master_id"),
                    Columns.textIfAny(row, "became"),
                    row.getBoolean("test_record"),
                    Columns.textIfAny(row, "problem"),
                    clicks(row));
        }

        /** Where the CRM says nothing about the click, it happened before the record was there. */
        private static List<Click> clicks(ResultSet row) throws SQLException {
            var recorded = Columns.instantIfAny(row, "clicked_at");
            var clicks = new ArrayList<Click>();
            for (var kind : ClickId.Kind.values()) {
                var value = row.getString(kind.name());
                if (value != null && !value.isBlank()) {
                    clicks.add(new Click(
                            new ClickId(kind, value),
                            recorded.orElse(Columns.instant(row, "created_at")),
                            recorded.isPresent() ? Click.Dating.RECORDED : Click.Dating.NOT_LATER_THAN));
                }
            }
            return clicks;
        }

        private static JourneyRecord.MatchedClick matchedClick(ResultSet row) throws SQLException {
            return new JourneyRecord.MatchedClick(
                    new Click(
                            new ClickId(ClickId.Kind.valueOf(row.getString("kind")), row.getString("value")),
                            Columns.instant(row, "clicked_at"),
                            Click.Dating.valueOf(row.getString("dating"))),
                    Match.Fit.valueOf(row.getString("fit")),
                    row.getString("rule"),
                    row.getString("source_object"),
                    row.getString("source_id"));
        }

        private static JourneyRecord.Reached reached(ResultSet row, List<JourneyRecord.MatchedClick> clicks)
                throws SQLException {
            return new JourneyRecord.Reached(
                    row.getString("stage"),
                    row.getInt("occurrence"),
                    row.getString("object"),
                    row.getString("record_id"),
                    Columns.instant(row, "occurred_at"),
                    StageEvent.Evidence.valueOf(upper(row, "evidence")),
                    Columns.moneyIfAny(row, "amount", "currency"),
                    Columns.textIfAny(row, "problem"),
                    withdrawn(row),
                    Columns.instant(row, "detected_at"),
                    matching(row, clicks));
        }

        private static Optional<JourneyRecord.Withdrawn> withdrawn(ResultSet row) throws SQLException {
            var at = Columns.instantIfAny(row, "withdrawn_at");
            return at.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new JourneyRecord.Withdrawn(
                            StageEvent.Withdrawal.valueOf(upper(row, "withdrawal")), at.get()));
        }

        private static String upper(ResultSet row, String column) throws SQLException {
            return row.getString(column).toUpperCase(Locale.ROOT);
        }

        private static JourneyRecord.Matching matching(ResultSet row, List<JourneyRecord.MatchedClick> clicks)
                throws SQLException {
            var at = Columns.instantIfAny(row, "matched_at");
            if (at.isEmpty()) {
                return new JourneyRecord.Matching.Due();
            }
            var removedAt = Columns.instantIfAny(row, "removed_at");
            if (clicks.isEmpty() && removedAt.isPresent()) {
                return new JourneyRecord.Matching.Removed(at.get(), removedAt.get(), person(row));
            }
            return clicks.isEmpty()
                    ? new JourneyRecord.Matching.WithoutClick(at.get(), person(row))
                    : new JourneyRecord.Matching.WithClick(at.get(), person(row), clicks);
        }

        private static Optional<JourneyRecord.Person> person(ResultSet row) throws SQLException {
            var id = row.getString("person_id");
            if (id == null) {
                return Optional.empty();
            }
            var identifiers = new ArrayList<String>();
            if (row.getBoolean("by_email")) {
                identifiers.add("e-mail");
            }
            if (row.getBoolean("by_phone")) {
                identifiers.add("phone");
            }
            return Optional.of(new JourneyRecord.Person(
                    row.getString("person_object"),
                    id,
                    Columns.textIfAny(row, "person_rule").orElse(""),
                    identifiers));
        }

        private static JourneyRecord.Conversion conversion(
                ResultSet row,
                List<JourneyRecord.Transition> transitions,
                List<JourneyRecord.Attempt> attempts,
                List<JourneyRecord.Adjusted> adjustments)
                throws SQLException {
            return new JourneyRecord.Conversion(
                    row.getString("key"),
                    row.getString("mapping"),
                    row.getInt("funnel_version"),
                    row.getString("stage"),
                    row.getInt("occurrence"),
                    row.getString("record_id"),
                    row.getString("destination"),
                    row.getString("action"),
                    Columns.instant(row, "occurred_at"),
                    Columns.moneyIfAny(row, "value", "currency"),
                    ConversionState.valueOf(row.getString("state")),
                    Columns.textIfAny(row, "reason"),
                    Columns.textIfAny(row, "explanation"),
                    Columns.instantIfAny(row, "due_at"),
                    Columns.instant(row, "expires_at"),
                    row.getInt("attempt"),
                    Columns.instant(row, "state_since"),
                    Columns.instant(row, "created_at"),
                    Columns.textIfAny(row, "stopped"),
                    Columns.instantIfAny(row, "removed_at"),
                    transitions,
                    attempts,
                    adjustments);
        }

        private static JourneyRecord.Transition transition(ResultSet row) throws SQLException {
            return new JourneyRecord.Transition(
                    Columns.instant(row, "at"),
                    Columns.textIfAny(row, "from_state").map(ConversionState::valueOf),
                    ConversionState.valueOf(row.getString("to_state")),
                    Columns.textIfAny(row, "reason"),
                    Columns.textIfAny(row, "explanation"),
                    Columns.textIfAny(row, "failure_class"),
                    Columns.numberIfAny(row, "run_id"),
                    Columns.numberIfAny(row, "batch_id"),
                    row.getInt("attempt"),
                    row.getString("node"));
        }

        private static JourneyRecord.Attempt attempt(ResultSet row) throws SQLException {
            return new JourneyRecord.Attempt(
                    row.getLong("id"),
                    row.getInt("size"),
                    row.getString("node"),
                    Columns.instant(row, "intended_at"),
                    Columns.instantIfAny(row, "answered_at"),
                    Columns.textIfAny(row, "answer"),
                    Columns.textIfAny(row, "outcome"),
                    Columns.textIfAny(row, "item_code"),
                    Columns.textIfAny(row, "item_message"),
                    Columns.textIfAny(row, "request_id"),
                    Columns.textIfAny(row, "verdict"),
                    Columns.instantIfAny(row, "verdict_at"),
                    Columns.instantIfAny(row, "poll_at"));
        }
    }
}
