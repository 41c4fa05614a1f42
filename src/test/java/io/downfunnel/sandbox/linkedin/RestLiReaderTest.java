package io.downfunnel.sandbox.linkedin;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RestLiReaderTest {

    @Test
    void lists_and_fields_may_stand_within_each_other() {
        var value = RestLiReader.read("search", "(status:(values:List(ACTIVE,PAUSED)),id:(values:List()))");

        assertThat(value.field("status", "search")
                        .orElseThrow()
                        .field("values", "search")
                        .orElseThrow()
                        .texts("search"))
                .containsExactly("ACTIVE", "PAUSED");
        assertThat(value.field("id", "search")
                        .orElseThrow()
                        .field("values", "search")
                        .orElseThrow()
                        .texts("search"))
                .isEmpty();
    }

    @Test
    void what_is_encoded_is_decoded_once() {
        assertThat(RestLiReader.read("accounts", "List(urn%3Ali%3AsponsoredAccount%3A1,a%20b%2C%28c%29)")
                        .texts("accounts"))
                .containsExactly("urn:li:sponsoredAccount:1", "a b,(c)");
        assertThat(RestLiReader.read("account", "urn%253Ali%253AsponsoredAccount%253A1")
                        .text("account"))
                .isEqualTo("urn%3Ali%3AsponsoredAccount%3A1");
        assertThat(RestLiReader.read("name", "''").text("name")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "urn:li:sponsoredAccount:1",
                "List(urn:li:sponsoredAccount:1)",
                "List(a,b",
                "List(a))",
                "(a:b",
                "(a)",
                "a+b",
                "",
                "List(,)",
                "O'Brien",
                "%zz"
            })
    void what_is_written_in_another_way_is_refused(String raw) {
        assertThatThrownBy(() -> RestLiReader.read("p", raw))
                .isInstanceOf(BadParam.class)
                .hasMessage("p");
    }

    @Test
    void a_list_is_no_text_and_a_text_no_list() {
        assertThatThrownBy(() -> new RestLiValue.Many(List.of()).text("p")).isInstanceOf(BadParam.class);
        assertThatThrownBy(() -> new RestLiValue.Text("a").texts("p")).isInstanceOf(BadParam.class);
        assertThatThrownBy(() -> new RestLiValue.Text("a").number("p")).isInstanceOf(BadParam.class);
    }
}
