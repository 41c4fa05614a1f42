package io.downfunnel.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionKey;

/**
 * An adjustment as it is written down: a restatement is its conversion event with when and what it is; a retraction only
 * names its conversion, by what its platform finds it by. The same adjustment always gives the same bytes.
 */
final class AdjustmentPayload {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<TreeMap<String, String>> FLAT = new TypeReference<>() {};

    private AdjustmentPayload() {}

    static String encode(Adjustment adjustment) {
        var flat = switch (adjustment) {
            case Adjustment.Restatement(var event, var at) -> read(Payload.encode(event));
            case Adjustment.Retraction(var key, var action, var occurredAt, var at, var click) -> {
                var bare = new TreeMap<String, String>();
                bare.put("key", key.value());
                bare.put("action", action);
                bare.put("occurredAt", occurredAt.toString());
                click.ifPresent(id -> {
                    bare.put("clickKind", id.kind().name());
                    bare.put("click", id.value());
                });
                yield bare;
            }
        };
        flat.put("adjustment", adjustment.kind().name());
        flat.put("adjustedAt", adjustment.at().toString());
        try {
            return JSON.writeValueAsString(flat);
        } catch (IOException e) {
            throw new UncheckedIOException("A map of texts can always be written", e);
        }
    }

    static Adjustment decode(String json) {
        var flat = read(json);
        var at = Instant.parse(flat.get("adjustedAt"));
        return switch (Adjustment.Kind.valueOf(flat.get("adjustment"))) {
            case RESTATEMENT -> new Adjustment.Restatement(Payload.decode(json), at);
            case RETRACTION ->
                new Adjustment.Retraction(
                        new ConversionKey(flat.get("key")),
                        flat.get("action"),
                        Instant.parse(flat.get("occurredAt")),
                        at,
                        Optional.ofNullable(flat.get("click"))
                                .map(value -> new ClickId(ClickId.Kind.valueOf(flat.get("clickKind")), value)));
        };
    }

    private static TreeMap<String, String> read(String json) {
        try {
            return JSON.readValue(json, FLAT);
        } catch (IOException e) {
            throw new UncheckedIOException("What is stored as an adjustment cannot be read", e);
        }
    }
}
