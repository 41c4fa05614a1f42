package io.downfunnel;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

import org.eclipse.microprofile.config.Config;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.SandboxAccounts;
import io.downfunnel.sandbox.SandboxSettings;

/**
 * Puts the sandbox in the place of the vendors: every endpoint and every account of this process is the sandbox's then,
 * or it does not start. Half a sandbox would send made-up conversions to a real account.
 */
final class BootSandbox implements AutoCloseable {
    private final Optional<Sandbox> sandbox;

    private BootSandbox(Optional<Sandbox> sandbox) {
        this.sandbox = sandbox;
    }

    /** @throws MixedWithRealAccounts when the settings name an endpoint or an account besides */
    static BootSandbox open(Config config, Path databaseDirectory) {
        if (!config.getOptionalValue("downfunnel.sandbox.enabled", Boolean.class)
                .orElse(false)) {
            return new BootSandbox(Optional.empty());
        }
        var settings = settings(config, databaseDirectory);
        refuseRealAccounts(config);
        var sandbox = Sandbox.start(settings);
        accounts(sandbox.url(), sandbox.adsEndpoint(), sandbox.accounts()).forEach(System::setProperty);
        usual(settings.speed(), sandbox.url()).forEach((key, value) -> {
            if (config.getOptionalValue(key, String.class).isEmpty()) {
                System.setProperty(key, value);
            }
        });
        return new BootSandbox(Optional.of(sandbox));
    }

    /** What {@code downfunnel.sandbox.*} says; its directory lies beside the database unless it is named. */
    static SandboxSettings settings(Config config, Path databaseDirectory) {
        var defaults = SandboxSettings.in(config.getOptionalValue("downfunnel.sandbox.directory", Path.class)
                .orElse(databaseDirectory.resolve("sandbox")));
        return defaults.withPort(config.getOptionalValue("downfunnel.sandbox.port", Integer.class)
                        .orElse(defaults.port()))
                .withSeed(config.getOptionalValue("downfunnel.sandbox.seed", Long.class)
                        .orElse(defaults.seed()))
                .withLeads(config.getOptionalValue("downfunnel.sandbox.leads", Integer.class)
                        .orElse(defaults.leads()))
                .withSpeed(config.getOptionalValue("downfunnel.sandbox.speed", Integer.class)
                        .orElse(defaults.speed()));
    }

    /** By setting: where everything is, and who we are there. */
    private static Map<String, String> accounts(String url, String adsEndpoint, SandboxAccounts accounts) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("downfunnel.salesforce.login-url", url);
        settings.put("downfunnel.salesforce.auth", "client-credentials");
        settings.put("downfunnel.salesforce.client-id", accounts.salesforce().clientId());
        settings.put(
                "downfunnel.salesforce.client-secret", accounts.salesforce().clientSecret());
        settings.put("downfunnel.google.enabled", "true");
        settings.put("downfunnel.google.data-manager.url", url);
        settings.put("downfunnel.google.ads.endpoint", adsEndpoint);
        settings.put("downfunnel.google.token-url", url + "/token");
        settings.put("downfunnel.google.authorize-url", url + "/o/oauth2/v2/auth");
        settings.put("downfunnel.google.customer-id", accounts.google().customerId());
        settings.put("downfunnel.google.client-id", accounts.google().clientId());
        settings.put("downfunnel.google.client-secret", accounts.google().clientSecret());
        settings.put("downfunnel.google.refresh-token", accounts.google().refreshToken());
        settings.put("downfunnel.linkedin.enabled", "true");
        settings.put("downfunnel.linkedin.url", url);
        settings.put("downfunnel.linkedin.token-url", url + "/oauth/v2/accessToken");
        settings.put("downfunnel.linkedin.authorize-url", url + "/oauth/v2/authorization");
        settings.put("downfunnel.linkedin.token", accounts.linkedin().directToken());
        settings.put("downfunnel.linkedin.account-id", accounts.linkedin().accountId());
        settings.put("downfunnel.linkedin.client-id", accounts.linkedin().clientId());
        settings.put("downfunnel.linkedin.client-secret", accounts.linkedin().clientSecret());
        settings.put("downfunnel.linkedin.refresh-token", accounts.linkedin().refreshToken());
        Sandbox.settings(url).forEach((key, value) -> {
            if (!key.endsWith(".enabled")) {
                settings.put(key, value);
            }
        });
        return settings;
    }

    /** What holds as long as nobody says otherwise: how fast it goes, and which vendors are used at all. */
    private static Map<String, String> usual(int speed, String url) {
        var usual = new LinkedHashMap<>(haste(speed));
        usual.put("downfunnel.linkedin.lead-forms", "true");
        Sandbox.settings(url).forEach((key, value) -> {
            if (key.endsWith(".enabled")) {
                usual.put(key, value);
            }
        });
        return usual;
    }

    /** The sandbox answers sooner than the vendors, so we may ask sooner, and wait for it before a sync ends. */
    static Map<String, String> haste(int speed) {
        return Map.ofEntries(
                Map.entry("downfunnel.google.requests-per-minute", Long.toString(Math.min(300L * speed, 1_000_000))),
                Map.entry("downfunnel.linkedin.requests-per-minute", Long.toString(Math.min(600L * speed, 1_000_000))),
                Map.entry("downfunnel.deliver.first-poll", "PT" + Math.max(1, 1_800 / speed) + "S"),
                Map.entry("downfunnel.deliver.poll-back-off", "PT1S"),
                Map.entry("downfunnel.deliver.longest-poll", "PT10S"),
                Map.entry("downfunnel.deliver.first-retry", "PT1S"),
                Map.entry("downfunnel.deliver.longest-retry", "PT5S"),
                Map.entry("downfunnel.deliver.stopped-retry", "PT5S"),
                Map.entry("downfunnel.deliver.breaker-pause", "PT1S"),
                Map.entry("downfunnel.deliver.breaker-longest-pause", "PT5S"),
                Map.entry("downfunnel.deliver.delay", "PT" + Math.max(1, 21_600 / speed) + "S"),
                Map.entry("downfunnel.adjust.quiet-period", "PT3S"),
                Map.entry("downfunnel.sync.patience", "PT15S"),
                Map.entry("downfunnel.watchdog.accepted", "PT10M"),
                Map.entry("downfunnel.watchdog.in-doubt", "PT10M"));
    }

    private static void refuseRealAccounts(Config config) {
        var ours = accounts("", "", SandboxAccounts.standard());
        var foreign = new TreeSet<String>();
        for (var key : ours.keySet()) {
            var given = config.getOptionalValue(key, String.class).filter(value -> !value.isBlank());
            if (!key.endsWith(".enabled")
                    && !key.endsWith(".auth")
                    && given.filter(value -> !value.equals(ours.get(key))).isPresent()) {
                foreign.add(key);
            }
        }
        if (!foreign.isEmpty()) {
            throw new MixedWithRealAccounts(List.copyOf(foreign));
        }
    }

    @Override
    public void close() {
        sandbox.ifPresent(Sandbox::close);
    }

    /** Somebody wants the sandbox and has real accounts in the settings. */
    static final class MixedWithRealAccounts extends RuntimeException {
        private static final long serialVersionUID = 1;

        MixedWithRealAccounts(List<String> keys) {
            super("The sandbox is switched on (downfunnel.sandbox.enabled), and real accounts are configured too: "
                    + String.join(", ", keys)
                    + ". Nothing was started and nothing was sent, because made-up conversions"
                    + " must never reach a real account. Switch the sandbox off, or take these settings out.");
        }
    }
}
