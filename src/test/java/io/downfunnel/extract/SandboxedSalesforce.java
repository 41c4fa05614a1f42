package io.downfunnel.extract;

import java.time.Clock;
import java.util.Map;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.store.CrmCatalogStore;
import io.downfunnel.store.ExtractStores;

/** The connection to a sandbox's Salesforce, for tests of other rooms. */
public final class SandboxedSalesforce {
    private SandboxedSalesforce() {}

    public static SalesforceCheck check(Sandbox sandbox, Jdbi jdbi) {
        var stores = ExtractStores.on(jdbi);
        return new SalesforceCheck(
                Bench.access(Bench.config(sandbox, Map.of())),
                stores.extraction(),
                stores.apiUse(),
                new CrmCatalogStore(jdbi),
                Clock.systemUTC());
    }
}
