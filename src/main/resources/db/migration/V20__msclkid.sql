-- Microsoft's click ID, where the CRM keeps it.
alter table lead add column msclkid text;
alter table opportunity add column msclkid text;
alter table contact add column msclkid text;

-- Where a platform gives no verdicts, that it took an adjustment in is its last word: the next one may follow.
drop index adjustment_under_way;
create unique index adjustment_under_way on adjustment (conversion_id)
    where state in ('IN_FLIGHT', 'UNKNOWN') or state = 'ACCEPTED' and reason is distinct from 'LAST_WORD';
