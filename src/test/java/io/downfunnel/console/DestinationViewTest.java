package io.downfunnel.console;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import io.downfunnel.console.DestinationView.ReasonCount;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.ConversionState.Word;
import io.downfunnel.domain.Reason;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.store.ConversionReadStore.Count;

import static org.assertj.core.api.Assertions.assertThat;

class DestinationViewTest {
    private static final Set<Word> EXPLAINED = EnumSet.of(Word.EXCLUDED, Word.NEEDS_YOU, Word.ON_HOLD, Word.EXPIRED);

    @Property
    void the_reasons_of_a_word_add_up_to_its_count(@ForAll("counts") List<Count> counts) {
        var view = view(counts);

        for (var word : EXPLAINED) {
            assertThat(view.reasons().stream()
                            .filter(reason -> reason.word().word() == word)
                            .mapToLong(reason -> number(reason.count()))
                            .sum())
                    .as(word.text())
                    .isEqualTo(view.words().stream()
                            .filter(each -> each.word().word() == word)
                            .mapToLong(each -> number(each.count()))
                            .sum());
        }
    }

    @Property
    void no_line_is_shown_twice_and_none_is_empty(@ForAll("counts") List<Count> counts) {
        var reasons = view(counts).reasons();

        assertThat(reasons).extracting(ReasonCount::href).doesNotHaveDuplicates();
        assertThat(reasons).allMatch(reason -> number(reason.count()) > 0);
    }

    @Test
    void what_is_rare_is_one_line_that_leads_to_all_of_its_word() {
        var counts = new ArrayList<Count>();
        var reasons = List.of(
                Reason.TEST_RECORD,
                Reason.CONSENT_DENIED,
                Reason.CONSENT_MISSING,
                Reason.NO_IDENTIFIER,
                Reason.WINDOW_CLOSED,
                Reason.EVENT_TOO_OLD,
                Reason.MERGED,
                Reason.BEFORE_CLICK);
        for (int each = 0; each < reasons.size(); each++) {
            counts.add(count(
                    ConversionState.EXCLUDED, Optional.of(reasons.get(each).name()), 100 - each));
        }
        counts.add(count(ConversionState.NEEDS_YOU, Optional.of("INVALID_CLICK"), 2));

        var shown = view(counts).reasons();

        assertThat(shown).hasSize(8);
        assertThat(shown.get(6).text()).isEqualTo("Excluded for other reasons");
        assertThat(shown.get(6).count()).isEqualTo("187");
        assertThat(shown.get(6).href()).isEqualTo("/conversions?destination=google&state=excluded");
        assertThat(shown.get(7).text()).isEqualTo("Needs you for rarer reasons");
    }

    @Provide
    Arbitrary<List<Count>> counts() {
        var reasons = Arbitraries.of(Reason.class).map(Reason::name).optional(0.8);
        return Combinators.combine(
                        Arbitraries.of(ConversionState.class),
                        reasons,
                        Arbitraries.longs().between(1, 2_000_000))
                .as(DestinationViewTest::count)
                .list()
                .ofMaxSize(40);
    }

    private static Count count(ConversionState state, Optional<String> reason, long conversions) {
        return new Count("google", state, reason, conversions);
    }

    private static DestinationView view(List<Count> counts) {
        return DestinationView.of(
                        counts, Set.of("google"), Set.of(), Map.of(), new ConnectionNames(Map.of("google", "Google")))
                .getFirst();
    }

    private static long number(String text) {
        return Long.parseLong(text.replace(",", ""));
    }
}
