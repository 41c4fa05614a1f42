-- A person may ask a run to stop; it does so between two pieces of work.
alter table run
    add column stop_asked_at timestamptz,
    add column stop_asked_by text,
    drop constraint run_result_check,
    add constraint run_result_check check (result in ('fine', 'needs you', 'broke', 'stopped'));
