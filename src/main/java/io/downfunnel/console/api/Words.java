package io.downfunnel.console.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import io.downfunnel.console.Refusal;

/** Choices as programs write and read them: in lower case, with hyphens. */
final class Words {
    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @param word null where it was left out */
    static <E extends Enum<E>> E read(String word, Class<E> type, String what) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> word != null
                        && of(each).equals(word.strip().toLowerCase(Locale.ROOT).replace('_', '-')))
                .findFirst()
                .orElseThrow(() -> Refusal.unclear(
                        word == null ? "The " + what + " is missing." : "There is no " + what + " of that name.",
                        "Send one of: "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(Words::of)
                                        .collect(Collectors.joining(", "))
                                + "."));
    }
}
