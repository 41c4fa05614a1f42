package io.downfunnel.sandbox.salesforce;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import javax.xml.parsers.DocumentBuilderFactory;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class XmlTest {

    @Property(tries = 300)
    void any_text_comes_back_from_an_xml_parser_as_it_was(@ForAll("texts") String text) throws Exception {
        byte[] document = new Xml(1).element("t", text).bytes();

        String read = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(document))
                .getDocumentElement()
                .getTextContent();

        assertThat(read).isEqualTo(text);
    }

    @Property(tries = 300)
    void a_time_is_written_in_utc_with_milliseconds(
            @ForAll @LongRange(min = -2_000_000_000L, max = 8_000_000_000L) long seconds) {
        Instant instant = Instant.ofEpochSecond(seconds);

        assertThat(new String(new Xml(1).time(instant).bytes(), UTF_8))
                .isEqualTo(instant.toString().replace("Z", ".000Z"))
                .isEqualTo(RowXml.text(instant));
    }

    @Test
    void what_xml_cannot_hold_becomes_a_blank() {
        assertThat(new String(new Xml(1).escaped("a\u0000b\u0007c").bytes(), UTF_8))
                .isEqualTo("a b c");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("&<>\"'\r\n\t aZ09\u00e4\u20ac\u6f22")
                .ofMaxLength(60)
                .map(text -> text + "\uD83D\uDE00");
    }
}
