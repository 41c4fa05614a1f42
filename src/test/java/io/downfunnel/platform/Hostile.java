package io.downfunnel.platform;

import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Bodies that no vendor should answer with, and answers that are nearly right. */
public final class Hostile {
    private Hostile() {}

    /** @param names of fields that the reader looks for; @param texts values that mean something to it */
    public static Arbitrary<String> bodies(List<String> names, List<String> texts) {
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, json(names, texts, 5)),
                net.jqwik.api.Tuple.of(2, Arbitraries.strings().ofMaxLength(200)),
                net.jqwik.api.Tuple.of(1, monsters()));
    }

    public static Arbitrary<Integer> statuses() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(100, 599),
                Arbitraries.of(200, 201, 400, 401, 403, 404, 413, 422, 426, 429, 500, 502, 503, 504));
    }

    private static Arbitrary<String> json(List<String> names, List<String> texts, int depth) {
        Arbitrary<String> leaf = Arbitraries.oneOf(
                Arbitraries.of(texts).map(Hostile::quoted),
                Arbitraries.strings().ofMaxLength(20).map(Hostile::quoted),
                Arbitraries.integers().map(String::valueOf),
                Arbitraries.of("null", "true", "1e999", "-0", "123456789012345678901234567890", "0.1"));
        if (depth == 0) {
            return leaf;
        }
        var below = json(names, texts, depth - 1);
        var field = Combinators.combine(Arbitraries.of(names), below).as((name, value) -> "\"" + name + "\":" + value);
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(
                        4, field.list().ofMaxSize(4).map(fields -> "{" + String.join(",", fields) + "}")),
                net.jqwik.api.Tuple.of(2, below.list().ofMaxSize(4).map(items -> "[" + String.join(",", items) + "]")),
                net.jqwik.api.Tuple.of(1, leaf));
    }

    /** Deep, huge, cut off, twice the same, or text that tries the patience of a search. */
    private static Arbitrary<String> monsters() {
        return Arbitraries.of(
                "[".repeat(100_000),
                "{\"error\":".repeat(5_000) + "1" + "}".repeat(5_000),
                "{\"message\":\"" + "batchIndex=".repeat(50_000) + "\",\"status\":400}",
                "{\"message\":\"{" + "batchIndex=1 ".repeat(30_000) + "\",\"status\":400}",
                "{\"message\":\"{" + "batchIndex=1 ".repeat(30_000) + "}\",\"status\":400}",
                "{\"message\":\"" + "ERROR :: ".repeat(50_000) + "\",\"status\":422}",
                "{\"message\":\"" + "indices [".repeat(50_000) + "\",\"status\":400}",
                "{\"message\":\"indices [" + "1, ".repeat(50_000) + "1] (0-indexed)\",\"status\":400}",
                "{\"message\":\"" + "bearer ".repeat(50_000) + "\",\"status\":403}",
                "{\"message\":\"" + "a".repeat(2_000_000) + "\",\"status\":400}",
                "{\"error\":{\"message\":\"" + "x".repeat(1_000_000) + "\"}}",
                "{\"error\":{\"details\":["
                        + "{\"@type\":\"google.rpc.BadRequest\",\"fieldViolations\":7},".repeat(1_000) + "{}]}}",
                "{\"elements\":[" + "{\"status\":201},".repeat(10_000) + "{}]}",
                "{\"elements\":[",
                "{\"requestId\":{}}",
                "{\"error\":{\"details\":{\"@type\":1}}}",
                "\u0000",
                "<html>",
                "");
    }

    private static String quoted(String text) {
        var safe = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\' || c < ' ') {
                safe.append("\\u%04x".formatted(c));
            } else {
                safe.append((char) c);
            }
        });
        return safe.append('"').toString();
    }
}
