package io.downfunnel.console;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.downfunnel.domain.ConversionState.Word;

/**
 * One of the eight words, as pages show it: a sign and a word, so that nothing hangs on colour.
 *
 * @param slug in addresses and style classes
 */
public record StateWord(Word word, String slug, String text, String sign, String meaning) {

    static final List<StateWord> ALL =
            Arrays.stream(Word.values()).map(StateWord::of).toList();

    static StateWord of(Word word) {
        return new StateWord(
                word, word.name().toLowerCase(Locale.ROOT).replace('_', '-'), word.text(), sign(word), meaning(word));
    }

    static Optional<StateWord> find(String slug) {
        return ALL.stream().filter(word -> word.slug().equals(slug)).findFirst();
    }

    private static String sign(Word word) {
        return switch (word) {
            case WAITING -> "○";
            case SENDING -> "→";
            case ACCEPTED -> "✓";
            case VERIFIED -> "✓✓";
            case NEEDS_YOU -> "!";
            case ON_HOLD -> "=";
            case EXCLUDED -> "–";
            case EXPIRED -> "×";
        };
    }

    private static String meaning(Word word) {
        return switch (word) {
            case WAITING -> "will be sent by itself";
            case SENDING -> "on its way, or its answer was not heard";
            case ACCEPTED -> "taken in by the platform";
            case VERIFIED -> "counted, by the platform's own word";
            case NEEDS_YOU -> "refused for its data; somebody can mend it";
            case ON_HOLD -> "waits for a word: of somebody, or of the platform about those that went ahead";
            case EXCLUDED -> "not sent, for a reason";
            case EXPIRED -> "too late to count";
        };
    }
}
