package io.downfunnel.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What goes back over the wire. */
public record Answer(int status, Map<String, String> headers, byte[] body) {

    private static final byte[] NOTHING = {};

    public static Answer json(int status, JsonNode body) {
        return of(status, "application/json; charset=UTF-8", Json.bytes(body));
    }

    public static Answer xml(int status, String body) {
        return of(status, "text/xml; charset=UTF-8", body.getBytes(UTF_8));
    }

    public static Answer html(int status, String body) {
        return of(status, "text/html; charset=UTF-8", body.getBytes(UTF_8));
    }

    public static Answer of(int status, String contentType, byte[] body) {
        return new Answer(status, Map.of("Content-Type", contentType), body);
    }

    public static Answer empty(int status) {
        return new Answer(status, Map.of(), NOTHING);
    }

    public Answer with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }

    public String text() {
        return new String(body, UTF_8);
    }
}
