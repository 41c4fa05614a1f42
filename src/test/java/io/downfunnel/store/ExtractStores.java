package io.downfunnel.store;

import java.time.Duration;

import org.jdbi.v3.core.Jdbi;

/** The stores of the extraction, for tests of other rooms. */
public record ExtractStores(ExtractionStore extraction, CrmStore crm, ConnectionStore connections, ApiUseStore apiUse) {

    public static ExtractStores on(Jdbi jdbi) {
        return on(jdbi, Duration.ofSeconds(30));
    }

    public static ExtractStores on(Jdbi jdbi, Duration lease) {
        return new ExtractStores(
                new ExtractionStore(jdbi, lease), new CrmStore(jdbi), new ConnectionStore(jdbi), new ApiUseStore(jdbi));
    }
}
