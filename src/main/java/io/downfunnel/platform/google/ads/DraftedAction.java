package io.downfunnel.platform.google.ads;

import java.util.List;
import java.util.Optional;

import com.google.ads.googleads.v23.enums.ConversionActionCategoryEnum.ConversionActionCategory;
import com.google.ads.googleads.v23.enums.ConversionActionCountingTypeEnum.ConversionActionCountingType;
import com.google.ads.googleads.v23.enums.ConversionActionStatusEnum.ConversionActionStatus;
import com.google.ads.googleads.v23.enums.ConversionActionTypeEnum.ConversionActionType;
import com.google.ads.googleads.v23.resources.ConversionAction.ValueSettings;
import com.google.ads.googleads.v23.services.ConversionActionOperation;
import com.google.ads.googleads.v23.services.MutateConversionActionsRequest;

import io.downfunnel.domain.ConversionAction;

/**
 * A conversion action that is to be made: one that takes uploads, with values of their own, and that no bid follows, which
 * Google Ads would otherwise let it do from the first day (google.md §3.8).
 */
record DraftedAction(ConversionAction.Draft draft, Customer account) {

    /** Those of the lead funnel, in the order in which a lead goes through it. */
    static final List<String> CATEGORIES = List.of(
            "SUBMIT_LEAD_FORM",
            "CONTACT",
            "REQUEST_QUOTE",
            "BOOK_APPOINTMENT",
            "SIGNUP",
            "IMPORTED_LEAD",
            "QUALIFIED_LEAD",
            "CONVERTED_LEAD",
            "PURCHASE");

    DraftedAction {
        if (!CATEGORIES.contains(draft.category())) {
            throw new IllegalArgumentException("Google Ads has no category " + draft.category() + " for leads");
        }
        long days = draft.clickWindow().toDays();
        if (days < 1 || days > 90) {
            throw new IllegalArgumentException("Google Ads counts a click for 1 to 90 days, not for " + days);
        }
    }

    MutateConversionActionsRequest request() {
        var action = com.google.ads.googleads.v23.resources.ConversionAction.newBuilder()
                .setName(draft.name())
                .setType(ConversionActionType.UPLOAD_CLICKS)
                .setCategory(ConversionActionCategory.valueOf(draft.category()))
                .setStatus(ConversionActionStatus.ENABLED)
                .setPrimaryForGoal(false)
                .setCountingType(
                        switch (draft.counting()) {
                            case ONE_PER_CLICK -> ConversionActionCountingType.ONE_PER_CLICK;
                            case EVERY -> ConversionActionCountingType.MANY_PER_CLICK;
                        })
                .setClickThroughLookbackWindowDays(draft.clickWindow().toDays())
                .setValueSettings(ValueSettings.newBuilder()
                        .setDefaultValue(0)
                        .setDefaultCurrencyCode(account.currency().getCurrencyCode())
                        .setAlwaysUseDefaultValue(false));
        return MutateConversionActionsRequest.newBuilder()
                .setCustomerId(account.id())
                .addOperations(ConversionActionOperation.newBuilder().setCreate(action))
                .build();
    }

    /** As it stands there now. */
    ConversionAction made(String id) {
        return new ConversionAction(
                id,
                draft.name(),
                account.id(),
                Optional.of(draft.category()),
                Optional.of(draft.counting()),
                Optional.of(draft.clickWindow()),
                Optional.of(false),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.of(
                        "It was just made, and Google finds it everywhere about six hours later. Uploads for it wait"
                                + " until then by themselves."));
    }
}
