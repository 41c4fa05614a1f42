-- What keeps delivery within bounds: circuit breakers, quotas, and indexes that stay fast under a backlog.

-- An endpoint of a connection that is left alone for a while, and what its last calls were. Shared by all nodes.
create table circuit (
    connection   text        not null,
    endpoint     text        not null check (endpoint in ('upload', 'verdict')),
    calls        text        not null default '',  -- the last ones, oldest first: . answered, x lost
    openings     integer     not null default 0,   -- times it was left alone since it last worked
    open_until   timestamptz,                      -- null: in use; past: one request is tried first
    since        timestamptz not null default now(),
    failure_class text,
    code         text,
    message      text,
    remedy       text,
    trying_node  text,                             -- which node sends the one request
    trying_until timestamptz,
    primary key (connection, endpoint)
);

-- How much of its quota an endpoint has used, and what was planned with the rest: for people to read.
create table quota_use (
    connection text        not null,
    endpoint   text        not null,
    used       bigint      not null,
    allowed    bigint      not null,
    counted_from timestamptz not null,
    backlog    bigint      not null,
    group_size integer     not null,               -- events a request
    more_at    timestamptz,                        -- nothing more may go before then; null: something may
    seen_at    timestamptz not null,
    primary key (connection, endpoint)
);

-- Looks at verdicts, by the hour; uploads are counted by their batches.
create table verdict_request (
    connection text        not null,
    hour       timestamptz not null,
    requests   bigint      not null,
    primary key (connection, hour)
);

-- In the order in which they are claimed; those that wait are passed over without a look at the table.
drop index conversion_ready;
create index conversion_ready on conversion
    (destination, expires_at, id, (coalesce(due_at, '-infinity'::timestamptz))) where state = 'READY';
create index conversion_again on conversion
    (destination, expires_at, id, (coalesce(due_at, '-infinity'::timestamptz))) where state = 'READY' and attempt > 0;

-- For "when is there work next": the first row of each answers it.
create index conversion_put_off on conversion (destination, due_at) where state = 'READY' and due_at is not null;
create index conversion_delayed_for on conversion (destination, due_at) where state = 'DELAYED';

-- A claim writes lease and epoch only. As long as no index names them and the page has room, the row's new version needs no
-- new entry in any index, and a claim costs a third.
drop index conversion_leased;
create index conversion_in_flight on conversion (destination, id) where state = 'IN_FLIGHT';
alter table conversion set (fillfactor = 85);
