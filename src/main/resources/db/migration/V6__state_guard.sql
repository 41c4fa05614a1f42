-- The edges of a conversion's life, kept by the database too: whoever writes, no illegal step is possible. A test compares
-- this with the application's own table.
create function conversion_may_become(old_state text, new_state text) returns boolean
    language sql immutable parallel safe
    return case
        when old_state = 'ERASED' then false
        when new_state in ('CANCELLED', 'ERASED') then true
        when old_state = 'EXCLUDED' then new_state in ('DELAYED', 'HELD', 'READY', 'EXPIRED')
        when old_state = 'DELAYED' then new_state in ('EXCLUDED', 'HELD', 'READY', 'EXPIRED')
        when old_state = 'HELD' then new_state in ('EXCLUDED', 'DELAYED', 'READY', 'ACCEPTED', 'EXPIRED')
        when old_state = 'READY' then new_state in ('EXCLUDED', 'DELAYED', 'HELD', 'IN_FLIGHT', 'EXPIRED')
        when old_state = 'IN_FLIGHT' then new_state in ('READY', 'UNKNOWN', 'ACCEPTED', 'HELD', 'DELAYED', 'NEEDS_YOU', 'EXCLUDED', 'EXPIRED')
        when old_state = 'UNKNOWN' then new_state in ('READY', 'IN_FLIGHT', 'HELD', 'ACCEPTED', 'EXPIRED')
        when old_state = 'ACCEPTED' then new_state in ('VERIFIED', 'READY', 'DELAYED', 'HELD', 'NEEDS_YOU', 'EXCLUDED', 'EXPIRED')
        when old_state = 'NEEDS_YOU' then new_state in ('READY', 'DELAYED', 'HELD', 'EXCLUDED', 'EXPIRED')
        else false
    end;

create function conversion_guard() returns trigger
    language plpgsql as $$
begin
    raise exception 'A conversion cannot go from % to %', old.state, new.state
        using errcode = 'check_violation', constraint = 'conversion_may_become';
end $$;

create trigger conversion_guard
    before update of state on conversion
    for each row
    when (new.state <> old.state and not conversion_may_become(old.state, new.state))
execute function conversion_guard();
