package io.downfunnel.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** An address of this console with its parameters; empty ones are left out. */
record Link(String path, Map<String, String> parameters) {

    static Link to(String path) {
        return new Link(path, Map.of());
    }

    Link with(String name, String value) {
        var more = new LinkedHashMap<>(parameters);
        if (value.isEmpty()) {
            more.remove(name);
        } else {
            more.put(name, value);
        }
        return new Link(path, more);
    }

    @Override
    public String toString() {
        return parameters.isEmpty()
                ? path
                : path + "?"
                        + parameters.entrySet().stream()
                                .map(each -> each.getKey() + "="
                                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                                .collect(Collectors.joining("&"));
    }
}
