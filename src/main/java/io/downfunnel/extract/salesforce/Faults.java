package io.downfunnel.extract.salesforce;

import java.io.IOException;
import java.util.Optional;

import com.sforce.soap.partner.fault.ApiFault;
import com.sforce.ws.ConnectionException;
import com.sforce.ws.SoapFaultException;
import com.sforce.ws.bind.HTMLResponseException;

import io.downfunnel.domain.FailureClass;

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
                fault(fault.getExceptionCode().name(), String.valueOf(fault.getExceptionMessage()));
            case SoapFaultException fault ->
                fault(
                        fault.getFaultCode() == null
                                ? "UNNAMED"
                                : fault.getFaultCode().getLocalPart(),
                        String.valueOf(fault.getMessage()));
            case HTMLResponseException html ->
                new SalesforceException(FailureClass.TRANSIENT, "HTML", "Salesforce answered with a web page");
            default -> unreadable(thrown, faultCode);
        };
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
                return new SalesforceException(
                        FailureClass.TRANSIENT, "CONNECTION_LOST", "The answer of Salesforce broke off");
            }
        }
        var kind = thrown instanceof ConnectionException
                ? ""
                : " (" + thrown.getClass().getSimpleName() + ")";
        return new SalesforceException(
                FailureClass.TRANSIENT, "MALFORMED_RESPONSE", "The answer of Salesforce could not be read" + kind);
    }

    private static SalesforceException fault(String code, String message) {
        return new SalesforceException(FaultCodes.failureClass(code), code, message);
    }
}
