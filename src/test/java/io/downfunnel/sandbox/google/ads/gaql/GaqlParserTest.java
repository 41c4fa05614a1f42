package io.downfunnel.sandbox.google.ads.gaql;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.downfunnel.sandbox.google.ads.gaql.Condition.Operator;
import io.downfunnel.sandbox.google.ads.gaql.Condition.Value;
import io.downfunnel.sandbox.google.ads.gaql.Query.Ordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GaqlParserTest {

    @Test
    void every_clause_is_read_in_any_case_and_over_lines() {
        Query query = GaqlParser.parse("""
                select campaign.id, metrics.clicks
                  From campaign
                 WHERE campaign.status NOT IN ('PAUSED', "REMOVED") AND segments.date BETWEEN '2026-11-01' AND '2026-11-02'
                   AND campaign.name IS NOT NULL AND metrics.clicks >= -1.5
                 ORDER BY metrics.clicks DESC, campaign.id
                 LIMIT 7 PARAMETERS include_drafts=true""");

        assertThat(query.select()).containsExactly("campaign.id", "metrics.clicks");
        assertThat(query.from()).isEqualTo("campaign");
        assertThat(query.where())
                .containsExactly(
                        new Condition(
                                "campaign.status",
                                Operator.NOT_IN,
                                List.of(new Value("PAUSED", true), new Value("REMOVED", true))),
                        new Condition(
                                "segments.date",
                                Operator.BETWEEN,
                                List.of(new Value("2026-11-01", true), new Value("2026-11-02", true))),
                        new Condition("campaign.name", Operator.IS_NOT_NULL, List.of()),
                        new Condition("metrics.clicks", Operator.GREATER_OR_EQUAL, List.of(new Value("-1.5", false))));
        assertThat(query.orderBy())
                .containsExactly(new Ordering("metrics.clicks", true), new Ordering("campaign.id", false));
        assertThat(query.limit()).hasValue(7);
    }

    @Test
    void a_quote_within_a_string_is_escaped() {
        Query query = GaqlParser.parse("SELECT campaign.id FROM campaign WHERE campaign.name = 'Bob\\'s \"ads\"'");

        assertThat(query.where().getFirst().value()).isEqualTo("Bob's \"ads\"");
    }

    @Test
    void what_is_behind_the_query_is_not_overlooked() {
        assertThatThrownBy(() -> GaqlParser.parse("SELECT campaign.id FROM campaign; DROP"))
                .isInstanceOfSatisfying(
                        GaqlException.class, no -> assertThat(no.code()).isEqualTo("BAD_SYMBOL"));
        assertThatThrownBy(() -> GaqlParser.parse("SELECT campaign.id FROM campaign campaign.id"))
                .isInstanceOfSatisfying(
                        GaqlException.class, no -> assertThat(no.code()).isEqualTo("UNEXPECTED_INPUT"));
    }
}
