package io.downfunnel.sandbox.salesforce;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/** Writes XML as UTF-8 bytes. Answers have thousands of rows: no tree and no text in between. */
final class Xml {

    private static final int SECONDS_PER_DAY = 86_400;

    private byte[] bytes;
    private int length;

    Xml(int size) {
        bytes = new byte[size];
    }

    /** Markup and other text of ASCII letters only, as it is. */
    Xml raw(String ascii) {
        int count = ascii.length();
        reserve(count);
        for (int i = 0; i < count; i++) {
            bytes[length + i] = (byte) ascii.charAt(i);
        }
        length += count;
        return this;
    }

    Xml escaped(String value) {
        // No character needs more than six bytes: four of UTF-8 for two of Java's, five for an ampersand or a return.
        reserve(value.length() * 6);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> raw("&amp;");
                case '<' -> raw("&lt;");
                case '>' -> raw("&gt;");
                case '\r' -> raw("&#13;");
                default -> i += character(value, i, c);
            }
        }
        return this;
    }

    Xml element(String name, String value) {
        return raw("<").raw(name).raw(">").escaped(value).raw("</").raw(name).raw(">");
    }

    Xml nil(String name) {
        return raw("<").raw(name).raw(" xsi:nil=\"true\"/>");
    }

    /** A time as the API writes it: UTC, with milliseconds although there are none. */
    Xml time(Instant instant) {
        long seconds = instant.getEpochSecond();
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_PER_DAY));
        int second = Math.floorMod(seconds, SECONDS_PER_DAY);
        return digits(day.getYear(), 4)
                .raw("-")
                .digits(day.getMonthValue(), 2)
                .raw("-")
                .digits(day.getDayOfMonth(), 2)
                .raw("T")
                .digits(second / 3_600, 2)
                .raw(":")
                .digits(second / 60 % 60, 2)
                .raw(":")
                .digits(second % 60, 2)
                .raw(".000Z");
    }

    /** An object's members as elements, a list as a repeated element; what is null is left out. */
    Xml members(JsonNode object) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (member.getValue().isArray()) {
                member.getValue().forEach(one -> member(member.getKey(), one));
            } else {
                member(member.getKey(), member.getValue());
            }
        }
        return this;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void member(String name, JsonNode value) {
        if (value.isObject()) {
            raw("<").raw(name).raw(">").members(value).raw("</").raw(name).raw(">");
        } else if (!value.isNull()) {
            element(name, value.asText());
        }
    }

    private Xml digits(int number, int count) {
        reserve(count);
        int rest = number;
        for (int i = count - 1; i >= 0; i--) {
            bytes[length + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
        return this;
    }

    /** @return how many characters beyond the first were taken */
    private int character(String value, int at, char c) {
        if (c < 0x80) {
            // Control characters are not XML; Salesforce does not keep them either.
            bytes[length++] = (byte) (c >= ' ' || c == '\n' || c == '\t' ? c : ' ');
            return 0;
        }
        int point = value.codePointAt(at);
        if (point < 0x800) {
            bytes[length++] = (byte) (0xC0 | point >> 6);
        } else {
            if (point < 0x10000) {
                bytes[length++] = (byte) (0xE0 | point >> 12);
            } else {
                bytes[length++] = (byte) (0xF0 | point >> 18);
                bytes[length++] = (byte) (0x80 | point >> 12 & 0x3F);
            }
            bytes[length++] = (byte) (0x80 | point >> 6 & 0x3F);
        }
        bytes[length++] = (byte) (0x80 | point & 0x3F);
        return Character.charCount(point) - 1;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
