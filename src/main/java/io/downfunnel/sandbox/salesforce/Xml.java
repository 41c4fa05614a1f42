package io.downfunnel.sandbox.salesforce;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/** Writes XML into a text. Answers have thousands of rows: no tree in between. */
final class Xml {

    private final StringBuilder text;

    Xml(int size) {
        text = new StringBuilder(size);
    }

    Xml raw(String xml) {
        text.append(xml);
        return this;
    }

    Xml escaped(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '\r' -> text.append("&#13;");
                default -> text.append(c >= ' ' || c == '\n' || c == '\t' ? c : ' ');
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

    private void member(String name, JsonNode value) {
        if (value.isObject()) {
            raw("<").raw(name).raw(">").members(value).raw("</").raw(name).raw(">");
        } else if (!value.isNull()) {
            element(name, value.asText());
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
