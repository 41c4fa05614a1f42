-- What people connected by signing in, and when something was last seen to work.

-- A word sealed with the key of the installation. The key itself is in a file, never here.
create table secret_key (
    one     boolean     not null primary key default true check (one),
    proof   bytea       not null,
    made_at timestamptz not null default clock_timestamp()
);

-- The current sign-in of each connection. Sealed with the key, for this connection and this column.
create sequence sign_in_version;
create table sign_in (
    connection     text        not null primary key,
    version        bigint      not null default nextval('sign_in_version'), -- another one whenever it is connected anew
    refresh_token  bytea,                            -- null: the vendor gave none
    refresh_until  timestamptz,                      -- null: the vendor did not say
    access_token   bytea,
    access_until   timestamptz,                      -- when we stop using it
    renew_from     timestamptz,                      -- when one node fetches the next, ahead of time
    scopes         text[]      not null,             -- as granted
    connected_by   text        not null,
    connected_at   timestamptz not null default clock_timestamp(),
    renewing_by    text,                             -- the node that fetches the next access token now
    renewing_until timestamptz not null default '-infinity',
    check ((access_token is null) = (access_until is null)),
    check (refresh_token is not null or access_token is not null)
);

-- Append-only: who connected and disconnected what.
create table sign_in_history (
    id         bigint generated always as identity primary key,
    at         timestamptz not null default clock_timestamp(),
    by         text        not null,
    connection text        not null,
    what       text        not null check (what in ('CONNECTED', 'DISCONNECTED')),
    scopes     text[]      not null default '{}'
);

-- People who are on their way to a vendor's consent page. Each way back is taken once, within ten minutes.
create table pending_sign_in (
    state_hash   bytea       not null primary key,   -- SHA-256 of what the vendor sends back
    browser_hash bytea       not null,               -- SHA-256 of what the browser keeps: nobody else's browser may return
    connection   text        not null,
    verifier     bytea,                              -- sealed; null where the vendor takes no proof key
    redirect_uri text        not null,
    created_at   timestamptz not null default clock_timestamp()
);

-- The latest live look at each connection.
create table connection_probe (
    connection text        not null primary key,
    at         timestamptz not null default clock_timestamp(),
    node       text        not null,
    fine       boolean     not null,
    found      text        not null,                 -- what was seen, the worst first
    remedy     text        not null
);
