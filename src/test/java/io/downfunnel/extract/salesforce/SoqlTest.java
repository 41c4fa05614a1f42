package io.downfunnel.extract.salesforce;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SoqlTest {
    private static final Instant FROM = Instant.parse("2026-11-22T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-11-22T01:10:00Z");

    @Test
    void the_first_page_has_no_place_to_go_on_from() {
        assertThat(Soql.page(
                        "Lead",
                        List.of("Id", "Status"),
                        "SystemModstamp",
                        FROM,
                        TO,
                        Optional.empty(),
                        Optional.empty(),
                        2000))
                .isEqualTo("SELECT Id, Status FROM Lead"
                        + " WHERE SystemModstamp >= 2026-11-22T00:00:00.000Z AND SystemModstamp < 2026-11-22T01:10:00.000Z"
                        + " ORDER BY SystemModstamp ASC, Id ASC LIMIT 2000");
    }

    @Test
    void the_next_page_begins_at_the_stamp_of_the_last_row() {
        var after = new Soql.After(Instant.parse("2026-11-22T00:55:07Z"), "00Q5f00000AbCdEEAV");

        assertThat(Soql.page(
                        "Lead", List.of("Id"), "SystemModstamp", FROM, TO, Optional.empty(), Optional.of(after), 2000))
                .isEqualTo("SELECT Id FROM Lead"
                        + " WHERE SystemModstamp >= 2026-11-22T00:55:07.000Z AND SystemModstamp < 2026-11-22T01:10:00.000Z"
                        + " AND (SystemModstamp > 2026-11-22T00:55:07.000Z OR Id > '00Q5f00000AbCdEEAV')"
                        + " ORDER BY SystemModstamp ASC, Id ASC LIMIT 2000");
    }

    @Test
    void a_quote_in_a_value_stays_in_the_value() {
        assertThat(Soql.in("Field", Set.of("x') OR Id != ('\\"))).isEqualTo("Field IN ('x\\') OR Id != (\\'\\\\')");
    }

    @Property
    void no_value_ends_its_literal(@ForAll String value) {
        var inside = Soql.literal(value);
        inside = inside.substring(1, inside.length() - 1);
        for (int i = 0; i < inside.length(); i++) {
            if (inside.charAt(i) == '\\') {
                i++;
            } else {
                assertThat(inside.charAt(i)).isNotIn('\'', '\n', '\r');
            }
        }
    }
}
