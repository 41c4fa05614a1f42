package io.downfunnel.platform.acme;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.AdAccount;
import io.downfunnel.platform.AdPlatform;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.Descriptor.Identifier;
import io.downfunnel.platform.Descriptor.Pace;
import io.downfunnel.platform.Descriptor.Setting;
import io.downfunnel.platform.Endpoint;
import io.downfunnel.platform.Settings;
import io.downfunnel.platform.http.Redaction;
import io.downfunnel.platform.http.Wire;

/** Acme Ads, by its Events API. */
public final class Acme implements AdPlatform {
    static final String URL = "url";
    static final String TOKEN = "token";

    private static final FailureTable FAILURES = FailureTable.beside(Acme.class);

    private static final Descriptor DESCRIPTOR = new Descriptor(
            "acme",
            "Acme Ads",
            List.of(ClickId.Kind.GCLID),
            Set.of(Identifier.EMAIL),
            500,
            500,
            new Pace(2, 60, 10_000),
            Duration.ZERO,
            Duration.ofDays(30),
            Duration.ofDays(30),
            Set.of(Capability.DEDUPLICATES),
            List.of(
                    Setting.optional(URL, "API", "Base URL of Acme's API.", "https://api.acme.example"),
                    Setting.secret(TOKEN, "Token", "From Acme's console, Access.")));

    @Override
    public Descriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public FailureTable failures() {
        return FAILURES;
    }

    @Override
    public boolean complete(Settings settings) {
        return settings.find(TOKEN).isPresent();
    }

    @Override
    public AdAccount open(Settings settings, Clock clock) {
        var wire = new Wire(clock, Duration.ofSeconds(5), Duration.ofSeconds(60));
        var token = settings.get(TOKEN);
        var api = wire.clientWithoutKeepAlive(Endpoint.of(settings, URL).url(), EventsApi.class);
        return new AcmeAccount(wire, api, token, FAILURES, Redaction.of(List.of(token)));
    }
}
