package io.downfunnel.sandbox.google.ads;

import java.util.List;

import com.google.ads.googleads.v23.enums.ConversionActionCategoryEnum.ConversionActionCategory;
import com.google.ads.googleads.v23.enums.ConversionActionCountingTypeEnum.ConversionActionCountingType;
import com.google.ads.googleads.v23.enums.ConversionActionTypeEnum.ConversionActionType;
import com.google.ads.googleads.v23.resources.ConversionAction;
import com.google.ads.googleads.v23.services.ConversionActionOperation;
import com.google.ads.googleads.v23.services.MutateConversionActionsRequest;
import com.google.ads.googleads.v23.services.MutateConversionActionsResponse;
import com.google.protobuf.FieldMask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

import static io.downfunnel.sandbox.google.ads.AdsVisitor.refused;
import static org.assertj.core.api.Assertions.assertThat;

/** Making conversion actions, changing them and taking them away. */
class ActionsTest {

    private static Sandbox sandbox;
    private static AdsVisitor google;

    @BeforeAll
    static void open() {
        sandbox = Visitor.freshSandbox();
        google = AdsVisitor.to(sandbox);
    }

    @AfterAll
    static void close() {
        google.close();
        sandbox.close();
    }

    private static ConversionAction.Builder action(String name) {
        return ConversionAction.newBuilder()
                .setName(name)
                .setType(ConversionActionType.UPLOAD_CLICKS)
                .setCategory(ConversionActionCategory.QUALIFIED_LEAD)
                .setPrimaryForGoal(false)
                .setCountingType(ConversionActionCountingType.MANY_PER_CLICK)
                .setClickThroughLookbackWindowDays(60);
    }

    private static MutateConversionActionsResponse mutate(ConversionActionOperation.Builder... operations) {
        var request = MutateConversionActionsRequest.newBuilder().setCustomerId(AdsVisitor.CUSTOMER);
        for (var operation : operations) {
            request.addOperations(operation);
        }
        return google.actions().mutateConversionActions(request.build());
    }

    private static ConversionActionOperation.Builder create(ConversionAction.Builder action) {
        return ConversionActionOperation.newBuilder().setCreate(action);
    }

    private static ConversionAction shown(String resourceName) {
        return google.search("SELECT conversion_action.name, conversion_action.category, conversion_action.status,"
                        + " conversion_action.primary_for_goal, conversion_action.counting_type,"
                        + " conversion_action.click_through_lookback_window_days FROM conversion_action"
                        + " WHERE conversion_action.resource_name = '" + resourceName + "'")
                .getFirst()
                .getConversionAction();
    }

    @Test
    void what_is_made_is_there_as_it_was_asked_for() {
        String name = mutate(create(action("Won deal"))).getResults(0).getResourceName();

        var shown = shown(name);
        assertThat(shown.getName()).isEqualTo("Won deal");
        assertThat(shown.getPrimaryForGoal()).isFalse();
        assertThat(shown.getCountingType()).isEqualTo(ConversionActionCountingType.MANY_PER_CLICK);
        assertThat(shown.getClickThroughLookbackWindowDays()).isEqualTo(60);
    }

    @Test
    void what_is_not_said_is_primary_and_counts_once() {
        var bare = ConversionAction.newBuilder().setName("Bare").setType(ConversionActionType.UPLOAD_CLICKS);
        var shown = shown(mutate(create(bare)).getResults(0).getResourceName());

        assertThat(shown.getPrimaryForGoal()).isTrue();
        assertThat(shown.getCountingType()).isEqualTo(ConversionActionCountingType.ONE_PER_CLICK);
    }

    @Test
    void a_name_is_taken_once_even_within_a_request_and_then_nothing_is_made() {
        var refusal = refused(() -> mutate(create(action("Twin")), create(action("Twin"))));

        assertThat(refusal.code()).isEqualTo("conversionActionError.DUPLICATE_NAME");
        assertThat(refusal.failure()
                        .getErrors(0)
                        .getLocation()
                        .getFieldPathElements(0)
                        .getIndex())
                .isEqualTo(1);
        assertThat(google.search("SELECT conversion_action.id FROM conversion_action"
                        + " WHERE conversion_action.name = 'Twin'"))
                .isEmpty();
    }

    @Test
    void it_is_changed_by_its_mask_and_removed() {
        String name = mutate(create(action("Changing"))).getResults(0).getResourceName();
        mutate(ConversionActionOperation.newBuilder()
                .setUpdate(ConversionAction.newBuilder()
                        .setResourceName(name)
                        .setPrimaryForGoal(true)
                        .setName("Not in the mask"))
                .setUpdateMask(FieldMask.newBuilder().addPaths("primary_for_goal")));

        assertThat(shown(name).getPrimaryForGoal()).isTrue();
        assertThat(shown(name).getName()).isEqualTo("Changing");
        mutate(ConversionActionOperation.newBuilder().setRemove(name));
        assertThat(shown(name).getStatus().name()).isEqualTo("REMOVED");
        assertThat(refused(() -> mutate(ConversionActionOperation.newBuilder().setRemove(name)))
                        .code())
                .isEqualTo("mutateError.RESOURCE_NOT_FOUND");
    }

    @Test
    void each_rule_has_its_code() {
        var window = action("Long").setClickThroughLookbackWindowDays(91);
        var call = action("Call").setType(ConversionActionType.UPLOAD_CALLS);
        var owned = action("Owned").setOwnerCustomer("customers/1");

        assertThat(List.of(
                        refused(() -> mutate(create(window))).code(),
                        refused(() -> mutate(create(call))).code(),
                        refused(() -> mutate(create(owned))).code(),
                        refused(() -> mutate(create(action("").clearName()))).code(),
                        refused(() -> mutate(ConversionActionOperation.newBuilder()))
                                .code(),
                        refused(() -> mutate()).code()))
                .containsExactly(
                        "rangeError.TOO_HIGH",
                        "conversionActionError.CREATION_NOT_SUPPORTED",
                        "fieldError.VALUE_MUST_BE_UNSET",
                        "fieldError.REQUIRED",
                        "requestError.OPERATION_REQUIRED",
                        "requestError.OPERATION_REQUIRED");
    }
}
