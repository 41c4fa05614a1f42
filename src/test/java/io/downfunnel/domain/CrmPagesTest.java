package io.downfunnel.domain;

import java.net.URI;
import java.util.List;
import java.util.Optional;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CrmPagesTest {
    private static final String LEAD = "00Q000000000001EAA";

    @Test
    void a_record_has_its_page_at_the_organisation_s_own_host() {
        assertThat(page("https://northwind.my.salesforce.com", LEAD))
                .contains(URI.create("https://northwind.my.salesforce.com/" + LEAD));
        assertThat(page("https://northwind.my.salesforce.com/", "00Q000000000001"))
                .contains(URI.create("https://northwind.my.salesforce.com/00Q000000000001"));
    }

    @Test
    void unencrypted_only_on_this_machine() {
        assertThat(page("http://127.0.0.1:8123", LEAD)).contains(URI.create("http://127.0.0.1:8123/" + LEAD));
        assertThat(page("http://localhost:8123", LEAD)).isPresent();
        assertThat(page("http://northwind.my.salesforce.com", LEAD)).isEmpty();
        assertThat(page("http://127.0.0.1.evil.example", LEAD)).isEmpty();
        assertThat(page("http://127.example", LEAD)).isEmpty();
    }

    @Test
    void nowhere_else_is_anybody_sent() {
        for (var address : List.of(
                "javascript:alert(1)//northwind.my.salesforce.com",
                "data:text/html,x",
                "ftp://northwind.my.salesforce.com",
                "https://northwind.my.salesforce.com@evil.example",
                "//evil.example",
                "evil.example",
                "https:///path",
                "not an address",
                "")) {
            assertThat(page(address, LEAD)).as(address).isEmpty();
        }
        assertThat(CrmPages.of(Optional.empty())).isEmpty();
    }

    @Test
    void what_is_no_id_has_no_page() {
        for (var id :
                List.of("", "00Q", LEAD + "x", "../../secur/logout.jsp", "00Q00000000000/EAA", "00Q0000000000 1EAA")) {
            assertThat(page("https://northwind.my.salesforce.com", id)).as(id).isEmpty();
        }
    }

    @Property
    void no_text_of_a_record_changes_the_host(@ForAll String text) {
        page("https://northwind.my.salesforce.com", text)
                .ifPresent(page -> assertThat(page.getHost()).isEqualTo("northwind.my.salesforce.com"));
    }

    @Property
    void no_text_at_all_is_an_address_unless_it_is_a_safe_one(@ForAll String text) {
        page(text, LEAD).ifPresent(page -> assertThat(page.getScheme()).isEqualToIgnoringCase("https"));
    }

    private static Optional<URI> page(String instance, String id) {
        return CrmPages.of(Optional.of(instance)).flatMap(pages -> pages.of(id));
    }
}
