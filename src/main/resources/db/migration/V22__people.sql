-- Who may use the console, and who does at present.

create table console_user (
    id           bigint generated always as identity primary key,
    name         text        not null check (name = btrim(name) and length(name) between 1 and 100),
    role         text        not null check (role in ('VIEWER', 'MARKETER', 'ADMIN')),
    password     text,                             -- argon2id with its parameters and salt; null until one was chosen
    added_at     timestamptz not null default clock_timestamp(),
    added_by     text        not null,
    signed_in_at timestamptz                       -- the last time
);
create unique index console_user_name on console_user (lower(name));

-- One-time links to choose a password with. Only their hashes are kept: what is stored opens nothing.
create table console_link (
    hash    bytea       not null primary key,      -- SHA-256
    user_id bigint      references console_user on delete cascade, -- null: whoever has it becomes the first user
    made_at timestamptz not null default clock_timestamp(),
    made_by text        not null,
    ends_at timestamptz not null
);
create index console_link_by_user on console_link (user_id);

-- Everybody who is signed in, for all nodes.
create table console_session (
    hash       bytea       not null primary key,   -- SHA-256 of what the browser keeps
    user_id    bigint      not null references console_user on delete cascade,
    started_at timestamptz not null default clock_timestamp(),
    seen_at    timestamptz not null default clock_timestamp(),
    ends_at    timestamptz not null                -- whatever happens
);
create index console_session_by_user on console_session (user_id);

-- Sign-ins that failed lately, by name and by address. Hashed: people type passwords into the wrong field.
create table console_attempt (
    key      bytea       not null primary key,
    failures integer     not null,
    last_at  timestamptz not null default clock_timestamp()
);
