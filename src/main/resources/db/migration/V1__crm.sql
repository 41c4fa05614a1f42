-- What the CRM told us: one row per record, kept as narrow as matching allows. Personal data is here as hashes only.

create table organization (
    id               smallint generated always as identity primary key,
    connection       text        not null unique,  -- name of the connection, as configured
    salesforce_id    text        not null,         -- 18 characters; another one behind the same connection is refused
    name             text        not null,
    multi_currency   boolean     not null,
    default_currency text,                         -- of a single-currency organisation
    created_at       timestamptz not null default now()
);

-- Up to where each object was extracted. The row is claimed with a lease; the epoch fences a node that overslept it.
create table extraction_stream (
    organization_id smallint    not null references organization,
    object          text        not null,
    purpose         text        not null check (purpose in ('changes', 'sweep', 'deletions')),
    watermark       timestamptz not null,          -- everything stamped before it has been extracted
    window_start    timestamptz,                   -- of the window being read; null between windows
    window_end      timestamptz,
    position_at     timestamptz,                   -- last row saved in the window: keyset (stamp, id)
    position_id     text,
    leased_by       text,
    leased_until    timestamptz not null default '-infinity',
    epoch           bigint      not null default 0,
    fields          text[]      not null default '{}', -- what was selected: a new field means reading the past again
    records         bigint      not null default 0,
    finished_at     timestamptz,                   -- when a window was last read to its end
    primary key (organization_id, object, purpose)
);

create table lead (
    organization_id     smallint    not null,
    id                  text        not null,      -- 18 characters, as all record ids
    created_at          timestamptz not null,
    modified_at         timestamptz not null,      -- SystemModstamp
    deleted             boolean     not null,
    master_id           text,                      -- the record it was merged into
    status              text,
    converted           boolean     not null,
    converted_on        date,                      -- a date without a time: never an instant of an event
    account_id          text,                      -- converted to
    contact_id          text,
    opportunity_id      text,
    currency            text,
    gclid               text,
    gbraid              text,
    wbraid              text,
    li_fat_id           text,
    clicked_at          timestamptz,
    email_sha256        text,
    email_folded_sha256 text,
    phone_sha256        text,
    test_record         boolean     not null,
    fields              jsonb       not null,      -- further fields that stages, mappings and consent refer to
    problem             text,                      -- impossible data, in words; conversions of it are excluded
    fingerprint         bytea       not null,      -- of everything above but modified_at: echoes change nothing
    primary key (organization_id, id)
);
create index lead_by_opportunity on lead (organization_id, opportunity_id) where opportunity_id is not null;
create index lead_by_contact on lead (organization_id, contact_id) where contact_id is not null;
create index lead_by_master on lead (organization_id, master_id) where master_id is not null;

create table lead_history (
    organization_id smallint    not null,
    id              text        not null,
    lead_id         text        not null,
    created_at      timestamptz not null,
    field           text        not null,
    old_value       text,
    new_value       text,
    primary key (organization_id, id)
);
create index lead_history_by_lead on lead_history (organization_id, lead_id, created_at, id);

create table opportunity (
    organization_id smallint    not null,
    id              text        not null,
    created_at      timestamptz not null,
    modified_at     timestamptz not null,
    deleted         boolean     not null,
    account_id      text,
    contact_id      text,
    stage_name      text,
    closed          boolean     not null,
    won             boolean     not null,
    amount          numeric,
    currency        text,
    gclid           text,
    gbraid          text,
    wbraid          text,
    li_fat_id       text,
    clicked_at      timestamptz,
    test_record     boolean     not null,
    fields          jsonb       not null,
    problem         text,
    fingerprint     bytea       not null,
    primary key (organization_id, id)
);

create table opportunity_history (
    organization_id smallint    not null,
    id              text        not null,
    opportunity_id  text        not null,
    created_at      timestamptz not null,
    stage_name      text,
    amount          numeric,
    problem         text,
    primary key (organization_id, id)
);
create index opportunity_history_by_opportunity
    on opportunity_history (organization_id, opportunity_id, created_at, id);

create table contact_role (
    organization_id smallint    not null,
    id              text        not null,
    opportunity_id  text        not null,
    contact_id      text        not null,
    created_at      timestamptz not null,
    modified_at     timestamptz not null,
    deleted         boolean     not null,
    is_primary      boolean     not null,
    role            text,
    fingerprint     bytea       not null,
    primary key (organization_id, id)
);
create index contact_role_by_opportunity on contact_role (organization_id, opportunity_id);
create index contact_role_by_contact on contact_role (organization_id, contact_id);

create table contact (
    organization_id     smallint    not null,
    id                  text        not null,
    created_at          timestamptz not null,
    modified_at         timestamptz not null,
    deleted             boolean     not null,
    master_id           text,
    account_id          text,
    gclid               text,
    gbraid              text,
    wbraid              text,
    li_fat_id           text,
    clicked_at          timestamptz,
    email_sha256        text,
    email_folded_sha256 text,
    phone_sha256        text,
    test_record         boolean     not null,
    fields              jsonb       not null,
    problem             text,
    fingerprint         bytea       not null,
    primary key (organization_id, id)
);

-- Records whose story changed and has to be read anew. One row per lead or opportunity, however often it changed;
-- filled in the transaction that saves the rows, emptied in the one that saves the stage events.
create table changed_record (
    organization_id smallint    not null,
    object          text        not null check (object in ('Lead', 'Opportunity')),
    record_id       text        not null,
    changed_at      timestamptz not null default now(),
    primary key (organization_id, object, record_id)
);
