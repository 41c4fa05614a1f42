package io.downfunnel.sandbox.google.ads;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.google.ads.googleads.v23.enums.ResponseContentTypeEnum.ResponseContentType;
import com.google.ads.googleads.v23.services.ConversionActionOperation;
import com.google.ads.googleads.v23.services.ConversionActionServiceGrpc;
import com.google.ads.googleads.v23.services.MutateConversionActionResult;
import com.google.ads.googleads.v23.services.MutateConversionActionsRequest;
import com.google.ads.googleads.v23.services.MutateConversionActionsResponse;
import io.grpc.stub.StreamObserver;

import io.downfunnel.sandbox.Procedures;
import io.downfunnel.sandbox.google.AdsDesk;
import io.downfunnel.sandbox.google.ConversionAction;
import io.downfunnel.sandbox.google.Customer;
import io.downfunnel.sandbox.google.ads.ActionRules.Result;

/** Makes, changes and removes conversion actions; all changes of a request or, with partial failure, the good ones. */
final class ActionService extends ConversionActionServiceGrpc.ConversionActionServiceImplBase {

    private static final int MOST = 10_000;

    private final Admission admission;

    ActionService(Admission admission) {
        this.admission = admission;
    }

    @Override
    public void mutateConversionActions(
            MutateConversionActionsRequest request, StreamObserver<MutateConversionActionsResponse> answer) {
        Answering.to(answer, () -> answer(request));
    }

    private MutateConversionActionsResponse answer(MutateConversionActionsRequest request) {
        Customer customer = admission.admit(request.getCustomerId(), Math.max(1, request.getOperationsCount()));
        if (request.getOperationsCount() == 0) {
            throw Refusals.of(AdsError.of("requestError", "OPERATION_REQUIRED", "At least one operation is needed.")
                    .at("operations"));
        }
        if (request.getOperationsCount() > MOST) {
            throw Refusals.of(AdsError.of("requestError", "TOO_MANY_MUTATE_OPERATIONS", "At most 10000 operations.")
                    .at("operations"));
        }
        return admission.desk().inTurn(() -> changed(request, customer));
    }

    private MutateConversionActionsResponse changed(MutateConversionActionsRequest request, Customer customer) {
        AdsDesk desk = admission.desk();
        var rules = new ActionRules(desk, customer);
        List<Result> results = request.getOperationsList().stream()
                .map(ActionService::change)
                .map(rules::result)
                .toList();
        List<AdsError> errors = errors(results);
        if (!errors.isEmpty() && !request.getPartialFailure()) {
            throw Refusals.of(errors);
        }
        var response = MutateConversionActionsResponse.newBuilder();
        if (!errors.isEmpty()) {
            response.setPartialFailureError(Refusals.partial(errors));
        }
        if (request.getValidateOnly()) {
            return response.build();
        }
        var changed = new ArrayList<ConversionAction>();
        for (Result result : results) {
            switch (result) {
                case Result.Changed(var action) -> {
                    changed.add(action);
                    response.addResults(shown(action, customer, request.getResponseContentType()));
                }
                case Result.No no -> response.addResults(MutateConversionActionResult.getDefaultInstance());
            }
        }
        desk.change(Procedures.CALL.get().get(), changed);
        return response.build();
    }

    private static List<AdsError> errors(List<Result> results) {
        var errors = new ArrayList<AdsError>();
        for (int at = 0; at < results.size(); at++) {
            if (results.get(at) instanceof Result.No(var error)) {
                errors.add(error.within("operations", at));
            }
        }
        return errors;
    }

    private static MutateConversionActionResult shown(
            ConversionAction action, Customer customer, ResponseContentType content) {
        var result = MutateConversionActionResult.newBuilder()
                .setResourceName(ConversionActionResource.resourceName(action));
        if (content == ResponseContentType.MUTABLE_RESOURCE && !action.removed()) {
            Map<String, String> fields = ConversionActionResource.fields(action, customer);
            fields.keySet().removeIf(field -> field.startsWith("customer."));
            result.setConversionAction(Rows.row(fields).getConversionAction());
        }
        return result.build();
    }

    private static ActionChange change(ConversionActionOperation operation) {
        return switch (operation.getOperationCase()) {
            case CREATE -> new ActionChange(ActionChange.Kind.CREATE, "", Rows.texts(operation.getCreate()), List.of());
            case UPDATE ->
                new ActionChange(
                        ActionChange.Kind.UPDATE,
                        operation.getUpdate().getResourceName(),
                        Rows.texts(operation.getUpdate()),
                        operation.getUpdateMask().getPathsList());
            case REMOVE -> new ActionChange(ActionChange.Kind.REMOVE, operation.getRemove(), Map.of(), List.of());
            case OPERATION_NOT_SET -> new ActionChange(ActionChange.Kind.NOTHING, "", Map.of(), List.of());
        };
    }
}
