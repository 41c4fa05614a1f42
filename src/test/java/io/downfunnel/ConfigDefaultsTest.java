package io.downfunnel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every key of every config interface: what it is when nobody says anything, and that what somebody says is heard. */
class ConfigDefaultsTest {
    private static final String EXPECTED = """
            brakes.canary-rows                 | 10     | 5
            brakes.volume-factor               | 3.0    | 2.5
            brakes.volume-floor                | 200    | 1000
            brakes.volume-weeks                | 8      | 4
            brakes.volume-days                 | 3      | 2
            brakes.poison-answers              | 50     | 100
            brakes.poison-percent              | 20     | 5
            deliver.lease                      | PT5M   | PT7M
            deliver.call-deadline              | PT1M   | PT30S
            adjust.quiet-period                | PT24H  | PT3S
            adjust.mass-deletion               | 20     | 5
            deliver.lease-margin               | PT30S  | PT10S
            deliver.claim-size                 | 5000   | 100
            deliver.backlog-within             | PT1H   | PT2H
            deliver.first-retry                | PT1M   | PT2S
            deliver.longest-retry              | PT6H   | PT1H
            deliver.delay                      | PT6H   | PT1H
            deliver.unclassified-tries         | 3      | 4
            deliver.stopped-retry              | PT15M  | PT5M
            deliver.broken-in-a-row            | 5      | 9
            deliver.breaker-window             | 20     | 30
            deliver.breaker-percent            | 50     | 60
            deliver.breaker-pause              | PT1M   | PT2S
            deliver.breaker-longest-pause      | PT30M  | PT1H
            deliver.breaker-canary             | 10     | 1
            deliver.quota-reserve              | 10     | 20
            deliver.first-poll                 | PT30M  | PT2S
            deliver.poll-back-off              | PT30M  | PT1S
            deliver.longest-poll               | PT8H   | PT1H
            deliver.polls-at-most              | PT5M   | PT1M
            deliver.poll-give-up               | PT48H  | PT24H
            retention.payload-days             | 30     | 60
            retention.identifier-months        | 25     | 36
            watchdog.ready                     | PT25H  | PT4H
            watchdog.delayed                   | PT2H   | PT3H
            watchdog.in-flight                 | PT10M  | PT20M
            watchdog.in-doubt                  | PT1H   | PT2H
            watchdog.held                      | PT24H  | PT8H
            watchdog.accepted                  | PT24H  | PT36H
            watchdog.needs-you                 | PT72H  | PT24H
            watchdog.expiring                  | PT168H | PT24H
            watchdog.failing                   | PT1H   | PT10M
            watchdog.unknown-code              | PT168H | PT24H
            watchdog.audit                     | PT45M  | PT2H
            alerts.webhook-url                 |        | https://hooks.example.com/downfunnel
            console.base-url                   |        | https://downfunnel.example.com
            console.session.idle               | PT2H   | PT30M
            console.session.lifetime           | PT12H  | PT8H
            oidc.issuer                        |        | https://sso.example.com
            oidc.client-id                     |        | downfunnel
            oidc.client-secret                 |        | secret
            oidc.button                        | Sign in with your company | Sign in with Entra ID
            oidc.scopes                        | email,openid,profile | groups,openid
            oidc.role-claim                    | roles  | groups
            oidc.admin-values                  |        | Downfunnel.Admin
            oidc.marketer-values               |        | Downfunnel.Marketer
            oidc.viewer-values                 |        | Downfunnel.Viewer
            oidc.everyone-else                 |        | viewer
            oidc.local-passwords               | true   | false
            secrets.key-file                   |        | /etc/downfunnel/downfunnel.key
            mappings.file                      | config/mappings.yaml | /etc/downfunnel/mappings.yaml
            salesforce.connection              | salesforce | emea
            salesforce.login-url               |        | https://example.my.salesforce.com
            salesforce.auth                    |        | jwt-bearer
            salesforce.client-id               |        | key
            salesforce.client-secret           |        | secret
            reports.operations-per-day         | 400    | 100
            reports.history                    | P13M   | P6M
            salesforce.username                |        | integration@example.com
            salesforce.audience                |        | https://test.salesforce.com
            salesforce.private-key-file        |        | config/salesforce.pem
            salesforce.connect-timeout         | PT10S  | PT3S
            salesforce.read-timeout            | PT2M   | PT30S
            salesforce.total-timeout           | PT5M   | PT1M
            salesforce.response-cap            | 64000000 | 1000000
            salesforce.batch-size              | 2000   | 200
            salesforce.lag                     | PT1M   | PT2M
            salesforce.fallback-lag            | PT5M   | PT10M
            salesforce.overlap                 | PT10M  | PT1H
            salesforce.history                 | P15M   | P30D
            salesforce.api-budget-percent      | 20     | 50
            salesforce.test-email-domains      | downfunnel.test,example.invalid | example.test,qa.example
            salesforce.fields.gclid            | GCLID__c      | Google__c
            salesforce.fields.gbraid           | GBRAID__c     | App__c
            salesforce.fields.wbraid           | WBRAID__c     | Web__c
            salesforce.fields.li-fat-id        | LI_FAT_ID__c  | LinkedIn__c
            salesforce.fields.msclkid          | MSCLKID__c    | Bing__c
            salesforce.fields.li-form-response | LI_FORM_RESPONSE__c | Lead_Gen__c
            salesforce.fields.clicked-at       | Clicked_At__c | Landed__c
            sandbox.enabled                    | false  | true
            sandbox.directory                  |        | /var/lib/sandbox
            sandbox.port                       | 0      | 8099
            sandbox.seed                       | 20261122 | 7
            sandbox.leads                      | 6400   | 100
            sandbox.speed                      | 900    | 1
            sync.patience                      | PT0S   | PT15S
            """;

    @Test
    void nothing_is_left_out() {
        var tested = EXPECTED.lines()
                .map(line -> "downfunnel." + line.split("\\|")[0].strip())
                .toList();
        var known = KnownSettings.interfaces().stream()
                .flatMap(type -> KnownSettings.properties(type).keySet().stream())
                .toList();

        assertThat(tested).containsExactlyInAnyOrderElementsOf(known);
    }

    @ParameterizedTest
    @CsvSource(textBlock = EXPECTED, delimiter = '|', emptyValue = "")
    void without_a_word_it_has_its_default(String key, String standard, String other) {
        assertThat(read("downfunnel." + key, Map.of())).isEqualTo(Optional.ofNullable(standard));
    }

    @ParameterizedTest
    @CsvSource(textBlock = EXPECTED, delimiter = '|', emptyValue = "")
    void what_somebody_says_is_heard(String key, String standard, String other) {
        assertThat(read("downfunnel." + key, Map.of("downfunnel." + key, other)))
                .contains(other);
    }

    /** As text; empty where nothing is set. */
    private static Optional<String> read(String key, Map<String, String> settings) {
        var type = KnownSettings.interfaces().stream()
                .filter(each -> KnownSettings.properties(each).containsKey(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No config interface has " + key));
        var config = new SmallRyeConfigBuilder()
                .withDefaultValues(settings)
                .withMapping(type)
                .build()
                .getConfigMapping(type);
        var method = KnownSettings.properties(type).get(key).getMethod();
        return text(ask(holder(config, method), method));
    }

    /** The object that has the method: the mapping, or the group in it. */
    private static Object holder(Object config, Method method) {
        var type = method.getDeclaringClass();
        return type.isAnnotationPresent(ConfigMapping.class)
                ? config
                : List.of(type.getEnclosingClass().getDeclaredMethods()).stream()
                        .filter(group -> group.getReturnType() == type)
                        .map(group -> ask(config, group))
                        .findFirst()
                        .orElseThrow();
    }

    private static Object ask(Object config, Method method) {
        try {
            method.setAccessible(true);
            return method.invoke(config);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new AssertionError(e);
        }
    }

    private static Optional<String> text(Object value) {
        return switch (value) {
            case Optional<?> optional -> optional.flatMap(ConfigDefaultsTest::text);
            case Enum<?> word ->
                Optional.of(word.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            case Collection<?> several ->
                Optional.of(several.stream().map(Object::toString).sorted().collect(Collectors.joining(",")));
            default -> Optional.of(value.toString());
        };
    }
}
