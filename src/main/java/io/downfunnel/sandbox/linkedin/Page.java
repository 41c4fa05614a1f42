package io.downfunnel.sandbox.linkedin;

import java.util.List;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Json;

/** Answers of finders. */
final class Page {
    private static final int USUAL = 10;
    private static final int MOST = 100;

    private Page() {}

    static Answer empty() {
        return whole(List.of());
    }

    /** All of it at once; with the paging that such answers have all the same. */
    static Answer whole(List<? extends JsonNode> elements) {
        return answer(0, USUAL, OptionalInt.empty(), elements);
    }

    /**
     * By {@code start} and {@code count}.
     *
     * @param total as the answer tells it; -1 where LinkedIn does not count
     */
    static Answer byIndex(RestLiRequest request, List<? extends JsonNode> all, OptionalInt total) {
        int start = request.number("start", 0);
        int count = request.number("count", USUAL);
        if (start < 0) {
            throw new BadParam("start");
        }
        if (count < 1 || count > MOST) {
            throw new BadParam("count");
        }
        int from = Math.min(start, all.size());
        return answer(start, count, total, all.subList(from, Math.min(all.size(), from + count)));
    }

    /** With the wanted fields only; all of them when none is named. */
    static ObjectNode projected(ObjectNode element, List<String> fields) {
        return fields.isEmpty() ? element : element.retain(fields);
    }

    private static Answer answer(int start, int count, OptionalInt total, List<? extends JsonNode> elements) {
        ObjectNode body = Json.object();
        ObjectNode paging = body.putObject("paging").put("start", start).put("count", count);
        paging.putArray("links");
        total.ifPresent(number -> paging.put("total", number));
        ArrayNode list = body.putArray("elements");
        elements.forEach(list::add);
        return Answer.json(200, body);
    }
}
