-- Lists are narrowed to a destination as often as to a state. With -id instead of id descending the planner cannot take the
-- primary key for the order instead, and read past everything that is in other states.
drop index conversion_by_state;
create index conversion_by_state on conversion (state, destination, (-id));
