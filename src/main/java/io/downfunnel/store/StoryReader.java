package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

import io.downfunnel.domain.Journey.FieldChange;
import io.downfunnel.domain.Journey.LeadStory;
import io.downfunnel.domain.Journey.OpportunityStory;
import io.downfunnel.domain.Journey.Snapshot;

/** Reads the stories of many records with a statement for each table. */
final class StoryReader {
    private final Handle handle;
    private final short organization;
    private final String[] ids;

    StoryReader(Handle handle, short organization, String[] ids) {
        this.handle = handle;
        this.organization = organization;
        this.ids = ids;
    }

    List<LeadStory> leads(Set<String> historyFields) {
        var history = histories(historyFields);
        return query("""
                        select lead.*, coalesce(lead.currency, default_currency) as its_currency
                          from lead join organization on organization.id = organization_id
                         where organization_id = :organization and lead.id = any (:ids)""")
                .map((row, context) -> lead(row, history.getOrDefault(row.getString("id"), List.of())))
                .list();
    }

    /** Of leads, by their ids. */
    Map<String, List<FieldChange>> histories(Set<String> fields) {
        record Row(String lead, FieldChange change) {}
        return query("""
                        select * from lead_history
                         where organization_id = :organization and lead_id = any (:ids) and field = any (:fields)""")
                .bind("fields", fields.toArray(String[]::new))
                .map((row, context) -> new Row(row.getString("lead_id"), change(row)))
                .collect(Collectors.groupingBy(Row::lead, Collectors.mapping(Row::change, Collectors.toList())));
    }

    List<OpportunityStory> opportunities() {
        return opportunities(handle.createQuery("select name from closed_stage where organization_id = :organization")
                .bind("organization", organization)
                .mapTo(String.class)
                .collect(Collectors.toSet()));
    }

    /** @param closed stages that the CRM calls closed */
    List<OpportunityStory> opportunities(Set<String> closed) {
        record Row(String opportunity, Snapshot snapshot) {}
        var history = query("""
                        select * from opportunity_history
                         where organization_id = :organization and opportunity_id = any (:ids)""")
                .map((row, context) -> new Row(row.getString("opportunity_id"), snapshot(row, closed)))
                .collect(Collectors.groupingBy(
                        Row::opportunity, Collectors.mapping(Row::snapshot, Collectors.toList())));
        return query("""
                        select opportunity.*, coalesce(opportunity.currency, default_currency) as its_currency
                          from opportunity join organization on organization.id = organization_id
                         where organization_id = :organization and opportunity.id = any (:ids)""")
                .map((row, context) -> opportunity(row, history.getOrDefault(row.getString("id"), List.of())))
                .list();
    }

    private Query query(String sql) {
        return handle.createQuery(sql).bind("organization", organization).bind("ids", ids);
    }

    private static LeadStory lead(ResultSet row, List<FieldChange> history) throws SQLException {
        return new LeadStory(
                row.getString("id"),
                instant(row, "created_at"),
                instant(row, "modified_at"),
                row.getBoolean("deleted"),
                text(row, "master_id"),
                leadFields(row),
                text(row, "its_currency"),
                text(row, "problem"),
                history);
    }

    /** With the columns of their own under the CRM's names, so that stages and exclusions may speak of them. */
    static Map<String, String> leadFields(ResultSet row) throws SQLException {
        var fields = FieldsJson.fields(row.getString("fields"));
        put(fields, "Status", row.getString("status"));
        put(fields, "IsConverted", String.valueOf(row.getBoolean("converted")));
        put(fields, "ConvertedOpportunityId", row.getString("opportunity_id"));
        put(fields, "CurrencyIsoCode", row.getString("currency"));
        return fields;
    }

    private static OpportunityStory opportunity(ResultSet row, List<Snapshot> history) throws SQLException {
        return new OpportunityStory(
                row.getString("id"),
                instant(row, "created_at"),
                instant(row, "modified_at"),
                row.getBoolean("deleted"),
                opportunityFields(row),
                Optional.ofNullable(row.getBigDecimal("amount")),
                text(row, "its_currency"),
                text(row, "problem"),
                history);
    }

    static Map<String, String> opportunityFields(ResultSet row) throws SQLException {
        var fields = FieldsJson.fields(row.getString("fields"));
        put(fields, "StageName", row.getString("stage_name"));
        put(fields, "IsClosed", String.valueOf(row.getBoolean("closed")));
        put(fields, "IsWon", String.valueOf(row.getBoolean("won")));
        put(fields, "Amount", row.getString("amount"));
        put(fields, "CurrencyIsoCode", row.getString("currency"));
        return fields;
    }

    private static void put(Map<String, String> fields, String name, String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    private static FieldChange change(ResultSet row) throws SQLException {
        return new FieldChange(
                row.getString("id"),
                instant(row, "created_at"),
                row.getString("field"),
                text(row, "old_value"),
                text(row, "new_value"));
    }

    private static Snapshot snapshot(ResultSet row, Set<String> closed) throws SQLException {
        var stage = text(row, "stage_name");
        return new Snapshot(
                row.getString("id"),
                instant(row, "created_at"),
                stage,
                Optional.ofNullable(row.getBigDecimal("amount")),
                text(row, "problem"),
                stage.filter(closed::contains).isPresent());
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }
}
