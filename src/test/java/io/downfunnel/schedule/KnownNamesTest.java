package io.downfunnel.schedule;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.CrmField;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.SomeActions;
import io.downfunnel.extract.SalesforceCheck;
import io.downfunnel.extract.SandboxedSalesforce;
import io.downfunnel.platform.Platforms;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.store.ConversionActionStore;
import io.downfunnel.store.CrmCatalogStore;
import io.downfunnel.store.ReportClaimStore;
import io.downfunnel.store.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

class KnownNamesTest {
    private static final Instant NOW = Instant.parse("2026-11-20T03:00:00Z");

    private static Sandbox sandbox;

    private final Platforms platforms = Platforms.installed(key -> Optional.empty(), Clock.fixed(NOW, ZoneOffset.UTC));
    private TestDatabase database;
    private SalesforceCheck salesforce;

    @BeforeAll
    static void a_crm() throws IOException {
        sandbox = Sandbox.start(Visitor.settings(Visitor.newDirectory()).withLeads(10));
    }

    @AfterAll
    static void close_it() {
        sandbox.close();
    }

    @BeforeEach
    void open() {
        database = TestDatabase.open();
        salesforce = SandboxedSalesforce.check(sandbox, database.jdbi());
    }

    @AfterEach
    void close() {
        platforms.close();
        database.close();
    }

    private KnownNames names(Instant now) {
        return new KnownNames(
                platforms,
                salesforce,
                new ConversionActionStore(database.jdbi(), new ReportClaimStore(database.jdbi())),
                Clock.fixed(now, ZoneOffset.UTC));
    }

    private void googleShowed(Instant at, String... ids) {
        var claims = new ReportClaimStore(database.jdbi());
        var claim = claims.claim("google", "node-1").orElseThrow();
        new ConversionActionStore(database.jdbi(), claims)
                .saw(
                        claim,
                        List.of(ids).stream()
                                .map(id -> SomeActions.action(id, "Action " + id, Optional.empty()))
                                .toList(),
                        at);
        claims.release(claim);
    }

    private Optional<Set<String>> actionsOfGoogle(Instant now) {
        return names(now).ask().accounts().get("google").actions();
    }

    @Test
    void what_was_never_asked_is_not_known() {
        assertThat(names(NOW).ask().fields()).isEmpty();
        assertThat(actionsOfGoogle(NOW)).isEmpty();
    }

    @Test
    void fields_are_those_that_the_crm_showed_last_until_it_is_asked() {
        new CrmCatalogStore(database.jdbi())
                .keep(
                        salesforce.connection(),
                        Map.of(
                                CrmObject.LEAD,
                                List.of(new CrmField("Old__c", "Old", CrmField.Kind.values()[0], List.of()))),
                        NOW);

        assertThat(names(NOW).ask().fields().get(CrmObject.LEAD)).containsExactly("Old__c");
        assertThat(names(Instant.now()).askTheCrm().fields().get(CrmObject.LEAD))
                .contains("Status")
                .doesNotContain("Old__c");
    }

    @Test
    void fields_that_were_not_looked_at_for_more_than_a_week_refuse_nothing_any_more() {
        new CrmCatalogStore(database.jdbi())
                .keep(salesforce.connection(), Map.of(CrmObject.LEAD, List.of()), NOW.minus(Duration.ofDays(9)));

        assertThat(names(NOW).ask().fields()).isEmpty();
    }

    @Test
    void actions_are_those_that_the_account_still_shows() {
        googleShowed(NOW.minus(Duration.ofHours(26)), "1", "2");
        googleShowed(NOW.minus(Duration.ofHours(2)), "2", "3");

        assertThat(actionsOfGoogle(NOW)).contains(Set.of("2", "3"));
    }

    @Test
    void actions_that_were_not_looked_at_for_days_refuse_nothing_any_more() {
        googleShowed(NOW.minus(Duration.ofHours(49)), "1");

        assertThat(actionsOfGoogle(NOW)).isEmpty();
    }
}
