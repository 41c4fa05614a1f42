package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

import io.downfunnel.domain.AdQuestion;
import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.Money;
import io.downfunnel.store.ReportClaimStore.Claim;

/** Conversion actions as their accounts showed them last, and what changed about them over time. */
@Singleton
public class ConversionActionStore {

    /**
     * @param seenAt when the account showed it last
     * @param goneAt since when it does not any more
     */
    public record Seen(ConversionAction action, Instant seenAt, Optional<Instant> goneAt) {}

    /** What changed about a conversion action. */
    public enum What {
        NAME,
        /** Why nothing can be uploaded for it. */
        OBSTACLE,
        /** The account does not show it any more. */
        GONE,
        BACK
    }

    /** @param action its id, as mappings write it */
    public record Change(String action, Instant at, What what, Optional<String> before, Optional<String> after) {}

    private record Row(int id, Optional<String> name, Optional<String> obstacle, boolean seen, boolean gone) {}

    private final Jdbi jdbi;
    private final ReportClaimStore claims;

    public ConversionActionStore(Jdbi jdbi, ReportClaimStore claims) {
        this.jdbi = jdbi;
        this.claims = claims;
    }

    /** What the account shows now, in the place of what it showed before; what changed is noted. */
    public void saw(Claim claim, List<ConversionAction> actions, Instant now) {
        jdbi.useTransaction(handle -> {
            claims.keep(handle, claim);
            var before = rows(handle, claim.destination());
            save(handle, claim.destination(), actions, now);
            var after = rows(handle, claim.destination());
            var changes = handle.prepareBatch("""
                    insert into conversion_action_change (conversion_action_id, at, what, before, after)
                    values (:id, :now, :what, :before, :after)""");
            actions.forEach(action ->
                    compare(changes, now, Optional.ofNullable(before.get(action.id())), after.get(action.id())));
            leave(handle, changes, before, actions, now);
            if (changes.size() > 0) {
                changes.execute();
            }
            ReportStore.answered(handle, claim.destination(), AdQuestion.ACTIONS, now);
        });
    }

    private static Map<String, Row> rows(Handle handle, String destination) {
        return handle.createQuery("""
                        select id, vendor_id, name, obstacle, seen_at is not null as seen, gone_at is not null as gone
                          from conversion_action where destination = :destination""")
                .bind("destination", destination)
                .reduceResultSet(new HashMap<>(), (rows, row, context) -> {
                    rows.put(
                            row.getString("vendor_id"),
                            new Row(
                                    row.getInt("id"),
                                    Columns.textIfAny(row, "name"),
                                    Columns.textIfAny(row, "obstacle"),
                                    row.getBoolean("seen"),
                                    row.getBoolean("gone")));
                    return rows;
                });
    }

    private static void save(Handle handle, String destination, List<ConversionAction> actions, Instant now) {
        if (actions.isEmpty()) {
            return;
        }
        var batch = handle.prepareBatch("""
                insert into conversion_action as a (destination, vendor_id, name, owner, category, counting,
                       click_window_s, is_primary, default_value, default_currency, always_default, campaigns,
                       last_upload, obstacle, first_seen_at, seen_at)
                values (:destination, :id, :name, :owner, :category, :counting, :window, :primary, :value, :currency,
                        :always, :campaigns, :lastUpload, :obstacle, :now, :now)
                on conflict (destination, vendor_id) do update
                   set name = excluded.name, owner = excluded.owner, category = excluded.category,
                       counting = excluded.counting, click_window_s = excluded.click_window_s,
                       is_primary = excluded.is_primary, default_value = excluded.default_value,
                       default_currency = excluded.default_currency, always_default = excluded.always_default,
                       campaigns = excluded.campaigns, last_upload = excluded.last_upload,
                       obstacle = excluded.obstacle, first_seen_at = coalesce(a.first_seen_at, excluded.seen_at),
                       seen_at = excluded.seen_at, gone_at = null""");
        actions.forEach(action -> batch.bind("destination", destination)
                .bind("id", action.id())
                .bind("name", action.name())
                .bind("owner", action.owner())
                .bind("category", action.category().orElse(null))
                .bind("counting", action.counting().map(Enum::name).orElse(null))
                .bind("window", action.clickWindow().map(Duration::toSeconds).orElse(null))
                .bind("primary", action.primary().orElse(null))
                .bind("value", action.defaultValue().map(Money::amount).orElse(null))
                .bind(
                        "currency",
                        action.defaultValue()
                                .map(value -> value.currency().getCurrencyCode())
                                .orElse(null))
                .bind("always", action.alwaysDefault())
                .bind(
                        "campaigns",
                        action.campaigns()
                                .map(TreeSet::new)
                                .map(set -> set.toArray(String[]::new))
                                .orElse(null))
                .bind("lastUpload", action.lastUpload().orElse(null))
                .bind("obstacle", action.obstacle().orElse(null))
                .bind("now", now)
                .add());
        batch.execute();
    }

    private static void compare(PreparedBatch changes, Instant now, Optional<Row> before, Row after) {
        before.filter(Row::seen).ifPresent(known -> {
            if (known.gone()) {
                note(changes, after.id(), now, What.BACK, Optional.empty(), Optional.empty());
            }
            if (!Objects.equals(known.name(), after.name())) {
                note(changes, after.id(), now, What.NAME, known.name(), after.name());
            }
            if (!Objects.equals(known.obstacle(), after.obstacle())) {
                note(changes, after.id(), now, What.OBSTACLE, known.obstacle(), after.obstacle());
            }
        });
    }

    private static void leave(
            Handle handle,
            PreparedBatch changes,
            Map<String, Row> before,
            List<ConversionAction> actions,
            Instant now) {
        var shown = new TreeSet<>(actions.stream().map(ConversionAction::id).toList());
        before.forEach((vendorId, row) -> {
            if (row.seen() && !row.gone() && !shown.contains(vendorId)) {
                handle.createUpdate("update conversion_action set gone_at = :now where id = :id")
                        .bind("now", now)
                        .bind("id", row.id())
                        .execute();
                note(changes, row.id(), now, What.GONE, Optional.empty(), Optional.empty());
            }
        });
    }

    private static void note(
            PreparedBatch changes, int id, Instant now, What what, Optional<String> before, Optional<String> after) {
        changes.bind("id", id)
                .bind("now", now)
                .bind("what", what.name())
                .bind("before", before.orElse(null))
                .bind("after", after.orElse(null))
                .add();
    }

    /** Everything that the account ever showed, by name; what is gone comes last. */
    public List<Seen> of(String destination) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select * from conversion_action where destination = :destination and seen_at is not null
                         order by gone_at is not null, name, vendor_id""")
                .bind("destination", destination)
                .map((row, context) -> seen(row))
                .list());
    }

    /** The latest first. */
    public List<Change> changes(String destination, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select a.vendor_id, c.* from conversion_action_change c
                          join conversion_action a on a.id = c.conversion_action_id
                         where a.destination = :destination order by c.id desc limit :limit""")
                .bind("destination", destination)
                .bind("limit", limit)
                .map((row, context) -> new Change(
                        row.getString("vendor_id"),
                        Columns.instant(row, "at"),
                        What.valueOf(row.getString("what")),
                        Columns.textIfAny(row, "before"),
                        Columns.textIfAny(row, "after")))
                .list());
    }

    private static Seen seen(ResultSet row) throws SQLException {
        var primary = row.getBoolean("is_primary");
        var known = !row.wasNull();
        var campaigns = row.getArray("campaigns");
        return new Seen(
                new ConversionAction(
                        row.getString("vendor_id"),
                        row.getString("name"),
                        row.getString("owner"),
                        Columns.textIfAny(row, "category"),
                        Columns.textIfAny(row, "counting").map(ConversionAction.Counting::valueOf),
                        Columns.numberIfAny(row, "click_window_s").map(Duration::ofSeconds),
                        known ? Optional.of(primary) : Optional.empty(),
                        Columns.moneyIfAny(row, "default_value", "default_currency"),
                        row.getBoolean("always_default"),
                        campaigns == null
                                ? Optional.empty()
                                : Optional.of(Set.copyOf(Arrays.asList((String[]) campaigns.getArray()))),
                        Columns.instantIfAny(row, "last_upload"),
                        Columns.textIfAny(row, "obstacle")),
                Columns.instant(row, "seen_at"),
                Columns.instantIfAny(row, "gone_at"));
    }
}
