package io.downfunnel.extract;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.downfunnel.domain.CrmField;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.CrmPages;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.extract.salesforce.SalesforceException;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.ConnectionStore.Health;
import io.downfunnel.store.CrmCatalogStore;
import io.downfunnel.store.ExtractStores;
import io.downfunnel.store.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Against the sandbox, over the wire. Whatever goes wrong, the store ends as it does when nothing goes wrong. */
class ExtractStepTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static Sandbox sandbox;
    private static Visitor visitor;
    private static StoredRows undisturbed;

    @BeforeAll
    static void a_company_that_stands_still() {
        sandbox = Sandbox.start(Visitor.settings(Visitor.newDirectory()).withLeads(300));
        visitor = Visitor.to(sandbox);
        StoredRows.forget(database.jdbi());
        step(Map.of()).run(Bench.run(), Bench.FUNNEL);
        undisturbed = StoredRows.of(database.jdbi());
    }

    @AfterAll
    static void closed() {
        sandbox.close();
    }

    @BeforeEach
    void nothing_is_stored() {
        StoredRows.forget(database.jdbi());
    }

    @AfterEach
    void all_is_well_again() {
        visitor.delete("/__sandbox/faults");
        visitor.control("salesforce/close-transactions", "{}");
        visitor.control("salesforce/limit", "{}");
    }

    /** Small pages, so that there are locators to lose. */
    private static ExtractStep step(Map<String, String> settings) {
        var small = new java.util.HashMap<>(Map.of("downfunnel.salesforce.batch-size", "200"));
        small.putAll(settings);
        return Bench.step(Bench.config(sandbox, small), database.jdbi());
    }

    private static void fault(String kind, String body, int after, int times) {
        visitor.control("faults", """
                {"vendor":"salesforce","kind":"%s","path":"/services/Soap","body":"%s","after":%d,"times":%d}""".formatted(kind, body, after, times));
    }

    private static int landed() {
        int landed = 0;
        for (var fault : visitor.get("/__sandbox/faults").json()) {
            landed += fault.path("landed").asInt();
        }
        return landed;
    }

    private static ConnectionStore.Status status() {
        return ExtractStores.on(database.jdbi())
                .connections()
                .find("salesforce")
                .orElseThrow();
    }

    @Test
    void a_company_comes_out_whole_and_nothing_of_it_twice() {
        var first = step(Map.of()).run(Bench.run(), Bench.FUNNEL);
        var second = step(Map.of()).run(Bench.run(), Bench.FUNNEL);

        assertThat(first.leads()).isEqualTo(300);
        assertThat(first.opportunities()).isPositive();
        assertThat(first.records()).isGreaterThan(1000);
        assertThat(first.warnings()).isEmpty();
        assertThat(second).isEqualTo(new Extracted(0, 0, 0, second.warnings()));
        assertThat(status().health()).isEqualTo(Health.FINE);
    }

    @Test
    void a_record_leads_to_a_page_that_there_is() {
        step(Map.of()).run(Bench.run(), Bench.FUNNEL);

        String lead = one("select max(id) from lead");
        var page = CrmPages.of(Optional.of(one("select instance_url from organization")))
                .flatMap(pages -> pages.of(lead))
                .orElseThrow();

        assertThat(page.toString()).isEqualTo(sandbox.url() + "/" + lead);
        assertThat(visitor.get("/" + lead).body()).contains("Lead " + lead);
    }

    private static String one(String sql) {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).one());
    }

    @Test
    void nothing_personal_is_stored() {
        step(Map.of()).run(Bench.run(), Bench.FUNNEL);

        assertThat(StoredRows.text(database.jdbi(), "lead")).contains("Country").doesNotContain("@");
        assertThat(StoredRows.text(database.jdbi(), "contact")).doesNotContain("@");
    }

    @ParameterizedTest(name = "{0} on {1}")
    @CsvSource({
        "token-revoked, queryMore, 1, 1",
        "token-revoked-without-detail, queryMore, 0, 1",
        "locator-died, queryMore, 0, 2",
        "server-unavailable, m:, 2, 4",
        "empty-503, queryAll, 1, 3",
        "status-503, queryMore, 0, 3",
        "status-502, describeSObjects, 0, 1",
        "maintenance-page, queryAll, 2, 3",
        "html-200, queryMore, 1, 2",
        "empty-200, queryAll, 0, 2",
        "cut, queryAll, 1, 3",
        "cut, queryMore, 0, 2",
        "truncated, queryAll, 1, 2",
        "drop-before, getUpdated, 0, 2",
        "drop-after, queryAll, 1, 2",
        "fault-200, queryAll, 0, 2",
        "fault-without-type, queryAll, 0, 2",
        "query-timeout, FROM Lead , 0, 3",
        "org-in-maintenance, getUserInfo, 0, 2"
    })
    void what_passes_leaves_no_trace(String kind, String body, int after, int times) {
        fault(kind, body, after, times);

        step(Map.of()).run(Bench.run(), Bench.FUNNEL);

        assertThat(landed()).isEqualTo(times);
        assertThat(StoredRows.of(database.jdbi())).isEqualTo(undisturbed);
    }

    @ParameterizedTest(name = "call {0}")
    @ValueSource(ints = {0, 1, 2, 3, 5, 8, 13, 21, 30})
    void a_session_that_ends_on_any_call_is_renewed_unseen(int call) {
        fault(call % 2 == 0 ? "token-revoked" : "token-revoked-without-detail", "", call, 1);

        step(Map.of()).run(Bench.run(), Bench.FUNNEL);

        assertThat(landed()).isEqualTo(1);
        assertThat(StoredRows.of(database.jdbi())).isEqualTo(undisturbed);
    }

    @Test
    void a_session_that_is_never_alive_is_a_matter_for_a_person() {
        fault("token-revoked", "queryAll", 0, 1000);

        assertThatThrownBy(() -> step(Map.of()).run(Bench.run(), Bench.FUNNEL))
                .hasMessageContaining("INVALID_SESSION_ID");
        assertThat(landed()).isEqualTo(2);
        assertThat(status().health()).isEqualTo(Health.STOPPED);
    }

    @Test
    void a_slow_answer_is_given_up_and_asked_for_again() {
        visitor.control("faults", """
                {"vendor":"salesforce","kind":"slow","path":"/services/Soap","body":"queryAll","millis":30000,"times":1}""");

        step(Map.of("downfunnel.salesforce.read-timeout", "PT1S")).run(Bench.run(), Bench.FUNNEL);

        assertThat(StoredRows.of(database.jdbi())).isEqualTo(undisturbed);
    }

    @Test
    void an_unknown_code_stops_the_run_and_the_next_one_goes_on() {
        fault("unknown-code", "queryMore", 1, 1);

        assertThatThrownBy(() -> step(Map.of()).run(Bench.run(), Bench.FUNNEL))
                .isInstanceOfSatisfying(SalesforceException.class, e -> {
                    assertThat(e.failure().failureClass()).isEqualTo(FailureClass.UNCLASSIFIED);
                    assertThat(e.is("TEAPOT_SHORT_AND_STOUT")).isTrue();
                });
        assertThat(status().health()).isEqualTo(Health.FAILING);

        step(Map.of()).run(Bench.run(), Bench.FUNNEL);
        assertThat(StoredRows.of(database.jdbi())).isEqualTo(undisturbed);
        assertThat(status().health()).isEqualTo(Health.FINE);
    }

    @ParameterizedTest
    @CsvSource({"rate-day, THROTTLED, FAILING", "forbidden, CONFIGURATION, STOPPED"})
    void a_refusal_says_what_is_wrong_and_loses_nothing(String kind, FailureClass failureClass, Health health) {
        fault(kind, "queryAll", 2, 1);

        assertThatThrownBy(() -> step(Map.of()).run(Bench.run(), Bench.FUNNEL))
                .isInstanceOfSatisfying(
                        SalesforceException.class,
                        e -> assertThat(e.failure().failureClass()).isEqualTo(failureClass));
        assertThat(status().health()).isEqualTo(health);
        assertThat(status().remedy()).contains("none is lost");

        step(Map.of()).run(Bench.run(), Bench.FUNNEL);
        assertThat(StoredRows.of(database.jdbi())).isEqualTo(undisturbed);
    }

    @Test
    void an_outage_that_lasts_is_told_with_connection_and_remedy() {
        fault("status-503", "", 0, 1000);

        assertThatThrownBy(() -> step(Map.of()).run(Bench.run(), Bench.FUNNEL)).hasMessageContaining("HTTP_503");
        assertThat(status().failure().orElseThrow().code()).isEqualTo("HTTP_503");
        assertThat(status().health()).isEqualTo(Health.FAILING);
    }

    @Test
    void a_wrong_secret_is_a_matter_for_a_person() {
        assertThatThrownBy(() -> step(Map.of("downfunnel.salesforce.client-secret", "wrong"))
                        .run(Bench.run(), Bench.FUNNEL))
                .isInstanceOfSatisfying(
                        SalesforceException.class,
                        e -> assertThat(e.failure().failureClass()).isEqualTo(FailureClass.AUTHENTICATION))
                .hasMessageNotContaining("wrong\"");
        assertThat(status().health()).isEqualTo(Health.STOPPED);
    }

    @Test
    void a_hidden_field_is_missed_aloud_and_fetched_when_it_is_shown() {
        visitor.control("salesforce/hide-field", "{\"object\":\"Lead\",\"field\":\"GCLID__c\"}");
        Extracted hidden;
        try {
            hidden = step(Map.of()).run(Bench.run(), Bench.FUNNEL);
        } finally {
            visitor.control("salesforce/show-field", "{\"object\":\"Lead\",\"field\":\"GCLID__c\"}");
        }
        assertThat(hidden.warnings()).anyMatch(sentence -> sentence.contains("Lead has no GCLID__c"));
        assertThat(StoredRows.of(database.jdbi())).isNotEqualTo(undisturbed);

        step(Map.of()).run(Bench.run(), Bench.FUNNEL);
        assertThat(StoredRows.of(database.jdbi())).isEqualTo(undisturbed);
    }

    @Test
    void without_a_required_field_leads_and_opportunities_wait() {
        visitor.control("salesforce/hide-field", "{\"object\":\"Lead\",\"field\":\"Status\"}");
        Extracted hidden;
        try {
            hidden = step(Map.of()).run(Bench.run(), Bench.FUNNEL);
        } finally {
            visitor.control("salesforce/show-field", "{\"object\":\"Lead\",\"field\":\"Status\"}");
        }
        assertThat(hidden.leads()).isZero();
        assertThat(hidden.opportunities()).isZero();
        assertThat(hidden.warnings())
                .anyMatch(sentence -> sentence.contains("Status") && sentence.contains("field-level security"));

        assertThat(status().health()).isEqualTo(Health.STOPPED);
        assertThat(status().failure().orElseThrow().code()).isEqualTo("FIELD_HIDDEN");

        step(Map.of()).run(Bench.run(), Bench.FUNNEL);
        assertThat(StoredRows.of(database.jdbi())).isEqualTo(undisturbed);
    }

    @Test
    void our_share_of_the_api_ends_a_run_politely() {
        int before = visitor.totals("salesforce").path("apiCalls").asInt();
        visitor.control("salesforce/limit", "{\"calls\":" + (before * 2 + 1000) + "}");
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "insert into api_budget (connection, day, calls) values ('salesforce', (now() at time zone 'UTC')::date, ?)",
                        (before * 2 + 1000) / 5 - 10));

        var cut = step(Map.of()).run(Bench.run(), Bench.FUNNEL);

        assertThat(cut.warnings()).anyMatch(sentence -> sentence.contains("20 %"));
        assertThat(status().failure().orElseThrow().failureClass()).isEqualTo(FailureClass.THROTTLED);

        step(Map.of("downfunnel.salesforce.api-budget-percent", "100")).run(Bench.run(), Bench.FUNNEL);
        assertThat(StoredRows.of(database.jdbi())).isEqualTo(undisturbed);
    }

    @Test
    void another_organisation_behind_the_same_connection_is_refused() {
        step(Map.of()).run(Bench.run(), Bench.FUNNEL);
        database.jdbi()
                .useHandle(handle -> handle.execute("update organization set salesforce_id = '00D000000000099EAA'"));

        assertThatThrownBy(() -> step(Map.of()).run(Bench.run(), Bench.FUNNEL))
                .hasMessageContaining("OTHER_ORGANIZATION")
                .hasMessageContaining("00D000000000099EAA");
        assertThat(status().health()).isEqualTo(Health.STOPPED);
    }

    @Test
    void a_mark_in_the_future_is_refused() {
        step(Map.of()).run(Bench.run(), Bench.FUNNEL);
        database.jdbi().useHandle(handle -> handle.execute("update extraction_stream set watermark = '2999-12-31'"));

        assertThatThrownBy(() -> step(Map.of()).run(Bench.run(), Bench.FUNNEL))
                .hasMessageContaining("MARK_IN_THE_FUTURE");
    }

    @Test
    void two_nodes_extract_the_same_as_one() throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Extracted> node = () -> step(Map.of())
                    .run(new Run(1, Thread.currentThread().toString(), Progress.unwatched()), Bench.FUNNEL);
            var first = threads.submit(node);
            var second = threads.submit(node);

            assertThat(first.get().leads() + second.get().leads()).isEqualTo(300);
        }
        assertThat(StoredRows.of(database.jdbi())).isEqualTo(undisturbed);
    }

    @Test
    void the_progress_adds_up() {
        var watched = new Object() {
            long expected;
            long done;
        };
        var progress = new Progress() {
            @Override
            public void expect(long total) {
                watched.expected = total;
            }

            @Override
            public void advance(long count) {
                watched.done += count;
            }

            @Override
            public void waiting(String why) {}
        };

        step(Map.of()).run(new Run(1, "node-1", progress), Bench.FUNNEL);

        assertThat(watched.done).isGreaterThan(1000);
        assertThat(watched.expected).isEqualTo(watched.done);
    }

    @Test
    void a_run_that_is_asked_to_stop_ends_after_a_page_and_the_next_ones_go_on_there() {
        int runs = 0;
        long leads = 0;
        Extracted done;
        do {
            done = step(Map.of()).run(new Run(1, "node-1", new StopsAfter(1)), Bench.FUNNEL);
            leads += done.leads();
            runs++;
        } while (done.records() > 0 && runs < 100);

        assertThat(runs).isBetween(3, 99);
        assertThat(leads).isEqualTo(300);
        assertThat(StoredRows.of(database.jdbi())).isEqualTo(undisturbed);
    }

    /** Somebody asks it to stop as soon as so many records were read. */
    private static final class StopsAfter implements Progress {
        private int left;

        StopsAfter(int reports) {
            this.left = reports;
        }

        @Override
        public void expect(long total) {}

        @Override
        public void advance(long count) {
            left -= (int) count;
        }

        @Override
        public void waiting(String why) {}

        @Override
        public boolean goesOn() {
            return left > 0;
        }
    }

    @Test
    void the_checklist_of_a_good_connection_is_green() {
        var stores = ExtractStores.on(database.jdbi());
        var check = new SalesforceCheck(
                Bench.access(Bench.config(sandbox, Map.of())),
                stores.extraction(),
                stores.apiUse(),
                new CrmCatalogStore(database.jdbi()),
                java.time.Clock.systemUTC());

        assertThat(check.items()).hasSizeGreaterThan(12).allMatch(item -> item.state() == CheckItem.State.OK);
    }

    @Test
    void whoever_looks_at_the_connection_learns_which_fields_the_crm_has() {
        var stores = ExtractStores.on(database.jdbi());
        var check = new SalesforceCheck(
                Bench.access(Bench.config(sandbox, Map.of())),
                stores.extraction(),
                stores.apiUse(),
                new CrmCatalogStore(database.jdbi()),
                java.time.Clock.systemUTC());

        assertThat(check.readCatalog()).isEmpty();

        var catalog = check.catalog();
        assertThat(catalog.readAt()).isPresent();
        assertThat(catalog.field(CrmObject.LEAD, "Status").orElseThrow().values())
                .extracting(CrmField.Value::value)
                .containsExactly("New", "Working", "Nurturing", "Qualified", "Disqualified");
        assertThat(catalog.field(CrmObject.LEAD, "NumberOfEmployees").orElseThrow())
                .extracting(CrmField::label, CrmField::kind)
                .containsExactly("Employees", CrmField.Kind.NUMBER);
        assertThat(catalog.field(CrmObject.CONTACT, "Email").orElseThrow().kind())
                .isEqualTo(CrmField.Kind.PERSONAL);
        assertThat(catalog.names().get(CrmObject.OPPORTUNITY)).contains("StageName", "Amount");
    }

    @Test
    void the_checklist_names_what_is_wrong() {
        visitor.control("salesforce/hide-field", "{\"object\":\"Lead\",\"field\":\"Status\"}");
        try {
            var stores = ExtractStores.on(database.jdbi());
            var check = new SalesforceCheck(
                    Bench.access(Bench.config(sandbox, Map.of("downfunnel.salesforce.fields.gclid", "Nowhere__c"))),
                    stores.extraction(),
                    stores.apiUse(),
                    new CrmCatalogStore(database.jdbi()),
                    java.time.Clock.systemUTC());

            assertThat(check.items())
                    .anyMatch(item -> item.state() == CheckItem.State.FAILED
                            && item.found().contains("Status"))
                    .anyMatch(item -> item.state() == CheckItem.State.WARNING
                            && item.name().contains("Nowhere__c"));
        } finally {
            visitor.control("salesforce/show-field", "{\"object\":\"Lead\",\"field\":\"Status\"}");
        }
    }
}
