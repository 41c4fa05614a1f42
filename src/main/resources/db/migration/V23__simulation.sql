-- Mappings on their way into force, and what simulations said of them.

create table mapping_draft (
    id           bigint      generated always as identity primary key,
    title        text        not null,
    document     text        not null,             -- the YAML, comments included; may still be refused
    based_on     integer     references funnel_version, -- the version in force when it was begun; null: none was
    revision     integer     not null default 1,   -- counts the savings: whoever changes it says which one they saw
    created_at   timestamptz not null default clock_timestamp(),
    created_by   text        not null,
    changed_at   timestamptz not null default clock_timestamp(),
    changed_by   text        not null,
    closed_at    timestamptz,                      -- activated or discarded; nothing of it changes after this
    closed_by    text,
    activated_as integer     references funnel_version,
    check ((closed_at is null) = (closed_by is null)),
    check (activated_as is null or closed_at is not null)
);
create index mapping_draft_open on mapping_draft (changed_at desc) where closed_at is null;

create table simulation (
    id              bigint      generated always as identity primary key,
    draft_id        bigint      not null references mapping_draft on delete cascade,
    document_sha256 text        not null,          -- of the very document that was simulated
    live_version    integer,                       -- compared with; null: none was in force
    first_day       date        not null,
    last_day        date        not null,
    state           text        not null default 'running' check (state in ('running', 'done', 'broke')),
    node            text        not null,
    started_at      timestamptz not null default clock_timestamp(),
    started_by      text        not null,
    alive_at        timestamptz not null default clock_timestamp(), -- last word of the node that works on it
    expected        bigint,                        -- leads and opportunities to read; null while not counted
    done            bigint      not null default 0,
    finished_at     timestamptz,
    failure         text,                          -- of a broken one, for people
    result          jsonb,                         -- of a done one, without its sampled deals
    looked_at       timestamptz,                   -- when a person first opened the result
    looked_by       text,
    check ((looked_at is null) = (looked_by is null)),
    check ((state = 'done') = (result is not null))
);
create index simulation_by_draft on simulation (draft_id, id desc);
create index simulation_looked_at on simulation (document_sha256) where looked_at is not null;

-- Apart from the result, so that a deal can be taken out when its person asks for it.
create table simulated_deal (
    simulation_id bigint  not null references simulation on delete cascade,
    mapping       integer not null,                -- its place in the result, from 0
    number        integer not null,
    record_id     text    not null,
    sample        jsonb   not null,
    primary key (simulation_id, mapping, number)
);
create index simulated_deal_by_record on simulated_deal (record_id);
