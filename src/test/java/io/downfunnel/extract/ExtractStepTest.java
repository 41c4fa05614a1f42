package io.downfunnel.extract;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.store.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

class ExtractStepTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @Test
    void a_whole_company_comes_out() {
        try (var sandbox =
                Sandbox.start(Visitor.settings(Visitor.newDirectory()).withLeads(6000))) {
            var step = Bench.step(Bench.config(sandbox, Map.of()), database.jdbi());
            long t = System.nanoTime();
            var extracted = step.run(Bench.run(), Bench.FUNNEL);
            System.out.println("SMOKE " + (System.nanoTime() - t) / 1_000_000 + " ms " + extracted);
            t = System.nanoTime();
            System.out.println(
                    "SMOKE again " + step.run(Bench.run(), Bench.FUNNEL) + (System.nanoTime() - t) / 1_000_000);
            System.out.println("SMOKE " + Visitor.to(sandbox).totals("salesforce"));
            for (var q : new String[] {
                "select object, purpose, watermark, records, fields from extraction_stream",
                "select object, count(*) from changed_record group by 1",
                "select * from lead limit 2",
                "select * from opportunity limit 2",
                "select count(*), count(email_sha256), count(phone_sha256), count(gclid), count(problem) from lead",
                "select * from connection_status",
                "select * from api_budget",
                "select problem, count(*) from opportunity group by 1",
                "select problem, count(*) from lead group by 1"
            })
                System.out.println("SMOKE "
                        + database.jdbi()
                                .withHandle(h -> h.createQuery(q).mapToMap().list()));
            assertThat(extracted.leads()).isPositive();
        }
    }
}
