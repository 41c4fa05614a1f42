-- What marketing ops define, and what became of CRM records by it.

-- Stages and mappings as one document, every version kept.
create table funnel_version (
    version      integer generated always as identity primary key,
    document     text        not null,             -- the YAML as it was imported, comments included
    imported_at  timestamptz not null default now(),
    imported_by  text        not null,
    note         text        not null default ''
);

-- Which journey a CRM record belongs to. Written once; a merge or a late-seen conversion points the record elsewhere.
create table lineage (
    organization_id smallint not null,
    record_id       text     not null,
    root_id         text     not null,
    primary key (organization_id, record_id)
);
create index lineage_by_root on lineage (organization_id, root_id);

create table stage_event (
    id              bigint generated always as identity primary key,
    organization_id smallint    not null,
    lineage         text        not null,
    stage           text        not null,
    occurrence      integer     not null check (occurrence >= 1),
    object          text        not null check (object in ('Lead', 'Opportunity')),
    record_id       text        not null,
    occurred_at     timestamptz not null,
    evidence        text        not null check (evidence in ('history', 'created', 'inferred', 'observed')),
    history_id      text,
    amount          numeric,
    currency        text,
    crm_stage       text,                          -- the opportunity's stage in the CRM at that moment
    problem         text,                          -- impossible data of the record, in words
    withdrawal      text check (withdrawal in ('untold', 'deleted', 'merged')),
    withdrawn_at    timestamptz,                   -- the CRM no longer tells of it, or another event has its place
    united_with     bigint references stage_event on delete set null,  -- merged: the event that has its place
    detected_at     timestamptz not null default now(),
    unique (organization_id, lineage, stage, occurrence),
    check ((withdrawal is null) = (withdrawn_at is null))
);
create index stage_event_by_record on stage_event (organization_id, record_id);
create index stage_event_united on stage_event (united_with) where united_with is not null;

-- The person and the clicks a stage event belongs to.
create table stage_match (
    stage_event_id      bigint      not null primary key references stage_event on delete cascade,
    matched             boolean     not null,      -- by at least one click ID that fits
    person_object       text,                      -- whose hashed identifiers and consent these are
    person_id           text,
    person_rule         text,                      -- which rule found the person
    email_sha256        text,
    email_folded_sha256 text,
    phone_sha256        text,
    test_record         boolean     not null,
    records             jsonb       not null,      -- fields of each record that lends something: consent is read here
    problem             text,                      -- impossible data of a record that lends something, in words
    matched_at          timestamptz not null default now()
);

create table matched_click (
    stage_event_id bigint      not null references stage_event on delete cascade,
    kind           text        not null,           -- GCLID, GBRAID, WBRAID, LI_FAT_ID
    value          text        not null,
    clicked_at     timestamptz not null,
    dating         text        not null check (dating in ('RECORDED', 'NOT_LATER_THAN')),
    fit            text        not null check (fit in ('FITS', 'MANGLED', 'AFTER_EVENT')),
    rule           text        not null,           -- which rule of the click-ID order fired
    source_object  text        not null,
    source_id      text        not null,
    primary key (stage_event_id, kind)
);
create index matched_click_by_value on matched_click using hash (value);

-- Work between the steps: stage events to match, and stage events to decide about.
create table stage_event_due (
    stage_event_id bigint not null references stage_event on delete cascade,
    step           text   not null check (step in ('match', 'convert')),
    due_since      timestamptz not null default now(),
    primary key (stage_event_id, step)
);
create index stage_event_due_by_step on stage_event_due (step, stage_event_id);
