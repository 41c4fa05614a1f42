package io.downfunnel.mappings;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.downfunnel.mappings.Section.Text;

/** Turns written values into what they mean, or complains. */
final class Scalars {
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,5}) ?([mhd])");
    private static final Map<String, Duration> UNITS =
            Map.of("m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));
    private static final BigDecimal LARGEST = new BigDecimal("1e12");

    private final Problems problems;

    Scalars(Problems problems) {
        this.problems = problems;
    }

    Optional<Duration> duration(Text text) {
        var brief = SHORT_DURATION.matcher(text.value());
        if (brief.matches()) {
            return Optional.of(UNITS.get(brief.group(2)).multipliedBy(Long.parseLong(brief.group(1))));
        }
        if (text.value().equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        try {
            var duration = Duration.parse(text.value());
            if (!duration.isNegative()) {
                return Optional.of(duration);
            }
        } catch (DateTimeParseException e) {
            // Said below, in words that help more than the parser's.
        }
        return problems.none(
                text.node(),
                "\"" + text.value() + "\" is not a duration.",
                "Write minutes, hours or days such as 30m, 6h or 90d.");
    }

    Optional<BigDecimal> number(Text text) {
        try {
            var number = new BigDecimal(text.value());
            if (number.abs().compareTo(LARGEST) <= 0 && number.scale() <= 10) {
                return Optional.of(number);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        return problems.none(
                text.node(),
                "\"" + text.value() + "\" is not a number that can be used here.",
                "Write it with digits and a point, such as 1250 or 0.35.");
    }

    /** Neither negative nor absent. */
    Optional<BigDecimal> amount(Text text) {
        return number(text)
                .flatMap(number -> number.signum() >= 0
                        ? Optional.of(number)
                        : problems.none(
                                text.node(), "A value below zero cannot be sent.", "Write 0 or more, or \"none\"."));
    }

    Optional<BigDecimal> factor(Text text) {
        return number(text)
                .flatMap(number -> number.signum() > 0
                        ? Optional.of(number)
                        : problems.none(
                                text.node(),
                                "The factor " + text.value() + " would leave nothing of the amount.",
                                "Write a number above zero, such as 1 or 0.8."));
    }

    Optional<BigDecimal> probability(Text text) {
        return number(text)
                .flatMap(number -> number.signum() >= 0 && number.compareTo(BigDecimal.ONE) <= 0
                        ? Optional.of(number)
                        : problems.none(
                                text.node(),
                                "The probability " + text.value() + " is not between 0 and 1.",
                                "Write 35 percent as 0.35."));
    }

    Optional<Currency> currency(Text text) {
        try {
            return Optional.of(Currency.getInstance(text.value()));
        } catch (IllegalArgumentException e) {
            return problems.none(
                    text.node(),
                    "ISO 4217 has no currency \"" + text.value() + "\".",
                    "Write three capital letters such as EUR, USD or JPY.");
        }
    }

    Optional<Boolean> flag(Text text) {
        return switch (text.value()) {
            case "true", "yes" -> Optional.of(true);
            case "false", "no" -> Optional.of(false);
            default ->
                problems.none(text.node(), "\"" + text.value() + "\" is neither yes nor no.", "Write true or false.");
        };
    }

    /** One of the constants, written in lower case with hyphens (or underscores, where that is the field's own word). */
    <E extends Enum<E>> Optional<E> choice(Text text, Class<E> type) {
        var byWord =
                Arrays.stream(type.getEnumConstants()).collect(Collectors.toMap(Scalars::word, constant -> constant));
        var found = byWord.get(text.value().replace('_', '-'));
        return found != null
                ? Optional.of(found)
                : problems.none(
                        text.node(),
                        "\"" + text.value() + "\" is not one of the choices here.",
                        Spelling.remedy(text.value(), byWord.keySet()));
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
