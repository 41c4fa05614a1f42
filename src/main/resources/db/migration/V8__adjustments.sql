-- What changes after a conversion was sent, and what the platforms are told of it.

-- What the CRM's history tells of the deal after it reached the stage, as things stand now.
alter table stage_event
    add column amount_now       numeric,
    add column amount_since     timestamptz,
    add column departure        text check (departure in ('lost', 'reopened')),
    add column departed_at      timestamptz,
    add column reached_again_at timestamptz,
    add check ((departure is null) = (departed_at is null));

-- Stages in which an opportunity was ever seen closed. History rows name the stage, but do not say whether it is closed.
create table closed_stage (
    organization_id smallint not null,
    name            text     not null,
    primary key (organization_id, name)
);

-- The opportunity's own amount behind a conversion's value: only where it changes afterwards is there something to restate.
alter table conversion
    add column basis_amount   numeric,
    add column basis_currency text;

-- Stage events with sent conversions, whose adjustments are to be thought over.
create table adjustment_due (
    stage_event_id bigint      not null primary key references stage_event on delete cascade,
    due_since      timestamptz not null default now()
);

create table adjustment (
    id             bigint generated always as identity primary key,
    conversion_id  bigint      not null references conversion on delete cascade,
    kind           text        not null check (kind in ('RESTATEMENT', 'RETRACTION')),
    cause          text        not null check (cause in ('AMOUNT_CHANGED', 'LOST', 'REOPENED', 'DELETED', 'MERGED')),
    adjusted_at    timestamptz not null,           -- when the CRM changed; strictly later than those before
    destination    text        not null,
    action         text        not null,
    basis_amount   numeric,                        -- the opportunity's own amount behind the new value
    basis_currency text,
    before_value   numeric,                        -- what the platform counted when this was decided
    before_currency text,
    after_value    numeric,                        -- what it should count; null: nothing at all
    after_currency text,
    state          text        not null check (state in ('EXCLUDED', 'DELAYED', 'HELD', 'READY', 'IN_FLIGHT',
                       'UNKNOWN', 'ACCEPTED', 'VERIFIED', 'NEEDS_YOU', 'EXPIRED', 'CANCELLED', 'ERASED')),
    reason         text,
    explanation    text,
    due_at         timestamptz,                    -- DELAYED and READY: not before; ACCEPTED: next look at the verdict
    expires_at     timestamptz not null,           -- after this the platform takes no change of the conversion
    released_by    text,                           -- who said that it may go although something held it
    attempt        integer     not null default 0,
    epoch          bigint      not null default 0,
    leased_by      text,
    leased_until   timestamptz,
    payload        jsonb,                          -- from frozen_at on not one byte of it changes
    hash           bytea,
    frozen_at      timestamptz,
    batch_id       bigint references upload_batch, -- the latest request it was in, alone
    polls          integer     not null default 0,
    poll_leased_until timestamptz not null default '-infinity',
    state_since    timestamptz not null default now(),
    created_at     timestamptz not null default now(),
    unique (conversion_id, adjusted_at),
    check (frozen_at is null or payload is not null),
    check (kind = 'RETRACTION' or state in ('EXCLUDED', 'EXPIRED', 'CANCELLED', 'ERASED', 'HELD') or after_value > 0)
);
-- One that may still be decided anew, and one under way, for each conversion.
create unique index adjustment_open on adjustment (conversion_id)
    where frozen_at is null and state in ('EXCLUDED', 'DELAYED', 'HELD', 'READY');
create unique index adjustment_under_way on adjustment (conversion_id)
    where state in ('IN_FLIGHT', 'UNKNOWN', 'ACCEPTED');
create index adjustment_ready on adjustment (destination, expires_at, id) where state = 'READY';
create index adjustment_waiting on adjustment (due_at) where state in ('DELAYED', 'ACCEPTED');
create index adjustment_pending on adjustment (destination, state)
    where state in ('DELAYED', 'HELD', 'IN_FLIGHT', 'UNKNOWN', 'ACCEPTED');
create index adjustment_by_state on adjustment (state, id desc);

-- Append-only: written in the transaction that changes the state.
create table adjustment_transition (
    id            bigint generated always as identity primary key,
    adjustment_id bigint      not null references adjustment on delete cascade,
    at            timestamptz not null default clock_timestamp(),
    from_state    text,
    to_state      text        not null,
    reason        text,
    explanation   text,
    failure_class text,
    run_id        bigint,
    batch_id      bigint,
    attempt       integer     not null,
    node          text        not null,
    epoch         bigint      not null
);
create index adjustment_transition_by_adjustment on adjustment_transition (adjustment_id, id);
create index adjustment_transition_by_run on adjustment_transition (run_id) where run_id is not null;

-- Every request counts for the quota, whatever it carries.
alter table upload_batch
    add column carries text not null default 'conversions' check (carries in ('conversions', 'adjustments'));

-- An adjustment has a life like a conversion's. What nobody wanted any more may be wanted again, and too late then.
create function adjustment_may_become(old_state text, new_state text) returns boolean
    language sql immutable parallel safe
    return conversion_may_become(old_state, new_state)
        or old_state = 'EXCLUDED' and new_state = 'EXPIRED'
        -- A wish that waits for quiet, and that the CRM has taken back meanwhile.
        or old_state in ('EXCLUDED', 'DELAYED') and new_state = 'CANCELLED';

create function adjustment_guard() returns trigger
    language plpgsql as $$
begin
    raise exception 'An adjustment cannot go from % to %', old.state, new.state
        using errcode = 'check_violation', constraint = 'adjustment_may_become';
end $$;

create trigger adjustment_guard
    before update of state on adjustment
    for each row
    when (new.state <> old.state and not adjustment_may_become(old.state, new.state))
execute function adjustment_guard();

-- A platform drops an adjustment that is not newer than the one before.
create function adjustment_in_order() returns trigger
    language plpgsql as $$
begin
    if exists (select from adjustment earlier
                where earlier.conversion_id = new.conversion_id and earlier.id < new.id
                  and earlier.adjusted_at >= new.adjusted_at) then
        raise exception 'An adjustment of % is not later than the one before', new.adjusted_at
            using errcode = 'check_violation', constraint = 'adjustment_in_order';
    end if;
    return new;
end $$;

create trigger adjustment_in_order
    before insert or update of adjusted_at on adjustment
    for each row
execute function adjustment_in_order();

-- What was sent stays as it was sent.
create function adjustment_stays_frozen() returns trigger
    language plpgsql as $$
begin
    raise exception 'What was sent of an adjustment cannot change'
        using errcode = 'check_violation', constraint = 'adjustment_stays_frozen';
end $$;

create trigger adjustment_stays_frozen
    before update of payload, hash, frozen_at, kind, adjusted_at on adjustment
    for each row
    when (old.frozen_at is not null
          and new.state <> 'ERASED'
          and (new.payload, new.hash, new.frozen_at, new.kind, new.adjusted_at)
              is distinct from (old.payload, old.hash, old.frozen_at, old.kind, old.adjusted_at))
execute function adjustment_stays_frozen();
