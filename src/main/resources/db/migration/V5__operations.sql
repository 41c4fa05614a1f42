-- Runs and their steps, and how each connection fares.

create table run (
    id          bigint generated always as identity primary key,
    kind        text        not null,              -- sync, extract, deliver, sweep, verdicts
    started_by  text        not null,              -- timetable, command, or who pressed the button
    node        text        not null,
    started_at  timestamptz not null default now(),
    alive_at    timestamptz not null default now(),
    finished_at timestamptz,
    result      text check (result in ('fine', 'needs you', 'broke')),
    summary     jsonb
);
create index run_by_start on run (started_at desc);

create table run_step (
    run_id      bigint      not null references run on delete cascade,
    ordinal     integer     not null,
    step        text        not null,
    state       text        not null check (state in ('planned', 'running', 'done', 'failed')),
    expected    bigint,
    done        bigint      not null default 0,
    waiting     text,                              -- what it waits for right now
    message     text,                              -- what it did, or why it failed
    started_at  timestamptz,
    finished_at timestamptz,
    cpu_ms      bigint      not null default 0,    -- of the whole process while the step ran
    primary key (run_id, ordinal)
);

create table connection_status (
    connection    text        not null primary key,
    state         text        not null check (state in ('fine', 'failing', 'stopped')),
    since         timestamptz not null,
    failure_class text,
    code          text,
    message       text,
    remedy        text,
    next_try_at   timestamptz,
    failures      integer     not null default 0,  -- in a row
    seen_at       timestamptz not null
);

-- API calls of a connection, by its own count and by what the vendor said.
create table api_budget (
    connection text        not null,
    day        date        not null,               -- UTC
    calls      bigint      not null default 0,
    used       bigint,                             -- by everyone, as the vendor says
    allowed    bigint,
    seen_at    timestamptz not null default now(),
    primary key (connection, day)
);
