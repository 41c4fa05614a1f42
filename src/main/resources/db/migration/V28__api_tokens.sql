-- What programs sign in with. Only hashes are kept: what is stored opens nothing.
create table api_token (
    id      bigint generated always as identity primary key,
    hash    bytea       not null unique,           -- SHA-256
    user_id bigint      not null references console_user on delete cascade,
    name    text        not null check (length(name) between 1 and 100),
    role    text        not null check (role in ('VIEWER', 'MARKETER', 'ADMIN')),
    made_at timestamptz not null default clock_timestamp(),
    ends_at timestamptz not null,
    used_at timestamptz                            -- the last time, to the minute
);
create index api_token_by_user on api_token (user_id);
