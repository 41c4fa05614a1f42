package io.downfunnel.extract;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.store.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/** Rows that are shown late, that share a stamp, that are merged, deleted and purged: against the sandbox. */
class LateAndGoneTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static Sandbox sandbox;
    private static Visitor visitor;

    @BeforeAll
    static void an_empty_company() {
        sandbox = Visitor.freshSandbox();
        visitor = Visitor.to(sandbox);
    }

    @AfterAll
    static void closed() {
        sandbox.close();
    }

    @BeforeEach
    void nothing_is_stored() {
        visitor.post("/__sandbox/reset", "");
        StoredRows.forget(database.jdbi());
    }

    private Extracted run() {
        return Bench.step(Bench.config(sandbox, Map.of()), database.jdbi()).run(Bench.run(), Bench.FUNNEL);
    }

    private static Instant now() {
        return Instant.parse(visitor.get("/__sandbox/health").json().path("now").asText())
                .truncatedTo(ChronoUnit.SECONDS);
    }

    private static String insert(String name, Instant at, String more) {
        return visitor.control("salesforce/insert", """
                {"object":"Lead","fields":{"LastName":"%s","Company":"Acme","Status":"New"},"at":"%s"%s}""".formatted(name, at, more))
                .path("id")
                .asText();
    }

    private static void advance(Duration by) {
        visitor.control("clock", "{\"advance\":\"" + by + "\"}");
    }

    private static String one(String sql, String id) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(sql)
                        .bind("id", id)
                        .mapTo(String.class)
                        .findOne()
                        .orElse("absent"));
    }

    private static String deleted(String id) {
        return one("select deleted::text from lead where id = :id", id);
    }

    @Test
    void a_row_that_is_shown_after_later_ones_is_not_lost() {
        var at = now().minusSeconds(300);
        var late = insert("Late", at, ",\"visibleAfterSeconds\":600");
        var early = insert("Early", at.plusSeconds(60), "");
        run();
        assertThat(deleted(late)).isEqualTo("absent");

        advance(Duration.ofMinutes(11));
        run();

        assertThat(deleted(late)).isEqualTo("false");
        assertThat(deleted(early)).isEqualTo("false");
    }

    @Test
    void a_row_that_nobody_announced_is_found_by_the_sweep() {
        insert("First", now().minusSeconds(100), "");
        run();
        var back = insert("Backdated", now().minus(Duration.ofDays(2)), "");
        run();
        assertThat(deleted(back)).isEqualTo("absent");

        Bench.step(Bench.config(sandbox, Map.of()), database.jdbi())
                .sweep(Bench.run(), Bench.FUNNEL, Duration.ofDays(3));

        assertThat(deleted(back)).isEqualTo("false");
    }

    @Test
    void five_thousand_rows_on_one_stamp_are_read_once_each() {
        try (var crowd = Sandbox.start(Visitor.settings(Visitor.newDirectory()).withLeads(5500))) {
            var there = Visitor.to(crowd);
            there.control("salesforce/touch", "{\"object\":\"Lead\",\"count\":5000}");
            advance(there);

            var extracted = Bench.step(
                            Bench.config(crowd, Map.of("downfunnel.salesforce.batch-size", "700")), database.jdbi())
                    .run(Bench.run(), Bench.FUNNEL);

            assertThat(extracted.leads()).isEqualTo(5500);
            assertThat(one(
                            "select records::text from extraction_stream where object = :id and purpose = 'changes'",
                            "Lead"))
                    .isEqualTo("5500");
        }
    }

    private static void advance(Visitor there) {
        there.control("clock", "{\"advance\":\"PT2M\"}");
    }

    @Test
    void a_merged_lead_points_to_its_master() {
        var master = insert("Master", now().minusSeconds(60), "");
        var loser = insert("Loser", now().minusSeconds(60), "");
        run();

        visitor.control("salesforce/merge", """
                {"object":"Lead","master":"%s","losers":["%s"]}""".formatted(master, loser));
        advance(Duration.ofMinutes(2));
        run();

        assertThat(deleted(loser)).isEqualTo("true");
        assertThat(one("select master_id from lead where id = :id", loser)).isEqualTo(master);
        assertThat(deleted(master)).isEqualTo("false");
    }

    @Test
    void a_lead_that_was_deleted_is_marked_and_comes_back_when_it_is_undeleted() {
        var id = insert("Gone", now().minusSeconds(60), "");
        run();
        visitor.control("salesforce/delete", "{\"object\":\"Lead\",\"id\":\"" + id + "\"}");
        advance(Duration.ofMinutes(2));
        run();
        assertThat(deleted(id)).isEqualTo("true");

        visitor.control("salesforce/undelete", "{\"object\":\"Lead\",\"id\":\"" + id + "\"}");
        advance(Duration.ofMinutes(2));
        run();
        assertThat(deleted(id)).isEqualTo("false");
    }

    @Test
    void a_lead_that_was_deleted_for_good_is_known_from_the_delete_log() {
        var id = insert("Purged", now().minusSeconds(60), "");
        run();
        visitor.control("salesforce/delete", "{\"object\":\"Lead\",\"id\":\"" + id + "\"}");
        visitor.control("salesforce/purge", "{\"object\":\"Lead\",\"id\":\"" + id + "\"}");
        advance(Duration.ofMinutes(5));
        run();

        assertThat(deleted(id)).isEqualTo("true");
    }

    @Test
    void the_leads_of_an_opportunity_are_there_when_the_opportunity_is() {
        var lead = insert("Convert", now().minusSeconds(600), "");
        run();
        var opportunity = visitor.control("salesforce/convert", "{\"lead\":\"" + lead + "\"}")
                .path("opportunity")
                .asText();
        advance(Duration.ofMinutes(2));
        run();

        assertThat(one("select opportunity_id from lead where id = :id", lead)).isEqualTo(opportunity);
        assertThat(one("select 'there' from opportunity where id = :id", opportunity))
                .isEqualTo("there");
        assertThat(one("select count(*)::text from contact_role where opportunity_id = :id", opportunity))
                .isEqualTo("1");
    }

    @Test
    void impossible_data_is_the_records_own_problem() {
        var id = visitor.control("salesforce/insert", """
                {"object":"Opportunity","fields":{"Name":"Absurd","StageName":"Prospecting","CloseDate":"2026-12-01",
                 "Amount":1e30}}""").path("id").asText();
        advance(Duration.ofMinutes(2));

        assertThat(run().opportunities()).isEqualTo(1);
        assertThat(one("select problem from opportunity where id = :id", id))
                .contains("Amount is not a possible number");
    }

    @Test
    void no_lead_at_all_is_worth_a_word() {
        assertThat(run().warnings())
                .anyMatch(sentence -> sentence.contains("no Lead") && sentence.contains("View All"));
    }
}
