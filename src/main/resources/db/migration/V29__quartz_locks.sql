-- Quartz writes these two rows when it first needs them, and two nodes that start on an empty database at the same moment both
-- try to: one of them does not start. So they are there beforehand.
insert into qrtz_locks (sched_name, lock_name)
values ('downfunnel', 'TRIGGER_ACCESS'), ('downfunnel', 'STATE_ACCESS')
on conflict do nothing;
