-- Conversions, what we intend to send, what was answered, and every step on the way.

create table conversion (
    id              bigint generated always as identity primary key,
    key             text        not null,
    organization_id smallint    not null,
    stage_event_id  bigint      references stage_event on delete set null,
    lineage         text        not null,
    record_id       text        not null,          -- the CRM record whose stage it is
    stage           text        not null,
    occurrence      integer     not null,
    mapping         text        not null,
    funnel_version  integer     not null references funnel_version,
    destination     text        not null,
    action          text        not null,
    occurred_at     timestamptz not null,
    value           numeric,
    currency        text,
    click_kind      text,                          -- the one click ID chosen, for lists; its value is in the payload
    clicked_at      timestamptz,
    state           text        not null check (state in ('EXCLUDED', 'DELAYED', 'HELD', 'READY', 'IN_FLIGHT',
                        'UNKNOWN', 'ACCEPTED', 'VERIFIED', 'NEEDS_YOU', 'EXPIRED', 'CANCELLED', 'ERASED')),
    reason          text,                          -- code of the reason for the state
    explanation     text,                          -- the same in words for this conversion
    due_at          timestamptz,                   -- DELAYED and READY: not before; ACCEPTED: next look at the verdict
    expires_at      timestamptz not null,          -- after this the platform would not count it
    attempt         integer     not null default 0,
    epoch           bigint      not null default 0,
    leased_by       text,
    leased_until    timestamptz,
    batch_id        bigint,                        -- the latest upload batch it was in
    cohort          bigint,                        -- travels only with those of the same cohort: half of a batch that
                                                   -- was refused without naming anybody, or (negative) all alone
    state_since     timestamptz not null default now(),
    created_at      timestamptz not null default now(),
    unique (destination, key),
    check ((value is null) = (currency is null))
);
create index conversion_ready on conversion (destination, expires_at, id) where state = 'READY';
create index conversion_leased on conversion (destination, leased_until) where state = 'IN_FLIGHT';
create index conversion_unknown on conversion (destination, id) where state = 'UNKNOWN';
create index conversion_delayed on conversion (due_at) where state = 'DELAYED';
create index conversion_open on conversion (expires_at) where state in ('DELAYED', 'READY', 'HELD', 'NEEDS_YOU');
create unique index conversion_by_event on conversion (stage_event_id, destination);
create index conversion_by_lineage on conversion (organization_id, lineage);
create index conversion_by_record on conversion (record_id);
create index conversion_by_state on conversion (state, id desc);
create index conversion_by_mapping on conversion (mapping, state);
create index conversion_by_reason on conversion (reason, id desc) where reason is not null;

-- What is sent, ready before the intent and frozen by it: from frozen_at on not one byte of it changes.
create table conversion_payload (
    conversion_id bigint      not null primary key references conversion on delete cascade,
    payload       jsonb       not null,
    hash          bytea       not null,
    frozen_at     timestamptz
);

create table upload_batch (
    id           bigint generated always as identity primary key,
    destination  text        not null,
    action       text        not null,
    size         integer     not null check (size >= 1),
    run_id       bigint,
    node         text        not null,
    epoch        bigint      not null,
    intended_at  timestamptz not null default now(),
    answered_at  timestamptz,
    answer       text check (answer in ('taken in', 'refused', 'broken')),
    code         text,
    message      text,
    request_id   text,
    late         boolean     not null default false, -- answered after others had taken its conversions over: evidence only
    verdict      text check (verdict in ('pending', 'counted', 'refused', 'mixed', 'forgotten', 'given up')),
    verdict_at   timestamptz,
    poll_at      timestamptz,                      -- next look at the verdict
    polls        integer     not null default 0,
    poll_leased_until timestamptz not null default '-infinity'
);
create index upload_batch_to_poll on upload_batch (destination, poll_at) where verdict = 'pending';

create index upload_batch_by_day on upload_batch (destination, intended_at);
create index upload_batch_by_run on upload_batch (run_id);

create table upload_batch_item (
    batch_id      bigint  not null references upload_batch,
    ordinal       integer not null,
    conversion_id bigint  not null references conversion on delete cascade,
    hash          bytea   not null,
    outcome       text,
    code          text,
    message       text,
    primary key (batch_id, ordinal)
);
create index upload_batch_item_by_conversion on upload_batch_item (conversion_id);

-- Append-only: written in the transaction that changes the state.
create table conversion_transition (
    id            bigint generated always as identity primary key,
    conversion_id bigint      not null references conversion on delete cascade,
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
create index conversion_transition_by_conversion on conversion_transition (conversion_id, id);
create index conversion_transition_by_run on conversion_transition (run_id) where run_id is not null;
