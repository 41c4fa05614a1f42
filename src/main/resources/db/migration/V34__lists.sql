-- Lists are narrowed to a destination as often as to a state.
drop index conversion_by_state;
create index conversion_by_state on conversion (state, destination, id desc);
