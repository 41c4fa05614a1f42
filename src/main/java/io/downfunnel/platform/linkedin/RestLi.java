package io.downfunnel.platform.linkedin;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.stream.Collectors;

import io.downfunnel.domain.Days;

/**
 * Writes values into URLs the way Rest.li 2.0 wants them: the signs of its grammar stand for themselves, all within a value
 * is percent-encoded, once. What is encoded twice finds nothing, without an error (linkedin.md §5.2).
 */
final class RestLi {
    private RestLi() {}

    static String value(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String list(Collection<String> texts) {
        return texts.stream().map(RestLi::value).collect(Collectors.joining(",", "List(", ")"));
    }

    /** Both ends included. */
    static String range(Days days) {
        return "(start:" + day(days.first()) + ",end:" + day(days.last()) + ")";
    }

    private static String day(java.time.LocalDate day) {
        return "(year:%d,month:%d,day:%d)".formatted(day.getYear(), day.getMonthValue(), day.getDayOfMonth());
    }
}
