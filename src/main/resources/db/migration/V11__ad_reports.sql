-- What the platforms report: cost, what they counted, our own clicks, conversion actions, and how uploads fare.

-- An ad account behind a destination. Another one behind the same destination is a row of its own: days are never mixed.
create table ad_account (
    id          smallint generated always as identity primary key,
    destination text        not null,
    vendor_id   text        not null,              -- as the platform writes it
    name        text        not null,
    zone        text        not null,              -- whose midnight its days begin at
    currency    text        not null,              -- of its cost from now on; each row has its own
    seen_at     timestamptz not null default now(),
    unique (destination, vendor_id)
);

create table campaign (
    id            integer generated always as identity primary key,
    ad_account_id smallint not null references ad_account,
    vendor_id     text     not null,
    name          text,                            -- as it is called now; null: nobody said yet
    unique (ad_account_id, vendor_id)
);

-- Conversion actions as the account showed them last. What the platform counts may name others: these have no seen_at.
create table conversion_action (
    id                 integer generated always as identity primary key,
    destination        text        not null,
    vendor_id          text        not null,       -- as mappings write it
    name               text,
    owner              text,
    category           text,
    counting           text check (counting in ('ONE_PER_CLICK', 'EVERY')),
    click_window_s     bigint,
    is_primary         boolean,
    default_value      numeric,
    default_currency   text,
    always_default     boolean,
    campaigns          text[],                     -- null: the platform does not tie the two together
    last_upload        timestamptz,
    obstacle           text,                       -- why nothing can be uploaded for it; null: it can
    first_seen_at      timestamptz,
    seen_at            timestamptz,                -- when the account showed it last
    gone_at            timestamptz,                -- since when it is not shown any more
    unique (destination, vendor_id)
);

-- What changed about them, as it was noticed.
create table conversion_action_change (
    id                   bigint generated always as identity primary key,
    conversion_action_id integer     not null references conversion_action,
    at                   timestamptz not null default now(),
    what                 text        not null check (what in ('NAME', 'OBSTACLE', 'GONE', 'BACK')),
    before               text,
    after                text
);
create index conversion_action_change_by_action on conversion_action_change (conversion_action_id, id desc);

-- Its ids come out of a join with campaign in the statement that writes it; a foreign key would look each row up again.
create table campaign_day (
    ad_account_id smallint not null,
    day           date     not null,               -- of the account's own time zone
    campaign_id   integer  not null,
    cost          numeric  not null,               -- exact, in units of the currency
    currency      text     not null,
    impressions   bigint   not null,
    clicks        bigint   not null,
    primary key (ad_account_id, day, campaign_id)
);

create table counted_day (
    ad_account_id        smallint not null,
    day                  date     not null,
    campaign_id          integer  not null,
    conversion_action_id integer  not null,
    dated                text     not null check (dated in ('BY_CLICK', 'BY_CONVERSION')),
    counted              numeric  not null,
    value                numeric,
    currency             text,
    primary key (ad_account_id, day, campaign_id, conversion_action_id, dated),
    check ((value is null) = (currency is null))
);

-- Which click of ours it was. Click IDs are personal data: no other than those that the CRM gave us is ever written here.
create table ad_click (
    ad_account_id smallint    not null references ad_account,
    kind          text        not null,
    value         text        not null,
    day           date        not null,            -- as the platform dates it; as we do, while it is not found
    account       text,                            -- that it was bought with; null: not found on its day
    campaign_id   integer     references campaign,
    ad_group      text,
    ad_group_name text,
    keyword       text,
    device        text,
    sought_at     timestamptz not null default now(),
    primary key (ad_account_id, kind, value)
);

-- Which days of a report were read whole. A day that is not here has no figures yet, which is not the same as zero.
create table report_day (
    ad_account_id smallint    not null references ad_account,
    report        text        not null check (report in ('COST', 'COUNTED', 'CLICKS')),
    day           date        not null,
    read_at       timestamptz not null,
    primary key (ad_account_id, report, day)
);

-- The same for what has no days.
create table report_read (
    destination text        not null,
    report      text        not null check (report in ('ACCOUNT', 'ACTIONS', 'DIAGNOSTICS')),
    read_at     timestamptz not null,
    primary key (destination, report)
);

-- What a platform says of its own accord about uploads, as it was heard last.
create table upload_diagnostic (
    destination text        not null,
    ordinal     integer     not null,
    action      text,                              -- null: all of them
    way         text        not null,
    health      text        not null,
    total       bigint      not null,
    successful  bigint      not null,
    pending     bigint      not null,
    last_upload timestamptz,
    primary key (destination, ordinal)
);

create table upload_complaint (
    destination   text    not null,
    ordinal       integer not null,
    place         integer not null,                -- the most frequent first
    failure_class text    not null,
    code          text    not null,
    message       text    not null,
    share         double precision not null,       -- of the uploads, from 0 to 1
    primary key (destination, ordinal, place),
    foreign key (destination, ordinal) references upload_diagnostic on delete cascade
);

-- One node at a time reads a destination. Epochs are unique over all destinations and fence a node that overslept its lease.
create sequence report_epoch;
create table report_claim (
    destination  text        not null primary key,
    leased_by    text,
    leased_until timestamptz not null default '-infinity',
    epoch        bigint      not null default 0
);

-- Operations that were asked for, by the hour: quotas run over any 24 hours.
create table report_use (
    destination text        not null,
    hour        timestamptz not null,
    operations  bigint      not null,
    primary key (destination, hour)
);

-- Rows of a read that goes on, kept aside until it is complete. Worth nothing after a crash: hence no log of them.
create unlogged table staged_cost (
    epoch       bigint  not null,
    day         date    not null,
    campaign    text    not null,
    name        text    not null,
    cost        numeric not null,
    currency    text    not null,
    impressions bigint  not null,
    clicks      bigint  not null
);
create index staged_cost_by_epoch on staged_cost (epoch);

create unlogged table staged_counted (
    epoch    bigint  not null,
    day      date    not null,
    campaign text    not null,
    action   text    not null,
    dated    text    not null,
    counted  numeric not null,
    value    numeric,
    currency text
);
create index staged_counted_by_epoch on staged_counted (epoch);

create unlogged table staged_click (
    epoch         bigint not null,
    day           date   not null,
    kind          text   not null,
    value         text   not null,
    account       text   not null,
    campaign      text   not null,
    name          text   not null,
    ad_group      text,
    ad_group_name text,
    keyword       text,
    device        text
);
create index staged_click_by_epoch on staged_click (epoch);

-- For noticing that an action a mapping uses is gone. Written anew with the next look of the auditor.
delete from mapping_in_force;
alter table mapping_in_force add column action text not null default '';
