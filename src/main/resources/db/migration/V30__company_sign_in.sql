-- People who sign in with the OpenID provider of their company.

alter table console_user
    -- SHA-256 of issuer and subject: who somebody is there, whatever they are called. Null: they sign in here, with a password.
    add column company bytea unique check (length(company) = 32),
    add constraint console_user_has_one_way_in check (company is null or password is null);

-- People of the company whom an admin removed. The company goes on letting them through; we do not.
create table console_kept_out (
    id      bigint      generated always as identity primary key,
    company bytea       not null unique check (length(company) = 32),
    name    text        not null,                  -- by which admins know whom to let in again
    at      timestamptz not null default clock_timestamp(),
    by      text        not null
);

-- People who are on their way to the provider. Each way back is taken once, within ten minutes. Proof key and nonce follow from
-- what the browser keeps, so that nothing of this opens anything.
create table pending_company_sign_in (
    state_hash   bytea       not null primary key, -- SHA-256 of what the provider sends back
    browser_hash bytea       not null,             -- SHA-256 of what the browser keeps: nobody else's browser may return
    address_hash bytea       not null,             -- so that nobody can fill the table
    redirect_uri text        not null,
    next         text        not null,             -- the page they wanted to see
    created_at   timestamptz not null default clock_timestamp()
);
create index pending_company_sign_in_by_address on pending_company_sign_in (address_hash, created_at);

-- What the provider said about who it is, for signing out there. Only what the browser keeps opens it.
alter table console_session add column hint bytea;
