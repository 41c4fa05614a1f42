package io.downfunnel.sandbox.google;

import java.util.List;

import io.downfunnel.sandbox.google.ProtoShape.Anything;
import io.downfunnel.sandbox.google.ProtoShape.Choice;
import io.downfunnel.sandbox.google.ProtoShape.Decimal;
import io.downfunnel.sandbox.google.ProtoShape.Many;
import io.downfunnel.sandbox.google.ProtoShape.Message;
import io.downfunnel.sandbox.google.ProtoShape.Text;
import io.downfunnel.sandbox.google.ProtoShape.Time;
import io.downfunnel.sandbox.google.ProtoShape.Truth;
import io.downfunnel.sandbox.google.ProtoShape.Whole;

/** The messages of {@code google.ads.datamanager.v1} (v1.8) that {@code events:ingest} takes. */
final class Shapes {

    private static final Text TEXT = new Text();
    private static final Many TEXTS = new Many(TEXT);
    private static final Time TIME = new Time();
    private static final Anything ANYTHING = new Anything();

    private static final Choice CONSENT_STATUS =
            choice("ConsentStatus", "CONSENT_STATUS_UNSPECIFIED", "CONSENT_GRANTED", "CONSENT_DENIED");

    private static final ProtoShape CONSENT =
            ProtoShape.of("adUserData", CONSENT_STATUS, "adPersonalization", CONSENT_STATUS);

    private static final ProtoShape ACCOUNT = ProtoShape.of(
            "accountId",
            TEXT,
            "accountType",
            choice(
                    "ProductAccount.AccountType",
                    "ACCOUNT_TYPE_UNSPECIFIED",
                    "GOOGLE_ADS",
                    "DISPLAY_VIDEO_PARTNER",
                    "DISPLAY_VIDEO_ADVERTISER",
                    "DATA_PARTNER",
                    "GOOGLE_ANALYTICS_PROPERTY",
                    "GOOGLE_AD_MANAGER_AUDIENCE_LINK",
                    "FLOODLIGHT_CONFIG"),
            "product",
            choice(
                    "Product",
                    "PRODUCT_UNSPECIFIED",
                    "GOOGLE_ADS",
                    "DISPLAY_VIDEO_PARTNER",
                    "DISPLAY_VIDEO_ADVERTISER"));

    private static final ProtoShape DESTINATION = ProtoShape.of(
            "reference",
            TEXT,
            "operatingAccount",
            new Message(ACCOUNT),
            "loginAccount",
            new Message(ACCOUNT),
            "linkedAccount",
            new Message(ACCOUNT),
            "productDestinationId",
            TEXT);

    private static final ProtoShape DEVICE = ProtoShape.of(
            "userAgent",
            TEXT,
            "ipAddress",
            TEXT,
            "category",
            TEXT,
            "languageCode",
            TEXT,
            "screenHeight",
            new Whole(),
            "screenWidth",
            new Whole(),
            "operatingSystem",
            TEXT,
            "operatingSystemVersion",
            TEXT,
            "model",
            TEXT,
            "brand",
            TEXT,
            "browser",
            TEXT,
            "browserVersion",
            TEXT);

    private static final ProtoShape AD_IDENTIFIERS = ProtoShape.of(
            "sessionAttributes",
            TEXT,
            "gclid",
            TEXT,
            "gbraid",
            TEXT,
            "wbraid",
            TEXT,
            "landingPageDeviceInfo",
            new Message(DEVICE),
            "mobileDeviceId",
            TEXT,
            "dclid",
            TEXT,
            "impressionId",
            TEXT,
            "matchId",
            TEXT,
            "encryptedUserIds",
            new Many(ANYTHING));

    private static final ProtoShape ADDRESS = ProtoShape.of(
            "givenName",
            TEXT,
            "familyName",
            TEXT,
            "regionCode",
            TEXT,
            "postalCode",
            TEXT,
            "addressLine",
            TEXT,
            "city",
            TEXT,
            "administrativeArea",
            TEXT);

    private static final ProtoShape USER_IDENTIFIER = ProtoShape.of(
                    "emailAddress", TEXT, "phoneNumber", TEXT, "address", new Message(ADDRESS))
            .oneOf("emailAddress", "phoneNumber", "address");

    private static final ProtoShape USER_DATA =
            ProtoShape.of("userIdentifiers", new Many(new Message(USER_IDENTIFIER)));

    private static final ProtoShape CART_DATA = ProtoShape.of(
            "merchantId",
            TEXT,
            "merchantFeedLabel",
            TEXT,
            "merchantFeedLanguageCode",
            TEXT,
            "transactionDiscount",
            new Decimal(),
            "items",
            new Many(ANYTHING),
            "couponCodes",
            TEXTS);

    private static final ProtoShape EVENT = ProtoShape.of(
            "destinationReferences",
            TEXTS,
            "transactionId",
            TEXT,
            "eventTimestamp",
            TIME,
            "lastUpdatedTimestamp",
            TIME,
            "userData",
            new Message(USER_DATA),
            "consent",
            new Message(CONSENT),
            "adIdentifiers",
            new Message(AD_IDENTIFIERS),
            "currency",
            TEXT,
            "conversionValue",
            new Decimal(),
            "conversionCount",
            new Decimal(),
            "eventSource",
            choice("EventSource", "EVENT_SOURCE_UNSPECIFIED", "WEB", "APP", "IN_STORE", "PHONE", "MESSAGE", "OTHER"),
            "eventDeviceInfo",
            new Message(DEVICE),
            "cartData",
            new Message(CART_DATA),
            "customVariables",
            new Many(new Message(ProtoShape.of("variable", TEXT, "value", TEXT, "destinationReferences", TEXTS))),
            "experimentalFields",
            new Many(new Message(ProtoShape.of("field", TEXT, "value", TEXT))),
            "userProperties",
            new Message(ProtoShape.of(
                    "customerType",
                    choice("CustomerType", "CUSTOMER_TYPE_UNSPECIFIED", "NEW", "RETURNING", "REENGAGED"),
                    "customerValueBucket",
                    choice("CustomerValueBucket", "CUSTOMER_VALUE_BUCKET_UNSPECIFIED", "LOW", "MEDIUM", "HIGH"),
                    "additionalUserProperties",
                    new Many(ANYTHING))),
            "eventName",
            TEXT,
            "clientId",
            TEXT,
            "userId",
            TEXT,
            "additionalEventParameters",
            new Many(ANYTHING),
            "appInstanceId",
            TEXT,
            "thirdPartyUserData",
            ANYTHING,
            "eventLocation",
            ANYTHING);

    private static final ProtoShape WRAPPED_KEY =
            ProtoShape.of("keyType", TEXT, "wipProvider", TEXT, "roleArn", TEXT, "kekUri", TEXT, "encryptedDek", TEXT);

    static final ProtoShape INGEST_EVENTS_REQUEST = ProtoShape.of(
            "destinations",
            new Many(new Message(DESTINATION)),
            "events",
            new Many(new Message(EVENT)),
            "consent",
            new Message(CONSENT),
            "validateOnly",
            new Truth(),
            "encoding",
            choice("Encoding", "ENCODING_UNSPECIFIED", "HEX", "BASE64"),
            "encryptionInfo",
            new Message(ProtoShape.of(
                            "gcpWrappedKeyInfo",
                            new Message(WRAPPED_KEY),
                            "awsWrappedKeyInfo",
                            new Message(WRAPPED_KEY))
                    .oneOf("gcpWrappedKeyInfo", "awsWrappedKeyInfo")));

    private Shapes() {}

    private static Choice choice(String name, String... values) {
        return new Choice("google.ads.datamanager.v1." + name, List.of(values));
    }
}
