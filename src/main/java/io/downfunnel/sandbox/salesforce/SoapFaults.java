package io.downfunnel.sandbox.salesforce;

import io.downfunnel.sandbox.Answer;

/** Faults as the partner API sends them: status 500 and, as a rule, a detail whose type the client must know. */
final class SoapFaults {

    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope"
            + " xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:sf=\"urn:fault.partner.soap.sforce.com\""
            + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soapenv:Body><soapenv:Fault>";
    private static final String TAIL = "</soapenv:Fault></soapenv:Body></soapenv:Envelope>";

    private SoapFaults() {}

    static Answer of(Refusal refusal) {
        String type = "sf:" + refusal.faultType();
        Xml xml = head(refusal.code(), refusal.getMessage())
                .raw("<detail><")
                .raw(type)
                .raw(" xsi:type=\"")
                .raw(type)
                .raw("\">")
                .element("sf:exceptionCode", refusal.code())
                .element("sf:exceptionMessage", refusal.getMessage());
        if (refusal.hasPlace()) {
            xml.element("sf:row", String.valueOf(refusal.row().orElse(-1)))
                    .element("sf:column", String.valueOf(refusal.column().orElse(-1)));
        }
        return send(xml.raw("</").raw(type).raw("></detail>"));
    }

    /** Seen in recorded answers; Force WSC's own session renewal does not notice these. */
    static Answer withoutDetail(String code, String message) {
        return send(head(code, message));
    }

    /** A detail that does not say its type: Force WSC answers that with a ClassCastException. */
    static Answer withoutType(String code, String message) {
        return send(head(code, message)
                .raw("<detail><sf:UnexpectedErrorFault>")
                .element("sf:exceptionCode", code)
                .element("sf:exceptionMessage", message)
                .raw("</sf:UnexpectedErrorFault></detail>"));
    }

    private static Xml head(String code, String message) {
        return new Xml(1_000)
                .raw(HEAD)
                .element("faultcode", "sf:" + code)
                .element("faultstring", code + ": " + message);
    }

    private static Answer send(Xml xml) {
        return Answer.of(500, SoapEndpoint.XML, xml.raw(TAIL).bytes());
    }
}
