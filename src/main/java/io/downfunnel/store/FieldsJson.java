package io.downfunnel.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Fields of CRM records as they stand in JSON columns: texts by API name. */
final class FieldsJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, String>> FIELDS = new TypeReference<>() {};
    private static final TypeReference<List<LinkedHashMap<String, String>>> RECORDS = new TypeReference<>() {};

    private FieldsJson() {}

    /** Fields without a value are left out. */
    static Map<String, String> fields(String json) {
        var fields = read(json, FIELDS);
        fields.values().removeIf(value -> value == null || value.isBlank());
        return fields;
    }

    static List<? extends Map<String, String>> records(String json) {
        return read(json, RECORDS);
    }

    static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException("Texts can always be written", e);
        }
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (IOException e) {
            throw new UncheckedIOException("A JSON column holds something else than texts by name", e);
        }
    }
}
