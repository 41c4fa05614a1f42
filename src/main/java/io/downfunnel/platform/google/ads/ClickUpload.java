package io.downfunnel.platform.google.ads;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import com.google.ads.googleads.v23.common.Consent;
import com.google.ads.googleads.v23.common.UserIdentifier;
import com.google.ads.googleads.v23.enums.ConsentStatusEnum.ConsentStatus;
import com.google.ads.googleads.v23.enums.ConversionEnvironmentEnum.ConversionEnvironment;
import com.google.ads.googleads.v23.enums.UserIdentifierSourceEnum.UserIdentifierSource;
import com.google.ads.googleads.v23.services.ClickConversion;
import com.google.ads.googleads.v23.services.UploadClickConversionsRequest;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionEvent;

/**
 * A request of {@code UploadClickConversions} (google.md §3.3). The same events give the same bytes.
 *
 * @param customer ten digits
 * @param sent those of the batch that the request carries, in its order
 */
record ClickUpload(String customer, List<ConversionEvent> sent) {
    /** Lower-case {@code xxx}: in upper case UTC would print as {@code Z}, which is not the documented form. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ssxxx").withZone(ZoneOffset.UTC);

    ClickUpload {
        sent = List.copyOf(sent);
    }

    /** Google Ads refuses both of two rows of one request with the same click and second, so the later ones stay behind. */
    static ClickUpload of(String customer, List<ConversionEvent> batch) {
        var seen = new HashSet<String>();
        return new ClickUpload(
                customer,
                batch.stream()
                        .filter(event -> event.click().isEmpty()
                                || seen.add(event.click().get().value() + " " + time(event.occurredAt())))
                        .toList());
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    static String action(String customer, String id) {
        return "customers/" + customer + "/conversionActions/" + id;
    }

    UploadClickConversionsRequest request(boolean validateOnly) {
        return UploadClickConversionsRequest.newBuilder()
                .setCustomerId(customer)
                .addAllConversions(sent.stream().map(this::conversion).toList())
                .setPartialFailure(true)
                .setValidateOnly(validateOnly)
                .setJobId(job(sent.stream().map(event -> event.key().value()).toList()))
                .build();
    }

    /** By this number people find the request in Google Ads' own diagnostics; the same batch has the same. */
    static int job(List<String> keys) {
        return keys.hashCode() & Integer.MAX_VALUE;
    }

    private ClickConversion conversion(ConversionEvent event) {
        var conversion = ClickConversion.newBuilder()
                .setConversionAction(action(customer, event.action()))
                .setOrderId(event.key().value())
                .setConversionDateTime(time(event.occurredAt()))
                .addAllUserIdentifiers(identifiers(event));
        event.click().ifPresent(click -> withClick(conversion, click));
        event.value()
                .ifPresent(value -> conversion
                        .setConversionValue(value.amount().doubleValue())
                        .setCurrencyCode(value.currency().getCurrencyCode()));
        var consent = consent(event);
        if (consent != ConsentStatus.UNSPECIFIED) {
            // The other signal must not be set here.
            conversion.setConsent(Consent.newBuilder().setAdUserData(consent));
        }
        return conversion.build();
    }

    private static void withClick(ClickConversion.Builder conversion, ClickId click) {
        switch (click.kind()) {
            case GCLID -> conversion.setGclid(click.value());
            case GBRAID -> conversion.setGbraid(click.value());
            case WBRAID -> conversion.setWbraid(click.value());
            case LI_FAT_ID, MSCLKID, LI_FORM_RESPONSE ->
                throw new IllegalArgumentException("Google takes no " + click.kind());
        }
        conversion.setConversionEnvironment(ConversionEnvironment.WEB);
    }

    private static List<UserIdentifier> identifiers(ConversionEvent event) {
        var identifiers = new ArrayList<UserIdentifier>();
        event.email()
                .ifPresent(email -> identifiers.add(
                        firstParty().setHashedEmail(email.gmailFolded()).build()));
        event.phone()
                .ifPresent(phone -> identifiers.add(
                        firstParty().setHashedPhoneNumber(phone.sha256()).build()));
        return identifiers;
    }

    private static UserIdentifier.Builder firstParty() {
        return UserIdentifier.newBuilder().setUserIdentifierSource(UserIdentifierSource.FIRST_PARTY);
    }

    private static ConsentStatus consent(ConversionEvent event) {
        return switch (event.consent().adUserData()) {
            case GRANTED -> ConsentStatus.GRANTED;
            case DENIED -> ConsentStatus.DENIED;
            case UNSPECIFIED -> ConsentStatus.UNSPECIFIED;
        };
    }
}
