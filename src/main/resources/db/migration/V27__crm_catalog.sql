-- The fields of the CRM's objects, as it showed them to our user last: what forms offer to choose from. No record's data.
create table crm_catalog (
    connection text primary key,
    read_at    timestamptz not null
);

create table crm_field (
    connection  text     not null references crm_catalog on delete cascade,
    object      text     not null check (object in ('Lead', 'Opportunity', 'Contact')),
    position    smallint not null,
    name        text     not null,
    label       text     not null,
    kind        text     not null
                check (kind in ('TEXT', 'CHOICE', 'NUMBER', 'FLAG', 'TIME', 'REFERENCE', 'PERSONAL')),
    pick_values text[]   not null,                 -- what can be chosen now; empty for what is no pick-list
    pick_labels text[]   not null,                 -- what people see of each
    primary key (connection, object, position),
    unique (connection, object, name),
    check (cardinality(pick_values) = cardinality(pick_labels))
);
