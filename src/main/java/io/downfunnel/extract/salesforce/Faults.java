package io.downfunnel.extract.salesforce;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import javax.xml.namespace.QName;

import com.sforce.soap.partner.fault.ApiFault;
import com.sforce.ws.ConnectionException;
import com.sforce.ws.SoapFaultException;
import com.sforce.ws.bind.HTMLResponseException;

/**
 * Makes one sense of the many ways in which Force WSC says that something went wrong. By codes, never by English
 * sentences; and of what it says itself nothing is passed on, since a parser quotes what it parses.
 */
final class Faults {
    private Faults() {}

    /** @param faultCode seen on the wire; it remains where Force WSC failed to read the fault */
    static SalesforceException of(Exception thrown, Optional<String> faultCode) {
        return switch (thrown) {
            case SalesforceException ours -> ours;
            case ApiFault fault
            when fault.getExceptionCode() != null ->
                fault(fault.getExceptionCode().name(), fault.getExceptionMessage());
            case SoapFaultException fault -> fault(code(fault.getFaultCode()), fault.getMessage());
            case HTMLResponseException html -> new SalesforceException("HTML", "Salesforce answered with a web page");
            default -> unreadable(thrown, faultCode);
        };
    }

    /** What is no SOAP message comes from a gateway, a maintenance page, or the wrong host. */
    static SalesforceException withoutSoap(int status, String host) {
        return new SalesforceException(SalesforceFailures.ofStatus(status)
                .failure(host + " answered with status " + status + " and no SOAP message"));
    }

    private static SalesforceException unreadable(Exception thrown, Optional<String> faultCode) {
        if (faultCode.isPresent()) {
            return fault(faultCode.get(), "The rest of the fault could not be read");
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SalesforceException ours) {
                return ours;
            }
            if (cause instanceof IOException) {
                return new SalesforceException("CONNECTION_LOST", "The answer of Salesforce broke off");
            }
        }
        var kind = thrown instanceof ConnectionException
                ? ""
                : " (" + thrown.getClass().getSimpleName() + ")";
        return new SalesforceException("MALFORMED_RESPONSE", "The answer of Salesforce could not be read" + kind);
    }

    private static String code(QName name) {
        return name == null || name.getLocalPart().isBlank() ? "UNNAMED" : name.getLocalPart();
    }

    /** @param message null where Salesforce gave none */
    private static SalesforceException fault(String code, String message) {
        return new SalesforceException(code, Objects.toString(message, ""));
    }
}
