package io.downfunnel.sandbox;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.downfunnel.sandbox.Visitor.Reply;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A person on a consent page, without a browser. */
public record ConsentVisitor(Visitor visitor) {
    private static final Pattern FIELD =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");
    private static final Pattern BOX = Pattern.compile("<input type=\"checkbox\" name=\"([^\"]*)\" checked>");

    /** The page that an address of the application's leads to. */
    public Reply open(String path, Map<String, String> asked) {
        return visitor.get(path + "?" + form(asked));
    }

    /** Presses a button on that page, with some boxes unticked. */
    public Reply decide(String path, Reply page, String decision, String... unticked) {
        var fields = new LinkedHashMap<String, String>();
        FIELD.matcher(page.body())
                .results()
                .forEach(field -> fields.put(
                        field.group(1), field.group(2).replace("&quot;", "\"").replace("&amp;", "&")));
        BOX.matcher(page.body()).results().forEach(box -> fields.put(box.group(1), "on"));
        for (var scope : unticked) {
            fields.remove("granted." + scope);
        }
        fields.put("decision", decision);
        return post(path, fields);
    }

    public Reply post(String path, Map<String, String> fields) {
        return visitor.post(path, form(fields), "Content-Type", "application/x-www-form-urlencoded");
    }

    /** The parameters with which the browser is sent back. */
    public static Map<String, String> sentBackWith(Reply reply) {
        return parameters(URI.create(reply.header("Location")).getRawQuery());
    }

    public static Map<String, String> parameters(String query) {
        return java.util.Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> URLDecoder.decode(pair[0], UTF_8), pair -> URLDecoder.decode(pair[1], UTF_8)));
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(each -> URLEncoder.encode(each.getKey(), UTF_8) + "=" + URLEncoder.encode(each.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }
}
