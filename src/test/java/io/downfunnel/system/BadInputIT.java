package io.downfunnel.system;

import java.nio.file.Path;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Vendors that cannot be reached or refuse us, and settings that must not be. */
class BadInputIT {
    /** To be sent as soon as it can be; on hold, while those that go ahead of a new mapping's others cannot go. */
    private static final String[] WAITING = {"READY", "HELD"};

    @Test
    void work_stays_where_it_is_until_the_vendors_are_back(@TempDir Path folder) {
        try (var installation = new Installation(folder, 800, 900)) {
            noSalesforce(installation);
            nothingCanBeSent(installation);
            allGoesThrough(installation);
        }
    }

    private static void noSalesforce(Installation installation) {
        installation.faults("{\"vendor\":\"salesforce\",\"kind\":\"drop-before\",\"times\":100000}");

        var ended = installation.sync();

        assertThat(ended.exitCode()).as(ended.said()).isEqualTo(1);
        assertThat(ended.json().at("/extracted/lead").asInt()).isZero();
        assertThat(ended.said()).contains("! ").contains("alesforce").contains("since", "ext try");
        assertThat(installation
                        .books("salesforce")
                        .path("totals")
                        .path("rowsServed")
                        .asInt())
                .isZero();
        installation.clearFaults();
    }

    /** Google does not answer, LinkedIn does not let us in. */
    private static void nothingCanBeSent(Installation installation) {
        installation.faults("""
                [{"vendor":"google","kind":"drop-before","path":"^/token","times":100000},
                 {"vendor":"linkedin","kind":"token-revoked","times":100000}]""");

        var ended = installation.sync();

        assertThat(ended.exitCode()).as(ended.said()).isEqualTo(1);
        assertThat(ended.json().at("/extracted/lead").asInt()).isEqualTo(800);
        assertThat(ended.said())
                .contains("google has been failing since")
                .contains("linkedin has been failing since")
                .contains("Next try at");
        assertThat(installation.booked("google", "conversions")).isEmpty();
        assertThat(installation.booked("linkedin", "conversions")).isEmpty();
        installation.database(books -> {
            assertThat(books.keys("google", WAITING)).isNotEmpty();
            assertThat(books.keys("linkedin", WAITING)).isNotEmpty();
            assertThat(books.standings())
                    .extracting(OurBooks.Standing::state)
                    .doesNotContain("IN_FLIGHT", "UNKNOWN", "ACCEPTED", "NEEDS_YOU");
            assertThat(books.standings())
                    .filteredOn(one -> one.state().equals("HELD"))
                    .extracting(OurBooks.Standing::reason)
                    .containsOnly("NEW_MAPPING");
            books.areInOrder();
            return null;
        });
        installation.clearFaults();
    }

    private static void allGoesThrough(Installation installation) {
        var waiting = installation.database(
                books -> Set.of(books.keys("google", WAITING), books.keys("linkedin", WAITING)).stream()
                        .mapToInt(Set::size)
                        .sum());

        var ended = installation.sync();

        assertThat(ended.exitCode()).as(ended.said()).isIn(0, 2);
        assertThat(ended.said()).doesNotContain("failing since");
        assertThat(installation.booked("google", "conversions").size()
                        + installation.booked("linkedin", "conversions").size())
                .isEqualTo(waiting);
        installation.database(books -> {
            assertThat(books.keys("google", "READY", "HELD", "IN_FLIGHT", "UNKNOWN", "ACCEPTED"))
                    .isEmpty();
            assertThat(books.keys("linkedin", "READY", "HELD", "IN_FLIGHT", "UNKNOWN"))
                    .isEmpty();
            assertThat(books.texts("select connection from connection_status where state <> 'fine'"))
                    .isEmpty();
            return null;
        });
    }

    @Test
    void a_real_account_beside_the_sandbox_is_refused_by_name_before_anything_happens(@TempDir Path folder) {
        try (var installation =
                new Installation(folder, 800, 900).with("DOWNFUNNEL_GOOGLE_CUSTOMER_ID", "4445556666")) {
            var ended = installation.sync();

            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.printed()).isEmpty();
            assertThat(ended.said()).contains("downfunnel.google.customer-id", "Nothing was started");
            assertThat(installation.books("salesforce").at("/totals/calls").asInt())
                    .isZero();
        }
    }
}
