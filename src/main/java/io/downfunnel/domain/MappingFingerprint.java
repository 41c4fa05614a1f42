package io.downfunnel.domain;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Names what a mapping sends. Equal as long as the same stage event becomes the same conversion event; its name, its
 * hold-back and what happens afterwards make no difference.
 */
public final class MappingFingerprint {
    private MappingFingerprint() {}

    /** 64 hexadecimal digits. */
    public static String of(ConversionMapping mapping) {
        return sha256(String.join(
                "\n",
                "stage " + mapping.stage(),
                "destination " + mapping.destination(),
                "action " + mapping.action(),
                "value " + value(mapping.value()),
                "identifiers " + mapping.identifiers(),
                "consent " + consent(mapping.consent()),
                "count " + mapping.count(),
                "window " + mapping.attributionWindow()));
    }

    /** Numbers without the zeros that only tell how they were written. */
    private static String value(ValueRule rule) {
        return switch (rule) {
            case ValueRule.None() -> "none";
            case ValueRule.Fixed(var money) -> "fixed " + money(money);
            case ValueRule.CrmAmount(var factor) -> "amount " + plain(factor);
            case ValueRule.ExpectedAmount(var probabilities, var otherwise) -> {
                var sorted = new TreeMap<String, String>();
                probabilities.forEach((stage, probability) -> sorted.put(stage, plain(probability)));
                yield "expected " + sorted + " "
                        + otherwise.map(MappingFingerprint::plain).orElse("");
            }
            case ValueRule.ExpectedFixed(var dealValue, var probability) ->
                "expected " + money(dealValue) + " " + plain(probability);
        };
    }

    private static String money(Money money) {
        return plain(money.amount()) + " " + money.currency().getCurrencyCode();
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private static String consent(ConsentRule rule) {
        return String.join(
                " | ",
                text(rule.adUserData()),
                text(rule.adPersonalization()),
                sorted(rule.granted()),
                sorted(rule.denied()),
                rule.whenMissing().name());
    }

    private static String text(Optional<String> field) {
        return field.orElse("-");
    }

    private static String sorted(Collection<String> values) {
        return new TreeSet<>(values).toString();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
