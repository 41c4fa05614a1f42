package io.downfunnel.store;

/** The few values of a column of {@code conversion} that leads an index, as an array in SQL. */
final class FewValues {
    static final String DESTINATIONS = of("destination");

    private FewValues() {}

    /** Hops from each value to the next: some index look-ups, where {@code distinct} would read every row. */
    static String of(String column) {
        return """
                array(with recursive hop as (
                          (select COLUMN as found from conversion where COLUMN is not null order by COLUMN limit 1)
                          union all
                          select (select COLUMN from conversion where COLUMN > hop.found order by COLUMN limit 1)
                            from hop where hop.found is not null)
                      select found from hop where found is not null)""".replace("COLUMN", column);
    }
}
