-- What keeps conversions back until a trial or a person lets them go.

-- Each mapping, by the stage and the destination that its conversions carry: may they go?
create table mapping_gate (
    destination  text        not null,
    stage        text        not null,
    mapping      text        not null,             -- its name at present
    fingerprint  text        not null,             -- of what it sends; another one closes the gate
    state        text        not null check (state in ('CANARY', 'REFUSED', 'POISONED', 'OPEN')),
    since        timestamptz not null default clock_timestamp(), -- of this state; also its version, for who writes it
    validated_at timestamptz,                      -- when the platform looked at real rows of it without taking them
    sentence     text,                             -- why it is refused or poisoned, for people
    remedy       text,
    primary key (destination, stage)
);

-- What was sent before there were gates has proven itself; the next change of its mapping is tried out.
insert into mapping_gate (destination, stage, mapping, fingerprint, state)
select destination, stage, max(mapping), '', 'OPEN'
  from conversion
 where state in ('ACCEPTED', 'VERIFIED')
 group by destination, stage;

-- The conversions that go ahead of the others of a mapping that is on trial.
create table canary (
    conversion_id bigint      not null primary key references conversion on delete cascade,
    destination   text        not null,
    stage         text        not null,
    chosen_at     timestamptz not null default clock_timestamp(),
    foreign key (destination, stage) references mapping_gate on delete cascade
);
create index canary_by_gate on canary (destination, stage);

-- Whole destinations that nothing is sent to, now or earlier. Nothing of it is ever changed but the lifting.
create table brake (
    id          bigint generated always as identity primary key,
    kind        text        not null check (kind in ('STOPPED', 'POISON_RATE')),
    destination text        not null,
    sentence    text        not null,              -- why, for people
    remedy      text        not null default '',
    set_at      timestamptz not null default clock_timestamp(),
    set_by      text        not null,
    lifted_at   timestamptz,
    lifted_by   text,
    check ((lifted_at is null) = (lifted_by is null))
);
create unique index brake_standing on brake (destination, kind) where lifted_at is null;
create index brake_by_destination on brake (destination, id);

-- Append-only: who let what go, when, and how much of it.
create table release (
    id          bigint generated always as identity primary key,
    at          timestamptz not null default clock_timestamp(),
    by          text        not null,
    run_id      bigint,
    what        text        not null,              -- the reason that was lifted
    destination text        not null,
    stage       text,                              -- null: the whole destination
    mapping     text,
    conversions bigint      not null               -- that moved with it, or waited at the destination
);

create index conversion_held on conversion (destination, stage, reason) where state = 'HELD';

-- What was let go does not wait for the time of day at which new ones are sent.
create index conversion_let_go on conversion (destination, expires_at, id)
    where state = 'READY' and reason in ('OPENED', 'RELEASED');
