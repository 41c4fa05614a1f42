package io.downfunnel.extract.salesforce;

import java.io.IOException;
import java.util.Optional;
import javax.xml.namespace.QName;

import com.sforce.soap.partner.fault.ExceptionCode;
import com.sforce.soap.partner.fault.UnexpectedErrorFault;
import com.sforce.ws.ConnectionException;
import com.sforce.ws.SoapFaultException;
import com.sforce.ws.bind.HTMLResponseException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever Force WSC throws becomes a failure of the table, and nothing that it quotes goes further. */
class HostileFaultsTest {

    @Property(tries = 2_000)
    void every_exception_means_something(@ForAll("thrown") Exception thrown, @ForAll("codes") Optional<String> seen) {
        var failure = Faults.of(thrown, seen).failure();

        assertThat(failure.failureClass())
                .isEqualTo(SalesforceFailures.table().of(failure.code()).failureClass());
        assertThat(failure.code()).isNotBlank();
        assertThat(failure.message()).isNotBlank().hasSizeLessThanOrEqualTo(500);
        assertThat(Faults.of(thrown, seen).getCause()).isNull();
    }

    @Property
    void every_status_means_something(@ForAll int status) {
        var failure = Faults.withoutSoap(status, "example.my.salesforce.com").failure();

        assertThat(failure.failureClass())
                .isEqualTo(SalesforceFailures.table()
                        .find(failure.code())
                        .orElseThrow()
                        .failureClass());
    }

    @Provide
    Arbitrary<Optional<String>> codes() {
        return Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(20).optional();
    }

    @Provide
    Arbitrary<Exception> thrown() {
        var text = Arbitraries.strings().ofMaxLength(1_000).injectNull(0.2);
        return Arbitraries.oneOf(
                text.map(message -> (Exception) new ConnectionException(message)),
                text.map(message -> (Exception) new ConnectionException(message, new IOException(message))),
                text.map(message -> (Exception) new ClassCastException(message)),
                text.map(message -> (Exception) new NullPointerException(message)),
                text.map(message -> (Exception) new HTMLResponseException("<html>" + message + "</html>")),
                text.map(message -> (Exception) new SoapFaultException(null, message)),
                text.map(message -> (Exception)
                        new SoapFaultException(new QName("urn:x", message == null ? "" : message), message)),
                Arbitraries.of(ExceptionCode.values()).flatMap(code -> text.map(message -> fault(code, message))));
    }

    private static Exception fault(ExceptionCode code, String message) {
        var fault = new UnexpectedErrorFault();
        fault.setExceptionCode(code);
        fault.setExceptionMessage(message);
        return fault;
    }
}
