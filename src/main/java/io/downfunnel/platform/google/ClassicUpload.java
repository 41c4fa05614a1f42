package io.downfunnel.platform.google;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.Verdict;
import io.downfunnel.platform.google.ads.AdsAccount;

/**
 * Uploads through the Google Ads API, for those who were let stay when Google closed that way in June 2026. Good rows count
 * although others are bad, and each is answered at once.
 */
record ClassicUpload(AdsAccount ads, FailureTable table, Clock clock) implements Route {
    private static final String ROUTE = "Google Ads: uploads for conversion action ";

    /** Of no person: the digest of nothing in particular. */
    private static final String NOBODY = "0123456789abcdef".repeat(4);

    @Override
    public Receipt upload(List<ConversionEvent> batch) {
        return ads.upload(batch);
    }

    @Override
    public Receipt validate(List<ConversionEvent> batch) {
        return ads.validate(batch);
    }

    @Override
    public Receipt restate(List<Adjustment.Restatement> batch) {
        return ads.adjust(List.copyOf(batch));
    }

    @Override
    public Verdict verdict(String requestId) {
        throw new UnsupportedOperationException(
                "Google Ads answers each upload at once and has no later word on it, by downfunnel.google.route google-ads");
    }

    /** Google Ads looks at an event of nobody and takes nothing in; whether we may go this way at all it says then. */
    @Override
    public List<CheckItem> check(Set<String> actions) {
        var items = new ArrayList<CheckItem>();
        actions.stream().sorted().map(this::tried).forEach(items::add);
        return items;
    }

    private CheckItem tried(String action) {
        try {
            return switch (ads.validate(List.of(probe(action)))
                    .outcomes()
                    .values()
                    .iterator()
                    .next()) {
                case Outcome.Accepted() ->
                    CheckItem.ok(ROUTE + action, "Google Ads accepts a test event by this route.");
                // Of nobody there is no click, which says that everything else is in order.
                case Outcome.Rejected(var failure)
                when failure.code().endsWith(".CLICK_NOT_FOUND") ->
                    CheckItem.ok(ROUTE + action, "Google Ads accepts a test event by this route.");
                case Outcome.Rejected(var failure) -> refused(action, failure);
                case Outcome.Duplicate(var failure) -> refused(action, failure);
                case Outcome.Deferred(var failure, var notBefore) -> refused(action, failure);
                case Outcome.Suspect(var failure) -> refused(action, failure);
                case Outcome.Unheard(var failure) -> refused(action, failure);
                case Outcome.Spared() -> CheckItem.ok(ROUTE + action, "Google Ads accepts a test event by this route.");
            };
        } catch (PlatformException e) {
            return refused(action, e.failure());
        }
    }

    private CheckItem refused(String action, Failure failure) {
        var row = table.of(failure.code());
        var remedy = row.remedy().isEmpty() ? "Try again in a few minutes." : row.remedy();
        return CheckItem.failed(
                ROUTE + action,
                row.cause() + " (" + failure.code() + ": " + failure.message() + ")",
                failure.code().startsWith("NotAllowlistedError.")
                        ? remedy + " For that, remove downfunnel.google.route from the settings."
                        : remedy);
    }

    private ConversionEvent probe(String action) {
        return new ConversionEvent(
                ConversionKey.of("check", "check", "google", "check", 1),
                action,
                clock.instant().minus(Duration.ofHours(1)),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new HashedIdentifier.Email(NOBODY, NOBODY)),
                Optional.empty(),
                Consent.UNSPECIFIED);
    }

    /** The account's, which closes it. */
    @Override
    public void close() {}
}
