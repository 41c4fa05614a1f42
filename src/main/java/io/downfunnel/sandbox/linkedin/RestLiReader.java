package io.downfunnel.sandbox.linkedin;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Reads one value of Rest.li 2.0: {@code List(a,b)}, {@code (name:value,...)} or a text. The signs of the grammar stand
 * for themselves; within a text they are percent-encoded, and a plus is no blank (linkedin.md §5.2).
 */
final class RestLiReader {
    private static final String LIST = "List(";
    private static final String SIGNS = "(),:";

    private final String name;
    private final String raw;
    private int at;

    private RestLiReader(String name, String raw) {
        this.name = name;
        this.raw = raw;
    }

    /**
     * @param name of the parameter, for the complaint
     * @throws BadParam when it is written in another way
     */
    static RestLiValue read(String name, String raw) {
        var reader = new RestLiReader(name, raw);
        RestLiValue value = reader.value();
        if (reader.at != raw.length()) {
            throw new BadParam(name);
        }
        return value;
    }

    private RestLiValue value() {
        if (raw.startsWith(LIST, at)) {
            at += LIST.length();
            return new RestLiValue.Many(items());
        }
        if (at < raw.length() && raw.charAt(at) == '(') {
            at++;
            return fields();
        }
        return new RestLiValue.Text(text());
    }

    private List<RestLiValue> items() {
        var items = new ArrayList<RestLiValue>();
        if (taken(')')) {
            return items;
        }
        do {
            items.add(value());
        } while (taken(','));
        must(')');
        return items;
    }

    private RestLiValue fields() {
        var fields = new LinkedHashMap<String, RestLiValue>();
        if (taken(')')) {
            return new RestLiValue.Fields(fields);
        }
        do {
            String field = text();
            must(':');
            fields.put(field, value());
        } while (taken(','));
        must(')');
        return new RestLiValue.Fields(fields);
    }

    private String text() {
        int from = at;
        while (at < raw.length() && SIGNS.indexOf(raw.charAt(at)) < 0) {
            at++;
        }
        String written = raw.substring(from, at);
        if (written.equals("''")) {
            return "";
        }
        if (written.isEmpty() || written.indexOf('+') >= 0 || written.indexOf('\'') >= 0) {
            throw new BadParam(name);
        }
        try {
            return URLDecoder.decode(written, UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadParam(name);
        }
    }

    private boolean taken(char sign) {
        if (at < raw.length() && raw.charAt(at) == sign) {
            at++;
            return true;
        }
        return false;
    }

    private void must(char sign) {
        if (!taken(sign)) {
            throw new BadParam(name);
        }
    }
}
