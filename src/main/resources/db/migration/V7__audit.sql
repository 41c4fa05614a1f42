-- What must always be true, as views that show one row for every violation; what the auditor found; how long a
-- conversion may stay in a state; and what people are told.

-- The mappings in force, as rows: the document itself is text that SQL cannot read. Written in the transaction that
-- puts a document into force.
create table mapping_in_force (
    stage          text    not null,
    destination    text    not null,
    name           text    not null,
    funnel_version integer not null references funnel_version,
    primary key (stage, destination)
);

-- What the auditor has to know of a destination to judge what happened there.
create table destination_trait (
    destination  text    not null primary key,
    deduplicates boolean not null,                 -- counts the same key once, however often it is sent
    resends      boolean not null                  -- after an unknown outcome we send again, because somebody said so
);

-- For "since the last audit": both tables only grow at their end, so a handful of pages is enough.
create index conversion_transition_by_time on conversion_transition using brin (at) with (autosummarize = on);
create index upload_batch_by_time on upload_batch using brin (intended_at) with (autosummarize = on);
create index conversion_transition_unclassified on conversion_transition (at) where failure_class = 'UNCLASSIFIED';
create index conversion_awaiting_verdict on conversion (state_since) where state = 'ACCEPTED' and due_at is not null;

-- The auditor's own record: each time, each invariant.
create table audit (
    id          bigint generated always as identity primary key,
    run_id      bigint,
    node        text        not null,
    checked_at  timestamptz not null default clock_timestamp(),
    conversions bigint      not null
);

create table audit_result (
    audit_id   bigint      not null references audit on delete cascade,
    invariant  text        not null,
    since      timestamptz,                        -- looked at what happened since then; null: at everything
    violations bigint      not null,
    sample     jsonb       not null,               -- some of the violations
    took_ms    bigint      not null,
    primary key (audit_id, invariant)
);
create index audit_result_of_everything on audit_result (invariant, audit_id desc) where since is null;

-- How long a conversion may wait in each way before a person is told. Written from the settings by the watchdog.
create table state_deadline (
    wait   text     not null primary key,
    within interval not null
);

create table alert (
    id               bigint generated always as identity primary key,
    kind             text        not null,
    subject          text        not null,         -- with the kind it names the cause: one open alert for each
    severity         text        not null check (severity in ('URGENT', 'WARNING', 'REMINDER')),
    destination      text,                         -- these three narrow the list of conversions to those concerned
    word             text,
    reason           text,
    sentence         text        not null,         -- what happened, what it means, what to do, and what if nobody does
    concerned        bigint      not null,
    earliest_expiry  timestamptz,
    opened_at        timestamptz not null default clock_timestamp(),
    seen_at          timestamptz not null default clock_timestamp(),
    closed_at        timestamptz,
    told_opened_at   timestamptz,                  -- the web hook has taken it
    told_closed_at   timestamptz,
    telling_until    timestamptz not null default '-infinity'
);
create unique index alert_open on alert (kind, subject) where closed_at is null;
create index alert_history on alert (opened_at desc);
create index alert_to_tell on alert (id) where told_opened_at is null or told_closed_at is null;

-- Every conversion that waits for something, how, and since when.
create view conversion_wait as
select id, key, destination, record_id, state, reason, expires_at, 'READY' as wait,
       greatest(state_since, due_at) as since
  from conversion where state = 'READY'
union all
select id, key, destination, record_id, state, reason, expires_at, 'DELAYED', greatest(state_since, due_at)
  from conversion where state = 'DELAYED'
union all
select id, key, destination, record_id, state, reason, expires_at, 'IN_FLIGHT', coalesce(leased_until, state_since)
  from conversion where state = 'IN_FLIGHT'
union all
select id, key, destination, record_id, state, reason, expires_at, 'IN_DOUBT', state_since
  from conversion where state = 'UNKNOWN'
union all
-- Held because nobody knows whether it arrived is another thing than held by a brake.
select c.id, c.key, c.destination, c.record_id, c.state, c.reason, c.expires_at,
       case when last.failure_class = 'UNKNOWN_OUTCOME' then 'IN_DOUBT' else 'HELD' end, c.state_since
  from conversion c
  left join lateral (select t.failure_class from conversion_transition t
                      where t.conversion_id = c.id order by t.id desc limit 1) last on true
 where c.state = 'HELD'
union all
select id, key, destination, record_id, state, reason, expires_at, 'ACCEPTED', state_since
  from conversion where state = 'ACCEPTED' and due_at is not null
union all
select id, key, destination, record_id, state, reason, expires_at, 'NEEDS_YOU', state_since
  from conversion where state = 'NEEDS_YOU';

-- Those that have waited too long. The subject is that of the alert which must be open then: one for each cause.
create view conversion_overdue as
select w.*, d.within, w.since + d.within as deadline,
       w.destination || ' ' || w.wait || coalesce(' ' || w.reason, '') as subject
  from conversion_wait w join state_deadline d using (wait)
 where w.since + d.within < now();

-- The bytes of a frozen payload, as they were when they were hashed: sorted keys, no white space.
create function payload_text(payload jsonb) returns text
    language sql immutable parallel safe
    return (select '{' || string_agg(to_json(key)::text || ':' || to_json(value)::text, ',' order by key collate "C") || '}'
              from jsonb_each_text(payload));

-- The edges once more, without those that nothing in the product takes. A test takes every one that is left.
create or replace function conversion_may_become(old_state text, new_state text) returns boolean
    language sql immutable parallel safe
    return case
        when old_state = 'ERASED' then false
        when new_state = 'ERASED' then true
        when old_state = 'EXCLUDED' then new_state in ('DELAYED', 'HELD', 'READY')
        when old_state = 'DELAYED' then new_state in ('EXCLUDED', 'HELD', 'READY', 'EXPIRED')
        when old_state = 'HELD' then new_state in ('EXCLUDED', 'DELAYED', 'READY', 'ACCEPTED', 'EXPIRED', 'CANCELLED')
        when old_state = 'READY' then new_state in ('EXCLUDED', 'DELAYED', 'HELD', 'IN_FLIGHT', 'EXPIRED', 'CANCELLED')
        when old_state = 'IN_FLIGHT' then new_state in ('READY', 'UNKNOWN', 'ACCEPTED', 'HELD', 'DELAYED', 'NEEDS_YOU', 'EXCLUDED')
        when old_state = 'UNKNOWN' then new_state in ('READY', 'HELD', 'ACCEPTED')
        when old_state = 'ACCEPTED' then new_state in ('VERIFIED', 'READY', 'DELAYED', 'HELD', 'NEEDS_YOU', 'EXCLUDED')
        when old_state = 'NEEDS_YOU' then new_state in ('EXPIRED')
        else false
    end;

-- ---------------------------------------------------------------------------------------------------------------------
-- The invariants. Each view: invariant, destination, conversion, key, record, since when, and what is wrong, in words.
-- ---------------------------------------------------------------------------------------------------------------------

-- Nothing lost: every stage event that stands, and every one of a deleted record, has a conversion for each mapping of
-- its stage, or is on a list of work. Whoever takes it off that list makes the conversion in the same transaction.
create view invariant_lost as
select 'LOST' as invariant, m.destination, null::bigint as conversion_id, null::text as key, e.record_id,
       e.detected_at as since,
       e.object || ' ' || e.record_id || ' reached the stage ' || e.stage || ', the mapping "' || m.name
           || '" asks for a conversion, and there is none.' as detail
  from stage_event e
  join mapping_in_force m on m.stage = e.stage
 where (e.withdrawal is null or e.withdrawal = 'deleted')
   and not exists (select from conversion c where c.stage_event_id = e.id and c.destination = m.destination)
   and not exists (select from stage_event_due d where d.stage_event_id = e.id);

-- Nothing counted twice: taken in twice where the platform counts every copy. A second copy is explained when a person
-- released it in between, or when the settings say that unknown outcomes are sent again.
create view invariant_doubled as
select 'DOUBLED' as invariant, c.destination, c.id as conversion_id, c.key, c.record_id, b.intended_at as since,
       'It was taken in with upload batch ' || earlier.batch_id || ' and again with upload batch ' || b.id
           || ', and the platform counts every copy.' as detail
  from upload_batch b
  join upload_batch_item i on i.batch_id = b.id
  join conversion c on c.id = i.conversion_id
  join lateral (select o.batch_id, ob.intended_at
                  from upload_batch_item o join upload_batch ob on ob.id = o.batch_id
                 where o.conversion_id = i.conversion_id and o.outcome = 'accepted' and o.batch_id < i.batch_id
                 order by o.batch_id desc limit 1) earlier on true
  left join destination_trait d on d.destination = c.destination
 where i.outcome = 'accepted'
   and not coalesce(d.deduplicates, false)
   and not exists (select from conversion_transition t
                    where t.conversion_id = c.id and t.to_state = 'READY'
                      and t.at between earlier.intended_at and b.intended_at
                      and (t.reason = 'RELEASED'
                           or t.failure_class = 'UNKNOWN_OUTCOME' and coalesce(d.resends, false)))
union all
select 'DOUBLED', c.destination, c.id, c.key, c.record_id, c.created_at,
       'The key exists twice for this destination.'
  from conversion c
 where exists (select from conversion o where o.destination = c.destination and o.key = c.key and o.id < c.id);

-- The same conversion, always the same bytes.
create view invariant_drifted as
select 'DRIFTED' as invariant, c.destination, c.id as conversion_id, c.key, c.record_id, b.intended_at as since,
       'Upload batch ' || b.id || ' carried other bytes of it than those that are written down.' as detail
  from upload_batch b
  join upload_batch_item i on i.batch_id = b.id
  join conversion c on c.id = i.conversion_id
  join conversion_payload p on p.conversion_id = c.id
 where i.hash <> p.hash or p.frozen_at is null
union all
select 'DRIFTED', c.destination, c.id, c.key, c.record_id, b.intended_at,
       'Upload batch ' || b.id || ' carried other bytes of it than an earlier one.'
  from upload_batch b
  join upload_batch_item i on i.batch_id = b.id
  join conversion c on c.id = i.conversion_id
 where not exists (select from conversion_payload p where p.conversion_id = c.id)
   and exists (select from upload_batch_item o
                where o.conversion_id = i.conversion_id and o.batch_id < i.batch_id and o.hash <> i.hash)
union all
select 'DRIFTED', c.destination, c.id, c.key, c.record_id, p.frozen_at,
       'What is written down of it was changed after it was frozen.'
  from conversion_payload p
  join conversion c on c.id = p.conversion_id
 where p.frozen_at is not null and p.hash <> sha256(convert_to(payload_text(p.payload), 'UTF8'));

-- Only along the edges, and each step where the one before it ended.
create view invariant_illegal_step as
select 'ILLEGAL_STEP' as invariant, c.destination, c.id as conversion_id, c.key, c.record_id, t.at as since,
       'It went from ' || coalesce(t.from_state, 'nothing') || ' to ' || t.to_state
           || case when t.from_state is distinct from before.to_state
                   then ', but had been ' || coalesce(before.to_state, 'nothing') || ' before.'
                   else ', which is no step that a conversion may take.' end as detail
  from conversion_transition t
  join conversion c on c.id = t.conversion_id
  left join lateral (select b.to_state from conversion_transition b
                      where b.conversion_id = t.conversion_id and b.id < t.id
                      order by b.id desc limit 1) before on true
 where t.from_state is distinct from before.to_state
    or t.from_state <> t.to_state and not conversion_may_become(t.from_state, t.to_state);

-- The history of a conversion ends in the state that it has.
create view invariant_unfolded as
select 'UNFOLDED' as invariant, c.destination, c.id as conversion_id, c.key, c.record_id, c.state_since as since,
       'It is ' || c.state || ', and its history ends with ' || coalesce(last.to_state, 'nothing') || '.' as detail
  from conversion c
  left join lateral (select t.to_state from conversion_transition t
                      where t.conversion_id = c.id order by t.id desc limit 1) last on true
 where last.to_state is distinct from c.state;

-- Nothing stuck without somebody being told. The watchdog comes every few minutes; half an hour later it has failed.
create view invariant_stuck as
select 'STUCK' as invariant, o.destination, o.id as conversion_id, o.key, o.record_id, o.deadline as since,
       'It is ' || o.state || ' since ' || to_char(o.since at time zone 'UTC', 'YYYY-MM-DD HH24:MI')
           || ' UTC, longer than it may be, and nobody was told.' as detail
  from conversion_overdue o
 where o.deadline < now() - interval '30 minutes'
   and not exists (select from alert a
                    where a.kind = 'OVERDUE' and a.subject = o.subject and a.closed_at is null);

-- Everything can be explained.
create view invariant_unexplained as
select 'UNEXPLAINED' as invariant, c.destination, c.id as conversion_id, c.key, c.record_id, c.state_since as since,
       'It is ' || c.state || ', and nothing says why.' as detail
  from conversion c
 where c.state in ('EXCLUDED', 'DELAYED', 'HELD', 'UNKNOWN', 'NEEDS_YOU', 'EXPIRED', 'CANCELLED')
   and (coalesce(c.reason, '') = '' or coalesce(c.explanation, '') = '')
union all
select 'UNEXPLAINED', c.destination, c.id, c.key, c.record_id, c.state_since,
       'It is ' || c.state || ', and nothing says in which upload batch it left.'
  from conversion c
 where c.state in ('IN_FLIGHT', 'UNKNOWN', 'ACCEPTED', 'VERIFIED') and c.batch_id is null
union all
select 'UNEXPLAINED', c.destination, c.id, c.key, c.record_id, c.state_since,
       'It needs a person, and nothing says what kind of failure it was.'
  from conversion c
 where c.state = 'NEEDS_YOU'
   and (select t.failure_class from conversion_transition t
         where t.conversion_id = c.id order by t.id desc limit 1) is null;

-- Nothing is sent of somebody who said no.
create view invariant_consent as
select 'CONSENT' as invariant, c.destination, c.id as conversion_id, c.key, c.record_id, b.intended_at as since,
       'It left with upload batch ' || b.id || ' although the person has denied the use of their data.' as detail
  from upload_batch b
  join upload_batch_item i on i.batch_id = b.id
  join conversion c on c.id = i.conversion_id
  join conversion_payload p on p.conversion_id = c.id
 where p.payload ->> 'adUserData' = 'DENIED';

-- What is in flight is somebody's, and for a time only.
create view invariant_lease as
select 'LEASE' as invariant, c.destination, c.id as conversion_id, c.key, c.record_id, c.state_since as since,
       'It is being sent, and no node holds it.' as detail
  from conversion c
 where c.state = 'IN_FLIGHT' and (c.leased_by is null or c.leased_until is null);

-- No address of a person anywhere. Who released or cancelled something is no lead, and is named.
create view invariant_leaked as
select 'LEAKED' as invariant, c.destination, c.id as conversion_id, c.key, c.record_id, c.state_since as since,
       'What is sent of it holds something that looks like an e-mail address.' as detail
  from conversion_payload p
  join conversion c on c.id = p.conversion_id
 where p.payload::text like '%@%' and p.payload::text ~ '[[:alnum:]._%+-]+@[[:alnum:]-]+\.[[:alpha:]]{2,}'
union all
select 'LEAKED', c.destination, c.id, c.key, c.record_id, t.at,
       'Its history holds something that looks like an e-mail address.'
  from conversion_transition t
  join conversion c on c.id = t.conversion_id
 where t.explanation like '%@%' and t.explanation ~ '[[:alnum:]._%+-]+@[[:alnum:]-]+\.[[:alpha:]]{2,}'
   and coalesce(t.reason, '') not in ('RELEASED', 'CANCELLED')
union all
select 'LEAKED', b.destination, i.conversion_id, null, null, b.intended_at,
       'The answer to upload batch ' || b.id || ' was kept with something that looks like an e-mail address.'
  from upload_batch b
  join upload_batch_item i on i.batch_id = b.id
 where concat(b.message, ' ', i.message) like '%@%'
   and concat(b.message, ' ', i.message) ~ '[[:alnum:]._%+-]+@[[:alnum:]-]+\.[[:alpha:]]{2,}';
