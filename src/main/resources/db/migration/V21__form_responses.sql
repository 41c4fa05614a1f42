-- Leads that came in through LinkedIn's Lead Gen Forms.

-- The response that a lead came in with, where the CRM keeps it: an ID without the prefix of its URN.
alter table lead add column li_form_response text;
alter table opportunity add column li_form_response text;
alter table contact add column li_form_response text;
create index lead_by_form_response on lead (li_form_response) where li_form_response is not null;
create index opportunity_by_form_response on opportunity (li_form_response) where li_form_response is not null;
create index contact_by_form_response on contact (li_form_response) where li_form_response is not null;

-- A response that its platform calls a test is nobody's.
alter table matched_click drop constraint matched_click_fit_check;
alter table matched_click add constraint matched_click_fit_check
    check (fit in ('FITS', 'MANGLED', 'AFTER_EVENT', 'TEST'));

-- Responses of ours, as the platform told of them. Those of people whom the CRM does not have are never written here.
create table form_response (
    ad_account_id smallint    not null references ad_account,
    response      text        not null,
    day           date        not null,            -- of the account's own time zone
    submitted_at  timestamptz not null,
    test          boolean     not null,            -- made to try the form out
    emails        text[]      not null,            -- SHA-256, of its addresses that a record of ours has too
    primary key (ad_account_id, response)
);
create index form_response_by_response on form_response (response);
create index form_response_by_email on form_response using gin (emails);
create index form_response_by_day on form_response (ad_account_id, day);

create unlogged table staged_form_response (
    epoch        bigint      not null,
    day          date        not null,
    response     text        not null,
    submitted_at timestamptz not null,
    test         boolean     not null,
    campaign     text,
    name         text,
    emails       text        not null              -- with blanks between
);
create index staged_form_response_by_epoch on staged_form_response (epoch);

alter table report_day drop constraint report_day_report_check;
alter table report_day add constraint report_day_report_check
    check (report in ('COST', 'COUNTED', 'CLICKS', 'LEADS'));
