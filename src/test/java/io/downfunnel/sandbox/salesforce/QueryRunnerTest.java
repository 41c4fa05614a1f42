package io.downfunnel.sandbox.salesforce;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import io.downfunnel.sandbox.salesforce.soql.SoqlException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class QueryRunnerTest {

    private static final ObjectType LEADS = Schema.STANDARD.type("Lead");
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    private final Org org = new Org();
    private final Crm crm = new Crm(org);

    @Test
    void nulls_come_first_unless_told_otherwise() {
        lead(0, "LastName", "b");
        lead(1, "LastName", null);
        lead(2, "LastName", "A");

        assertThat(names("ORDER BY LastName")).containsExactly(null, "A", "b");
        assertThat(names("ORDER BY LastName NULLS LAST")).containsExactly("A", "b", null);
        assertThat(names("ORDER BY LastName DESC")).containsExactly(null, "b", "A");
        assertThat(names("ORDER BY LastName DESC NULLS LAST LIMIT 1 OFFSET 1")).containsExactly("A");
    }

    @Test
    void nothing_is_unequal_to_everything_and_neither_less_nor_more() {
        lead(0, "NumberOfEmployees", new BigDecimal(10));
        lead(1, "NumberOfEmployees", null);

        assertThat(count("NumberOfEmployees != 10")).isOne();
        assertThat(count("NumberOfEmployees < 100")).isOne();
        assertThat(count("NumberOfEmployees = null")).isOne();
        assertThat(count("NumberOfEmployees NOT IN (10, 11)")).isOne();
        assertThat(count("NumberOfEmployees IN (10.0)")).isOne();
    }

    @Test
    void like_has_wildcards_and_escapes() {
        lead(0, "Company", "100% Food");
        lead(1, "Company", "100x Food");

        assertThat(count("Company LIKE '100_ food'")).isEqualTo(2);
        assertThat(count("Company LIKE '100\\% food'")).isOne();
        assertThat(count("Company LIKE 'Food%'")).isZero();
    }

    @Test
    void a_parent_without_a_record_is_null_throughout() {
        lead(0, "LastName", "x");

        assertThat(count("ConvertedAccount.Name = null")).isOne();
        assertThat(count("Lead.LastName = 'X'")).isOne();
    }

    @Test
    void values_must_fit_their_fields() {
        for (String wrong : List.of(
                "NumberOfEmployees = '10'",
                "LastName = 10",
                "IsDeleted = 'false'",
                "IsDeleted > true",
                "CreatedDate > 2026-01-01",
                "ConvertedDate = 2026-01-01T00:00:00Z",
                "Id LIKE '00Q%'",
                "NumberOfEmployees > null",
                "Owner.Shoe = 'x'",
                "Shoe.Name = 'x'")) {
            assertThatThrownBy(() -> count(wrong)).as(wrong).isInstanceOf(SoqlException.class);
        }
    }

    /** Whatever the stamps and the page size, a keyset reader sees every row once and in order. */
    @Property(tries = 60)
    void keyset_pages_lose_and_repeat_nothing(
            @ForAll @Size(max = 60) List<@IntRange(max = 6) Integer> stamps,
            @ForAll @IntRange(min = 1, max = 9) int page) {
        Org fresh = new Org();
        Crm writer = new Crm(fresh);
        stamps.forEach(stamp -> writer.insert(LEADS, writer.newId(LEADS), Map.of(), START.plusSeconds(stamp)));
        var runner = new QueryRunner(fresh);
        String select = "SELECT Id, SystemModstamp FROM Lead WHERE SystemModstamp >= ";
        String order = " ORDER BY SystemModstamp ASC, Id ASC LIMIT " + page;

        List<Row> seen = new ArrayList<>();
        List<Row> rows = runner.run(select + START + order, true).rows();
        while (!rows.isEmpty()) {
            seen.addAll(rows);
            Row last = rows.getLast();
            String at = RowXml.text((Instant) last.value(LEADS.clock()));
            rows = runner.run(
                            select + at + " AND (SystemModstamp > " + at + " OR Id > '" + last.id() + "')" + order,
                            true)
                    .rows();
        }

        assertThat(seen).hasSize(stamps.size()).doesNotHaveDuplicates();
        assertThat(IntStream.range(1, seen.size())
                        .allMatch(i -> !((Instant) seen.get(i - 1).value(LEADS.clock()))
                                .isAfter((Instant) seen.get(i).value(LEADS.clock()))))
                .isTrue();
    }

    /** An index may only make an answer faster. */
    @Property(tries = 60)
    void an_index_changes_no_answer(
            @ForAll @Size(max = 40) List<@IntRange(max = 5) Integer> stamps, @ForAll @IntRange(max = 5) int bound) {
        Org fresh = new Org();
        Crm writer = new Crm(fresh);
        stamps.forEach(stamp -> writer.insert(LEADS, writer.newId(LEADS), Map.of(), START.plusSeconds(stamp)));
        String at = START.plusSeconds(bound).toString();

        for (String operator : List.of("=", "<", "<=", ">", ">=", "!=")) {
            int indexed = count(fresh, "SystemModstamp " + operator + " " + at);
            int scanned = count(fresh, "(SystemModstamp " + operator + " " + at + " OR LastName = 'nobody')");
            assertThat(indexed).as(operator).isEqualTo(scanned);
        }
    }

    private void lead(int second, String field, Object value) {
        Map<String, Object> values = new HashMap<>();
        values.put(field, value);
        crm.insert(LEADS, crm.newId(LEADS), values, START.plusSeconds(second));
    }

    private List<Object> names(String tail) {
        return new QueryRunner(org)
                .run("SELECT LastName FROM Lead " + tail, false).rows().stream()
                        .map(row -> row.value(LEADS.field("LastName")))
                        .toList();
    }

    private int count(String where) {
        return count(org, where);
    }

    private static int count(Org org, String where) {
        return new QueryRunner(org)
                .run("SELECT COUNT() FROM Lead WHERE " + where, false)
                .rows()
                .size();
    }
}
