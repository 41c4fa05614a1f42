-- Conversions that a platform could take for one another are kept a second apart.

-- Where two of them can meet: the same action and the same click ID, or the same person. A number of 64 bits instead of the
-- match key itself: that two places share one by chance costs a second, and nothing else.
create function moment_place(destination text, action text, match_key text) returns bigint
    language sql immutable parallel safe
    return cast(cast('x' || encode(substring(sha256(convert_to(
        destination || chr(10) || action || chr(10) || match_key, 'UTF8')) from 1 for 8), 'hex') as bit(64)) as bigint);

-- Who has which second of a place; written before the payload, and gone when it is.
create table conversion_moment (
    place  bigint      not null,
    second timestamptz not null,
    key    text        not null,                   -- of the conversion
    primary key (place, second)
);
create index conversion_moment_by_key on conversion_moment (key);

-- Those that were sent keep the second that they were sent with, and of the others the earliest has it.
insert into conversion_moment (place, second, key)
select moment_place(c.destination, c.action, match_key),
       date_trunc('second', cast(payload ->> 'occurredAt' as timestamptz)), c.key
  from conversion_payload p
  join conversion c on c.id = p.conversion_id
 cross join lateral unnest(array [payload ->> 'click', payload ->> 'emailFoldedSha256', payload ->> 'phoneSha256'])
       as match_key
 where match_key is not null
 order by frozen_at, p.conversion_id
on conflict do nothing;

-- The rest is decided anew.
insert into stage_event_due (stage_event_id, step)
select distinct c.stage_event_id, 'convert'
  from conversion_payload p
  join conversion c on c.id = p.conversion_id
 cross join lateral unnest(array [payload ->> 'click', payload ->> 'emailFoldedSha256', payload ->> 'phoneSha256'])
       as match_key
  join conversion_moment m
    on m.place = moment_place(c.destination, c.action, match_key)
   and m.second = date_trunc('second', cast(payload ->> 'occurredAt' as timestamptz))
 where p.frozen_at is null and m.key <> c.key and c.stage_event_id is not null
on conflict do nothing;
