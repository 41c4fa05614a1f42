package io.downfunnel.sandbox.google;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.google.ProtoShape.Anything;
import io.downfunnel.sandbox.google.ProtoShape.Choice;
import io.downfunnel.sandbox.google.ProtoShape.Decimal;
import io.downfunnel.sandbox.google.ProtoShape.Many;
import io.downfunnel.sandbox.google.ProtoShape.Message;
import io.downfunnel.sandbox.google.ProtoShape.Text;
import io.downfunnel.sandbox.google.ProtoShape.Time;
import io.downfunnel.sandbox.google.ProtoShape.Truth;
import io.downfunnel.sandbox.google.ProtoShape.Type;
import io.downfunnel.sandbox.google.ProtoShape.Whole;

/**
 * Reads JSON as Google's front end does before the service sees it: protobuf's JSON mapping, nothing unknown, nothing of
 * the wrong type. The outcome has lowerCamelCase names throughout, and fields that were null are gone.
 */
final class ProtoJson {

    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");

    private final List<Violation> violations = new ArrayList<>();

    private ProtoJson() {}

    /** The message, or what is wrong with it: exactly one of the two lists of things is empty. */
    record Reading(ObjectNode message, List<Violation> violations) {}

    static Reading read(JsonNode json, ProtoShape shape) {
        var reader = new ProtoJson();
        ObjectNode message = json.isObject() ? reader.message(json, shape, "") : reader.notAnObject(json, "");
        return new Reading(message, List.copyOf(reader.violations));
    }

    private ObjectNode message(JsonNode json, ProtoShape shape, String path) {
        ObjectNode message = Json.object();
        Set<String> ofTheOne = new HashSet<>();
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            Optional<String> name = shape.canonical(field.getKey());
            if (name.isEmpty()) {
                unknown(field.getKey(), path);
            } else if (!field.getValue().isNull()) {
                if (shape.oneOf().contains(name.get()) && !ofTheOne.add("one")) {
                    invalid(path, "oneof field is already set. Cannot set '" + name.get() + "'");
                }
                String below = path + (path.isEmpty() ? "" : ".") + ProtoShape.snake(name.get());
                message.set(name.get(), value(field.getValue(), shape.fields().get(name.get()), below));
            }
        }
        return message;
    }

    private JsonNode value(JsonNode json, Type type, String path) {
        return switch (type) {
            case Text() -> checked(json.isTextual(), json, path, "TYPE_STRING");
            case Truth() -> checked(json.isBoolean(), json, path, "TYPE_BOOL");
            case Decimal() -> checked(isDecimal(json), json, path, "TYPE_DOUBLE");
            case Whole() -> checked(json.isIntegralNumber() || isWhole(json), json, path, "TYPE_INT64");
            case Time() -> checked(isTime(json), json, path, "type.googleapis.com/google.protobuf.Timestamp");
            case Choice(var name, var values) ->
                checked(json.isTextual() && values.contains(json.asText()), json, path, "type.googleapis.com/" + name);
            case Message(var shape) -> json.isObject() ? message(json, shape, path) : notAnObject(json, path);
            case Many(var each) -> many(json, each, path);
            case Anything() -> json;
        };
    }

    private JsonNode many(JsonNode json, Type each, String path) {
        ArrayNode list = Json.array();
        if (!json.isArray()) {
            unknownKind(json, path);
        }
        for (int at = 0; at < json.size() && json.isArray(); at++) {
            list.add(value(json.get(at), each, path + "[" + at + "]"));
        }
        return list;
    }

    private JsonNode checked(boolean right, JsonNode json, String path, String type) {
        if (!right) {
            invalid(path, "Invalid value at '" + path + "' (" + type + "), " + json);
        }
        return json;
    }

    private ObjectNode notAnObject(JsonNode json, String path) {
        unknownKind(json, path);
        return Json.object();
    }

    private void unknownKind(JsonNode json, String path) {
        invalid(path, "Invalid value at '" + path + "', " + json.getNodeType() + " is not what stands here");
    }

    private void unknown(String name, String path) {
        String where = path.isEmpty() ? "" : " at '" + path + "'";
        violations.add(Violation.ofJson(
                path, "Invalid JSON payload received. Unknown name \"" + name + "\"" + where + ": Cannot find field."));
    }

    private void invalid(String path, String description) {
        violations.add(Violation.ofJson(path, description));
    }

    private static boolean isDecimal(JsonNode json) {
        return json.isNumber() || json.isTextual() && parses(json.asText());
    }

    private static boolean parses(String number) {
        try {
            new BigDecimal(number);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isWhole(JsonNode json) {
        return json.isTextual() && json.asText().matches("-?\\d{1,18}");
    }

    private static boolean isTime(JsonNode json) {
        try {
            return RFC_3339.matcher(json.asText()).matches()
                    && OffsetDateTime.parse(json.asText()).getYear() >= 1;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
