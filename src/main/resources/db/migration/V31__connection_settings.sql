-- What admins entered for connections in the console. What stands in a file or the environment wins over each of them.

create sequence connection_settings_version;
create table connection_settings (
    connection text   not null primary key,
    version    bigint not null default nextval('connection_settings_version') -- another one with every change
);

create table connection_setting (
    connection text        not null references connection_settings on delete cascade,
    key        text        not null,               -- as in a file, without what is before the connection's own keys
    value      text,                               -- null: it is a secret
    sealed     bytea,                              -- a secret, sealed for this connection and this key
    set_by     text        not null,
    set_at     timestamptz not null default clock_timestamp(),
    primary key (connection, key),
    check ((value is null) <> (sealed is null))
);

-- CRM connections from which nothing is read at present, because a person said so. Who paused what before is in the audit trail.
create table extraction_pause (
    connection text        not null primary key,
    reason     text        not null,
    paused_by  text        not null,
    paused_at  timestamptz not null default clock_timestamp()
);
