package io.downfunnel.access.company;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Parameters of an address or a form. */
final class Query {
    private Query() {}

    static String of(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Some providers have parameters in their addresses already. */
    static URI added(URI address, Map<String, String> parameters) {
        return URI.create(address + (address.getRawQuery() == null ? "?" : "&") + of(parameters));
    }
}
