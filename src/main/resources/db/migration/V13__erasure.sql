-- Persons who asked for their data to be removed.

create table erasure (
    id          bigint generated always as identity primary key,
    erased_at   timestamptz not null default clock_timestamp(),
    erased_by   text        not null,
    reason      text        not null,
    records     integer     not null,
    conversions integer     not null,
    adjustments integer     not null
);

-- Their records: whatever the CRM goes on telling of them, no click ID and no identifier of them is kept again.
create table erased_record (
    organization_id smallint not null,
    object          text     not null check (object in ('Lead', 'Contact', 'Opportunity')),
    record_id       text     not null,
    erasure_id      bigint   not null references erasure,
    primary key (organization_id, record_id)
);
