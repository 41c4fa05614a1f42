package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.AdjustmentCase;
import io.downfunnel.domain.AdjustmentCase.Basis;
import io.downfunnel.domain.AdjustmentCase.Past;
import io.downfunnel.domain.AdjustmentCase.Sent;
import io.downfunnel.domain.AdjustmentDecision.Plan;
import io.downfunnel.domain.AdjustmentReason;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.Match;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.Run;

/** Adjustments, as far as planning has a say: until what is sent is frozen. */
@Singleton
public class AdjustmentPlanStore {

    /** How many there were of each. */
    public record Saved(int events, int inserted, int updated) {}

    private final Jdbi jdbi;

    public AdjustmentPlanStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public long due() {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from adjustment_due")
                .mapTo(Long.class)
                .one());
    }

    /** Stage events that were just decided about: where something was sent of them, it may have to be adjusted. */
    static void reconsider(Handle handle, Long[] events) {
        handle.createUpdate("""
                        insert into adjustment_due (stage_event_id)
                        select distinct stage_event_id
                          from conversion join conversion_payload on conversion_id = conversion.id
                         where stage_event_id = any (:events) and frozen_at is not null
                         order by stage_event_id
                        on conflict (stage_event_id) do update set due_since = excluded.due_since""").bind("events", events).execute();
    }

    /**
     * Has adjustments decided anew that wait for something which has come: the end of a quiet period, the platform's word
     * on the conversion or on an earlier adjustment, a way to take conversions back, or the end of their time.
     *
     * @param takingBack destinations at which conversions can be taken back
     */
    public void wake(Collection<String> takingBack, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into adjustment_due (stage_event_id)
                        select distinct stage_event_id
                          from adjustment a join conversion c on c.id = a.conversion_id
                         where a.frozen_at is null and stage_event_id is not null
                           and (a.state = 'DELAYED' and a.due_at <= :now and """ + AdjustmentStore.NOTHING_PENDING + """
                                or a.state in ('DELAYED', 'READY', 'HELD') and a.expires_at <= :now
                                or a.state = 'HELD' and a.reason = :noRoute and a.destination = any (:takingBack))
                         order by stage_event_id
                        on conflict (stage_event_id) do update set due_since = excluded.due_since""")
                .bind("now", now)
                .bind("noRoute", AdjustmentReason.NO_ROUTE.name())
                .bindArray("takingBack", String.class, List.copyOf(takingBack))
                .execute());
    }

    /**
     * Takes a batch of due stage events, lets the adjustments of their conversions be planned, and writes them down with
     * what is sent and the transition: one transaction.
     *
     * @param planning touches nothing
     */
    public Saved plan(
            int limit, FunnelStore funnels, Run run, BiFunction<Funnel, AdjustmentCase, Optional<Plan>> planning) {
        return jdbi.inTransaction(handle -> {
            ErasureLock.carrying(handle);
            var claimed = claim(handle, limit);
            if (claimed.length == 0) {
                return new Saved(0, 0, 0);
            }
            var funnel = funnels.active(handle).orElseThrow().funnel();
            var plans = cases(handle, claimed).stream()
                    .flatMap(of -> planning.apply(funnel, of).stream())
                    .toList();
            int inserted = 0;
            int updated = 0;
            for (var plan : plans) {
                if (plan.existing().isEmpty()) {
                    insert(handle, plan, run);
                    inserted++;
                } else if (!same(plan.existing().get(), plan)) {
                    update(handle, plan.existing().get(), plan, run);
                    updated++;
                }
            }
            return new Saved(claimed.length, inserted, updated);
        });
    }

    private static Long[] claim(Handle handle, int limit) {
        return handle.createQuery("""
                        delete from adjustment_due
                         where ctid = any (array (select ctid from adjustment_due
                                                   order by stage_event_id
                                                   limit :limit
                                                     for update skip locked))
                        returning stage_event_id""").bind("limit", limit).mapTo(Long.class).stream()
                .toArray(Long[]::new);
    }

    private static List<AdjustmentCase> cases(Handle handle, Long[] events) {
        var past = past(handle, events);
        var matches = new CaseReader(handle, events).matches();
        return handle.createQuery("""
                        select e.*, c.id as conversion_id, c.destination,
                               -- Where a platform gives no verdict, what it took in counts.
                               case when c.state = 'ACCEPTED' and c.due_at is null then 'VERIFIED' else c.state end as state,
                               c.basis_amount, c.basis_currency, c.key, c.action, c.value, c.currency as sent_currency,
                               c.occurred_at as sent_of, c.click_kind, p.payload,
                               exists (select from stage_event o join conversion k on k.stage_event_id = o.id
                                        where o.id = e.united_with and k.destination = c.destination
                                          and (k.state = 'VERIFIED'
                                               or k.state = 'ACCEPTED' and k.reason = 'LAST_WORD')) as doubled,
                               case when e.withdrawal = 'deleted'
                                    then (select count(distinct d.record_id) from stage_event d
                                           where d.organization_id = e.organization_id and d.withdrawal = 'deleted'
                                             and d.withdrawn_at > now() - interval '1 day')
                                    else 0 end as deletions
                          from stage_event e
                          join conversion c on c.stage_event_id = e.id
                          join conversion_payload p on p.conversion_id = c.id
                         where e.id = any (:events) and p.frozen_at is not null
                         order by c.id""")
                .bind("events", events)
                .map((row, context) -> new AdjustmentCase(
                        row.getLong("conversion_id"),
                        row.getString("destination"),
                        ConversionState.valueOf(row.getString("state")),
                        sent(row),
                        basis(row),
                        StageEventStore.event(row),
                        matches.getOrDefault(row.getLong("id"), Match.NOTHING),
                        row.getBoolean("doubled"),
                        row.getLong("deletions"),
                        past.getOrDefault(row.getLong("conversion_id"), List.of())))
                .list();
    }

    /** Of what is not kept any more, as much as the conversion itself knows. */
    private static Sent sent(ResultSet row) throws SQLException {
        var payload = Columns.textIfAny(row, "payload");
        return payload.isPresent()
                ? Sent.of(Payload.decode(payload.get()))
                : new Sent(
                        new ConversionKey(row.getString("key")),
                        row.getString("action"),
                        Columns.instant(row, "sent_of"),
                        Columns.moneyIfAny(row, "value", "sent_currency"),
                        Columns.textIfAny(row, "click_kind").map(ClickId.Kind::valueOf),
                        Optional.empty());
    }

    private static Map<Long, List<Past>> past(Handle handle, Long[] events) {
        return handle.createQuery("""
                        select a.* from adjustment a join conversion c on c.id = a.conversion_id
                         where c.stage_event_id = any (:events)
                         order by a.id
                           for update of a""")
                .bind("events", events)
                .map((row, context) -> Map.entry(row.getLong("conversion_id"), past(row)))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    private static Past past(ResultSet row) throws SQLException {
        var state = ConversionState.valueOf(row.getString("state"));
        return new Past(
                row.getLong("id"),
                Adjustment.Kind.valueOf(row.getString("kind")),
                Adjustment.Cause.valueOf(row.getString("cause")),
                Columns.instant(row, "adjusted_at"),
                basis(row),
                Columns.moneyIfAny(row, "after_value", "after_currency"),
                state,
                Columns.textIfAny(row, "reason"),
                Columns.textIfAny(row, "explanation"),
                Columns.instantIfAny(row, "due_at"),
                row.getString("frozen_at") != null,
                row.getString("released_by") != null);
    }

    private static Basis basis(ResultSet row) throws SQLException {
        return new Basis(
                Optional.ofNullable(row.getBigDecimal("basis_amount")), Columns.textIfAny(row, "basis_currency"));
    }

    private static boolean same(Past existing, Plan plan) {
        var decision = plan.decision();
        return existing.kind() == decision.kind()
                && existing.cause() == decision.cause()
                && existing.at().equals(decision.at())
                && existing.after().map(Money::toString).equals(decision.after().map(Money::toString))
                && existing.state() == decision.state()
                && existing.reason().equals(decision.reason().map(AdjustmentReason::name))
                && existing.explanation().equals(Optional.of(decision.explanation()))
                && existing.dueAt().equals(decision.dueAt());
    }

    private static void insert(Handle handle, Plan plan, Run run) {
        bind(handle.createUpdate("""
                        with made as (
                            insert into adjustment (conversion_id, kind, cause, adjusted_at, destination, action,
                                                    basis_amount, basis_currency, before_value, before_currency,
                                                    after_value, after_currency, state, reason, explanation, due_at,
                                                    expires_at, payload, hash)
                            values (:conversion, :kind, :cause, :at, :destination, :action, :basis, :basisCurrency,
                                    :before, :beforeCurrency, :after, :afterCurrency, :state, :reason, :explanation,
                                    :due, :expires, cast(:payload as jsonb), decode(:hash, 'hex'))
                            returning id, state, reason, explanation)
                        insert into adjustment_transition (adjustment_id, to_state, reason, explanation, run_id, attempt,
                                                           node, epoch)
                        select id, state, reason, explanation, :run, 0, :node, 0 from made"""), plan, run)
                .bind("conversion", plan.of().conversion())
                .bind("destination", plan.of().destination())
                .bind("action", plan.of().sent().action())
                .execute();
    }

    private static void update(Handle handle, Past existing, Plan plan, Run run) {
        bind(handle.createUpdate("""
                        with changed as (
                            update adjustment
                               set kind = :kind, cause = :cause, adjusted_at = :at, basis_amount = :basis,
                                   basis_currency = :basisCurrency, before_value = :before,
                                   before_currency = :beforeCurrency, after_value = :after,
                                   after_currency = :afterCurrency, state = :state, reason = :reason,
                                   explanation = :explanation, due_at = :due, expires_at = :expires,
                                   payload = cast(:payload as jsonb), hash = decode(:hash, 'hex'),
                                   state_since = case when state = :state then state_since else now() end
                             where id = :id
                            returning id, attempt, epoch)
                        insert into adjustment_transition (adjustment_id, from_state, to_state, reason, explanation,
                                                           run_id, attempt, node, epoch)
                        select id, :from, :state, :reason, :explanation, :run, attempt, :node, epoch
                          from changed"""), plan, run)
                .bind("id", existing.id())
                .bind("from", existing.state().name())
                .execute();
    }

    private static <T extends SqlStatement<T>> T bind(T statement, Plan plan, Run run) {
        var decision = plan.decision();
        var payload = decision.adjustment().map(AdjustmentPayload::encode);
        return statement
                .bind("kind", decision.kind().name())
                .bind("cause", decision.cause().name())
                .bind("at", decision.at())
                .bind("basis", decision.basis().amount().orElse(null))
                .bind("basisCurrency", decision.basis().currency().orElse(null))
                .bind("before", decision.before().map(Money::amount).orElse(null))
                .bind(
                        "beforeCurrency",
                        decision.before()
                                .map(value -> value.currency().getCurrencyCode())
                                .orElse(null))
                .bind("after", decision.after().map(Money::amount).orElse(null))
                .bind(
                        "afterCurrency",
                        decision.after()
                                .map(value -> value.currency().getCurrencyCode())
                                .orElse(null))
                .bind("state", decision.state().name())
                .bind("reason", decision.reason().map(AdjustmentReason::name).orElse(null))
                .bind("explanation", decision.explanation())
                .bind("due", decision.dueAt().orElse(null))
                .bind("expires", decision.expiresAt())
                .bind("payload", payload.orElse(null))
                .bind(
                        "hash",
                        payload.map(text -> HexFormat.of().formatHex(Payload.sha256(text)))
                                .orElse(null))
                .bind("run", run.id())
                .bind("node", run.node());
    }
}
