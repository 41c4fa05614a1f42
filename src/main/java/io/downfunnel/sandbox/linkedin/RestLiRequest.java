package io.downfunnel.sandbox.linkedin;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Call;
import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.TokenMint.Grant;

/**
 * A request to a resource below {@code /rest/}, past the gateway.
 *
 * @param steps of the path behind the resource's name, not decoded
 * @param grant of its token
 */
record RestLiRequest(Call call, List<String> steps, Grant grant, Map<String, RestLiValue> parameters) {
    private static final String ROOT = "/rest/";
    private static final String FIELDS = "fields";

    /** @throws BadParam when a parameter is not written as Rest.li 2.0 wants it */
    static RestLiRequest of(Call call, Grant grant) {
        List<String> path = Arrays.asList(call.path().substring(ROOT.length()).split("/"));
        var request = new RestLiRequest(call, path.subList(1, path.size()), grant, parameters(call.query()));
        boolean protocol =
                call.header("x-restli-protocol-version").filter("2.0.0"::equals).isPresent();
        if (!protocol) {
            request.parameters.forEach((name, value) -> {
                if (value.composed()) {
                    throw new BadParam(name);
                }
            });
        }
        return request;
    }

    /** The resource that a path asks for; empty for one that is not below {@code /rest/}. */
    static String resource(String path) {
        return path.startsWith(ROOT) ? path.substring(ROOT.length()).split("/")[0] : "";
    }

    private static Map<String, RestLiValue> parameters(String query) {
        var parameters = new LinkedHashMap<String, RestLiValue>();
        for (String pair : query.split("&")) {
            String[] sides = pair.split("=", 2);
            // The projection alone is written as in protocol 1.0.
            if (sides.length == 2 && !sides[0].equals(FIELDS)) {
                parameters.put(sides[0], RestLiReader.read(sides[0], sides[1]));
            }
        }
        return parameters;
    }

    boolean is(String restLiMethod) {
        return call.header("x-restli-method")
                .filter(restLiMethod::equalsIgnoreCase)
                .isPresent();
    }

    boolean finder(String name) {
        return find("q").map(value -> value.text("q")).filter(name::equals).isPresent();
    }

    Optional<RestLiValue> find(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** @throws BadParam when it is missing */
    RestLiValue get(String name) {
        return find(name).orElseThrow(() -> new BadParam(name));
    }

    int number(String name, int otherwise) {
        return find(name).map(value -> value.number(name)).orElse(otherwise);
    }

    /** The fields that the answer is to have; empty: what the resource has by default. */
    List<String> projection() {
        return Arrays.stream(call.query().split("&"))
                .filter(pair -> pair.startsWith(FIELDS + "="))
                .flatMap(pair ->
                        Arrays.stream(pair.substring(FIELDS.length() + 1).split(",")))
                .filter(field -> !field.isEmpty())
                .toList();
    }

    /** With the body as JSON, or the refusal of one that is none. */
    Answer body(Function<JsonNode, Answer> reader) {
        JsonNode body;
        try {
            body = Json.read(call.body());
        } catch (JsonProcessingException e) {
            return LinkedInError.service(400, "Cannot parse request entity");
        }
        return reader.apply(body);
    }

    String version() {
        return call.header("linkedin-version").orElseThrow();
    }
}
