package io.downfunnel.sandbox.google.ads;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import com.google.ads.googleads.v23.errors.ConversionUploadErrorEnum;
import com.google.ads.googleads.v23.services.GoogleAdsRow;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;

/** Knows every field that a row of this version can have, and makes rows of texts. */
final class Rows {

    private static final Map<String, List<FieldDescriptor>> WAYS = new ConcurrentHashMap<>();

    private Rows() {}

    /** The field with this name in GAQL, such as {@code campaign.name}; empty when this version has none. */
    static Optional<FieldDescriptor> field(String path) {
        List<FieldDescriptor> way = way(path);
        return way.isEmpty() ? Optional.empty() : Optional.of(way.getLast());
    }

    /** Found once: a report of a big account asks for it with every row. */
    private static List<FieldDescriptor> way(String path) {
        List<FieldDescriptor> known = WAYS.get(path);
        if (known != null) {
            return known;
        }
        List<FieldDescriptor> found = find(path);
        if (!found.isEmpty()) {
            WAYS.put(path, found);
        }
        return found;
    }

    private static List<FieldDescriptor> find(String path) {
        var way = new ArrayList<FieldDescriptor>();
        Descriptor type = GoogleAdsRow.getDescriptor();
        for (String step : path.split("\\.")) {
            FieldDescriptor field = type == null ? null : field(type, step);
            if (field == null) {
                return List.of();
            }
            way.add(field);
            type = field.getJavaType() == JavaType.MESSAGE && !field.isRepeated() ? field.getMessageType() : null;
        }
        return List.copyOf(way);
    }

    /** Names that are words of Java have an underscore at their end in the messages. */
    private static FieldDescriptor field(Descriptor type, String step) {
        FieldDescriptor field = type.findFieldByName(step);
        return field == null ? type.findFieldByName(step + "_") : field;
    }

    static GoogleAdsRow row(Map<String, String> values) {
        var row = GoogleAdsRow.newBuilder();
        values.forEach((path, text) -> set(row, way(path), text));
        return row.build();
    }

    /** The other way round: the fields that a message has, by their names in GAQL below the message's own. */
    static Map<String, String> texts(Message message) {
        var texts = new LinkedHashMap<String, String>();
        message.getAllFields().forEach((field, value) -> {
            String name = name(field);
            if (value instanceof Message inner) {
                texts(inner).forEach((path, text) -> texts.put(name + "." + path, text));
            } else {
                texts.put(name, value.toString());
            }
        });
        return texts;
    }

    /** Codes of other families have no place in an alert's error of uploads. */
    static boolean hasUploadError(String code) {
        return ConversionUploadErrorEnum.ConversionUploadError.getDescriptor().findValueByName(code) != null;
    }

    private static String name(FieldDescriptor field) {
        return field.getName().endsWith("_")
                ? field.getName().substring(0, field.getName().length() - 1)
                : field.getName();
    }

    private static void set(Message.Builder row, List<FieldDescriptor> way, String text) {
        Message.Builder message = row;
        for (FieldDescriptor step : way.subList(0, way.size() - 1)) {
            message = message.getFieldBuilder(step);
        }
        FieldDescriptor field = way.getLast();
        if (field.getJavaType() == JavaType.MESSAGE) {
            merge(message, field, text);
        } else {
            message.setField(field, value(field, text));
        }
    }

    private static Object value(FieldDescriptor field, String text) {
        return switch (field.getJavaType()) {
            case INT -> Integer.valueOf(text);
            case LONG -> new BigDecimal(text).longValueExact();
            case FLOAT -> Float.valueOf(text);
            case DOUBLE -> Double.valueOf(text);
            case BOOLEAN -> Boolean.valueOf(text);
            case STRING -> text;
            case ENUM -> field.getEnumType().findValueByName(text);
            case BYTE_STRING, MESSAGE -> throw new IllegalArgumentException("No value of a row: " + field);
        };
    }

    private static void merge(Message.Builder message, FieldDescriptor field, String json) {
        try {
            JsonFormat.parser().merge("{\"" + field.getJsonName() + "\":" + json + "}", message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
