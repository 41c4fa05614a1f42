-- What is left of the trial of a mapping once it is over: the gate and the conversions that went ahead forget it.
create table trial (
    id           bigint generated always as identity primary key,
    destination  text        not null,
    stage        text        not null,
    mapping      text        not null,             -- its name then
    began_at     timestamptz not null,
    ended_at     timestamptz not null default clock_timestamp(),
    ending       text        not null check (ending in
                     ('FOUND_GOOD', 'REFUSED', 'RELEASED', 'TRIED_AGAIN', 'MAPPING_CHANGED', 'MAPPING_REMOVED')),
    ended_by     text,                             -- the person; null: the platform's word did it
    sent         integer     not null,             -- of those that went ahead
    good         integer     not null,
    bad          integer     not null,
    cause        text,                             -- code of the most frequent refusal
    causes       integer     not null,             -- how many were refused with it
    sentence     text                              -- what was said when it was refused
);

-- Without a foreign key to conversion: it would lock the conversions of several batches in no order, and whoever sends them
-- locks them too. A conversion that is gone is simply not listed.
create table trial_conversion (
    trial_id      bigint not null references trial on delete cascade,
    conversion_id bigint not null,
    primary key (trial_id, conversion_id)
);

-- Where people see the organisation's records: scheme and host, as Salesforce named it when we signed in last.
alter table organization add column instance_url text;
