package io.downfunnel.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.CrmCatalog;
import io.downfunnel.domain.CrmField;
import io.downfunnel.domain.CrmField.Kind;
import io.downfunnel.domain.CrmObject;

import static org.assertj.core.api.Assertions.assertThat;

class CrmCatalogStoreTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant MONDAY = Instant.parse("2026-11-23T09:00:00Z");
    private static final CrmField STATUS = new CrmField(
            "Status",
            "Lead Status",
            Kind.CHOICE,
            List.of(new CrmField.Value("Qualified", "Qualifiziert"), new CrmField.Value("New", "New")));
    private static final CrmField EMPLOYEES = new CrmField("NumberOfEmployees", "Employees", Kind.NUMBER, List.of());

    private final CrmCatalogStore catalogs = new CrmCatalogStore(database.jdbi());

    @Test
    void before_anybody_asked_nothing_is_known() {
        assertThat(catalogs.of("nobody-asked")).isEqualTo(CrmCatalog.NEVER_READ);
    }

    @Test
    void fields_come_back_in_the_order_of_the_crm_with_what_can_be_chosen() {
        catalogs.keep("one", Map.of(CrmObject.LEAD, List.of(STATUS, EMPLOYEES)), MONDAY);

        assertThat(catalogs.of("one").fields(CrmObject.LEAD)).containsExactly(STATUS, EMPLOYEES);
        assertThat(catalogs.of("one").readAt()).contains(MONDAY);
        assertThat(catalogs.of("another").readAt()).isEmpty();
    }

    @Test
    void what_the_crm_does_not_show_any_more_is_forgotten() {
        catalogs.keep(
                "changed",
                Map.of(CrmObject.LEAD, List.of(STATUS, EMPLOYEES), CrmObject.CONTACT, List.of(EMPLOYEES)),
                MONDAY);
        catalogs.keep("changed", Map.of(CrmObject.LEAD, List.of(EMPLOYEES)), MONDAY.plusSeconds(60));

        assertThat(catalogs.of("changed").names()).containsOnlyKeys(CrmObject.LEAD);
        assertThat(catalogs.of("changed").field(CrmObject.LEAD, "Status")).isEmpty();
        assertThat(catalogs.of("changed").readAt()).contains(MONDAY.plusSeconds(60));
    }
}
