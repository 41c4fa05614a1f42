-- What a platform has refused for its data may be decided anew once somebody has mended the cause.

-- Refused for good, and its conversion decided anew since: a later copy may carry other bytes.
alter table upload_batch_item add column superseded boolean not null default false;

-- Two more edges: decided anew, and given up by a person.
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
        when old_state = 'NEEDS_YOU' then new_state in ('DELAYED', 'EXPIRED', 'CANCELLED')
        else false
    end;

-- The invariants know of it.
create or replace view invariant_doubled as
select 'DOUBLED' as invariant, c.destination, c.id as conversion_id, c.key, c.record_id, b.intended_at as since,
       'It was taken in with upload batch ' || earlier.batch_id || ' and again with upload batch ' || b.id
           || ', and the platform counts every copy.' as detail
  from upload_batch b
  join upload_batch_item i on i.batch_id = b.id
  join conversion c on c.id = i.conversion_id
  join lateral (select o.batch_id, ob.intended_at
                  from upload_batch_item o join upload_batch ob on ob.id = o.batch_id
                 where o.conversion_id = i.conversion_id and o.outcome = 'accepted' and not o.superseded
                   and o.batch_id < i.batch_id
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

create or replace view invariant_drifted as
select 'DRIFTED' as invariant, c.destination, c.id as conversion_id, c.key, c.record_id, b.intended_at as since,
       'Upload batch ' || b.id || ' carried other bytes of it than those that are written down.' as detail
  from upload_batch b
  join upload_batch_item i on i.batch_id = b.id
  join conversion c on c.id = i.conversion_id
  join conversion_payload p on p.conversion_id = c.id
 where not i.superseded and (i.hash <> p.hash or p.frozen_at is null)
union all
select 'DRIFTED', c.destination, c.id, c.key, c.record_id, b.intended_at,
       'Upload batch ' || b.id || ' carried other bytes of it than an earlier one.'
  from upload_batch b
  join upload_batch_item i on i.batch_id = b.id
  join conversion c on c.id = i.conversion_id
 where not i.superseded and not exists (select from conversion_payload p where p.conversion_id = c.id)
   and exists (select from upload_batch_item o
                where o.conversion_id = i.conversion_id and o.batch_id < i.batch_id and o.hash <> i.hash
                  and not o.superseded)
union all
select 'DRIFTED', c.destination, c.id, c.key, c.record_id, p.frozen_at,
       'What is written down of it was changed after it was frozen.'
  from conversion_payload p
  join conversion c on c.id = p.conversion_id
 where p.frozen_at is not null and p.hash <> sha256(convert_to(payload_text(p.payload), 'UTF8'));

create or replace view invariant_leaked as
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
   and coalesce(t.reason, '') not in ('RELEASED', 'CANCELLED', 'REPLAYED')
union all
select 'LEAKED', b.destination, i.conversion_id, null, null, b.intended_at,
       'The answer to upload batch ' || b.id || ' was kept with something that looks like an e-mail address.'
  from upload_batch b
  join upload_batch_item i on i.batch_id = b.id
 where concat(b.message, ' ', i.message) like '%@%'
   and concat(b.message, ' ', i.message) ~ '[[:alnum:]._%+-]+@[[:alnum:]-]+\.[[:alpha:]]{2,}';
