package io.downfunnel.system.attack;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Sales people go on working while everything falls apart: leads become qualified, some of them visibly only later. */
final class CrmLife {
    private static final Duration BETWEEN_CHANGES = Duration.ofMillis(700);
    private static final int SHOWN_LATE_BY = 6;

    private final Vendors vendors;
    private final Random random;
    private int happened;

    CrmLife(Vendors vendors, long seed) {
        this.vendors = vendors;
        this.random = new Random(seed);
    }

    void goOnFor(int changes) {
        shuffled().stream().limit(changes).forEach(this::qualify);
    }

    void goOnWhile(BooleanSupplier goesOn) {
        for (var lead : shuffled()) {
            if (!goesOn.getAsBoolean()) {
                return;
            }
            qualify(lead);
            Waiting.pass(BETWEEN_CHANGES);
        }
    }

    private List<String> shuffled() {
        var open = new ArrayList<>(open());
        Collections.shuffle(open, random);
        return open;
    }

    private List<String> open() {
        return vendors
                .records("select Id from Lead where Status = 'Working' and IsConverted = false order by Id", false)
                .stream()
                .map(lead -> lead.path("Id").asText())
                .toList();
    }

    private void qualify(String lead) {
        var at = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var late = random.nextInt(3) == 0 ? ",\"visibleAfterSeconds\":" + SHOWN_LATE_BY : "";
        vendors.control("salesforce/update", """
                {"object":"Lead","id":"%s","fields":{"Status":"Qualified"},"at":"%s"%s}""".formatted(lead, at, late));
        happened++;
    }

    int happened() {
        return happened;
    }
}
