package io.downfunnel.platform.microsoft;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.downfunnel.domain.ClickId;
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
import io.downfunnel.platform.http.AccessToken;
import io.downfunnel.platform.http.Redaction;
import io.downfunnel.platform.http.TokenEndpoint;
import io.downfunnel.platform.http.Tokens;
import io.downfunnel.platform.http.Wire;

/** Microsoft Advertising, by the REST endpoints of its API v13. */
public final class Microsoft implements AdPlatform {
    static final String DEVELOPER_TOKEN = "developer-token";
    static final String CLIENT = "client-id";
    static final String CLIENT_SECRET = "client-secret";
    static final String REFRESH_TOKEN = "refresh-token";
    static final String CUSTOMER = "customer-id";
    static final String ACCOUNT = "account-id";
    static final String ENHANCED = "enhanced-conversions";
    static final String URL = "url";
    static final String REPORTING_URL = "reporting-url";
    static final String CUSTOMER_URL = "customer-url";
    static final String TOKEN_URL = "token-url";
    static final String REPORT_PAUSE = "report-pause";
    static final String REPORT_PATIENCE = "report-patience";
    static final String CONNECT_TIMEOUT = "connect-timeout";
    static final String CALL_TIMEOUT = "call-timeout";

    private static final FailureTable FAILURES = FailureTable.beside(Microsoft.class);
    private static final String SCOPE = "https://ads.microsoft.com/msads.manage offline_access";

    /** Microsoft takes, and changes, what happened in the last 90 days; what we send may wait in a queue for a while. */
    private static final Duration NINETY_DAYS = Duration.ofDays(90).minus(Duration.ofHours(12));

    /**
     * All that an account can do; never all of it at once, see {@link #descriptor(Settings)}.
     *
     * <p>Microsoft tells conversions apart by click ID, goal and time, and drops the second of a kind (offlineconversion).
     */
    private static final Descriptor DESCRIPTOR = new Descriptor(
            "microsoft",
            "Microsoft Advertising",
            List.of(ClickId.Kind.MSCLKID),
            Set.of(Identifier.EMAIL, Identifier.PHONE),
            1_000,
            1_000,
            // How many calls a minute it takes it does not say, only that it counts them by user (services-protocol).
            new Pace(2, 60, 20_000, Day.ANY),
            // "As a best practice": before, it may not know the click (offlineconversion, until 2021).
            Duration.ofHours(1),
            NINETY_DAYS,
            Duration.ofDays(90),
            EnumSet.of(
                    Capability.DEDUPLICATES,
                    Capability.RESTATES,
                    Capability.RETRACTS,
                    Capability.LISTS_ACTIONS,
                    Capability.REPORTS_COST,
                    Capability.REPORTS_COUNTED,
                    Capability.DIAGNOSES),
            List.of(
                    Setting.secret(
                            DEVELOPER_TOKEN,
                            "Developer token",
                            "From the account page of Microsoft Advertising's developer portal."),
                    Setting.optional(
                            CLIENT,
                            "Application (client) ID",
                            "Of the application that you registered in Microsoft Entra for the API.",
                            ""),
                    Setting.secret(
                            CLIENT_SECRET,
                            "Client secret",
                            "Of the same application, if it was registered as a web application; a native one has none."),
                    Setting.secret(
                            REFRESH_TOKEN,
                            "Refresh token",
                            "Granted by a user of the account for the scopes " + SCOPE
                                    + ". It lives for some 90 days."),
                    Setting.optional(
                            CUSTOMER,
                            "Customer ID",
                            "The number behind cid= in the address of Microsoft Advertising's pages.",
                            ""),
                    Setting.optional(
                            ACCOUNT,
                            "Account ID",
                            "The number behind aid= in the address of Microsoft Advertising's pages; not the account"
                                    + " number, which has letters.",
                            ""),
                    Setting.choice(
                            ENHANCED,
                            "Enhanced conversions",
                            "true: hashed e-mail and phone are sent, too, for goals with enhanced conversions. Microsoft"
                                    + " does not say that it drops duplicates of conversions without a click ID, so an unknown"
                                    + " outcome waits for a person then.",
                            "false",
                            "true",
                            "false"),
                    Setting.optional(
                            URL,
                            "Campaign Management API",
                            "Base URL of the Campaign Management service.",
                            "https://campaign.api.bingads.microsoft.com"),
                    Setting.optional(
                            REPORTING_URL,
                            "Reporting API",
                            "Base URL of the Reporting service.",
                            "https://reporting.api.bingads.microsoft.com"),
                    Setting.optional(
                            CUSTOMER_URL,
                            "Customer Management API",
                            "Base URL of the Customer Management service.",
                            "https://clientcenter.api.bingads.microsoft.com"),
                    Setting.optional(
                            TOKEN_URL,
                            "Token endpoint",
                            "Where access tokens come from.",
                            "https://login.microsoftonline.com/common/oauth2/v2.0/token"),
                    Setting.optional(
                            REPORT_PAUSE,
                            "Pause between questions",
                            "How often to ask for an ordered report.",
                            "PT10S"),
                    Setting.optional(
                            REPORT_PATIENCE,
                            "Patience with reports",
                            "How long to ask for an ordered report.",
                            "PT30M"),
                    Setting.optional(CONNECT_TIMEOUT, "Connection timeout", "Longest wait for a connection.", "PT5S"),
                    Setting.optional(
                            CALL_TIMEOUT, "Call timeout", "Longest wait for a whole answer, PT60S at most.", "PT60S")),
            new Adjusting(
                    NINETY_DAYS,
                    Set.of(),
                    "You can take it back by hand: in Microsoft Advertising, under Conversions, Offline conversions, upload"
                            + " a file with the adjustment type Retract.",
                    Set.of(),
                    true));

    @Override
    public Descriptor descriptor() {
        return DESCRIPTOR;
    }

    /** Either hashed identifiers are sent, or copies are dropped: both together hold for no account. */
    @Override
    public Descriptor descriptor(Settings settings) {
        var capabilities = EnumSet.copyOf(DESCRIPTOR.capabilities());
        if (enhanced(settings)) {
            capabilities.remove(Capability.DEDUPLICATES);
            return DESCRIPTOR.with(DESCRIPTOR.identifiers(), capabilities);
        }
        return DESCRIPTOR.with(Set.of(), capabilities);
    }

    private static boolean enhanced(Settings settings) {
        return settings.find(ENHANCED).map(Boolean::parseBoolean).orElse(false);
    }

    @Override
    public FailureTable failures() {
        return FAILURES;
    }

    @Override
    public boolean complete(Settings settings) {
        return settings.find(REFRESH_TOKEN).isPresent()
                && settings.find(DEVELOPER_TOKEN).isPresent();
    }

    @Override
    public AdAccount open(Settings settings, Clock clock) {
        var who = new Credentials(
                needed(settings, DEVELOPER_TOKEN), number(settings, CUSTOMER), number(settings, ACCOUNT));
        var wire = new Wire(
                clock,
                settings.duration(CONNECT_TIMEOUT).orElse(Duration.ofSeconds(5)),
                settings.duration(CALL_TIMEOUT).orElse(Duration.ofSeconds(60)));
        var redaction = Redaction.of(List.of(
                who.developerToken(),
                settings.find(CLIENT_SECRET).orElse(""),
                settings.find(REFRESH_TOKEN).orElse("")));
        var faults = new Faults(FAILURES, redaction, clock);
        var line = new Line(wire, new Tokens(source(settings, wire), clock), faults);
        var campaigns = wire.clientWithoutKeepAlive(Endpoint.of(settings, URL).url(), CampaignApi.class);
        var customers = wire.client(Endpoint.of(settings, CUSTOMER_URL).url(), CustomerApi.class);
        var reporting = Endpoint.of(settings, REPORTING_URL).url();
        var inquiries = new Inquiries(line, campaigns, customers, who);
        return new MicrosoftAccount(
                who,
                enhanced(settings),
                line,
                campaigns,
                customers,
                inquiries,
                new Goals(inquiries::goals, faults, clock),
                new Reports(
                        line,
                        wire.client(reporting, ReportingApi.class),
                        who,
                        reporting.getScheme().equals("https"),
                        settings.duration(REPORT_PAUSE).orElse(Duration.ofSeconds(10)),
                        settings.duration(REPORT_PATIENCE).orElse(Duration.ofMinutes(30))));
    }

    private static Supplier<AccessToken> source(Settings settings, Wire wire) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", needed(settings, REFRESH_TOKEN));
        form.put("client_id", needed(settings, CLIENT));
        settings.find(CLIENT_SECRET).ifPresent(secret -> form.put("client_secret", secret));
        form.put("scope", SCOPE);
        var endpoint = TokenEndpoint.at(Endpoint.of(settings, TOKEN_URL), wire);
        return () -> endpoint.fetch(form, Microsoft::tokenRefused);
    }

    private static String needed(Settings settings, String key) {
        return settings.find(key)
                .orElseThrow(() -> new SettingsException(
                        key,
                        "is not set. Microsoft Advertising needs developer-token, client-id, refresh-token, customer-id and"
                                + " account-id"));
    }

    private static String number(Settings settings, String key) {
        var value = needed(settings, key);
        if (!value.matches("\\d{1,19}")) {
            throw new SettingsException(key, "has digits only, such as 180000001");
        }
        return value;
    }

    /** The description may quote what we sent, so only the number of Microsoft's explanation is taken from it. */
    private static Failure tokenRefused(String error, String description) {
        var number = description.matches("(?s)AADSTS\\d{1,9}\\b.*")
                ? ", " + description.split("\\W", 2)[0]
                : "";
        return FAILURES.of(error).failure("Microsoft's token endpoint answers " + error + number);
    }
}
