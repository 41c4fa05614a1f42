package io.downfunnel.sandbox.salesforce.soql;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.downfunnel.sandbox.salesforce.soql.Condition.All;
import io.downfunnel.sandbox.salesforce.soql.Condition.Any;
import io.downfunnel.sandbox.salesforce.soql.Condition.Comparison;
import io.downfunnel.sandbox.salesforce.soql.Condition.Not;
import io.downfunnel.sandbox.salesforce.soql.Condition.OneOf;
import io.downfunnel.sandbox.salesforce.soql.Condition.Operator;
import io.downfunnel.sandbox.salesforce.soql.SoqlException.Code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

class SoqlParserTest {

    @Test
    void a_full_query_is_taken_apart() {
        Query query = SoqlParser.parse("select Id, Contact.Email from OpportunityContactRole where IsPrimary = true"
                + " order by CreatedDate desc nulls last, Id limit 5 offset 7");

        assertThat(query.select()).extracting(FieldPath::toString).containsExactly("Id", "Contact.Email");
        assertThat(query.select().get(1).relationships()).containsExactly("Contact");
        assertThat(query.from()).isEqualTo("OpportunityContactRole");
        assertThat(query.orderBy()).extracting(Query.Order::descending).containsExactly(true, false);
        assertThat(query.orderBy().get(0).nullsLast()).isTrue();
        assertThat(query.limit()).hasValue(5);
        assertThat(query.offset()).hasValue(7);
    }

    @Test
    void every_kind_of_value_is_read_as_what_it_is() {
        assertThat(value("'O\\'Hara \\\\ \\n'")).isEqualTo(new Literal.Text("O'Hara \\ \n", "O'Hara \\\\ \n", 28));
        assertThat(value("-12.50")).isEqualTo(new Literal.Numeral(new BigDecimal("-12.50"), 28));
        assertThat(value("TRUE")).isEqualTo(new Literal.Truth(true, 28));
        assertThat(value("null")).isEqualTo(new Literal.Nothing(28));
        assertThat(value("2026-02-28")).isEqualTo(new Literal.Day(LocalDate.of(2026, 2, 28), 28));
        Literal moment = new Literal.Moment(Instant.parse("2026-11-22T00:55:07Z"), 28);
        assertThat(value("2026-11-22T00:55:07.000Z")).isEqualTo(moment);
        assertThat(value("2026-11-22T01:55:07+01:00")).isEqualTo(moment);
        assertThat(value("2026-11-22T01:55:07.000+0100")).isEqualTo(moment);
    }

    @Test
    void conditions_nest_by_parentheses() {
        Condition where = where("a = 1 AND (b < 2 OR NOTE != 'x') AND (NOT c LIKE '%y_') AND d NOT IN (1, 2)");

        assertThat(where).isInstanceOf(All.class);
        List<Condition> parts = ((All) where).parts();
        assertThat(parts).hasSize(4);
        assertThat(parts.get(1)).isInstanceOf(Any.class);
        assertThat(parts.get(2)).isInstanceOf(Not.class);
        assertThat(((Comparison) ((Not) parts.get(2)).part()).operator()).isEqualTo(Operator.LIKE);
        assertThat(((OneOf) parts.get(3)).negated()).isTrue();
    }

    @Test
    void the_continuation_of_a_keyset_is_understood() {
        Condition where =
                where("SystemModstamp >= 2026-11-22T00:55:07.000Z AND SystemModstamp < 2026-11-22T01:10:00.000Z"
                        + " AND (SystemModstamp > 2026-11-22T00:55:07.000Z OR Id > '00Q5f00000AbCdEEAV')");

        assertThat(((All) where).parts()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a = 1 AND b = 2 OR c = 3",
                "a = 1 OR b = 2 AND c = 3",
                "NOT a = 1 AND b = 2",
                "a = 1 AND NOT b = 2",
                "(a = 1",
                "a = ",
                "a == 1",
                "a IN ()",
                "a IN 1",
                "a = 'open",
                "a = 'bad \\q escape'",
                "a = 2026-13-01",
                "a = 2026-02-30T00:00:00Z",
                "a = b",
                "a = TODAY",
                "a IN (SELECT Id FROM Lead)"
            })
    void a_condition_the_server_refuses_is_refused(String condition) {
        assertThatThrownBy(() -> where(condition))
                .asInstanceOf(type(SoqlException.class))
                .extracting(SoqlException::code)
                .isEqualTo(Code.MALFORMED_QUERY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SELECT",
                "SELECT FROM Lead",
                "SELECT Id Lead",
                "SELECT Id, FROM Lead",
                "SELECT * FROM Lead",
                "SELECT Id FROM Lead LIMIT x",
                "SELECT Id FROM Lead LIMIT -1",
                "SELECT Id FROM Lead; DELETE",
                "SELECT Id FROM Lead GROUP BY Id",
                "SELECT MAX(Amount) FROM Opportunity",
                "SELECT (SELECT Id FROM Contacts) FROM Account",
                "SELECT Id FROM Lead OFFSET 1 LIMIT 2"
            })
    void a_query_the_server_refuses_is_refused(String query) {
        assertThatThrownBy(() -> SoqlParser.parse(query))
                .asInstanceOf(type(SoqlException.class))
                .extracting(SoqlException::code)
                .isEqualTo(Code.MALFORMED_QUERY);
    }

    @Test
    void a_complaint_names_row_and_column() {
        assertThatThrownBy(() -> SoqlParser.parse("SELECT Id\nFROM Lead\nWHERE a ! 1"))
                .asInstanceOf(type(SoqlException.class))
                .satisfies(complaint -> {
                    assertThat(complaint.row()).isEqualTo(3);
                    assertThat(complaint.column()).isEqualTo(9);
                    assertThat(complaint).hasMessageContaining("ERROR at Row:3:Column:9");
                });
    }

    @Test
    void a_statement_has_at_most_a_hundred_thousand_characters_and_two_thousand_rows_of_offset() {
        String ids = "'00Q5f00000AbCdEEAV',".repeat(4_500);
        String atTheLimit = "SELECT Id FROM Lead WHERE Id IN (" + ids + "'00Q5f00000AbCdEEAV')";
        assertThat(SoqlParser.parse(atTheLimit).where()).isPresent();
        assertThatThrownBy(() -> SoqlParser.parse(atTheLimit + " ".repeat(100_000)))
                .isInstanceOf(SoqlException.class);
        assertThatThrownBy(() -> SoqlParser.parse("SELECT Id FROM Lead OFFSET 2001"))
                .asInstanceOf(type(SoqlException.class))
                .extracting(SoqlException::code)
                .isEqualTo(Code.NUMBER_OUTSIDE_VALID_RANGE);
    }

    @Test
    void deep_nesting_is_refused_and_does_not_break_anything() {
        String query = "SELECT Id FROM Lead WHERE " + "(".repeat(40_000) + "a = 1" + ")".repeat(40_000);

        assertThatThrownBy(() -> SoqlParser.parse(query)).isInstanceOf(SoqlException.class);
    }

    @Property
    void whatever_is_escaped_comes_back_as_it_was(@ForAll @StringLength(max = 200) String text) {
        String escaped = text.replace("\\", "\\\\").replace("'", "\\'");

        Literal literal = value("'" + escaped + "'");

        assertThat(((Literal.Text) literal).value()).isEqualTo(text);
    }

    @Property
    void any_text_is_parsed_or_refused_but_never_breaks_the_parser(@ForAll @StringLength(max = 100) String text) {
        try {
            SoqlParser.parse("SELECT Id FROM Lead WHERE " + text);
        } catch (SoqlException refused) {
            assertThat(refused).hasMessageContaining("ERROR at Row");
        }
    }

    private static Condition where(String condition) {
        return SoqlParser.parse("SELECT Id FROM Lead WHERE " + condition)
                .where()
                .orElseThrow();
    }

    private static Literal value(String literal) {
        return ((Comparison) where("a=" + literal)).value();
    }
}
