package io.downfunnel.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A deal changes after Google has counted it: the packaged application, a database, the sandbox over the wire. */
class AdjustmentIT {
    private static final String COUNTED_LATELY = """
            select c.record_id || ' ' || c.key
              from conversion c join opportunity o on o.id = c.record_id
             where destination = 'google' and stage = 'opportunity' and state = 'VERIFIED'
               and c.occurred_at > now() - interval '50 days' and click_kind is distinct from 'WBRAID'
               and not o.closed and o.currency is not null
             order by c.id""";

    /** Google's own word on a conversion comes before it is told to take it back. */
    private static final String RETRACTED_BEFORE_COUNTED = """
            select a.id from adjustment a
              join adjustment_transition sent on sent.adjustment_id = a.id and sent.to_state = 'IN_FLIGHT'
             where a.kind = 'RETRACTION'
               and not exists (select from conversion_transition counted
                                where counted.conversion_id = a.conversion_id and counted.to_state = 'VERIFIED'
                                  and counted.at < sent.at)""";

    @TempDir
    Path folder;

    @Test
    void an_edited_amount_reaches_google_and_a_lost_deal_is_taken_back() {
        try (var installation = new Installation(folder, 1_500, 900)
                .with("DOWNFUNNEL_MAPPINGS_FILE", askingForChanges().toString())) {
            var first = installation.sync();
            assertThat(first.exitCode()).as(first.said()).isIn(0, 2);
            var deals = installation.database(books -> books.texts(COUNTED_LATELY));
            assertThat(deals).as(first.said()).hasSizeGreaterThanOrEqualTo(2);
            var edited = deals.get(0).split(" ");
            var lost = deals.get(1).split(" ");
            var before = installation.database(books -> books.texts("select cause from adjustment"));
            assertThat(before).as("changes of what was never counted otherwise").isEmpty();
            update(installation, edited[0], "\"Amount\":777770");
            update(installation, lost[0], "\"StageName\":\"Closed Lost\"");
            installation.control("clock", "{\"advance\":\"PT20M\"}");

            var second = installation.sync();

            assertThat(second.exitCode()).as(second.said()).isIn(0, 2);
            var told = installation.database(books ->
                    books.texts("select cast(trim_scale(after_value) as text) from adjustment where after_value > 0"));
            assertThat(told)
                    .containsExactly(
                            booked(installation, edited[1]).path("value").asText());
            assertThat(booked(installation, edited[1]).path("restatements")).hasSize(1);
            assertThat(booked(installation, edited[1]).path("drifts").asInt()).isZero();
            assertThat(booked(installation, lost[1]).path("restatements")).isEmpty();
            assertThat(booked(installation, lost[1]).path("retracted").asBoolean())
                    .isTrue();
            assertThat(booked(installation, lost[1]).path("counted").asBoolean())
                    .isFalse();
            assertThat(booked(installation, lost[1]).path("action").asText()).isEqualTo("7000000002");
            assertThat(booked(installation, edited[1]).path("counted").asBoolean())
                    .isTrue();
            var tooEarly = installation.database(books -> books.texts(RETRACTED_BEFORE_COUNTED));
            assertThat(tooEarly).isEmpty();
            var adjustments = installation.database(books -> books.texts(
                    "select kind || ' ' || state || ' ' || coalesce(reason, '-') from adjustment order by 1"));
            assertThat(adjustments).containsExactly("RESTATEMENT VERIFIED COUNTED", "RETRACTION VERIFIED COUNTED");

            assertThat(installation.run("explain", edited[1]).printed()).contains("(restated to ");
            assertThat(installation.run("explain", lost[1]).printed()).contains("counts it no more");

            var third = installation.sync();
            assertThat(third.exitCode()).as(third.said()).isIn(0, 2);
            assertThat(booked(installation, edited[1]).path("received").asInt()).isEqualTo(2);
        }
    }

    /** The shipped mapping of opportunities ignores what changes. */
    private Path askingForChanges() {
        try {
            var mappings = Files.readString(Path.of("config/mappings.yaml"));
            var begin = mappings.indexOf("  - name: Won deals to Google");
            return Files.writeString(
                    folder.resolve("asking.yaml"),
                    mappings.substring(0, begin).stripTrailing()
                            + "\n    afterwards: { amount-changed: restate, lost: retract }\n\n"
                            + mappings.substring(begin));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void update(Installation installation, String id, String fields) {
        installation.control(
                "salesforce/update", "{\"object\":\"Opportunity\",\"id\":\"" + id + "\",\"fields\":{" + fields + "}}");
    }

    private static JsonNode booked(Installation installation, String key) {
        return installation.booked("google", "conversions").stream()
                .filter(one -> one.path("transactionId").asText().equals(key))
                .findFirst()
                .orElseThrow();
    }
}
