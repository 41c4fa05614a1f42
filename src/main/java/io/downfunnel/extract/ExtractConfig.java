package io.downfunnel.extract;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.Optional;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The Salesforce organisation that leads and opportunities come from. */
@ConfigMapping(prefix = "downfunnel.salesforce")
public interface ExtractConfig {

    /** How we prove to Salesforce who we are. */
    enum Auth {
        /** A client id and a secret; the connected app runs as its integration user. */
        CLIENT_CREDENTIALS,
        /** A client id, a user name, and a private key whose certificate the connected app knows. */
        JWT_BEARER
    }

    /** What this connection is called on pages and in the database. */
    @WithDefault("salesforce")
    String connection();

    /**
     * The organisation's own address, for example {@code https://example.my.salesforce.com}. The common addresses
     * login.salesforce.com and test.salesforce.com do not issue tokens for client credentials.
     */
    Optional<String> loginUrl();

    /** {@code client-credentials} or {@code jwt-bearer}. Unset: client-credentials. */
    Optional<Auth> auth();

    /** Consumer key of the External Client App or connected app. */
    Optional<String> clientId();

    /** Consumer secret; for client credentials only. */
    Optional<String> clientSecret();

    /** Name of the integration user; for JWT bearer only. */
    Optional<String> username();

    /**
     * Whom the signed assertion is for; {@code https://test.salesforce.com} for a sandbox organisation. Unset:
     * {@code https://login.salesforce.com}. JWT bearer only.
     */
    Optional<String> audience();

    /** The private key, PKCS#8 in PEM form; for JWT bearer only. */
    Optional<Path> privateKeyFile();

    /** How long to wait for a connection. */
    @WithDefault("PT10S")
    Duration connectTimeout();

    /** How long to wait for an answer to begin. */
    @WithDefault("PT120S")
    Duration readTimeout();

    /** How long an answer may take as a whole. */
    @WithDefault("PT300S")
    Duration totalTimeout();

    /** How many bytes an answer may have, unpacked. A page of 2,000 rows has some 3 million. */
    @WithDefault("64000000")
    int responseCap();

    /** Rows in one answer, 200 to 2,000; Salesforce may send fewer. */
    @WithDefault("2000")
    int batchSize();

    /** Nothing younger than this is read, since Salesforce shows records some seconds after their time stamp. */
    @WithDefault("PT1M")
    Duration lag();

    /** The same for objects of which Salesforce does not say up to where all is shown. */
    @WithDefault("PT5M")
    Duration fallbackLag();

    /** How far behind the last mark each extraction begins again. */
    @WithDefault("PT10M")
    Duration overlap();

    /** How far back the very first extraction goes, and one after a new field was asked for. */
    @WithDefault("P15M")
    Period history();

    /** Our share of the organisation's API requests of 24 hours, in percent. The rest is for its other integrations. */
    @WithDefault("20")
    int apiBudgetPercent();

    /** E-mail domains whose records are tests: their conversions are excluded. */
    @WithDefault("downfunnel.test,example.invalid")
    Set<String> testEmailDomains();

    /** Custom fields, by API name; the same on Lead, Contact and Opportunity. A field that an object lacks is left out. */
    Fields fields();

    interface Fields {
        /** Google's click ID. */
        @WithDefault("GCLID__c")
        String gclid();

        /** Google's click ID for app measurement on iOS. */
        @WithDefault("GBRAID__c")
        String gbraid();

        /** Google's click ID for web measurement on iOS. */
        @WithDefault("WBRAID__c")
        String wbraid();

        /** LinkedIn's click ID. */
        @WithDefault("LI_FAT_ID__c")
        String liFatId();

        /** Microsoft's click ID. */
        @WithDefault("MSCLKID__c")
        String msclkid();

        /**
         * The response to a LinkedIn Lead Gen Form that a lead came in with: its ID, as whatever brings the leads into
         * Salesforce writes it, with or without {@code urn:li:leadGenFormResponse:} before it.
         */
        @WithDefault("LI_FORM_RESPONSE__c")
        String liFormResponse();

        /** When the visitor landed. */
        @WithDefault("Clicked_At__c")
        String clickedAt();
    }
}
