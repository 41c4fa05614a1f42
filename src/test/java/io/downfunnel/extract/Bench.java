package io.downfunnel.extract;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.Condition;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.platform.KeptSettings;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.store.ExtractStores;
import io.downfunnel.store.PauseStore;

/** Extraction from a sandbox into a database, step by step, without waiting. */
public final class Bench {
    static final Funnel FUNNEL = new Funnel(
            List.of(
                    new FunnelStage(
                            "qualified",
                            CrmObject.LEAD,
                            new FunnelStage.Trigger.Becomes("Status", List.of("Qualified")),
                            List.of(new Condition.IsSet("Country")),
                            true),
                    new FunnelStage(
                            "won",
                            CrmObject.OPPORTUNITY,
                            new FunnelStage.Trigger.Becomes("StageName", List.of("Closed Won")),
                            List.of(new Condition.IsSet("Type")),
                            true)),
            List.of(),
            List.of());

    private Bench() {}

    static ExtractConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(ExtractConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 500))
                .build()
                .getConfigMapping(ExtractConfig.class);
    }

    public static ExtractConfig config(Sandbox sandbox, Map<String, String> more) {
        var account = sandbox.accounts().salesforce();
        var settings = new HashMap<>(Map.of(
                "downfunnel.salesforce.login-url", sandbox.url(),
                "downfunnel.salesforce.client-id", account.clientId(),
                "downfunnel.salesforce.client-secret", account.clientSecret(),
                "downfunnel.salesforce.lag", "PT0S",
                "downfunnel.salesforce.read-timeout", "PT20S"));
        settings.putAll(more);
        return config(settings);
    }

    /** As the file says; nobody entered anything. */
    static SalesforceAccess access(ExtractConfig config) {
        return new SalesforceAccess(config, KeptSettings.NOTHING);
    }

    public static ExtractStep step(ExtractConfig config, Jdbi jdbi) {
        return step(access(config), jdbi);
    }

    static ExtractStep step(SalesforceAccess access, Jdbi jdbi) {
        var stores = ExtractStores.on(jdbi);
        return new ExtractStep(
                access,
                new PauseStore(jdbi),
                stores.extraction(),
                stores.crm(),
                stores.connections(),
                stores.apiUse(),
                Clock.systemUTC(),
                Bench::noTime);
    }

    static Run run() {
        return new Run(1, "node-1", Progress.unwatched());
    }

    private static void noTime(Duration duration) {
        Thread.onSpinWait();
    }
}
