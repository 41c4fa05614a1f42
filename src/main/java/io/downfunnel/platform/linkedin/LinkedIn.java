package io.downfunnel.platform.linkedin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Cliff;
import io.downfunnel.domain.Failure;
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
import io.downfunnel.platform.SettingsException;
import io.downfunnel.platform.SignIn;
import io.downfunnel.platform.VersionTable;
import io.downfunnel.platform.http.AccessToken;
import io.downfunnel.platform.http.Redaction;
import io.downfunnel.platform.http.TokenEndpoint;
import io.downfunnel.platform.http.TokenShelf;
import io.downfunnel.platform.http.Tokens;
import io.downfunnel.platform.http.Wire;

/** LinkedIn: events by the Conversions API, rules and reports by the Marketing API. */
public final class LinkedIn implements AdPlatform {
    static final String URL = "url";
    static final String TOKEN_URL = "token-url";
    static final String AUTHORIZE_URL = "authorize-url";
    static final String API_VERSION = "version";
    static final String ACCOUNT = "account-id";
    static final String TOKEN = "token";
    static final String CLIENT = "client-id";
    static final String CLIENT_SECRET = "client-secret";
    static final String REFRESH_TOKEN = "refresh-token";
    static final String LEAD_FORMS = "lead-forms";
    static final String CONNECT_TIMEOUT = "connect-timeout";
    static final String CALL_TIMEOUT = "call-timeout";

    private static final String STANDARD_VERSION = "202609";
    private static final VersionTable VERSIONS = VersionTable.beside(LinkedIn.class);

    /** The union at once: another set of scopes later would end all earlier tokens (linkedin.md §4.2). */
    private static final List<SignIn.Scope> SCOPES = List.of(
            new SignIn.Scope("rw_conversions", "no conversion can be sent."),
            new SignIn.Scope("r_ads", "conversion rules, accounts and campaigns cannot be read."),
            new SignIn.Scope("r_ads_reporting", "cost and clicks cannot be read."));

    /** Of a product that LinkedIn approves by itself: an app without it would be refused all the others too. */
    private static final SignIn.Scope LEADS =
            new SignIn.Scope("r_marketing_leadgen_automation", "it cannot be read who filled in Lead Gen Forms.");

    private static SignIn signIn(List<SignIn.Scope> scopes) {
        return new SignIn(
                AUTHORIZE_URL,
                TOKEN_URL,
                CLIENT,
                CLIENT_SECRET,
                REFRESH_TOKEN,
                // A Direct API token opens the way for events only; a member may grant the rest besides.
                Set.of(),
                scopes,
                Map.of(),
                // Its documented web flow has no proof key (linkedin.md §4.3): the state alone guards the way back.
                false,
                true,
                "In LinkedIn's developer portal, enter this address in your app under Auth, \"Authorized redirect URLs"
                        + " for your app\".");
    }

    /** Those of CRM outcomes first (linkedin.md §3.2). */
    private static final List<String> CATEGORIES = List.of(
            "QUALIFIED_LEAD",
            "MARKETING_QUALIFIED_LEAD",
            "SALES_QUALIFIED_LEAD",
            "PURCHASE",
            "LEAD",
            "SUBMIT_APPLICATION",
            "CONTACT",
            "REQUEST_QUOTE",
            "BOOK_APPOINTMENT",
            "SCHEDULE",
            "PHONE_CALL",
            "START_TRIAL",
            "SUBSCRIBE",
            "SIGN_UP",
            "COMPLETE_SIGNUP",
            "DOWNLOAD",
            "INSTALL",
            "KEY_PAGE_VIEW",
            "VIEW_CONTENT",
            "VIEW_VIDEO",
            "ADD_TO_CART",
            "ADD_TO_LIST",
            "ADD_BILLING_INFO",
            "START_CHECKOUT",
            "SAVE",
            "SEARCH",
            "SHARE",
            "LOGIN",
            "INVITE",
            "DONATE",
            "AD_CLICK",
            "AD_VIEW",
            "OUTBOUND_CLICK",
            "OTHER");

    private static final FailureTable FAILURES = FailureTable.beside(LinkedIn.class);
    private static final Pattern YEAR_AND_MONTH = Pattern.compile("20\\d{2}(0[1-9]|1[0-2])");

    /** LinkedIn takes events of the last 90 days; what we send may wait in a queue for a while. */
    private static final Duration OLDEST_EVENT = Duration.ofDays(90).minus(Duration.ofHours(12));

    /** What needs a member's access and the ad account's number. */
    private static final Set<Capability> MANAGEMENT = Set.of(
            Capability.LISTS_ACTIONS,
            Capability.CREATES_ACTIONS,
            Capability.ENABLES_ACTIONS,
            Capability.ASSOCIATES_CAMPAIGNS,
            Capability.LISTS_CAMPAIGNS,
            Capability.REPORTS_COST,
            Capability.REPORTS_COUNTED,
            Capability.REPORTS_LEADS);

    /** What needs a member's access and nothing else. */
    private static final Set<Capability> MEMBERSHIP = Set.of(Capability.LISTS_ACCOUNTS);

    private static final Descriptor DESCRIPTOR = new Descriptor(
            "linkedin",
            "LinkedIn",
            List.of(ClickId.Kind.LI_FAT_ID, ClickId.Kind.LI_FORM_RESPONSE),
            Set.of(Identifier.EMAIL),
            5_000,
            5_000,
            new Pace(2, 600, 500_000),
            Duration.ZERO,
            OLDEST_EVENT,
            // The usual rule; single rules may have windows of up to 365 days (linkedin.md §1.4).
            Duration.ofDays(90),
            Stream.concat(MANAGEMENT.stream(), MEMBERSHIP.stream()).collect(Collectors.toSet()),
            List.of(
                    Setting.optional(
                            ACCOUNT,
                            "Ad account",
                            "Number of the ad account, from Campaign Manager's address. With it and a refresh token,"
                                    + " conversion rules can be checked and made here, and cost is read.",
                            ""),
                    Setting.secret(
                            TOKEN,
                            "Direct API token",
                            "Campaign Manager, Signals Manager, Direct API, Generate access token. It does not"
                                    + " expire by itself, and is good for uploads only."),
                    Setting.optional(
                            CLIENT,
                            "OAuth client ID",
                            "Instead of a Direct API token, or beside it: the client ID of your app with the products"
                                    + " Conversions API and Advertising API.",
                            ""),
                    Setting.secret(CLIENT_SECRET, "OAuth client secret", "From LinkedIn's developer portal."),
                    Setting.secret(
                            REFRESH_TOKEN,
                            "Refresh token",
                            "Granted for the scopes rw_conversions, r_ads and r_ads_reporting at once; it lives a year"
                                    + " from the first consent."),
                    Setting.choice(
                            LEAD_FORMS,
                            "Lead Gen Forms",
                            "true: read who filled in the Lead Gen Forms of the account, so that leads whose form response"
                                    + " the CRM does not keep are recognised by it too, test leads are left out, and leads"
                                    + " are counted for the campaign that brought them. Your app needs LinkedIn's product"
                                    + " Lead Sync API, access has to be granted for the scope"
                                    + " r_marketing_leadgen_automation besides, and the member needs a role on the"
                                    + " company's page.",
                            "false",
                            "true",
                            "false"),
                    Setting.optional(
                            API_VERSION,
                            "API version",
                            "Year and month. LinkedIn switches each version off after about a year.",
                            STANDARD_VERSION),
                    Setting.optional(URL, "API", "Base URL of LinkedIn's API.", "https://api.linkedin.com"),
                    Setting.optional(
                            TOKEN_URL,
                            "Token endpoint",
                            "Where access tokens come from.",
                            "https://www.linkedin.com/oauth/v2/accessToken"),
                    Setting.optional(
                            AUTHORIZE_URL,
                            "Consent page",
                            "Where people sign in and give their consent when they connect in the console.",
                            "https://www.linkedin.com/oauth/v2/authorization"),
                    Setting.optional(CONNECT_TIMEOUT, "Connection timeout", "Longest wait for a connection.", "PT5S"),
                    Setting.optional(
                            CALL_TIMEOUT, "Call timeout", "Longest wait for a whole answer, PT60S at most.", "PT60S")));

    @Override
    public Descriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public Descriptor descriptor(Settings settings) {
        var absent = new HashSet<Capability>();
        if (!lacking(settings).isEmpty()) {
            absent.addAll(MANAGEMENT);
        }
        if (settings.find(REFRESH_TOKEN).isEmpty()) {
            absent.addAll(MEMBERSHIP);
        }
        if (!readsLeads(settings)) {
            absent.add(Capability.REPORTS_LEADS);
        }
        return absent.isEmpty() ? DESCRIPTOR : DESCRIPTOR.without(absent);
    }

    private static boolean readsLeads(Settings settings) {
        return settings.find(LEAD_FORMS).filter("true"::equals).isPresent();
    }

    /** Settings without which nobody but events gets to LinkedIn; empty when all are there. */
    private static String lacking(Settings settings) {
        var account = settings.find(ACCOUNT).isEmpty() ? "downfunnel.linkedin." + ACCOUNT : "";
        var access = settings.find(REFRESH_TOKEN).isEmpty()
                ? "downfunnel.linkedin." + CLIENT + ", " + CLIENT_SECRET + " and " + REFRESH_TOKEN
                        + " (or sign in on the console's page Connections)"
                : "";
        return account.isEmpty() || access.isEmpty() ? account + access : account + ", and " + access;
    }

    @Override
    public List<String> actionCategories() {
        return CATEGORIES;
    }

    @Override
    public FailureTable failures() {
        return FAILURES;
    }

    @Override
    public boolean complete(Settings settings) {
        return settings.find(TOKEN).isPresent() || settings.find(REFRESH_TOKEN).isPresent();
    }

    @Override
    public Optional<SignIn> signIn() {
        return Optional.of(signIn(SCOPES));
    }

    @Override
    public Optional<SignIn> signIn(Settings settings) {
        return Optional.of(signIn(
                readsLeads(settings)
                        ? Stream.concat(SCOPES.stream(), Stream.of(LEADS)).toList()
                        : SCOPES));
    }

    @Override
    public List<Cliff> cliffs(Settings settings, LocalDate today) {
        return VERSIONS.cliff(settings.find(API_VERSION).orElse(STANDARD_VERSION)).stream()
                .toList();
    }

    @Override
    public AdAccount open(Settings settings, Clock clock) {
        return open(settings, clock, TokenShelf.of(settings.find(REFRESH_TOKEN).orElse("")));
    }

    @Override
    public AdAccount open(Settings settings, Clock clock, TokenShelf shelf) {
        var wire = new Wire(
                clock,
                settings.duration(CONNECT_TIMEOUT).orElse(Duration.ofSeconds(5)),
                settings.duration(CALL_TIMEOUT).orElse(Duration.ofSeconds(60)));
        var redaction = Redaction.of(List.of(
                settings.find(TOKEN).orElse(""),
                settings.find(CLIENT_SECRET).orElse(""),
                settings.find(REFRESH_TOKEN).orElse("")));
        var url = Endpoint.of(settings, URL).url();
        var version = version(settings);
        var granted =
                settings.find(TOKEN).isEmpty() || settings.find(REFRESH_TOKEN).isPresent()
                        ? Optional.of(new Session(wire, granted(settings, wire, shelf)))
                        : Optional.<Session>empty();
        var refusals = new Refusals(FAILURES, redaction, clock);
        var account = account(settings);
        var member = granted.map(session -> new Member(
                account.orElse(""),
                version,
                session,
                // Making a rule is not to be repeated, so it does not go over a connection that may just be closing.
                wire.clientWithoutKeepAlive(url, ManagementApi.class),
                url,
                introspection(settings, wire),
                refusals));
        var managed = member.filter(any -> account.isPresent()).map(each -> Managed.by(each, clock));
        var signIn = signIn(settings).orElseThrow();
        var reading = new EventsAnswer(FAILURES, redaction, clock);
        return new LinkedInAccount(
                version,
                settings.find(TOKEN)
                        .map(token -> new Session(wire, direct(token, clock)))
                        .or(() -> granted)
                        .orElseThrow(),
                wire.clientWithoutKeepAlive(url, ConversionsApi.class),
                reading,
                member,
                managed,
                checkedLeadForms(settings),
                new LinkedInChecks(
                        version,
                        VERSIONS.cliff(version),
                        lacking(settings),
                        signIn,
                        readsLeads(settings),
                        reading,
                        refusals,
                        clock));
    }

    private static Tokens direct(String value, Clock clock) {
        var token = new AccessToken(value, Instant.MAX, "");
        return new Tokens(() -> token, clock);
    }

    private static Optional<String> account(Settings settings) {
        var account = settings.find(ACCOUNT);
        if (account.filter(id -> !Urn.number(id)).isPresent()) {
            throw new SettingsException(
                    ACCOUNT, "is not a number such as 510000001, as in the address of Campaign Manager");
        }
        return account;
    }

    private static boolean checkedLeadForms(Settings settings) {
        if (settings.find(LEAD_FORMS)
                .filter(word -> !word.equals("true") && !word.equals("false"))
                .isPresent()) {
            throw new SettingsException(LEAD_FORMS, "is neither true nor false");
        }
        return readsLeads(settings);
    }

    private static Introspection introspection(Settings settings, Wire wire) {
        return Introspection.beside(
                Endpoint.of(settings, TOKEN_URL).url(),
                wire,
                needed(settings, CLIENT),
                needed(settings, CLIENT_SECRET));
    }

    private static String version(Settings settings) {
        var version = settings.find(API_VERSION).orElse(STANDARD_VERSION);
        if (!YEAR_AND_MONTH.matcher(version).matches()) {
            throw new SettingsException(API_VERSION, "is not a year and a month such as 202609");
        }
        return version;
    }

    private static Tokens granted(Settings settings, Wire wire, TokenShelf shelf) {
        needed(settings, REFRESH_TOKEN);
        var client = needed(settings, CLIENT);
        var secret = needed(settings, CLIENT_SECRET);
        var endpoint = TokenEndpoint.at(Endpoint.of(settings, TOKEN_URL), wire);
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
                                LinkedIn::tokenRefused)),
                wire.clock());
    }

    private static String needed(Settings settings, String key) {
        return settings.find(key)
                .orElseThrow(() -> new SettingsException(
                        key,
                        "is not set. LinkedIn needs either a token, or client-id and client-secret with a refresh-token or"
                                + " somebody who signs in on the console's page Connections"));
    }

    /** The description may quote what we sent, so it is left out. */
    private static Failure tokenRefused(String error, String description) {
        return FAILURES.of(error).failure("LinkedIn's token endpoint answers " + error);
    }
}
