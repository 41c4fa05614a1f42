package io.downfunnel.platform.google.ads;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

import com.google.ads.googleads.v23.errors.ErrorCode;
import com.google.ads.googleads.v23.errors.ErrorLocation;
import com.google.ads.googleads.v23.errors.ErrorLocation.FieldPathElement;
import com.google.ads.googleads.v23.errors.GoogleAdsError;
import com.google.ads.googleads.v23.errors.GoogleAdsFailure;
import com.google.protobuf.Any;
import com.google.rpc.Status;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.domain.Money;
import io.downfunnel.platform.google.Google;
import io.downfunnel.platform.http.Redaction;

/** What the tests of this package speak about. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    static final FailureTable TABLE = new Google().failures();
    static final Refusals REFUSALS = new Refusals(TABLE, Redaction.of(List.of()), CLOCK);
    static final Customer CUSTOMER = new Customer(
            "1234567890",
            "Acme",
            ZoneId.of("Europe/Berlin"),
            Currency.getInstance("EUR"),
            false,
            true,
            "1234567890",
            true,
            true,
            true);

    private Samples() {}

    static ConversionKey key(int n) {
        return ConversionKey.of("00D000000000001EAA", "006" + n, "google", "won", 1);
    }

    static ConversionEvent event(int n, ClickId click, Instant occurredAt) {
        return new ConversionEvent(
                key(n),
                "555",
                occurredAt,
                Optional.of(Money.of(new BigDecimal("1500.50"), "EUR")),
                Optional.of(click),
                Optional.of(new HashedIdentifier.Email("a".repeat(64), "b".repeat(64))),
                Optional.of(new HashedIdentifier.Phone("c".repeat(64))),
                new Consent(Consent.Answer.GRANTED, Consent.Answer.DENIED));
    }

    static ConversionEvent event(int n) {
        return event(n, new ClickId(ClickId.Kind.GCLID, gclid(n)), NOW.minusSeconds(3600));
    }

    static String gclid(int n) {
        return "Cj0KCQiA%06dBhCkARIsAJ3zWn_abcdefghijklmnopqrstuvwxyz0123456789EALw_wcB".formatted(n);
    }

    static GoogleAdsError error(ErrorCode.Builder code, FieldPathElement... path) {
        return GoogleAdsError.newBuilder()
                .setErrorCode(code)
                .setMessage("No.")
                .setLocation(ErrorLocation.newBuilder().addAllFieldPathElements(List.of(path)))
                .build();
    }

    static FieldPathElement row(String name, int index) {
        return FieldPathElement.newBuilder().setFieldName(name).setIndex(index).build();
    }

    static FieldPathElement field(String name) {
        return FieldPathElement.newBuilder().setFieldName(name).build();
    }

    static Status partial(GoogleAdsError... errors) {
        return Status.newBuilder()
                .setCode(3)
                .setMessage("Multiple errors")
                .addDetails(Any.pack(GoogleAdsFailure.newBuilder()
                        .addAllErrors(List.of(errors))
                        .build()))
                .build();
    }
}
