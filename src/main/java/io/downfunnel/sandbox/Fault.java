package io.downfunnel.sandbox;

import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Something that goes wrong on purpose.
 *
 * @param vendor whose requests it befalls
 * @param kind a {@link WireFault} or one of the vendor's own
 * @param path found anywhere in path and query
 * @param body found anywhere in the request's body
 * @param after how many matching requests pass unharmed first
 * @param times how often it lands at most
 * @param probability of landing on a matching request once {@code after} of them have passed
 * @param seed decides, with the request's number, where it lands: the same seed lands on the same requests
 * @param processed whether a wrong status is answered only after the request took effect
 * @param millis how late a slow answer comes
 * @param answer what a fault of kind {@code error} answers; empty for any other
 */
record Fault(
        String vendor,
        String kind,
        Pattern path,
        Pattern body,
        int after,
        int times,
        double probability,
        long seed,
        boolean processed,
        int millis,
        WantedError answer) {

    private static final Set<String> FIELDS = Set.of(
            "vendor", "kind", "path", "body", "after", "times", "probability", "seed", "processed", "millis", "answer");

    static Fault from(JsonNode json) {
        json.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw new ControlException("A fault has no field " + field + "; it has " + FIELDS);
            }
        });
        return new Fault(
                json.path("vendor").asText(),
                json.path("kind").asText(),
                Pattern.compile(json.path("path").asText()),
                Pattern.compile(json.path("body").asText()),
                json.path("after").asInt(0),
                json.path("times").asInt(1),
                json.path("probability").asDouble(1),
                json.path("seed").asLong(0),
                json.path("processed").asBoolean(false),
                json.path("millis").asInt(1000),
                new WantedError(json.path("answer")));
    }

    boolean isError() {
        return kind.equals(WantedError.KIND);
    }

    boolean concerns(String vendor, Call call) {
        return this.vendor.equals(vendor)
                && path.matcher(call.path() + "?" + call.query()).find()
                && (body.pattern().isEmpty() || body.matcher(call.text()).find());
    }

    /** Whether it lands on the matching request with this number, counted from 1, having landed so often before. */
    boolean landsOn(int number, int landed) {
        return number > after
                && landed < times
                && new SplittableRandom(seed * 1_000_003 + number).nextDouble() < probability;
    }

    Optional<WireFault> onTheWire() {
        return WireFault.of(kind);
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("vendor", vendor)
                .put("kind", kind)
                .put("path", path.pattern())
                .put("body", body.pattern())
                .put("after", after)
                .put("times", times)
                .put("probability", probability)
                .put("seed", seed)
                .put("processed", processed)
                .put("millis", millis);
        if (isError()) {
            json.set("answer", answer.json());
        }
        return json;
    }
}
