package io.downfunnel.extract.salesforce;

import java.io.IOException;
import java.util.Optional;
import javax.xml.namespace.QName;

import com.sforce.soap.partner.fault.ExceptionCode;
import com.sforce.soap.partner.fault.InvalidFieldFault;
import com.sforce.soap.partner.fault.UnexpectedErrorFault;
import com.sforce.ws.ConnectionException;
import com.sforce.ws.SoapFaultException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.downfunnel.domain.FailureClass;

import static org.assertj.core.api.Assertions.assertThat;

class FaultsTest {

    @ParameterizedTest
    @CsvSource({
        "INVALID_SESSION_ID, AUTHENTICATION",
        "REQUEST_LIMIT_EXCEEDED, THROTTLED",
        "SERVER_UNAVAILABLE, TRANSIENT",
        "UNKNOWN_EXCEPTION, TRANSIENT",
        "QUERY_TIMEOUT, TRANSIENT",
        "INVALID_QUERY_LOCATOR, TRANSIENT",
        "MALFORMED_QUERY, CONFIGURATION",
        "API_DISABLED_FOR_ORG, CONFIGURATION",
        "UNSUPPORTED_API_VERSION, CONFIGURATION",
        "SOMETHING_NEW, UNCLASSIFIED"
    })
    void codes_are_classified(String code, FailureClass failureClass) {
        assertThat(SalesforceFailures.table().of(code).failureClass()).isEqualTo(failureClass);
    }

    @Test
    void a_fault_with_a_detail_speaks_by_its_code() {
        var fault = new InvalidFieldFault();
        fault.setExceptionCode(ExceptionCode.INVALID_FIELD);
        fault.setExceptionMessage("No such column 'GCLID__c' on entity 'Lead'.");

        var failure = Faults.of(fault, Optional.empty()).failure();

        assertThat(failure.failureClass()).isEqualTo(FailureClass.CONFIGURATION);
        assertThat(failure.code()).isEqualTo("INVALID_FIELD");
        assertThat(failure.message()).contains("GCLID__c");
    }

    @Test
    void a_dead_session_is_known_with_and_without_a_detail() {
        var with = new UnexpectedErrorFault();
        with.setExceptionCode(ExceptionCode.INVALID_SESSION_ID);
        var without = new SoapFaultException(new QName("urn:x", "INVALID_SESSION_ID"), "whatever it says");

        assertThat(Faults.of(with, Optional.empty()).is("INVALID_SESSION_ID")).isTrue();
        assertThat(Faults.of(without, Optional.empty()).is("INVALID_SESSION_ID"))
                .isTrue();
    }

    @Test
    void a_fault_that_the_library_cannot_read_still_has_the_code_from_the_wire() {
        assertThat(Faults.of(new ClassCastException("x"), Optional.of("SERVER_UNAVAILABLE"))
                        .failure()
                        .failureClass())
                .isEqualTo(FailureClass.TRANSIENT);
    }

    @Test
    void what_a_parser_quotes_goes_no_further() {
        var thrown = new ConnectionException("unable to find end tag ... <sf:Email>jane@example.com</sf:Email>");

        assertThat(Faults.of(thrown, Optional.empty()).failure().message()).doesNotContain("jane");
        assertThat(Faults.of(thrown, Optional.empty()).getCause()).isNull();
    }

    @Test
    void a_broken_stream_passes() {
        var thrown = new ConnectionException("Failed to send request", new IOException("reset"));

        assertThat(Faults.of(thrown, Optional.empty()).failure().code()).isEqualTo("CONNECTION_LOST");
    }
}
