package io.downfunnel.sandbox.salesforce;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A SOAP call as it was sent.
 *
 * @param operation local name of the body's only element
 * @param headers leaf elements of the SOAP header, by local name; headers come in any order and namespace prefix
 * @param arguments leaf elements below the operation, by local name
 */
record SoapRequest(String operation, Map<String, String> headers, Map<String, List<String>> arguments) {

    private static final XMLInputFactory XML = safeFactory();

    static SoapRequest parse(byte[] body) {
        try {
            XMLStreamReader reader = XML.createXMLStreamReader(new ByteArrayInputStream(body));
            try {
                return parse(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            throw new Refusal("XML_PARSER_ERROR", "The request is not well-formed XML: " + e.getMessage());
        }
    }

    private static SoapRequest parse(XMLStreamReader reader) throws XMLStreamException {
        Map<String, String> headers = new LinkedHashMap<>();
        Map<String, List<String>> arguments = new LinkedHashMap<>();
        List<String> path = new ArrayList<>();
        Optional<String> operation = Optional.empty();
        var text = new StringBuilder();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    path.add(reader.getLocalName());
                    text.setLength(0);
                    if (path.size() == 3 && path.get(1).equals("Body")) {
                        operation = Optional.of(reader.getLocalName());
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    if (path.size() == 4 && path.get(1).equals("Header")) {
                        headers.put(path.getLast(), text.toString());
                    } else if (path.size() == 4 && path.get(1).equals("Body")) {
                        arguments
                                .computeIfAbsent(path.getLast(), any -> new ArrayList<>())
                                .add(text.toString());
                    }
                    path.removeLast();
                }
                default -> {}
            }
        }
        return new SoapRequest(
                operation.orElseThrow(() -> new Refusal("XML_PARSER_ERROR", "The SOAP body is empty")),
                headers,
                arguments);
    }

    String argument(String name) {
        return list(name).stream()
                .findFirst()
                .orElseThrow(() -> new Refusal("MISSING_ARGUMENT", operation + " needs " + name));
    }

    List<String> list(String name) {
        return arguments.getOrDefault(name, List.of());
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).filter(value -> !value.isEmpty());
    }

    private static XMLInputFactory safeFactory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }
}
