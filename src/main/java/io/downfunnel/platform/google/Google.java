package io.downfunnel.platform.google;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Cliff;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.AdAccount;
import io.downfunnel.platform.AdPlatform;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Descriptor.Adjusting;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.Descriptor.Day;
import io.downfunnel.platform.Descriptor.Identifier;
import io.downfunnel.platform.Descriptor.Pace;
import io.downfunnel.platform.Descriptor.Setting;
import io.downfunnel.platform.Endpoint;
import io.downfunnel.platform.Settings;
import io.downfunnel.platform.SettingsException;
import io.downfunnel.platform.SignIn;
import io.downfunnel.platform.VersionTable;
import io.downfunnel.platform.google.ads.AdsAccount;
import io.downfunnel.platform.http.Redaction;
import io.downfunnel.platform.http.TokenEndpoint;
import io.downfunnel.platform.http.TokenShelf;
import io.downfunnel.platform.http.Tokens;
import io.downfunnel.platform.http.Wire;

/**
 * Google Ads: conversions by the Data Manager API, and everything else that there is to say and to ask by the Google Ads API.
 */
public final class Google implements AdPlatform {
    static final String URL = "data-manager.url";
    static final String TOKEN_URL = "token-url";
    static final String AUTHORIZE_URL = "authorize-url";
    static final String CUSTOMER = "customer-id";
    static final String LOGIN_CUSTOMER = "login-customer-id";
    static final String CLIENT = "client-id";
    static final String CLIENT_SECRET = "client-secret";
    static final String REFRESH_TOKEN = "refresh-token";
    static final String SERVICE_ACCOUNT = "service-account-file";
    static final String QUOTA_PROJECT = "quota-project";
    static final String CONNECT_TIMEOUT = "connect-timeout";
    static final String CALL_TIMEOUT = "call-timeout";
    static final String ADS_ENABLED = "ads.enabled";
    static final String ADS_ENDPOINT = "ads.endpoint";
    static final String ROUTE = "route";

    static final String SCOPE = "https://www.googleapis.com/auth/datamanager";

    /** Whose stubs we carry. */
    private static final String ADS_VERSION = "v23";

    private static final VersionTable ADS_VERSIONS = VersionTable.beside(Google.class);

    private static final SignIn SIGN_IN = new SignIn(
            AUTHORIZE_URL,
            TOKEN_URL,
            CLIENT,
            CLIENT_SECRET,
            REFRESH_TOKEN,
            Set.of(SERVICE_ACCOUNT),
            // Both in one consent (google.md §7).
            List.of(
                    new SignIn.Scope(SCOPE, "no conversion can be sent, and no verdict asked for."),
                    new SignIn.Scope(
                            "https://www.googleapis.com/auth/adwords",
                            "cost and clicks cannot be read, and conversion actions neither be listed nor made.")),
            // Without both, Google gives a refresh token at the very first consent only.
            Map.of("access_type", "offline", "prompt", "consent"),
            true,
            false,
            "In the Google Cloud console, make an OAuth client of the type \"Web application\" and enter this address"
                    + " under \"Authorized redirect URIs\".");
    private static final String DATA_MANAGER = "data-manager";
    private static final String CLASSIC = "google-ads";

    private static final FailureTable FAILURES = FailureTable.beside(Google.class, "ads-failures.table");

    /** Google's conversion windows end here at the latest (google.md §3.6), and nothing older is taken. */
    private static final Duration NINETY_DAYS = Duration.ofDays(90);

    /** Google Ads refuses changes after that; of the Data Manager API no other figure is known (google.md §2.11, §3.5). */
    private static final Duration FIFTY_FOUR_DAYS = Duration.ofDays(54);

    private static final Set<ClickId.Kind> WITHOUT_CHANGES = Set.of(ClickId.Kind.WBRAID);

    private static final String BY_HAND =
            "You can take it back by hand: in Google Ads, under Goals, Conversions, Uploads,"
                    + " upload an adjustment of type RETRACTION.";

    private static final Descriptor DESCRIPTOR = new Descriptor(
            "google",
            "Google",
            List.of(ClickId.Kind.GCLID, ClickId.Kind.GBRAID, ClickId.Kind.WBRAID),
            Set.of(Identifier.EMAIL, Identifier.PHONE),
            2_000,
            // Google's verdict is a count per reason; with one event a request it becomes a verdict per event.
            1,
            // The hour at which its day begins is not documented (google.md §2.6); reads have as much once more.
            new Pace(10, 300, 100_000, Day.ANY),
            Duration.ofHours(6),
            NINETY_DAYS,
            NINETY_DAYS,
            Set.of(
                    Capability.VERDICTS,
                    Capability.DEDUPLICATES,
                    Capability.VALIDATES,
                    Capability.RESTATES,
                    Capability.RETRACTS,
                    Capability.LISTS_ACTIONS,
                    Capability.CREATES_ACTIONS,
                    Capability.REPORTS_COST,
                    Capability.REPORTS_COUNTED,
                    Capability.REPORTS_CLICKS,
                    Capability.DIAGNOSES),
            List.of(
                    Setting.required(
                            CUSTOMER,
                            "Customer ID",
                            "The Google Ads account that owns the conversion actions: the ten digits at the top right"
                                    + " of Google Ads."),
                    Setting.optional(
                            LOGIN_CUSTOMER,
                            "Manager customer ID",
                            "Only if the identity has access through a manager account: that account's ten digits.",
                            ""),
                    Setting.optional(CLIENT, "OAuth client ID", "From the Google Cloud console, Credentials.", ""),
                    Setting.secret(CLIENT_SECRET, "OAuth client secret", "From the Google Cloud console, Credentials."),
                    Setting.secret(
                            REFRESH_TOKEN,
                            "Refresh token",
                            "Granted by a user of the Google Ads account for the scopes " + SCOPE + " and "
                                    + AdsAccount.SCOPE + "."),
                    Setting.optional(
                            SERVICE_ACCOUNT,
                            "Service account key file",
                            "Instead of client and refresh token: path of the JSON key file of a service account"
                                    + " that has access to the Google Ads account.",
                            ""),
                    Setting.optional(
                            QUOTA_PROJECT,
                            "Quota project",
                            "Only if Google asks for one: the Cloud project that the requests count for.",
                            ""),
                    Setting.optional(
                            URL,
                            "Data Manager API",
                            "Base URL of the Data Manager API.",
                            "https://datamanager.googleapis.com"),
                    Setting.optional(
                            TOKEN_URL,
                            "Token endpoint",
                            "Where access tokens come from.",
                            "https://oauth2.googleapis.com/token"),
                    Setting.optional(
                            AUTHORIZE_URL,
                            "Consent page",
                            "Where people sign in and give their consent when they connect in the console.",
                            "https://accounts.google.com/o/oauth2/v2/auth"),
                    Setting.choice(
                            ADS_ENABLED,
                            "Google Ads API",
                            "Whether the Google Ads API is used: to take conversions back, to show conversion actions, and"
                                    + " to report cost. Without it, uploads and new values go their way all the same.",
                            "true",
                            "true",
                            "false"),
                    Setting.optional(
                            ADS_ENDPOINT,
                            "Google Ads API endpoint",
                            "Host and port of the Google Ads API (gRPC). On this machine it is spoken to without"
                                    + " encryption; elsewhere only with http:// before it and allow-plaintext.",
                            "googleads.googleapis.com:443"),
                    Setting.choice(
                            ROUTE,
                            "Upload route",
                            "data-manager; or google-ads, for those who uploaded through the Google Ads API before June"
                                    + " 2026 and want to stay there. It needs the scope " + AdsAccount.SCOPE + " only.",
                            DATA_MANAGER,
                            DATA_MANAGER,
                            CLASSIC),
                    Setting.optional(CONNECT_TIMEOUT, "Connection timeout", "Longest wait for a connection.", "PT5S"),
                    Setting.optional(
                            CALL_TIMEOUT, "Call timeout", "Longest wait for a whole answer, PT60S at most.", "PT60S")),
            new Adjusting(FIFTY_FOUR_DAYS, WITHOUT_CHANGES, BY_HAND, Set.of(Adjustment.Kind.RETRACTION)));

    /** What goes by the Google Ads API only. */
    private static final Set<Capability> BY_ADS_API = Set.of(
            Capability.RETRACTS,
            Capability.LISTS_ACTIONS,
            Capability.CREATES_ACTIONS,
            Capability.REPORTS_COST,
            Capability.REPORTS_COUNTED,
            Capability.REPORTS_CLICKS,
            Capability.DIAGNOSES);

    /**
     * Each request is an operation, of which the lowest level has 2,880 a day (google.md §3.2), and reports need some; but
     * each row is answered by itself, so that a request may be full.
     */
    private static final Pace CLASSIC_PACE = new Pace(4, 60, 2_000, Day.ANY);

    @Override
    public Descriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public Descriptor descriptor(Settings settings) {
        if (classic(settings)) {
            return DESCRIPTOR.with(CLASSIC_PACE, DESCRIPTOR.largestBatch()).without(Set.of(Capability.VERDICTS));
        }
        return adsEnabled(settings) ? DESCRIPTOR : DESCRIPTOR.without(BY_ADS_API);
    }

    private static boolean classic(Settings settings) {
        return settings.find(ROUTE).filter(CLASSIC::equals).isPresent();
    }

    private static boolean adsEnabled(Settings settings) {
        return settings.find(ADS_ENABLED).map(Boolean::parseBoolean).orElse(true);
    }

    @Override
    public List<String> actionCategories() {
        return AdsAccount.CATEGORIES;
    }

    @Override
    public FailureTable failures() {
        return FAILURES;
    }

    @Override
    public boolean complete(Settings settings) {
        return settings.find(CUSTOMER).isPresent()
                && (settings.find(SERVICE_ACCOUNT).isPresent()
                        || settings.find(REFRESH_TOKEN).isPresent());
    }

    @Override
    public Optional<SignIn> signIn() {
        return Optional.of(SIGN_IN);
    }

    @Override
    public List<Cliff> cliffs(Settings settings, LocalDate today) {
        var used = settings.find("ads.enabled").map(Boolean::parseBoolean).orElse(true);
        return used ? ADS_VERSIONS.cliff(ADS_VERSION).stream().toList() : List.of();
    }

    @Override
    public AdAccount open(Settings settings, Clock clock) {
        return open(settings, clock, TokenShelf.of(settings.find(REFRESH_TOKEN).orElse("")));
    }

    @Override
    public AdAccount open(Settings settings, Clock clock, TokenShelf shelf) {
        if (settings.find(ROUTE)
                .filter(given -> !Set.of(DATA_MANAGER, CLASSIC).contains(given))
                .isPresent()) {
            throw new SettingsException(ROUTE, "is neither " + DATA_MANAGER + " nor " + CLASSIC);
        }
        var url = Endpoint.of(settings, URL);
        var tokenUrl = Endpoint.of(settings, TOKEN_URL);
        var customer = CustomerId.of(settings, CUSTOMER);
        var login = settings.find(LOGIN_CUSTOMER).map(given -> CustomerId.of(settings, LOGIN_CUSTOMER));
        var wire = new Wire(
                clock,
                settings.duration(CONNECT_TIMEOUT).orElse(Duration.ofSeconds(5)),
                settings.duration(CALL_TIMEOUT).orElse(Duration.ofSeconds(60)));
        var secrets = List.of(
                settings.find(CLIENT_SECRET).orElse(""),
                settings.find(REFRESH_TOKEN).orElse(""));
        var redaction = Redaction.of(secrets);
        var tokens = tokens(settings, tokenUrl, wire, shelf);
        var ads = ads(settings, customer, login, wire, tokens, redaction);
        Route route = classic(settings)
                ? new ClassicUpload(ads.orElseThrow(Google::classicWithoutAds), FAILURES, clock)
                : new DataManager(
                        customer,
                        login,
                        settings.find(QUOTA_PROJECT).orElse(null),
                        wire,
                        wire.client(url.url(), DataManagerApi.class),
                        tokens,
                        new Refusal(FAILURES, redaction));
        return new GoogleAccount(
                customer, route, ads, new Access(tokens, FAILURES, scopeOfUploads(settings), ads.isPresent()));
    }

    private static Optional<AdsAccount> ads(
            Settings settings,
            CustomerId customer,
            Optional<CustomerId> login,
            Wire wire,
            Tokens tokens,
            Redaction redaction) {
        if (!adsEnabled(settings)) {
            return Optional.empty();
        }
        var way = new AdsAccount.Way(
                Endpoint.ofHostAndPort(settings, ADS_ENDPOINT),
                customer.digits(),
                login.map(CustomerId::digits),
                wire.deadline());
        return Optional.of(new AdsAccount(way, tokens, FAILURES, redaction, wire.clock()));
    }

    private static SettingsException classicWithoutAds() {
        return new SettingsException(
                ROUTE,
                "is " + CLASSIC + ", which needs the Google Ads API, and " + ADS_ENABLED + " says not to use it");
    }

    private static String scopeOfUploads(Settings settings) {
        return classic(settings) ? AdsAccount.SCOPE : SCOPE;
    }

    private static String scopes(Settings settings) {
        if (classic(settings)) {
            return AdsAccount.SCOPE;
        }
        return adsEnabled(settings) ? SCOPE + " " + AdsAccount.SCOPE : SCOPE;
    }

    private static Tokens tokens(Settings settings, Endpoint tokenUrl, Wire wire, TokenShelf shelf) {
        var endpoint = TokenEndpoint.at(tokenUrl, wire);
        var file = settings.find(SERVICE_ACCOUNT);
        if (file.isPresent()) {
            var account = ServiceAccount.read(SERVICE_ACCOUNT, Path.of(file.get()));
            return new Tokens(
                    () -> endpoint.fetch(
                            Map.of(
                                    "grant_type",
                                    ServiceAccount.GRANT,
                                    "assertion",
                                    account.assertion(
                                            tokenUrl.url().toString(),
                                            scopes(settings),
                                            wire.clock().instant())),
                            Google::tokenRefused),
                    wire.clock());
        }
        needed(settings, REFRESH_TOKEN);
        var client = needed(settings, CLIENT);
        var secret = needed(settings, CLIENT_SECRET);
        return new Tokens(
                refused -> shelf.token(
                        refused,
                        refreshToken -> endpoint.grant(
                                Map.of(
                                        "grant_type",
                                        "refresh_token",
                                        "refresh_token",
                                        refreshToken,
                                        "client_id",
                                        client,
                                        "client_secret",
                                        secret),
                                Google::tokenRefused)),
                wire.clock());
    }

    private static String needed(Settings settings, String key) {
        return settings.find(key)
                .orElseThrow(() -> new SettingsException(
                        key,
                        "is not set. Google needs either a service-account-file, or client-id and client-secret with a"
                                + " refresh-token or somebody who signs in on the console's page Connections"));
    }

    /** The description may quote what we sent, so it is left out. */
    private static Failure tokenRefused(String error, String description) {
        return FAILURES.of(error).failure("Google's token endpoint answers " + error);
    }
}
