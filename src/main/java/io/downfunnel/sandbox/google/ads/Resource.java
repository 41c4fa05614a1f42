package io.downfunnel.sandbox.google.ads;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.downfunnel.sandbox.google.Customer;

/** Something that can stand behind FROM. Fields have their full names; values are texts, as protobuf's JSON writes them. */
interface Resource {

    String name();

    /** What can be selected of the resource itself and of those it belongs to. */
    Set<String> attributes();

    default Set<String> segments() {
        return Set.of();
    }

    default Set<String> metrics() {
        return Set.of();
    }

    /** What exists; each has at least its resource name. */
    List<Map<String, String>> entities(Customer customer);

    /**
     * What is added up. Asked only when metrics or segments are.
     *
     * @param days those that the query is about; facts of other days do no harm
     */
    default List<Fact> facts(Customer customer, DateRange days) {
        return List.of();
    }

    /** Says no to a query that has the right fields and is refused all the same. */
    default void check(Report.Checked query) {}
}
