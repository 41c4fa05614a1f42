package io.downfunnel.sandbox.microsoft;

/** The one account there is, and how to get at it. The same in every sandbox; it exists nowhere else. */
final class Advertiser {
    static final String CUSTOMER = "250000001";
    static final String ACCOUNT = "180000001";
    static final String NAME = "Sandbox Ltd.";
    static final String CURRENCY = "EUR";

    static final String DEVELOPER_TOKEN = "sandbox-microsoft-developer-token";
    static final String CLIENT_ID = "5a0db0c5-0000-4000-8000-00005a0db0c5";
    static final String CLIENT_SECRET = "sandbox-microsoft-client-secret";
    static final String REFRESH_TOKEN = "M.R3_sandbox-microsoft-refresh-token";

    static final String QUALIFIED_LEAD = "46000001";
    static final String OPPORTUNITY = "46000002";
    static final String CLOSED_WON = "46000003";
    /** Counts one conversion for each click. */
    static final String ONE_PER_CLICK = "46000007";
    /** Takes conversions with a click ID only. */
    static final String NOT_ENHANCED = "46000006";

    static final String PAUSED = "46000008";
    /** Fed by the website. */
    static final String CONTACT_FORM = "46000009";

    private Advertiser() {}
}
