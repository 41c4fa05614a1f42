package io.downfunnel.extract.salesforce;

import java.net.URI;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.downfunnel.domain.FailureClass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HostsTest {

    @ParameterizedTest
    @CsvSource({
        "https://acme.my.salesforce.com, https://acme.my.salesforce.com/services",
        "https://acme--dev.sandbox.my.salesforce.com, https://acme--dev.sandbox.my.salesforce.com",
        "https://login.salesforce.com, https://eu12.salesforce.com",
        "https://crm.acme.example, https://crm.acme.example",
        "http://127.0.0.1:8080, http://127.0.0.1:8080/x",
        "http://localhost:8080, http://127.0.0.1:9090",
        "http://[::1]:8080, http://[::1]:8080"
    })
    void a_token_travels_to_salesforce_and_to_the_configured_host(String login, String instance) {
        assertThat(Hosts.instance(URI.create(instance), URI.create(login)).getPath())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "https://salesforce.com.evil.example",
                "https://notsalesforce.com",
                "https://acme.my.salesforce.com@evil.example",
                "http://acme.my.salesforce.com",
                "http://10.0.0.1",
                "http://127.0.0.1.evil.example",
                "ftp://acme.my.salesforce.com",
                "/relative"
            })
    void a_token_travels_nowhere_else(String instance) {
        assertThatThrownBy(() -> Hosts.instance(URI.create(instance), URI.create("https://acme.my.salesforce.com")))
                .isInstanceOfSatisfying(
                        SalesforceException.class,
                        e -> assertThat(e.failure().failureClass()).isEqualTo(FailureClass.CONFIGURATION));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://acme.my.salesforce.com", "http://example.com", "acme", "https://"})
    void a_login_url_is_encrypted_or_at_home(String url) {
        assertThatThrownBy(() -> Hosts.login(URI.create(url.equals("https://") ? "https:///x" : url)))
                .isInstanceOf(SalesforceException.class);
    }
}
