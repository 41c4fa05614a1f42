package io.downfunnel.extract;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ExtractConfigTest {

    @Test
    void without_settings_everything_but_the_account_is_set() {
        var config = Bench.config(Map.of());

        assertThat(config.connection()).isEqualTo("salesforce");
        assertThat(config.loginUrl()).isEmpty();
        assertThat(config.auth()).isEmpty();
        assertThat(config.clientId()).isEmpty();
        assertThat(config.clientSecret()).isEmpty();
        assertThat(config.username()).isEmpty();
        assertThat(config.audience()).isEmpty();
        assertThat(config.privateKeyFile()).isEmpty();
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.readTimeout()).isEqualTo(Duration.ofSeconds(120));
        assertThat(config.totalTimeout()).isEqualTo(Duration.ofSeconds(300));
        assertThat(config.responseCap()).isEqualTo(64_000_000);
        assertThat(config.batchSize()).isEqualTo(2000);
        assertThat(config.lag()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.fallbackLag()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.overlap()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.history()).isEqualTo(Period.ofMonths(15));
        assertThat(config.apiBudgetPercent()).isEqualTo(20);
        assertThat(config.testEmailDomains()).containsOnly("downfunnel.test", "example.invalid");
        assertThat(ClickIdFields.of(config.fields()).all())
                .containsExactly(
                        "Clicked_At__c",
                        "GBRAID__c",
                        "GCLID__c",
                        "LI_FAT_ID__c",
                        "LI_FORM_RESPONSE__c",
                        "MSCLKID__c",
                        "WBRAID__c");
    }

    @Test
    void every_key_is_read() {
        var config = Bench.config(Map.ofEntries(
                Map.entry("downfunnel.salesforce.connection", "emea"),
                Map.entry("downfunnel.salesforce.login-url", "https://example.my.salesforce.com"),
                Map.entry("downfunnel.salesforce.auth", "jwt-bearer"),
                Map.entry("downfunnel.salesforce.client-id", "id"),
                Map.entry("downfunnel.salesforce.client-secret", "secret"),
                Map.entry("downfunnel.salesforce.username", "user"),
                Map.entry("downfunnel.salesforce.audience", "https://test.salesforce.com"),
                Map.entry("downfunnel.salesforce.private-key-file", "key.pem"),
                Map.entry("downfunnel.salesforce.batch-size", "200"),
                Map.entry("downfunnel.salesforce.history", "P30D"),
                Map.entry("downfunnel.salesforce.test-email-domains", "a.example,b.example"),
                Map.entry("downfunnel.salesforce.fields.li-fat-id", "Li__c"),
                Map.entry("downfunnel.salesforce.fields.clicked-at", "At__c")));

        assertThat(config.connection()).isEqualTo("emea");
        assertThat(config.auth()).contains(ExtractConfig.Auth.JWT_BEARER);
        assertThat(config.privateKeyFile()).contains(Path.of("key.pem"));
        assertThat(config.history()).isEqualTo(Period.ofDays(30));
        assertThat(config.testEmailDomains()).containsOnly("a.example", "b.example");
        assertThat(config.fields().liFatId()).isEqualTo("Li__c");
        assertThat(config.fields().clickedAt()).isEqualTo("At__c");
    }

    @Test
    void a_missing_setting_is_named() {
        assertThatThrownBy(() -> Bench.access(Bench.config(Map.of())).settings())
                .hasMessageContaining("downfunnel.salesforce.login-url is not set");
        assertThatThrownBy(() -> Bench.access(Bench.config(
                                Map.of("downfunnel.salesforce.login-url", "https://example.my.salesforce.com")))
                        .settings())
                .hasMessageContaining("downfunnel.salesforce.client-id is not set");
    }
}
