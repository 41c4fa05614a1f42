package io.downfunnel.store;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Update;

import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.Decision;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.MappingGates;
import io.downfunnel.domain.Plan;
import io.downfunnel.domain.PlanningCase;
import io.downfunnel.domain.PlanningCase.Existing;
import io.downfunnel.domain.Reason;
import io.downfunnel.domain.Run;

/** Conversions, as far as planning has a say: until their payload is frozen. */
@Singleton
public class ConversionStore {

    /** How many there were of each. */
    public record Saved(int events, int inserted, int updated) {}

    /** What becomes of a stage event. */
    public interface Planning {
        List<Plan> plans(Funnel funnel, MappingGates gates, PlanningCase of);
    }

    private final Jdbi jdbi;

    public ConversionStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public long due() {
        return jdbi.withHandle(
                handle -> handle.createQuery("select count(*) from stage_event_due where step = 'convert'")
                        .mapTo(Long.class)
                        .one());
    }

    /**
     * Takes a batch of due stage events, lets their conversions be planned, and writes them down with payload and
     * transition: one transaction. Before the first import of a funnel nothing is taken.
     *
     * @param planning touches nothing
     */
    public Saved plan(int limit, FunnelStore funnels, Run run, Instant now, Planning planning) {
        return jdbi.inTransaction(handle -> {
            if (funnels.active(handle).isEmpty()) {
                return new Saved(0, 0, 0);
            }
            ErasureLock.carrying(handle);
            var claimed = DueEvents.claim(handle, "convert", limit);
            if (claimed.length == 0) {
                return new Saved(0, 0, 0);
            }
            // Read after the claim: whoever imports another funnel now enqueues these events once more.
            var version = funnels.active(handle).orElseThrow();
            var gates = Gating.gates(handle);
            var planned = new CaseReader(handle, claimed)
                    .cases().stream()
                            .flatMap(of -> planning.plans(version.funnel(), gates, of).stream())
                            .toList();
            var plans = MomentStore.settle(handle, planned, now);
            var inserted = insert(
                    handle,
                    plans.stream().filter(plan -> plan.existing().isEmpty()).toList(),
                    version.number(),
                    run);
            var changed = plans.stream().filter(ConversionStore::changes).toList();
            update(handle, changed, version.number(), run);
            AdjustmentPlanStore.reconsider(handle, claimed);
            return new Saved(claimed.length, inserted, changed.size());
        });
    }

    private static boolean changes(Plan plan) {
        return plan.existing().filter(existing -> !same(existing, plan)).isPresent();
    }

    private static boolean same(Existing existing, Plan plan) {
        var decision = plan.decision();
        return existing.mapping().equals(plan.mapping())
                && existing.action().equals(plan.action())
                && existing.state() == decision.state()
                && existing.reason().equals(decision.reason().map(Reason::name))
                && existing.explanation().equals(Optional.of(decision.explanation()))
                && existing.dueAt().equals(decision.dueAt())
                && existing.expiresAt().equals(decision.expiresAt())
                && existing.hash().equals(decision.event().map(ConversionStore::hash));
    }

    private static String hash(ConversionEvent event) {
        return HexFormat.of().formatHex(Payload.hash(event));
    }

    private static int insert(Handle handle, List<Plan> plans, int funnelVersion, Run run) {
        if (plans.isEmpty()) {
            return 0;
        }
        return bind(handle.createUpdate("""
                        with planned as (
                            select * from unnest(:events, :keys, :destinations, :mappings, :actions, :values,
                                                 :currencies, :clickKinds, :clickedAt, :states, :reasons,
                                                 :explanations, :due, :expires, :payloads, :hashes)
                                as t(stage_event_id, key, destination, mapping, action, value, currency, click_kind,
                                     clicked_at, state, reason, explanation, due_at, expires_at, payload, hash)),
                        made as (
                            insert into conversion (key, organization_id, stage_event_id, lineage, record_id, stage,
                                                    occurrence, mapping, funnel_version, destination, action,
                                                    occurred_at, value, currency, click_kind, clicked_at, state,
                                                    reason, explanation, due_at, expires_at, basis_amount,
                                                    basis_currency)
                            select key, organization_id, stage_event_id, lineage, record_id, stage, occurrence, mapping,
                                   :version, destination, action, occurred_at, value, planned.currency, click_kind,
                                   clicked_at, state, reason, explanation, due_at, expires_at, amount_now,
                                   stage_event.currency
                              from planned join stage_event on stage_event.id = stage_event_id
                             order by stage_event_id, destination
                            on conflict do nothing
                            returning id, key, destination, state, reason, explanation),
                        written as (
                            insert into conversion_payload (conversion_id, payload, hash)
                            select made.id, cast(payload as jsonb), decode(hash, 'hex')
                              from made join planned using (destination, key)
                             where payload is not null)
                        insert into conversion_transition (conversion_id, to_state, reason, explanation, run_id,
                                                           attempt, node, epoch)
                        select id, state, reason, explanation, :run, 0, :node, 0 from made order by id"""), plans)
                .bind("events", plans.stream().map(plan -> plan.of().eventId()).toArray(Long[]::new))
                .bind("keys", texts(plans, plan -> plan.key().value()))
                .bind("destinations", texts(plans, Plan::destination))
                .bind("version", funnelVersion)
                .bind("run", run.id())
                .bind("node", run.node())
                .execute();
    }

    private static void update(Handle handle, List<Plan> plans, int funnelVersion, Run run) {
        if (plans.isEmpty()) {
            return;
        }
        bind(handle.createUpdate("""
                        with planned as (
                            select * from unnest(:ids, :mappings, :actions, :values, :currencies, :clickKinds,
                                                 :clickedAt, :states, :reasons, :explanations, :due, :expires,
                                                 :payloads, :hashes)
                                as t(id, mapping, action, value, currency, click_kind, clicked_at, state, reason,
                                     explanation, due_at, expires_at, payload, hash)),
                        before as (
                            select conversion.id, conversion.state, conversion.reason
                              from conversion join planned using (id)),
                        changed as (
                            update conversion
                               set mapping = planned.mapping, action = planned.action, value = planned.value,
                                   currency = planned.currency, click_kind = planned.click_kind,
                                   clicked_at = planned.clicked_at, state = planned.state, reason = planned.reason,
                                   explanation = planned.explanation, due_at = planned.due_at,
                                   expires_at = planned.expires_at, funnel_version = :version,
                                   occurred_at = stage_event.occurred_at, record_id = stage_event.record_id,
                                   lineage = stage_event.lineage, basis_amount = stage_event.amount_now,
                                   basis_currency = stage_event.currency,
                                   state_since = case when conversion.state = planned.state
                                                      then conversion.state_since else now() end
                              from planned, stage_event
                             where conversion.id = planned.id and stage_event.id = stage_event_id
                            returning conversion.id, conversion.state, conversion.reason, conversion.explanation,
                                      attempt, epoch),
                        emptied as (
                            delete from conversion_payload
                             using planned
                             where conversion_id = planned.id and planned.payload is null and frozen_at is null),
                        written as (
                            insert into conversion_payload (conversion_id, payload, hash)
                            select id, cast(payload as jsonb), decode(hash, 'hex') from planned
                             where payload is not null
                            on conflict (conversion_id) do update
                               set payload = excluded.payload, hash = excluded.hash, removed_at = null
                             where conversion_payload.frozen_at is null)
                        insert into conversion_transition (conversion_id, from_state, to_state, reason, explanation,
                                                           run_id, attempt, node, epoch)
                        select id, before.state, changed.state, changed.reason, explanation, :run, attempt, :node, epoch
                          from changed join before using (id)
                         where (before.state, before.reason) is distinct from (changed.state, changed.reason)
                         order by id"""), plans)
                .bind(
                        "ids",
                        plans.stream()
                                .map(plan -> plan.existing().orElseThrow().id())
                                .toArray(Long[]::new))
                .bind("version", funnelVersion)
                .bind("run", run.id())
                .bind("node", run.node())
                .execute();
    }

    private static Update bind(Update update, List<Plan> plans) {
        var events = plans.stream().map(plan -> plan.decision().event()).toList();
        return update.bind("mappings", texts(plans, Plan::mapping))
                .bind("actions", texts(plans, Plan::action))
                .bind(
                        "values",
                        plans.stream()
                                .map(plan -> plan.decision()
                                        .value()
                                        .map(money -> money.amount())
                                        .orElse(null))
                                .toArray(BigDecimal[]::new))
                .bind(
                        "currencies",
                        texts(
                                plans,
                                plan -> plan.decision()
                                        .value()
                                        .map(money -> money.currency().getCurrencyCode())
                                        .orElse(null)))
                .bind(
                        "clickKinds",
                        texts(
                                plans,
                                plan -> plan.decision()
                                        .click()
                                        .map(click -> click.id().kind().name())
                                        .orElse(null)))
                .bind("clickedAt", instants(plans, decision -> decision.click().map(click -> click.clickedAt())))
                .bind("states", texts(plans, plan -> plan.decision().state().name()))
                .bind(
                        "reasons",
                        texts(
                                plans,
                                plan -> plan.decision()
                                        .reason()
                                        .map(Reason::name)
                                        .orElse(null)))
                .bind("explanations", texts(plans, plan -> plan.decision().explanation()))
                .bind("due", instants(plans, Decision::dueAt))
                .bind("expires", instants(plans, decision -> Optional.of(decision.expiresAt())))
                .bind(
                        "payloads",
                        events.stream()
                                .map(event -> event.map(Payload::encode).orElse(null))
                                .toArray(String[]::new))
                .bind(
                        "hashes",
                        events.stream()
                                .map(event -> event.map(ConversionStore::hash).orElse(null))
                                .toArray(String[]::new));
    }

    private static String[] texts(List<Plan> plans, Function<Plan, String> text) {
        return plans.stream().map(text).toArray(String[]::new);
    }

    private static Instant[] instants(List<Plan> plans, Function<Decision, Optional<Instant>> instant) {
        return plans.stream()
                .map(plan -> instant.apply(plan.decision()).orElse(null))
                .toArray(Instant[]::new);
    }

    /** Conversions whose delay is over are decided anew by the next {@link #plan}; frozen ones are the delivery's. */
    public void wake(Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into stage_event_due (stage_event_id, step)
                        select distinct stage_event_id, 'convert'
                          from conversion left join conversion_payload on conversion_id = conversion.id
                         where state = 'DELAYED' and due_at <= :now and frozen_at is null
                           and stage_event_id is not null
                         order by stage_event_id
                        on conflict (stage_event_id, step) do update set due_since = excluded.due_since""").bind("now", now).execute());
    }
}
