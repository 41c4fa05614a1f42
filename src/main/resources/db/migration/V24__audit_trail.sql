-- Who did what: append-only, each entry chained to the one before. Not to be confused with "audit", which is the auditor's.

create table audit_trail (
    id      bigint      not null primary key,      -- without gaps
    at      timestamptz not null,
    who     text        not null,
    what    text        not null,                  -- code of what was done
    object  text        not null,                  -- to what; never personal data of a lead
    details text        not null,
    hash    bytea       not null check (length(hash) = 32) -- SHA-256 over the hash before and all of the above
);
create index audit_trail_by_who on audit_trail (who, id);
create index audit_trail_by_what on audit_trail (what, id);

-- Where the chain ends. Whoever appends holds it, so that there is one chain; and whoever cuts the end off has to forge it too.
create table audit_trail_head (
    one  boolean not null primary key default true check (one),
    id   bigint  not null,
    hash bytea   not null
);
insert into audit_trail_head (id, hash) values (0, sha256(''));

create function audit_trail_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the audit trail is append-only: nothing of it is changed or removed';
end $$;

create trigger audit_trail_stays before update or delete on audit_trail
    for each row execute function audit_trail_is_append_only();
create trigger audit_trail_is_not_emptied before truncate on audit_trail
    for each statement execute function audit_trail_is_append_only();

-- What came of looking through the chain.
create table audit_trail_check (
    id      bigint      generated always as identity primary key,
    at      timestamptz not null default clock_timestamp(),
    entries bigint      not null,
    broken  bigint,                                -- the first entry that does not fit; null: all fit
    hash    bytea       not null                   -- of the last entry that fits
);
