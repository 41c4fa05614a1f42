package io.downfunnel.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.mappings.Known;

/** A CRM with leads that became won deals lately, and mappings in force that were found good; for tests of pages. */
public final class WonDeals {
    public static final String DOCUMENT = Funnels.DOCUMENT;

    private WonDeals() {}

    /** Whatever else was in the database is gone then. */
    public static void fill(Jdbi jdbi, Instant now, int deals) {
        Showcase.clear(jdbi);
        var crm = new CrmRows(jdbi);
        for (int number = 100; number < 100 + deals; number++) {
            var created = now.minus(Duration.ofDays(20)).plusSeconds(number);
            crm.lead("00Q000000000" + number + "AAA", created)
                    .with("gclid", "TeSt-gClId-" + number)
                    .with("opportunity", "006000000000" + number + "AAA")
                    .with("status", "Qualified")
                    .save();
            crm.status("017" + number, "00Q000000000" + number + "AAA", created.plusSeconds(3600), "New", "Qualified");
            crm.opportunity(
                    "006000000000" + number + "AAA",
                    created.plusSeconds(7200),
                    "Closed Won",
                    "900",
                    Optional.empty(),
                    false);
            crm.closed("006000000000" + number + "AAA", true, true);
            crm.stage(
                    "008" + number + "1",
                    "006000000000" + number + "AAA",
                    created.plusSeconds(7200),
                    "Prospecting",
                    "500");
            crm.stage(
                    "008" + number + "2",
                    "006000000000" + number + "AAA",
                    now.minus(Duration.ofDays(10)),
                    "Closed Won",
                    "900");
        }
        new FunnelStore(jdbi).put(DOCUMENT, Known.NOTHING, "test", "");
        jdbi.useHandle(handle -> handle.execute("update mapping_gate set state = 'OPEN'"));
    }
}
