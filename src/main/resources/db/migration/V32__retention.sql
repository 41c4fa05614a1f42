-- Personal data that is no longer needed goes: how long it is kept, what went, and what stands in its place.

-- What admins decided about it. Who changed it from what is in the audit trail.
create table retention_period (
    what   text        not null primary key check (what in ('PAYLOADS', 'IDENTIFIERS')),
    period integer     check (period > 0),         -- days of payloads, months of identifiers; null: for good
    set_by text        not null,
    set_at timestamptz not null default clock_timestamp()
);

-- What each night removed. Counted in the transaction that removes it.
create table retention_night (
    run_id      bigint      not null primary key,
    started_at  timestamptz not null default clock_timestamp(),
    finished_at timestamptz,                       -- null: it was stopped, or its node died; the next one goes on
    payloads    bigint      not null default 0,    -- conversions
    records     bigint      not null default 0,    -- leads, contacts and opportunities
    clicks      bigint      not null default 0,    -- what platforms told of clicks and form responses
    oldest_payload timestamptz,                    -- of what is kept: when its conversion reached its state
    oldest_record  timestamptz                     -- and when its record was last changed in the CRM
);

-- What was sent stays known by its hash, and when it was frozen. Who asks for more learns when it was removed.
alter table conversion_payload
    alter column payload drop not null,
    add column removed_at timestamptz,
    add check ((payload is null) = (removed_at is not null));
create index conversion_payload_kept on conversion_payload (conversion_id) where removed_at is null;

alter table adjustment
    add column removed_at timestamptz,
    drop constraint adjustment_check,
    add constraint adjustment_frozen_has_payload
        check (frozen_at is null or payload is not null or removed_at is not null),
    add check (removed_at is null or payload is null);

drop trigger adjustment_stays_frozen on adjustment;
create trigger adjustment_stays_frozen
    before update of payload, hash, frozen_at, kind, adjusted_at on adjustment
    for each row
    when (old.frozen_at is not null
          and new.state <> 'ERASED'
          and ((new.hash, new.frozen_at, new.kind, new.adjusted_at)
                   is distinct from (old.hash, old.frozen_at, old.kind, old.adjusted_at)
               or new.payload is distinct from old.payload and new.removed_at is null))
execute function adjustment_stays_frozen();

-- Since when a match lacks the click IDs and hashes of a record whose own were removed.
alter table stage_match add column removed_at timestamptz;

-- Contacts that were merged into another one.
create index contact_by_master on contact (organization_id, master_id) where master_id is not null;

-- Old days are looked at one after the other.
create index ad_click_by_day on ad_click (day);
