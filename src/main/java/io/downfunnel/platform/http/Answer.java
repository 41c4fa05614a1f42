package io.downfunnel.platform.http;

import java.time.Instant;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * What came back over the wire.
 *
 * @param status of HTTP
 * @param retryAfter the header of this name, as an instant
 * @param body empty where there was none
 */
public record Answer(int status, Optional<Instant> retryAfter, String body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Answer(int status, String body) {
        this(status, Optional.empty(), body);
    }

    public boolean successful() {
        return status / 100 == 2;
    }

    /** The body as a JSON object; a missing node when it is anything else, such as a proxy's page. */
    public JsonNode json() {
        try {
            var tree = JSON.readTree(body);
            return tree != null && tree.isObject() ? tree : MissingNode.getInstance();
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
