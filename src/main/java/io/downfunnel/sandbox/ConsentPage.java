package io.downfunnel.sandbox;

import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The page on which a person says yes or no to what an application asks for. Plain HTML that needs no script. */
public final class ConsentPage {
    /** The field of the decision: {@code accept} or {@code deny}. */
    public static final String DECISION = "decision";
    /** The field of each scope that stays ticked. */
    public static final String TICKED = "granted.";

    private ConsentPage() {}

    /**
     * @param asked the parameters that the person came with; they travel along
     * @param tickable whether single scopes can be left out
     */
    public static Answer ask(
            String vendor,
            String application,
            String path,
            Map<String, String> asked,
            List<String> scopes,
            boolean tickable) {
        var fields = asked.entrySet().stream()
                .map(each -> "<input type=\"hidden\" name=\"" + escaped(each.getKey()) + "\" value=\""
                        + escaped(each.getValue()) + "\">")
                .collect(Collectors.joining("\n"));
        var list = scopes.stream()
                .map(scope -> tickable
                        ? "<li><label><input type=\"checkbox\" name=\"" + TICKED + escaped(scope) + "\" checked> "
                                + escaped(scope) + "</label></li>"
                        : "<li>" + escaped(scope) + "</li>")
                .collect(Collectors.joining("\n"));
        return Answer.html(200, """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s (sandbox)</title></head>
                <body>
                <h1>%1$s, simulated</h1>
                <p><b>%2$s</b> wants to:</p>
                <form method="post" action="%3$s">
                %4$s
                <ul>
                %5$s
                </ul>
                <button name="decision" value="accept">Allow</button>
                <button name="decision" value="deny">Cancel</button>
                </form>
                </body>
                </html>
                """.formatted(escaped(vendor), escaped(application), path, fields, list))
                .with("Cache-Control", "no-store");
    }

    /** A page that says what is wrong; nobody is sent back to an address that is not known. */
    public static Answer refuse(int status, String vendor, String code, String text) {
        return Answer.html(status, """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><title>%1$s (sandbox)</title></head>
                <body><h1>Access blocked</h1><p>Error %2$d: %3$s</p><p>%4$s</p></body>
                </html>
                """.formatted(escaped(vendor), status, escaped(code), escaped(text)));
    }

    /** Back to the application. */
    public static Answer back(String redirectUri, Map<String, String> parameters) {
        var query = parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
        return Answer.empty(302).with("Location", redirectUri + (redirectUri.contains("?") ? "&" : "?") + query);
    }

    /** The parameters of such an answer; a state that was not sent is not sent back. */
    public static Map<String, String> with(String name, String value, Map<String, String> asked) {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put(name, value);
        if (asked.containsKey("state")) {
            parameters.put("state", asked.get("state"));
        }
        return parameters;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
