package io.downfunnel.sandbox;

import java.net.URLDecoder;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One request as it reached the sandbox.
 *
 * @param path without the query, not decoded
 * @param query raw, without the question mark; empty when there was none
 * @param headers by lower-case name, the first value of each
 * @param body unzipped
 * @param fault the fault that will befall the answer after the request was processed, if any; for the books
 */
public record Call(
        String method, String path, String query, Map<String, String> headers, byte[] body, Optional<String> fault) {

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** What follows {@code Bearer } in the Authorization header. */
    public Optional<String> bearer() {
        return header("authorization")
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7).trim());
    }

    public String text() {
        return new String(body, UTF_8);
    }

    /** The body as fields of a posted form. */
    public Map<String, String> form() {
        return decoded(text());
    }

    /** The query's parameters; of a repeated one the last. */
    public Map<String, String> parameters() {
        return decoded(query);
    }

    Call under(String fault) {
        return new Call(method, path, query, headers, body, Optional.of(fault));
    }

    private static Map<String, String> decoded(String pairs) {
        return Stream.of(pairs.split("&"))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> URLDecoder.decode(pair[0], UTF_8),
                        pair -> pair.length > 1 ? URLDecoder.decode(pair[1], UTF_8) : "",
                        (earlier, later) -> later));
    }
}
