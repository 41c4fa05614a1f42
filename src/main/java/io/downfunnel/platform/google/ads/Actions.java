package io.downfunnel.platform.google.ads;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import com.google.ads.googleads.v23.enums.ConversionActionCountingTypeEnum.ConversionActionCountingType;
import com.google.ads.googleads.v23.enums.ConversionActionStatusEnum.ConversionActionStatus;
import com.google.ads.googleads.v23.enums.ConversionActionTypeEnum.ConversionActionType;

import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.Money;

/**
 * Reads conversion actions as an account shows them, those included that belong to its manager (google.md §3.8).
 *
 * @param of the account
 * @param lastUploads by id, as far as Google Ads tells
 * @param made when we made some of them ourselves; Google Ads does not tell their age
 */
record Actions(Customer of, Map<String, Instant> lastUploads, Map<String, Instant> made, Instant now) {
    /** Until then Google does not find a new one everywhere (google.md §3.6). */
    private static final Duration YOUNG = Duration.ofHours(6);

    ConversionAction read(com.google.ads.googleads.v23.resources.ConversionAction action) {
        var id = Long.toString(action.getId());
        var owner = Rows.text(Rows.lastNumber(action.getOwnerCustomer())).orElse(of.id());
        var value = action.getValueSettings();
        return new ConversionAction(
                id,
                action.getName(),
                owner,
                Optional.of(action.getCategory().name()),
                counting(action.getCountingType()),
                action.hasClickThroughLookbackWindowDays()
                        ? Optional.of(Duration.ofDays(action.getClickThroughLookbackWindowDays()))
                        : Optional.empty(),
                Optional.of(action.getPrimaryForGoal()),
                value.getDefaultValue() > 0 && !value.getDefaultCurrencyCode().isBlank()
                        ? Optional.of(
                                Money.of(BigDecimal.valueOf(value.getDefaultValue()), value.getDefaultCurrencyCode()))
                        : Optional.empty(),
                value.getAlwaysUseDefaultValue(),
                Optional.empty(),
                Optional.ofNullable(lastUploads.get(id)),
                obstacle(action, id, owner));
    }

    private static Optional<ConversionAction.Counting> counting(ConversionActionCountingType type) {
        return switch (type) {
            case ONE_PER_CLICK -> Optional.of(ConversionAction.Counting.ONE_PER_CLICK);
            case MANY_PER_CLICK -> Optional.of(ConversionAction.Counting.EVERY);
            case UNSPECIFIED, UNKNOWN, UNRECOGNIZED -> Optional.empty();
        };
    }

    private Optional<String> obstacle(
            com.google.ads.googleads.v23.resources.ConversionAction action, String id, String owner) {
        if (removed(action)) {
            return Optional.of(
                    "It was removed in Google Ads, and what is removed does not come back. Choose another one.");
        }
        if (action.getType() != ConversionActionType.UPLOAD_CLICKS) {
            return Optional.of("It is of type " + action.getType()
                    + ", and only those of type UPLOAD_CLICKS (import from clicks) take uploads. Choose or make one of that"
                    + " type.");
        }
        if (!owner.equals(of.id())) {
            return Optional.of(elsewhere(owner));
        }
        if (action.getStatus() == ConversionActionStatus.HIDDEN) {
            return Optional.of(
                    "It is hidden in Google Ads. Show it again there, under Goals, Conversions, or choose another one.");
        }
        return Optional.ofNullable(made.get(id))
                .map(at -> at.plus(YOUNG))
                .filter(now::isBefore)
                .map(at -> "It was made less than six hours ago, and Google does not find it everywhere before " + at
                        + ". Uploads for it wait until then by themselves.");
    }

    private String elsewhere(String owner) {
        var whose = "It belongs to account " + Customer.written(owner);
        return owner.equals(of.counts())
                ? whose + ", which counts the conversions of this one"
                        + " (customer.conversion_tracking_setting.google_ads_conversion_customer). Uploads have to go"
                        + " through it: let Downfunnel's identity in there, and set customer-id to " + owner + "."
                : whose + ", and uploads for it have to go through that one. Choose one of " + Customer.written(of.id())
                        + "'s own.";
    }

    static boolean removed(com.google.ads.googleads.v23.resources.ConversionAction action) {
        return action.getStatus() == ConversionActionStatus.REMOVED;
    }
}
